import { expect, test } from 'vitest'
import { moduleOf, PACKAGES_IN_CORE, refusal } from './layers.ts'
import { type Source, sources } from './sources.ts'

const all = sources('engine', 'src')
const isTest = (path: string) => /\.(test|bench)\.tsx?$/.test(path)
const code = all.filter((file) => !isTest(file.path))

test('imports go down the layers', () => {
  const wrong = code.flatMap((file) => file.imports.map((to) => refusal(file.path, to)).filter(Boolean))
  expect(wrong).toEqual([])
})

test('the layer rules refuse what they should', () => {
  expect(refusal('engine/core/log/log.ts', 'engine/core/broker/server.ts')).toMatch('must not import')
  expect(refusal('engine/core/coordinator/a.ts', 'engine/core/raft/b.ts')).toMatch('must not import')
  expect(refusal('src/ui/a.ts', 'engine/host/browser/b.ts')).toMatch('src/cluster')
  expect(refusal('engine/core/broker/a.ts', 'engine/core/log/b.ts')).toBeUndefined()
})

test('no import cycles, over value and type imports', () => {
  expect(cycles(code)).toEqual([])
})

test('core names no platform', () => {
  const platform =
    /\b(?:Date\.now|new Date\(\)|performance\.(?:now|mark)|setTimeout|setInterval|setImmediate|queueMicrotask|Math\.random|crypto\.|indexedDB|navigator|process\.(?!roles)|Buffer\.|globalThis|console\.|localStorage|WebSocket|(?<![.\w] ?)(?<!async )fetch\()/
  const wrong = code
    .filter((file) => file.path.startsWith('engine/core/'))
    .flatMap((file) => lines(file).filter(({ text }) => platform.test(withoutComment(text))))
  expect(wrong.map(({ at }) => at)).toEqual([])
})

test('core uses only the packages listed', () => {
  const wrong = code
    .filter((file) => file.path.startsWith('engine/core/'))
    .flatMap((file) => file.packages.filter((name) => !allowed(file.path, name)).map((name) => `${file.path}: ${name}`))
  expect(wrong).toEqual([])
})

test('every file is reached from an entry', () => {
  expect(unreached(all)).toEqual([])
})

test('no barrels', () => {
  expect(all.map((file) => file.path).filter((path) => /\/index\.tsx?$/.test(path))).toEqual([])
})

function allowed(path: string, name: string): boolean {
  const module = moduleOf(path)
  return module !== undefined && (PACKAGES_IN_CORE[module.name] ?? []).includes(name)
}

function lines(file: Source): { at: string; text: string }[] {
  return file.text.split('\n').map((text, index) => ({ at: `${file.path}:${index + 1} ${text.trim()}`, text }))
}

function withoutComment(line: string): string {
  return line.replace(/\/\/.*$/, '').replace(/^\s*\/?\*.*$/, '')
}

function cycles(files: readonly Source[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const again = trail.indexOf(path)
    if (again >= 0) {
      found.push([...trail.slice(again), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const next of byPath.get(path)?.imports ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const file of files) visit(file.path, [])
  return found
}

/** Programs that people, npm scripts or pages start. */
const ENTRIES =
  /^(src\/main\.tsx|src\/offline\/service-worker\.ts|src\/[^/]+\/[^/]+(\.worker|-entry|-cli)\.tsx?|engine\/host\/browser\/[^/]*worker\.ts|engine\/host\/node\/(bin|broker|.*-cli)\.ts|engine\/golden\/.*cli\.ts|engine\/sim\/.*cli\.ts|engine\/bench\/.*\.ts|.*\.(test|bench)\.tsx?)$/

function unreached(files: readonly Source[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const next of byPath.get(path)?.imports ?? []) visit(next)
  }
  for (const file of files) if (ENTRIES.test(file.path)) visit(file.path)
  return files.map((file) => file.path).filter((path) => !reached.has(path))
}
