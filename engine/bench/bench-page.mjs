// The built page (DIST, or dist) in a browser with a profile on the disk, for benchmarks: what has none keeps its IndexedDB in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'

const DIST = process.env.DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist')

/**
 * Opens the page with its three brokers, running. `before`: runs in it first. `run` runs a line in its terminal, gives what it
 * printed, and fails when it does; `close` ends all.
 */
export async function openBenchPage({ before = () => {} } = {}) {
  const site = await serve(DIST, 0)
  const profile = mkdtempSync(join(tmpdir(), 'logbook-bench-'))
  const root = process.getuid?.() === 0
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    args: [...(root ? ['--no-sandbox'] : []), '--disable-background-networking'],
    viewport: { width: 1440, height: 900 },
  })
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(String(error)))
  await page.addInitScript(before)
  await page.goto(site.url)
  await page.waitForFunction(() => globalThis.logbook !== undefined)
  await page.evaluate(() => globalThis.logbook.ready)
  // Every file is kept for offline, once, after the first visit: that is no part of what is measured.
  await page.evaluate(async () => void (await navigator.serviceWorker?.ready))
  const run = async (line) => {
    const { status, stdout, stderr } = await page.evaluate((text) => globalThis.logbook.terminal.run(text), line)
    if (status !== 0) throw new Error(`${line}: ${stderr}`)
    return stdout
  }
  const close = async () => {
    await browser.close()
    await site.close()
    rmSync(profile, { recursive: true, force: true })
  }
  return { page, browser, run, close }
}
