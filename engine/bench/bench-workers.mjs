// The broker, our client and raw IndexedDB in workers of a browser with a profile on the disk: what has none keeps its IndexedDB in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { findBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'
import { notebook } from '../../src/notebook/vite-entry.ts'
import { processesWith, residentBytes } from './cpu.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const PAGE = join(HERE, '..', '..', '.cache', 'bench-page')
const root = process.getuid?.() === 0

/** For Chromium. */
export const LAUNCH = {
  executablePath: findBrowser(),
  args: [...(root ? ['--no-sandbox'] : []), '--disable-background-networking', '--disable-quic'],
}

/** Builds and opens the workers; `call` calls what browser/page.ts offers, `residentMiB` is the memory of the page's process with all its workers. */
export async function openBenchWorkers() {
  await build({
    configFile: false,
    root: join(HERE, 'browser'),
    base: './',
    logLevel: 'warn',
    plugins: [notebook()],
    worker: { format: 'es', plugins: () => [notebook()] },
    build: {
      outDir: PAGE,
      emptyOutDir: true,
      target: 'es2022',
      rollupOptions: { input: join(HERE, 'browser', 'page.html') },
    },
  })
  const site = await serve(PAGE, 0)
  const profile = mkdtempSync(join(tmpdir(), 'logbook-bench-profile-'))
  const browser = await chromium.launchPersistentContext(profile, LAUNCH)
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(error))
  await page.goto(`${site.url}page.html`)
  await page.waitForFunction(() => globalThis.bench !== undefined, undefined, { timeout: 20_000 })
  return {
    profile,
    call: (name, ...args) => page.evaluate(([method, given]) => globalThis.bench[method](...given), [name, args]),
    /** Of the largest process of the browser, which is that of the page. */
    residentMiB: () => Math.max(...processesWith(profile).map(residentBytes)) / 1024 / 1024,
    async close() {
      await browser.close()
      await site.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
