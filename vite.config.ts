import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import { directIcons } from './scripts/direct-icons.ts'
import { offline } from './scripts/offline.ts'
import { sharedWorkers } from './scripts/shared-workers.ts'
import { lessons } from './src/lessons/vite-entry.ts'
import { notebook } from './src/notebook/vite-entry.ts'

/** The server of `npm run dev` hands styles to the page as text, so that it can change them; the built page allows none. */
function stylesAsTextInDev(): Plugin {
  return {
    name: 'styles-as-text-in-dev',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/style-src [^;]*;/, "style-src 'self' 'unsafe-inline';"),
  }
}

export default defineConfig({
  // Relative addresses: the built site works from any host and any sub-path.
  base: './',
  plugins: [directIcons(), sharedWorkers(), notebook(), lessons(), offline(), stylesAsTextInDev()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    rollupOptions: {
      checks: { bundlerTimings: false },
      input: {
        page: resolve(import.meta.dirname ?? '.', 'index.html'),
        runner: resolve(import.meta.dirname ?? '.', 'runner.html'),
      },
    },
    chunkSizeWarningLimit: 4000,
  },
  server: { port: 5173 },
  preview: { port: 4173 },
})
