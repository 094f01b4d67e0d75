// Run by `npm run bench -- browser`: the page's first load and boot over the built page (dist), then the broker and our client in workers against raw IndexedDB. Prints a table and, last, JSON.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'
import { findBrowser } from '../../scripts/browser.mjs'
import { firstLoad, kib } from '../../scripts/first-load.mjs'
import { serve } from '../../scripts/serve.mjs'
import { notebook } from '../../src/notebook/vite-entry.ts'

const HERE = dirname(fileURLToPath(import.meta.url))
const PROJECT = join(HERE, '..', '..')
const PAGE = join(PROJECT, '.cache', 'bench-page')
const SIZES = [
  { size: 100, name: '100 B', count: 200_000 },
  { size: 1024, name: '1 KiB', count: 40_000 },
]
const BOOTS = 5

const figures = []
function add(what, unit, value) {
  figures.push({ subject: 'browser', what, unit, value: Number(value.toPrecision(4)) })
  console.log(`${what.padEnd(50)} ${value.toPrecision(4).padStart(10)} ${unit}`)
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]

const launch = () => {
  const root = process.getuid?.() === 0
  const args = [...(root ? ['--no-sandbox'] : []), '--disable-background-networking', '--disable-quic']
  return chromium.launch({ executablePath: findBrowser(), args })
}

/** Milliseconds from navigation to a prompt in the terminal, each time with an empty profile, and what was loaded. */
async function pageLoad(browser) {
  const loads = []
  for (let boot = 0; boot < BOOTS; boot++) loads.push(await firstLoad(browser))
  const { files } = loads[0]
  add('boot to first prompt, empty profile, median of 5', 'ms', median(loads.map(({ promptMs }) => promptMs)))
  add('boot to a served broker, median of 5', 'ms', median(loads.map(({ servedMs }) => servedMs)))
  add('first load until both, gzip', 'KiB', kib(files.filter(({ late }) => !late)))
  add('first load until the page is quiet, gzip', 'KiB', kib(files))
}

async function throughput(browser) {
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
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(error))
  await page.goto(`${site.url}page.html`)
  await page.waitForFunction(() => globalThis.bench !== undefined, undefined, { timeout: 20_000 })
  const call = (name, ...args) => page.evaluate(([method, given]) => globalThis.bench[method](...given), [name, args])
  for (const { size, name, count } of SIZES) {
    await call('produce', `warm-${size}`, count / 10, size)
    const produced = await call('produce', `t-${size}`, count, size)
    const raw = (await call('rawIndexedDb', count * size)) / 1000
    const rawByBatch = (await call('rawIndexedDbByBatch', count * size)) / 1000
    const consumed = await call('consume', `t-${size}`, count, size)
    const large = await call('produce', `large-${size}`, count, size, { 'batch.size': 262_144, 'linger.ms': 20 })
    add(`own client, produce ${name}`, 'MB/s', produced.mbPerSecond)
    add(`own client, produce ${name}, batch.size 256 KiB`, 'MB/s', large.mbPerSecond)
    add(`own client, consume ${name}`, 'MB/s', consumed.mbPerSecond)
    add(`raw IndexedDB, as many bytes as ${name} produced`, 'MB/s', raw)
    add(`raw IndexedDB, 16 KiB a transaction, 5 under way, ${name}`, 'MB/s', rawByBatch)
    add(`produce ${name} over raw IndexedDB by such batches`, 'ratio', produced.mbPerSecond / rawByBatch)
    add(`produce ${name} over raw IndexedDB`, 'ratio', produced.mbPerSecond / raw)
    add(`produce ${name}, batch.size 256 KiB, over raw IndexedDB`, 'ratio', large.mbPerSecond / raw)
    add(`kafkajs, produce ${name}`, 'MB/s', (await call('kafkajsProduce', `js-${size}`, count, size)).mbPerSecond)
    add(`kafkajs, consume ${name}`, 'MB/s', (await call('kafkajsConsume', `js-${size}`, count, size)).mbPerSecond)
  }
  for (const { size, name, count } of SIZES) {
    const { mbPerSecond } = await call('produceReplicated', `three-${size}`, count, size)
    const raw = (await call('rawIndexedDb', 3 * count * size)) / 1000
    const rawByBatch = (await call('rawIndexedDbByBatch', 3 * count * size)) / 1000
    add(`own client, produce ${name}, RF 3, acks=all`, 'MB/s', mbPerSecond)
    add(`three times the bytes of ${name} over raw IndexedDB`, 'ratio', (3 * mbPerSecond) / raw)
    add(`the same over raw IndexedDB by producer's batches, ${name}`, 'ratio', (3 * mbPerSecond) / rawByBatch)
  }
  const latencies = await call('latencies', 'latency', 500, 100)
  add('own client, produce latency p50', 'ms', percentile(latencies, 0.5))
  add('own client, produce latency p99', 'ms', percentile(latencies, 0.99))
  await site.close()
}

const browser = await launch()
await pageLoad(browser)
await throughput(browser)
await browser.close()
console.log(JSON.stringify({ figures }))
