import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { describe, expect, test } from 'vitest'

interface Room {
  /** A folder, or a file, below src. A file inside src belongs to the longest that fits. */
  readonly path: string
  /** Paths it may import beside its own; a folder stands for all below it. */
  readonly imports: readonly string[]
  /** npm packages; `node:` stands for Node's own modules. */
  readonly packages: readonly string[]
}

/** Who may import whom. ARCHITECTURE.md draws it. */
const ROOMS: readonly Room[] = [
  { path: 'core/model', imports: [], packages: [] },
  { path: 'core/import', imports: ['core/model'], packages: [] },
  {
    path: 'core/export',
    imports: ['core/model', 'core/analysis/findSpan.ts', 'core/import/readDetails.ts'],
    packages: [],
  },
  { path: 'core/lineage', imports: ['core/model'], packages: [] },
  { path: 'core/lab', imports: ['core/model'], packages: [] },
  { path: 'core/analysis', imports: ['core/model', 'core/lineage'], packages: [] },
  { path: 'core/red', imports: ['core/model', 'core/lineage'], packages: [] },
  { path: 'core/engine', imports: ['core/lineage', 'core/red'], packages: [] },
  { path: 'core/importDataset.ts', imports: ['core'], packages: [] },
  { path: 'core/diagnoseDataset.ts', imports: ['core'], packages: [] },
  { path: 'kernel', imports: [], packages: [] },
  { path: 'worker', imports: ['core'], packages: [] },
  { path: 'sources', imports: ['core/model'], packages: ['@tanstack/react-query'] },
  { path: 'store', imports: ['core', 'worker', 'sources'], packages: ['zustand', 'idb'] },
  {
    path: 'ui',
    // Of core/import only what knows no format: its readers run in the worker.
    imports: [
      'core/model',
      'core/lineage',
      'core/analysis',
      'core/red',
      'core/engine',
      'core/lab',
      'core/diagnoseDataset.ts',
      'core/importDataset.ts',
      'core/import/format.ts',
      'core/import/formats.ts',
      'core/import/pastedText.ts',
      'sources',
      'store',
    ],
    packages: ['react', 'react-dom', 'd3-scale', '@tanstack/react-query'],
  },
  {
    path: 'main.tsx',
    imports: ['ui', 'store', 'sources', 'worker'],
    packages: ['react', 'react-dom', '@tanstack/react-query'],
  },
  { path: 'cli', imports: ['core'], packages: ['node:'] },
  { path: 'bench', imports: ['core', 'testing'], packages: ['node:', '@playwright/test'] },
  { path: 'testing', imports: ['core/model', 'core/lab', 'core/lineage'], packages: ['node:'] },
  { path: 'architecture.test.ts', imports: [], packages: ['vite'] },
]

/** What every test may import beside what its room may. */
const TESTS = { imports: ['testing'], packages: ['node:', 'vitest', 'fast-check'] }

interface Import {
  /** The importing file, below src, with forward slashes. */
  readonly from: string
  /** As it is written: a relative path or the name of a package. */
  readonly to: string
}

const isWithin = (path: string, room: string) => path === room || path.startsWith(`${room}/`)

function roomOf(path: string): Room | undefined {
  const subject = path.replace(/(?:\.\w+)?\.test\.(tsx?)$/, '.$1')
  return ROOMS.find((room) => isWithin(path, room.path) || isWithin(subject, room.path))
}

/** The folder of ui that a file lies in; undefined outside and for the files of ui itself. */
const uiFolder = (path: string) => /^ui\/([^/]+)\//.exec(path)?.[1]

/** Why an import is not allowed, in words; undefined where it is. */
function findFault({ from, to }: Import): string | undefined {
  const room = roomOf(from)
  if (room === undefined) return `${from} lies in no room`
  const extra = /\.test\.tsx?$/.test(from) ? TESTS : { imports: [], packages: [] }

  if (!to.startsWith('.')) {
    const allowed = [...room.packages, ...extra.packages]
    const ok = allowed.some((name) => (name === 'node:' ? to.startsWith(name) : isWithin(to, name)))
    return ok ? undefined : `${from} -> ${to}: ${room.path} may not import this package`
  }
  const file = to.replace(/\?.*$/, '')
  if (!/\.(?:ts|tsx|css|svg|json|wasm)$/.test(file)) return `${from} -> ${to}: name the file with its extension`
  const target = posix.join(posix.dirname(from), file)
  const [fromFolder, toFolder] = [uiFolder(from), uiFolder(target)]
  if (fromFolder !== undefined && toFolder !== undefined && fromFolder !== toFolder) {
    return `${from} -> ${target}: folders of ui do not import each other`
  }
  const allowed = [room.path, ...room.imports, ...extra.imports]
  return allowed.some((path) => isWithin(target, path))
    ? undefined
    : `${from} -> ${target}: ${room.path} may not import it`
}

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** The literal that names a module, of a node that names one. */
function moduleOf(node: Node): unknown {
  const args = Array.isArray(node.arguments) ? node.arguments : []
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source
    case 'NewExpression':
      return isNode(node.callee) && node.callee.name === 'URL' && args.length === 2 ? args[0] : undefined
    default:
      return undefined
  }
}

/** Every module a source names: static, dynamic, type only, re-exported, and workers made from a URL. */
function listImports(from: string, source: string): Import[] {
  const found: Import[] = []
  const visit = (node: Node) => {
    const module = moduleOf(node)
    const to = isNode(module) && module.type === 'Literal' ? module.value : undefined
    if (typeof to === 'string' && (node.type !== 'NewExpression' || /\.tsx?$/.test(to))) found.push({ from, to })
    for (const child of Object.values(node)) if (isNode(child)) visit(child)
  }
  visit({ ...parseSync(from, source).program })
  return found
}

function listSources(): { path: string; source: string }[] {
  const root = dirname(fileURLToPath(import.meta.url))
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), source: readFileSync(file, 'utf8') }))
}

test('no file of src imports what its room may not', () => {
  const sources = listSources()
  expect(sources.length).toBeGreaterThan(5)
  const imports = sources.flatMap(({ path, source }) => listImports(path, source))
  expect(imports.map(findFault).filter((fault) => fault !== undefined)).toEqual([])
})

describe('the rule itself', () => {
  test.each([
    ['core/model/dataset.ts', '../import/format.ts'],
    ['core/import/otlpJson.ts', '../lineage/findOrphans.ts'],
    ['core/analysis/listRows.ts', '../../store/view.ts'],
    ['core/analysis/listRows.ts', 'd3-scale'],
    ['core/import/otlpJson.ts', 'node:fs'],
    ['core/import/otlpJson.test.ts', '../../store/view.ts'],
    ['core/import/otlpJson.ts', '../../testing/sketch.ts'],
    ['core/newRoom/thing.ts', './other.ts'],
    ['sources/jaeger.ts', '../store/store.ts'],
    ['sources/jaeger.ts', '../core/import/jaegerJson.ts'],
    ['worker/main.ts', '../store/store.ts'],
    ['ui/App.tsx', '../worker/importInWorker.ts'],
    ['ui/App.tsx', '../core/import/otlpJson.ts'],
    ['ui/waterfall/Waterfall.tsx', '../details/SpanDetails.tsx'],
    ['ui/App.tsx', 'zustand'],
    ['ui/App.tsx', 'reactive'],
    ['cli/main.ts', '../worker/importInWorker.ts'],
    ['store/store.ts', '../ui/App.tsx'],
    ['store/store.ts', './view'],
    ['store/store.ts', '..'],
  ])('%s may not import %s', (from, to) => {
    expect(findFault({ from, to })).toBeDefined()
  })

  test.each([
    ['core/import/otlpJson.ts', './fields.ts'],
    ['core/import/otlpJson.ts', '../model/time.ts'],
    ['core/import/otlpJson.test.ts', '../../testing/sketch.ts'],
    ['core/import/otlpJson.test.ts', 'node:fs'],
    ['core/importDataset.ts', './lineage/buildForest.ts'],
    ['core/importDataset.test.ts', './import/formats.ts'],
    ['worker/importInWorker.ts', './main.ts'],
    ['store/dataset.ts', '../worker/importInWorker.ts'],
    ['store/store.ts', 'zustand/middleware'],
    ['ui/App.tsx', './waterfall/Waterfall.tsx'],
    ['ui/waterfall/Waterfall.tsx', '../format.ts'],
    ['ui/waterfall/Waterfall.tsx', './waterfall.css'],
    ['ui/waterfall/Waterfall.tsx', '../../core/import/pastedText.ts'],
    ['main.tsx', './ui/App.tsx'],
    ['cli/inspect.ts', '../core/importDataset.ts'],
  ])('%s may import %s', (from, to) => {
    expect(findFault({ from, to })).toBeUndefined()
  })

  test('every way to name a module is seen', () => {
    const source = `
      import './a.ts'
      import type { B } from './b.ts'
      import { type C, c } from './c.ts'
      export * from './d.ts'
      export type { E } from './e.ts'
      const f: import('./f.ts').F = await import('./g.ts')
      new Worker(new URL('./h.ts', import.meta.url), { type: 'module' })
      const text = "import './not.ts'" // import './not.ts'
    `
    const names = listImports('store/x.ts', source).map(({ to }) => to)
    expect(names).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts', './g.ts', './h.ts'])
  })
})
