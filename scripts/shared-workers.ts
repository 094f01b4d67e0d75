/** What the build does with the page's workers: their scripts share chunks with the page and each other. */
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'
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
