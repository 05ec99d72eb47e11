import { expect, test } from 'vitest'
import { readWith } from '../../../testing/readWith.ts'
import { textSource } from '../../model/byteSource.ts'
import { readProbe } from '../probe.ts'
import { dotnetConsole } from './dotnetConsole.ts'

const ACTIVITY = `Activity.TraceId:            0af7651916cd43dd8448eb211c80319c
Activity.SpanId:             00f067aa0ba902b7
Activity.TraceFlags:         Recorded
Activity.TraceState:         a=b
Activity.ParentSpanId:       b7ad6b7169203331
Activity.DisplayName:        GET /cart
Activity.Kind:               Server
Activity.StartTime:          2025-10-09T08:53:20.0250001Z
Activity.Duration:           00:00:01.5000002
Activity.Tags:
    http.route: /cart: all
    exception.stacktrace: at A
   at B

   at C
    list: [1,2]
StatusCode: Error
Activity.StatusDescription:  gone
Activity.Events:
    miss [10/9/2025 8:53:20 AM +00:00]
        key: k
Activity.Links:
    0af7651916cd43dd8448eb211c80319c 00f067aa0ba902b8
Instrumentation scope (ActivitySource):
    Name: Shop.Lib
    Version: 1.2
Resource associated with Activity:
    service.name: shop
    host.name: h
`

const OLD = `Activity.Id:          00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
Activity.DisplayName: SayHello
Activity.Kind:        Internal
Activity.StartTime:   2025-10-09T08:53:20.0000000Z
Activity.Duration:    00:00:00.0097620
StatusCode : Ok
Activity.TagObjects:
    foo: 1
Resource associated with Activity:
    service.name: old
`

test('reads an activity with all its sections; text with line breaks goes on', async () => {
  const { spans, serviceOf, labelOf, found, details } = await readWith(dotnetConsole, `info: starting\n${ACTIVITY}\n`)
  expect(found).toEqual([])
  expect(spans).toHaveLength(1)
  expect(spans[0]).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: '00f067aa0ba902b7',
    parentSpanId: 'b7ad6b7169203331',
    name: 'GET /cart',
    kind: 2,
    status: 2,
    flags: 1,
    startUnixNs: 1760000000025000100n,
    durationNs: 1500000200n,
    at: { byte: 15, line: 2 },
    byteLength: ACTIVITY.length - 1,
  })
  expect([serviceOf(spans[0]), labelOf(spans[0])]).toEqual([undefined, 'shop'])
  const text = (key: string, value: string) => ({ key, value: { type: 'string', value } })
  expect(await details(0)).toEqual({
    attributes: [
      text('http.route', '/cart: all'),
      text('exception.stacktrace', 'at A\n   at B\n\n   at C'),
      {
        key: 'list',
        value: {
          type: 'array',
          value: [
            { type: 'int', value: 1n },
            { type: 'int', value: 2n },
          ],
        },
      },
    ],
    events: [{ name: 'miss', timeUnixNs: 1760000000000000000n, attributes: [text('key', 'k')] }],
    links: [
      { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b8', traceState: '', attributes: [] },
    ],
    statusMessage: 'gone',
    traceState: 'a=b',
    resource: [text('service.name', 'shop'), text('host.name', 'h')],
    scope: { name: 'Shop.Lib', version: '1.2', attributes: [] },
    dropped: { attributes: 0, events: 0, links: 0 },
    warnings: [],
  })
})

test('reads the older shape, with CRLF, and log lines behind an activity', async () => {
  const { spans, found, details } = await readWith(
    dotnetConsole,
    `${OLD}warn: hot\n${ACTIVITY}`.replaceAll('\n', '\r\n'),
  )
  expect(found).toEqual([])
  expect(spans.map((span) => [span.name, span.status, span.durationNs])).toEqual([
    ['SayHello', 1, 9762000n],
    ['GET /cart', 2, 1500000200n],
  ])
  const { attributes, resource } = await details(0)
  expect([attributes.length, resource.length]).toEqual([1, 1])
})

test('a bad activity costs itself', async () => {
  const idless = 'Activity.TraceId:            x\nActivity.DisplayName: y\n'
  const timeless = OLD.replace('2025-10-09', '0001-01-01').replace('00:00:00.0097620', 'soon')
  const { spans, found } = await readWith(dotnetConsole, `${idless}${timeless}`)
  expect(spans).toHaveLength(1)
  expect(found).toEqual(['span.id 0:1', `time.missing ${idless.length}:3`, `time.unfinished ${idless.length}:3`])
})

test('knows its own', async () => {
  expect(dotnetConsole.score(await readProbe(textSource(`x\n${OLD}`))).score).toBe(0.95)
  expect(dotnetConsole.score(await readProbe(textSource('{}'))).score).toBe(0)
})
