/**
 * `npm run bench -- scale`: the storage layer where there is much: ten million records on files. What is random is drawn from a
 * seed; reads go past what the log keeps in memory, not past the operating system's page cache.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Log } from '../core/log/log.ts'
import { LogConfig } from '../core/log/log-config.ts'
import { buildBatch } from '../core/record/batch.ts'
import { nodeTimers } from '../host/node/client-env.ts'
import { FileDisk } from '../host/node/file-disk.ts'
import { SeededRandom } from '../sim/random.ts'
import { percentile, type Report } from './measure.ts'

/** As a producer's defaults make them of records of 100 bytes. */
const RECORDS_A_BATCH = 150
const MUCH = 10_000_000
const LITTLE = 10_000
const FETCHES = 2000
const FETCH_BYTES = 16 * 1024
/** What consumers ask for at once (`max.partition.fetch.bytes`). */
const READ_BYTES = 1024 * 1024
const LOGS = 1000
/** Of fetches from much and from little in turn; medians are told. */
const ROUNDS = 5

const clock = { monotonic: () => performance.now(), wall: () => Date.now() }
const trace = { log: () => {}, event: () => {} }

interface Place {
  readonly disk: FileDisk
  readonly dir: string
}

/** `recoveryPoint` undefined: it was stopped cleanly. */
function open({ disk, dir }: Place, recoveryPoint?: number): Promise<Log> {
  const env = { clock, timers: nodeTimers, disk, random: new SeededRandom(1), trace }
  const found = { cleanShutdown: recoveryPoint === undefined, recoveryPoint: recoveryPoint ?? 0, logStartOffset: 0 }
  return Log.open({
    env,
    dir,
    config: LogConfig.DEFAULTS,
    topicId: null,
    producerIdExpirationMs: () => 86_400_000,
    ...found,
  })
}

async function fill(log: Log, records: number): Promise<void> {
  const value = new Uint8Array(100).fill(120)
  const made = Array.from({ length: RECORDS_A_BATCH }, () => ({ timestamp: Date.now(), key: null, value }))
  const batch = buildBatch({ records: made })
  for (let i = 0; log.logEndOffset < records; i++) {
    log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' })
    if (i % 100 === 99) await log.flush()
  }
  await log.flush()
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await run()
  return [result, performance.now() - started]
}

/** Milliseconds of fetches of a batch or so from anywhere in the log. */
async function randomFetches(log: Log): Promise<number[]> {
  const random = new SeededRandom(7)
  const took: number[] = []
  for (let i = 0; i < FETCHES; i++) {
    const offset = Math.floor(random.float() * log.logEndOffset)
    const request = { offset, maxBytes: FETCH_BYTES, upTo: log.logEndOffset, minOneBatch: true }
    took.push((await timed(() => log.read(request)))[1])
  }
  return took
}

async function readAll(log: Log): Promise<number> {
  let bytes = 0
  for (let offset = 0; offset < log.logEndOffset; ) {
    const read = await log.read({ offset, maxBytes: READ_BYTES, upTo: log.logEndOffset, minOneBatch: true })
    bytes += read.bytes.length
    offset += Math.floor(read.bytes.length / (log.size / log.logEndOffset))
  }
  return bytes
}

async function muchAndLittle(report: Report, place: Place): Promise<void> {
  const add = (what: string, unit: 'ms' | 'MB/s' | 'ratio', value: number) => report.add('ours', what, unit, value)
  const little = await open({ ...place, dir: 'd/little-0' })
  await fill(little, LITTLE)
  await little.close()
  let log = await open(place)
  const [, filling] = await timed(() => fill(log, MUCH))
  const megabytes = log.size / 1e6
  add('append 10 M records of 100 B, a hundred batches a flush', 'MB/s', megabytes / (filling / 1000))
  const { recoveryPoint } = log
  await log.close()
  const [unclean, recovering] = await timed(() => open(place, recoveryPoint))
  add(`open ${(megabytes / 1000).toFixed(1)} GB after a kill`, 'ms', recovering)
  await unclean.close()
  const [clean, opening] = await timed(() => open(place))
  log = clean
  add(`open ${(megabytes / 1000).toFixed(1)} GB after a clean stop`, 'ms', opening)
  const [bytes, reading] = await timed(() => readAll(log))
  add('read all from the beginning, 1 MiB at once', 'MB/s', bytes / 1e6 / (reading / 1000))
  const few = await open({ ...place, dir: 'd/little-0' })
  await randomFetches(few)
  const rounds: { readonly atMuch: number; readonly ratio: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const atLittle = percentile(await randomFetches(few), 0.99)
    const atMuch = percentile(await randomFetches(log), 0.99)
    rounds.push({ atMuch, ratio: atMuch / atLittle })
  }
  const median = (of: (round: (typeof rounds)[number]) => number) => percentile(rounds.map(of), 0.5)
  add(
    'p99 of a fetch from anywhere in 10 M records',
    'ms',
    median(({ atMuch }) => atMuch),
  )
  add(
    'p99 of a fetch, 10 M records over 10 k',
    'ratio',
    median(({ ratio }) => ratio),
  )
  await Promise.all([few.close(), log.close()])
}

async function manyLogs(report: Report, disk: FileDisk): Promise<void> {
  const places = Array.from({ length: LOGS }, (_, i) => ({ disk, dir: `d/many-${i}` }))
  const [logs, opening] = await timed(() => Promise.all(places.map((place) => open(place))))
  report.add('ours', '1,000 new logs', 'ms', opening)
  const [, filling] = await timed(() => Promise.all(logs.map((log) => fill(log, RECORDS_A_BATCH))))
  report.add('ours', 'a batch for each of 1,000 logs', 'ms', filling)
  await Promise.all(logs.map((log) => log.close()))
  const [again, reopening] = await timed(() => Promise.all(places.map((place) => open(place))))
  report.add('ours', '1,000 logs opened again', 'ms', reopening)
  await Promise.all(again.map((log) => log.close()))
}

/** Storage at scale, and the most memory that it took. */
export async function measureScale(report: Report): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'logbook-scale-'))
  const disk = new FileDisk(root)
  try {
    await muchAndLittle(report, { disk, dir: 'd/much-0' })
    await manyLogs(report, disk)
    report.add('ours', 'most memory of the process', 'KiB', process.resourceUsage().maxRSS)
  } finally {
    await disk.close()
    rmSync(root, { recursive: true, force: true })
  }
}
