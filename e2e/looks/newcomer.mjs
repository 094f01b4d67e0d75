// What somebody sees who comes for the first time over a slow line with a slow machine: when, and with pictures on the way.
// `[DIST=folder] node e2e/looks/newcomer.mjs [--out DIR] [--fast]`
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { createGzip } from 'node:zlib'
import { chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.mjs'
import { serve } from '../../scripts/serve.mjs'

const args = process.argv.slice(2)
const root = join(import.meta.dirname, '../..')
const out = args.includes('--out') ? args[args.indexOf('--out') + 1] : join(root, '.cache/looks')
const isFast = args.includes('--fast')
const folder = process.env.DIST ?? join(root, 'dist')
/** Chromium's own "Slow 4G". */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 188_743, uploadThroughput: 86_400 }
const SLOWER = 4
const PICTURES_AT = [500, 1000, 2000, 4000, 6000, 8000, 12_000, 16_000]

/** What a web host does, and `serve` does not. */
function compressed(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost')
  const file = join(folder, pathname)
  const type = { '.js': 'text/javascript', '.css': 'text/css' }[extname(file)]
  if (!type || pathname.includes('..') || !existsSync(file) || !statSync(file).isFile()) return false
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-encoding': 'gzip' })
  createReadStream(file).pipe(createGzip()).pipe(response)
  return true
}

const MARKS = {
  'first text': () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  'the lesson': () => document.querySelector('.prose h1') && performance.now(),
  'a prompt': () => /\$/.test(document.querySelector('.xterm-accessibility')?.textContent ?? '') && performance.now(),
  'a broker that serves': () => document.querySelector('.chip.running') && performance.now(),
  'all brokers serve': () => document.querySelectorAll('.chip.running').length === 3 && performance.now(),
}

mkdirSync(out, { recursive: true })
const site = await serve(folder, 0, () => {}, compressed)
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
const page = await context.newPage()
const cdp = await context.newCDPSession(page)
if (!isFast) {
  await cdp.send('Network.enable')
  await cdp.send('Network.emulateNetworkConditions', SLOW_4G)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
}
const began = Date.now()
void page.goto(site.url).catch(() => {})
const pictures = (async () => {
  for (const at of PICTURES_AT) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - (Date.now() - began))))
    await page.screenshot({ path: join(out, `newcomer-${at}.png`) }).catch(() => {})
  }
})()
const seen = new Map()
while (seen.size < Object.keys(MARKS).length && Date.now() - began < 60_000) {
  for (const [name, look] of Object.entries(MARKS)) {
    if (seen.has(name)) continue
    const at = await page.evaluate(look).catch(() => undefined)
    if (at) seen.set(name, at)
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
}
for (const [name, at] of seen) console.log(`${name}: ${(at / 1000).toFixed(1)} s`)
await pictures
await browser.close()
await site.close()
