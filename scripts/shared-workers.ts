/** What the build does with the page's workers: their scripts share chunks with the page and each other. */
import { dirname, resolve } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import { startChunks } from './start-chunks.ts'

const WORKER = /new URL\(\s*'(\.[^']+-worker\.ts)',\s*import\.meta\.url,?\s*\)/g
/** Vite's own wrapper of dynamic imports, which is written for pages only. */
const PRELOAD_HELPER = /vite\/preload-helper/

/**
 * Vite builds each `new Worker(new URL('./x-worker.ts', import.meta.url))` by itself, with its own copy of all that it
 * imports. Here a worker is one more entry of the page's own build: what two of them import is fetched once.
 */
export function sharedWorkers(): Plugin {
  let chunks: ReadonlyMap<string, string> = new Map()
  return {
    name: 'shared-workers',
    apply: 'build',
    enforce: 'pre',
    config: () => ({
      build: {
        modulePreload: {
          // Every browser that runs the page knows modulepreload.
          polyfill: false,
          // Dynamic imports of a worker cannot preload: there is no document. The links in the page's head stay.
          resolveDependencies: (_file, dependencies, { hostType }) => (hostType === 'html' ? dependencies : []),
        },
        rollupOptions: {
          output: {
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [{ name: (id) => chunks.get(id) ?? null }],
            },
          },
        },
      },
    }),
    renderStart() {
      chunks = startChunks(this)
    },
    generateBundle(_options, bundle) {
      const wrong = pagesInWorkers(bundle)
      if (wrong.length > 0)
        this.error(`a worker would fetch the page’s own chunk, which needs a document: ${wrong.join(', ')}`)
    },
    transform(code, id) {
      // In a worker a fetch that failed must tell its own error, not that there is no window.
      if (PRELOAD_HELPER.test(id)) return code.replaceAll('window.dispatchEvent', 'globalThis.dispatchEvent')
      if (!code.includes('-worker.ts')) return null
      return code.replace(WORKER, (_all, path: string) => {
        const file = resolve(dirname(id.split('?')[0] ?? id), path)
        return `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'chunk', id: file })}`
      })
    },
  }
}

/** Chunks that a worker may fetch, now or later, and that import the chunk of what only the page begins with. */
function pagesInWorkers(bundle: Rolldown.OutputBundle): string[] {
  const chunks = new Map(
    Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one] as const] : [])),
  )
  const isPage = (file: string) => chunks.get(file)?.name === 'page' && !chunks.get(file)?.isEntry
  const reached = new Set([...chunks.values()].filter(({ fileName }) => /(?:terminal|broker)-worker-/.test(fileName)))
  for (const { imports, dynamicImports } of reached)
    for (const next of [...imports, ...dynamicImports]) {
      const chunk = chunks.get(next)
      if (chunk && !isPage(next)) reached.add(chunk)
    }
  return [...reached].filter(({ imports }) => imports.some(isPage)).map(({ fileName }) => fileName)
}
