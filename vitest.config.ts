import { defineConfig } from 'vitest/config'
import { lessons } from './src/lessons/vite-entry.ts'

export default defineConfig({
  plugins: [lessons()],
  test: {
    include: ['engine/**/*.test.ts', 'src/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['scripts/vitest-setup.ts'],
    // For machines that are slow: a test that hangs fails all the same.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    pool: 'threads',
    maxWorkers: 2,
  },
})
