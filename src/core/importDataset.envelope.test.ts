import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readSpanDetails, spanLocation } from './import/readDetails.ts'
import { type ImportOptions, importInputs } from './importDataset.ts'
import { bytesSource } from './model/byteSource.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

function spansJson(count: number, from = 1): string {
  const spans = Array.from({ length: count }, (_, i) => ({
    traceId: TRACE,
    id: (from + i).toString(16).padStart(16, '0'),
    name: `span ${from + i}`,
    timestamp: 1_700_000_000_000_000 + i,
    duration: 5,
    kind: 'CLIENT',
    localEndpoint: { serviceName: 'orders' },
    tags: { number: String(from + i) },
  }))
  return JSON.stringify(spans)
}

function open(content: string | Uint8Array, options?: ImportOptions) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
  return importInputs([{ name: 'dump', source: bytesSource(bytes) }], options)
}

interface ZipFile {
  readonly name: string
  readonly content: string
  readonly method?: number
  readonly flags?: number
}

/** A ZIP archive as its specification has it, without checksums. */
function zip(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const { name, content, method = 8, flags = 0 } of files) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(method, 8)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(data.length, 20)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset, 42)
    const part = Buffer.concat([local, Buffer.from(name), data])
    locals.push(part)
    entries.push(Buffer.concat([entry, Buffer.from(name)]))
    offset += part.length
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

function codesOf({ dataset }: Awaited<ReturnType<typeof open>>): string[] {
  return dataset.files.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))
}

describe('gzip', () => {
  test('is inflated, and positions and details count in what was inside', async () => {
    const text = spansJson(3)
    const { dataset, sources } = await open(gzipSync(text))
    expect(dataset.spans.length).toBe(3)
    expect(dataset.files[0]).toMatchObject({ format: 'zipkin-v2', inputBytes: text.length, layers: ['gzip'] })
    expect(dataset.files[0].reason).toContain('unpacked from gzip')
    expect(await sources[0].unpacked?.text()).toBe(text)
    const details = await readSpanDetails('zipkin-v2', sources[0].source, spanLocation(dataset.spans, 1))
    expect(details.attributes).toContainEqual({ key: 'number', value: { type: 'string', value: '2' } })
  })

  test('inside gzip is inflated too', async () => {
    const { dataset } = await open(gzipSync(gzipSync(spansJson(2))))
    expect(dataset.files[0].layers).toEqual(['gzip', 'gzip'])
    expect(dataset.spans.length).toBe(2)
  })

  test('that is cut off keeps what could be inflated', async () => {
    const packed = gzipSync(spansJson(20_000))
    const imported = await open(packed.subarray(0, packed.length / 2))
    expect(codesOf(imported)).toEqual(expect.arrayContaining(['envelope.damaged', 'json.truncated']))
    expect(imported.dataset.spans.length).toBeGreaterThan(5_000)
    expect(imported.dataset.spans.length).toBeLessThan(15_000)
  })

  test('that is cut off at any place is reported, never thrown', async () => {
    const packed = gzipSync(spansJson(3))
    for (let cut = 3; cut < packed.length; cut += 7) {
      const imported = await open(packed.subarray(0, cut))
      expect(codesOf(imported), String(cut)).toContain('envelope.damaged')
    }
  })

  test('that unpacks to more than is allowed is cut off at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    const imported = await open(bomb, { maxUnpackedBytes: 1024 * 1024 })
    expect(codesOf(imported)).toContain('envelope.limit')
    expect(imported.dataset.files[0].inputBytes).toBe(1024 * 1024)
  })
})

describe('ZIP', () => {
  test('each entry is a file of the dataset, stored or deflated', async () => {
    const archive = zip([
      { name: 'a.json', content: spansJson(2) },
      { name: 'folder/', content: '', method: 0 },
      { name: 'folder/b.json', content: spansJson(3, 10), method: 0 },
    ])
    const { dataset, sources } = await open(archive)
    expect(dataset.files.map(({ name, records, input }) => [name, records, input])).toEqual([
      ['dump/a.json', 2, 0],
      ['dump/folder/b.json', 3, 0],
    ])
    expect(sources).toHaveLength(2)
    expect(dataset.spans.length).toBe(5)
  })

  test('an entry that cannot be unpacked leaves the others', async () => {
    const archive = zip([
      { name: 'secret.json', content: spansJson(2), flags: 1 },
      { name: 'odd.json', content: 'x', method: 99 },
      { name: 'a.json', content: spansJson(2) },
    ])
    const imported = await open(archive)
    expect(imported.dataset.spans.length).toBe(2)
    expect(imported.dataset.files.map(({ format }) => format)).toEqual([undefined, undefined, 'zipkin-v2'])
    expect(codesOf(imported)).toContain('envelope.unsupported')
  })

  test('archives without files and without a directory are said to be so', async () => {
    expect(codesOf(await open(zip([])))).toEqual(['envelope.unsupported'])
    const archive = zip([{ name: 'a.json', content: spansJson(2) }])
    for (let cut = 4; cut < archive.length; cut += 11) {
      expect(codesOf(await open(archive.subarray(0, cut))).length).toBeGreaterThan(0)
    }
  })
})

describe('texts', () => {
  test.each([
    ['little-endian', true],
    ['big-endian', false],
  ])('UTF-16, %s', async (_, isLittle) => {
    const bytes = Buffer.from(`\uFEFF${spansJson(2).replace('span 1', 'späñ 😀')}`, 'utf16le')
    const { dataset } = await open(isLittle ? bytes : bytes.swap16())
    expect(dataset.spans.length).toBe(2)
    expect(dataset.files[0].layers).toEqual(['UTF-16'])
    expect(dataset.spans.texts).toContain('späñ 😀')
  })

  test('a UTF-8 byte order mark', async () => {
    const { dataset } = await open(`\uFEFF${spansJson(2)}`)
    expect(dataset.spans.length).toBe(2)
  })

  test('a JSON string whose content is JSON, one or one a line, twice over', async () => {
    for (const content of [
      JSON.stringify(spansJson(2)),
      JSON.stringify(JSON.stringify(spansJson(2))),
      `${JSON.stringify(spansJson(1))}\n${JSON.stringify(spansJson(1, 2))}\n`,
    ]) {
      expect((await open(content)).dataset.spans.length, content.slice(0, 40)).toBe(2)
    }
  })

  test('JSON in strings of shells that no format knows', async () => {
    const text = spansJson(2)
    const base64 = Buffer.from(text).toString('base64')
    for (const shell of [
      { statusCode: 200, body: text },
      { log: { entries: [{ response: { content: { mimeType: 'application/json', text } } }] } },
      { log: { entries: [{ response: { content: { encoding: 'base64', text: base64 } } }] } },
      { item: [{ name: 'traces', response: [{ code: 200, body: text }] }] },
    ]) {
      const { dataset } = await open(JSON.stringify(shell))
      expect(dataset.spans.length, JSON.stringify(shell).slice(0, 60)).toBe(2)
      expect(dataset.files[0]).toMatchObject({ format: 'zipkin-v2', layers: ['strings of JSON'] })
    }
  })

  test('lines of a container log', async () => {
    const lines = [spansJson(1), 'starting', spansJson(2, 5)].map((log) =>
      JSON.stringify({ log: `${log}\n`, stream: 'stdout' }),
    )
    expect((await open(lines.join('\n'))).dataset.spans.length).toBe(3)
  })

  test('an answer without spans inside stays what it is', async () => {
    const { dataset } = await open('{"body":"{\\"error\\":\\"no such trace, sorry\\"}"}')
    expect(dataset.files[0]).toMatchObject({ format: undefined, layers: [] })
  })
})

test.each([
  ['Zstandard', [0x28, 0xb5, 0x2f, 0xfd, 0, 0]],
  ['bzip2', [0x42, 0x5a, 0x68, 0x39, 0x31]],
])('%s is named, and not read', async (name, magic) => {
  const imported = await open(new Uint8Array(magic))
  expect(codesOf(imported)).toEqual(['envelope.unsupported'])
  expect(imported.dataset.files[0].reason).toContain(name)
})

test('the format can be chosen by hand', async () => {
  const source = bytesSource(new TextEncoder().encode(spansJson(2)))
  const { dataset } = await importInputs([{ name: 'dump', source, format: 'flat-us' }])
  expect(dataset.files[0].format).toBe('flat-us')
  expect(dataset.files[0].reason).toContain('chosen by hand; Zipkin')
  expect(dataset.files[0].candidates[0].format).toBe('zipkin-v2')
  const { dataset: unknown } = await importInputs([{ name: 'dump', source, format: 'nonsense' }])
  expect(unknown.files[0].diagnostics[0].code).toBe('format.unknown')
})
