// Run by `npm run bench -- browser`: the page's first load and boot over the built page (dist), then the broker and our client in workers against raw IndexedDB. Prints a table and, last, JSON.
import { chromium } from 'playwright-core'
import { firstLoad, kib } from '../../scripts/first-load.mjs'
import { LAUNCH, openBenchWorkers } from './bench-workers.mjs'
import { cpuSeconds } from './cpu.ts'
import { figuresOf, median } from './figures.mjs'
import { percentile } from './measure.ts'

const SIZES = [
  { size: 100, name: '100 B', count: 200_000 },
  { size: 1024, name: '1 KiB', count: 40_000 },
  { size: 64 * 1024, name: '64 KiB', count: 640 },
]
/** Of a topic that is read from its beginning when memory has forgotten it: records of 64 KiB. */
const COLD_BYTES = Number(process.env.COLD_BYTES ?? 1e9)
/** Of acknowledgements at half the speed that was found, and of records that are waited for. */
const PACED_MS = 6000
const PACED_ROUNDS = 3
const END_TO_END_RATE = 500
const BOOTS = 5
const KIB = 1024
/**
 * What a program could do with IndexedDB that has nothing but the bytes (RawWay). A producer of Kafka's defaults has five
 * batches of 16 KiB unacknowledged: the first two have no more bytes outstanding either, each batch durable by itself, or all
 * that is outstanding in one transaction. The third waits for a MiB at a time, which those defaults never let reach the disk.
 */
const RAW_WAYS = [
  ['16 KiB a transaction, 5 under way', { row: 16 * KIB, rows: 1, underWay: 5 }],
  ['80 KiB a transaction', { row: 80 * KIB, rows: 1, underWay: 1 }],
  ['1 MiB a transaction', { row: 256 * KIB, rows: 4, underWay: 1 }],
]
/** Of produce and the raw ways in turn; medians are told. */
const ROUNDS = Number(process.env.ROUNDS ?? 5)

const { add, told, print } = figuresOf('browser')

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

/** Produces and writes as many bytes to raw IndexedDB, in turn; tells the speed and its ratio to each raw way. */
async function overRaw({ call, profile }, what, bytes, produce) {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuSeconds(profile) ?? Number.NaN
    const { mbPerSecond, ms } = await produce(round)
    const cpu = ((cpuSeconds(profile) ?? Number.NaN) - before) / (bytes / 1e9)
    const raw = []
    for (const [, way] of RAW_WAYS) raw.push(await call('rawIndexedDb', bytes, way))
    rounds.push({ mbPerSecond, cpu, ratios: raw.map((speed) => bytes / 1000 / ms / speed) })
  }
  add(what, 'MB/s', median(rounds.map(({ mbPerSecond }) => mbPerSecond)))
  add(`${what}, CPU of the whole browser`, 's/GB', median(rounds.map(({ cpu }) => cpu)))
  for (const [i, [way]] of RAW_WAYS.entries())
    add(`${what}, over raw IndexedDB, ${way}`, 'ratio', median(rounds.map(({ ratios }) => ratios[i])))
}

async function throughput() {
  const { call, profile, residentMiB, close } = await openBenchWorkers()
  for (const { size, name, count } of SIZES) {
    await call('produce', `warm-${size}`, count / 10, size)
    await overRaw({ call, profile }, `own client, produce ${name}`, count * size, (round) =>
      call('produce', `t-${size}-${round}`, count, size),
    )
    add(`own client, consume ${name}`, 'MB/s', (await call('consume', `t-${size}-0`, count, size)).mbPerSecond)
    const large = { 'batch.size': 256 * KIB, 'linger.ms': 20 }
    await overRaw({ call, profile }, `own client, produce ${name}, batch.size 256 KiB`, count * size, (round) =>
      call('produce', `large-${size}-${round}`, count, size, large),
    )
    if (size > KIB) continue
    add(`kafkajs, produce ${name}`, 'MB/s', (await call('kafkajsProduce', `js-${size}`, count, size)).mbPerSecond)
    add(`kafkajs, consume ${name}`, 'MB/s', (await call('kafkajsConsume', `js-${size}`, count, size)).mbPerSecond)
  }
  await latencies(call)
  for (const { size, name, count } of SIZES) {
    await call('produceReplicated', `three-warm-${size}`, count / 10, size)
    await overRaw({ call, profile }, `own client, produce ${name}, RF 3, acks=all`, 3 * count * size, (round) =>
      call('produceReplicated', `three-${size}-${round}`, count, size),
    )
  }
  const count = Math.ceil(COLD_BYTES / (64 * KIB))
  await call('produce', 'cold', count, 64 * KIB, { 'batch.size': 256 * KIB, 'linger.ms': 20 })
  await call('produce', 'after', 320, 64 * KIB)
  add(`cold read of ${COLD_BYTES / 1e6} MB`, 'MB/s', (await call('consume', 'cold', count, 64 * KIB)).mbPerSecond)
  add('memory of the page’s process behind it', 'MiB', residentMiB())
  await close()
}

/** Of acknowledgements; at half load beside those of raw IndexedDB that is given as many bytes in batches of 16 KiB, in turn. */
async function latencies(call) {
  const shares = (what, found) => {
    for (const [name, share] of SHARES) add(`${what}, ${name}`, 'ms', percentile(found, share))
  }
  shares('acknowledgement, one at a time', await call('latencies', 'latency', 500, 100))
  const bytesPerSecond = (told('own client, produce 1 KiB') * 1e6) / 2
  const ours = []
  const raw = []
  for (let round = 0; round < PACED_ROUNDS; round++) {
    const pace = { perSecond: bytesPerSecond / KIB, ms: PACED_MS, size: KIB }
    ours.push(...(await call('pacedLatencies', `half-load-${round}`, pace)))
    raw.push(...(await call('rawPacedLatencies', 16 * KIB, bytesPerSecond / (16 * KIB), PACED_MS)))
  }
  shares('acknowledgement at half load, 1 KiB', ours)
  shares('raw IndexedDB at the same bytes a second, 16 KiB a transaction', raw)
  const ends = await call('endToEnd', 'end-to-end', { perSecond: END_TO_END_RATE, ms: PACED_MS, size: KIB })
  shares(`from send to poll, ${END_TO_END_RATE} a second`, ends)
}

const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
]

const browser = await chromium.launch(LAUNCH)
await pageLoad(browser)
await browser.close()
await throughput()
print()
