// What a first visit fetches: `node scripts/first-load.mjs [folder]` opens the built page with an empty profile and lists each file, gzip, up to the first prompt with a served broker, and what follows until the page is quiet.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { findBrowser } from './browser.mjs'
import { serve } from './serve.mjs'

const DIST = process.env.DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
/** Nothing was asked for so long: the page is quiet. */
const QUIET_MS = 1500

/**
 * Opens the page of a built folder in a fresh context. The files are counted where they are served, so nothing that a
 * worker fetches escapes. Gives the milliseconds to the first prompt and the files, with those after prompt and broker marked.
 */
export async function firstLoad(browser, folder = DIST) {
  const asked = []
  const site = await serve(folder, 0, (path) => asked.push({ path, at: Date.now() }))
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(watch)
  await page.goto(site.url)
  await page.waitForFunction(() => globalThis.promptAt !== undefined && globalThis.servedAt !== undefined, undefined, {
    timeout: 60_000,
  })
  const promptMs = await page.evaluate(() => globalThis.promptAt)
  const servedMs = await page.evaluate(() => globalThis.servedAt)
  const until = (await page.evaluate(() => performance.timeOrigin)) + Math.max(promptMs, servedMs)
  for (let seen = -1; seen !== asked.length; await page.waitForTimeout(QUIET_MS)) seen = asked.length
  await context.close()
  await site.close()
  const files = asked.map(({ path, at }) => ({ path, gzip: sizeOf(join(folder, path)), late: at > until }))
  return { promptMs, servedMs, files }
}

/** KiB of gzip of those files. */
export function kib(files) {
  return files.reduce((sum, { gzip }) => sum + gzip, 0) / 1024
}

function sizeOf(file) {
  return gzipSync(readFileSync(file.endsWith('/') ? join(file, 'index.html') : file)).length
}

/** Notes when the shell reads (the terminal shows a prompt) and when the brokers serve. Runs in the page. */
function watch() {
  const look = () => {
    const shown = document.querySelector('.pane.active') && globalThis.logbook?.terminal?.text()
    if (shown && /\$\s*$/.test(shown.trimEnd())) globalThis.promptAt = performance.now()
    else setTimeout(look, 5)
  }
  const listen = () => {
    if (!globalThis.logbook) return setTimeout(listen, 5)
    globalThis.logbook.ready.then(() => {
      globalThis.servedAt = performance.now()
    })
  }
  look()
  listen()
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = process.getuid?.() === 0
  const browser = await chromium.launch({ executablePath: findBrowser(), args: root ? ['--no-sandbox'] : [] })
  const { promptMs, servedMs, files } = await firstLoad(browser, process.argv[2])
  await browser.close()
  for (const { path, gzip, late } of files)
    console.log(`${(gzip / 1024).toFixed(1).padStart(8)} KiB  ${late ? 'later ' : ''}${path}`)
  const first = files.filter(({ late }) => !late)
  console.log(`first prompt after ${promptMs.toFixed(0)} ms, broker served after ${servedMs.toFixed(0)} ms`)
  console.log(`${kib(first).toFixed(1)} KiB until both, ${kib(files).toFixed(1)} KiB until quiet (gzip)`)
}
