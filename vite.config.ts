import { resolve } from 'node:path'
import { defineConfig } from 'vite'
import { offline } from './scripts/offline.ts'
import { sharedWorkers } from './scripts/shared-workers.ts'
import { lessons } from './src/lessons/vite-entry.ts'
import { notebook } from './src/notebook/vite-entry.ts'

export default defineConfig({
  // Relative addresses: the built site works from any host and any sub-path.
  base: './',
  plugins: [sharedWorkers(), notebook(), lessons(), offline()],
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
