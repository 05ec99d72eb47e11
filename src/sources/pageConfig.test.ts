import { expect, test } from 'vitest'
import { readConfig } from './pageConfig.ts'

const BASE = new URL('http://localhost:4400/page/index.html')

test('sources and files below the page are taken', () => {
  const { connections, files, faults } = readConfig(
    {
      sources: [{ name: 'jaeger', kind: 'jaeger', path: 'backends/jaeger/' }],
      files: [{ name: 'dump.json', path: 'files/0' }],
    },
    BASE,
  )
  expect(connections).toMatchObject([
    { name: 'jaeger', kind: 'jaeger', url: 'http://localhost:4400/page/backends/jaeger', isServed: true },
  ])
  expect(files).toEqual([{ name: 'dump.json', url: new URL('http://localhost:4400/page/files/0') }])
  expect(faults).toEqual([])
})

test.each([
  'http://evil.example/',
  'HTTPS:evil',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/files/0',
  '../other/',
  'a/../../../other',
  '%2e%2e/other',
  'java\tscript:alert(1)',
  'data:text/plain,x',
  'backends/x?url=http://evil.example',
  '',
  7,
])('the path %o leads nowhere, and that is said', (path) => {
  const { connections, files, faults } = readConfig(
    { sources: [{ name: 'x', kind: 'jaeger', path }], files: [{ name: 'x', path }] },
    BASE,
  )
  expect([connections, files]).toEqual([[], []])
  expect(faults).toHaveLength(2)
})

test('what is not known is passed over and told', () => {
  const { connections, faults } = readConfig(
    {
      sources: [
        { name: 'a', kind: 'oracle', path: 'a/' },
        { name: 'b', kind: 'zipkin', path: 'b/' },
        { name: 'b', kind: 'tempo', path: 'c/' },
        'c',
      ],
      files: {},
      scripts: [],
    },
    BASE,
  )
  expect(connections.map(({ name }) => name)).toEqual(['b'])
  expect(faults).toEqual([
    'spanfall.json: “scripts” is not known.',
    'spanfall.json: Source 1: the kind "oracle" is not known.',
    'spanfall.json: Source 3: There is a connection named “b” already.',
    'spanfall.json: Source 4: it is no object.',
    'spanfall.json: “files” is no list.',
  ])
})
