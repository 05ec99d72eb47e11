import { expect, test } from 'vitest'
import { readText } from '../../../testing/readText.ts'
import { recogniseText } from '../recogniseText.ts'
import { otlpResourceSpans } from './otlpResourceSpans.ts'

function line(spanId: string, scopes = 'scopeSpans') {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId,
    name: 'get',
    startTimeUnixNano: '1',
    endTimeUnixNano: '2',
  }
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: `service ${spanId}` } }] }
  return JSON.stringify({ resource, [scopes]: [{ scope: { name: 'lib' }, spans: [span] }] })
}

test('reads one ResourceSpans a line, each with its own resource, by new and old names', async () => {
  const text = `${line('1')}\n${line('2', 'instrumentationLibrarySpans')}\r\n`
  expect(await recogniseText(text)).toBe('otlp-resourcespans')
  const { spans, codes, serviceOf, details } = await readText(otlpResourceSpans, text)
  expect(codes).toEqual([])
  expect(spans.map(serviceOf)).toEqual(['service 1', 'service 2'])
  expect(await details(1)).toMatchObject({ scope: { name: 'lib' }, resource: [{ key: 'service.name' }] })
})

test('a broken line costs itself', async () => {
  const text = `${line('1')}\n${line('2').slice(0, 60)}\n${line('3')}`
  const { spans, problems } = await readText(otlpResourceSpans, text)
  expect(spans.map(({ spanId }) => spanId.at(-1))).toEqual(['1', '3'])
  expect(problems[0]).toMatchObject({ code: 'json.syntax', at: { line: 2 } })
})
