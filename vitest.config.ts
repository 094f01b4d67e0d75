import { defineConfig } from 'vitest/config'
import { lessons } from './src/lessons/vite-entry.ts'

export default defineConfig({
  plugins: [lessons()],
  test: {
    include: ['engine/**/*.test.ts', 'src/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['scripts/vitest-setup.ts'],
    testTimeout: 20_000,
    pool: 'threads',
    maxWorkers: 2,
  },
})
