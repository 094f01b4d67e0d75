import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FaultyDisk } from '../../sim/faulty-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { fromUtf8, utf8 } from '../base/utf8.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const T = 1_795_000_000_000
const CONFIGS = {
  'internal.segment.bytes': '500',
  'index.interval.bytes': '120',
  'segment.index.bytes': '200',
  'segment.ms': '9999999999',
  'retention.ms': '-1',
  'file.delete.delay.ms': '0',
}

type Step =
  | { readonly does: 'append'; readonly records: readonly { readonly value: string; readonly age: number }[] }
  | { readonly does: 'truncate' | 'deleteRecords'; readonly share: number }
  | { readonly does: 'keepBytes'; readonly bytes: number; readonly share: number }
  | { readonly does: 'keepMs'; readonly ms: number }
  | { readonly does: 'roll' | 'reopen' | 'crash' }

const share = fc.nat(8).map((eighths) => eighths / 8)
const record = fc.record({ value: fc.string({ maxLength: 50 }), age: fc.nat(2000) })
const append = fc.record({
  does: fc.constant('append' as const),
  records: fc.array(record, { minLength: 1, maxLength: 4 }),
})
const steps = fc.array(
  fc.oneof(
    { weight: 10, arbitrary: append },
    {
      weight: 1,
      arbitrary: fc.record({ does: fc.constantFrom('truncate' as const, 'deleteRecords' as const), share }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('keepBytes' as const), bytes: fc.nat(3000), share }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('keepMs' as const), ms: fc.nat(2000) }) },
    {
      weight: 2,
      arbitrary: fc.record({ does: fc.constantFrom('roll' as const, 'reopen' as const, 'crash' as const) }),
    },
  ),
  { minLength: 3, maxLength: 60 },
)

interface Written {
  readonly value: string
  readonly timestamp: number
}

/** A log, and what it should hold from its start on. */
class Lab {
  log!: Log
  private records: Written[] = []
  private bases: number[] = []
  private start = 0
  private config = new LogConfig(new Map(Object.entries(CONFIGS)))

  constructor(private readonly disk: FaultyDisk) {}

  async open(cleanShutdown: boolean): Promise<void> {
    const clock = { monotonic: () => 0, wall: () => T }
    // Files that are deleted after a delay of 0 go at once.
    const after = (_ms: number, run: () => void) => {
      void Promise.resolve().then(run)
      return { cancel: () => {} }
    }
    const trace = { log: () => {}, event: () => {} }
    const env = { clock, timers: { after }, disk: this.disk.mount(), random: new SeededRandom(1), trace }
    const how = { cleanShutdown, recoveryPoint: this.log?.recoveryPoint ?? 0, logStartOffset: this.start }
    const { config } = this
    this.log = await Log.open({
      env,
      dir: 'd/t-0',
      config,
      topicId: null,
      producerIdExpirationMs: () => 86_400_000,
      ...how,
    })
  }

  async take(step: Step): Promise<void> {
    const { log } = this
    const inside = (part: number) => log.logStartOffset + Math.floor((log.logEndOffset - log.logStartOffset) * part)
    switch (step.does) {
      case 'append':
        await this.append(step.records)
        break
      case 'truncate': {
        const to = this.bases.findLast((base) => base <= inside(step.share)) ?? 0
        if (to < this.start) break
        await log.truncateTo(to)
        this.records.length = to
        this.bases = this.bases.filter((base) => base < to)
        break
      }
      case 'deleteRecords':
        log.advanceLogStart(inside(step.share))
        log.deleteOldSegments(log.logEndOffset)
        break
      case 'keepBytes':
        // Segments before the log start are still there.
        log.advanceLogStart(inside(step.share))
        this.keepBytes(step.bytes)
        break
      case 'keepMs':
        this.keep({ 'retention.ms': String(step.ms) })
        for (const { size, largestTimestamp } of log.segments().slice(0, 1))
          expect(size === 0 || T - largestTimestamp <= step.ms).toBe(true)
        break
      case 'roll':
        log.roll()
        break
      default:
        await this.again(step.does)
    }
    this.start = this.log.logStartOffset
    await this.log.flush()
    await this.log.deletionsSettled()
  }

  private async append(records: readonly { readonly value: string; readonly age: number }[]): Promise<void> {
    const made = records.map(({ value, age }) => ({ value, timestamp: T - age }))
    const bytes = buildBatch({ records: made.map((one) => ({ ...one, key: null, value: utf8(one.value) })) })
    const result = this.log.appendAsLeader(bytes, { leaderEpoch: 0, origin: 'client' })
    expect(result.error).toBe(0)
    this.bases.push(this.records.length)
    this.records.push(...made)
  }

  /** As much goes as is too much, and no more. */
  private keepBytes(limit: number): void {
    const { log } = this
    const before = log.segments()
    const start = log.logStartOffset
    this.keep({ 'retention.bytes': String(limit) })
    const [first] = log.segments()
    expect(log.segments().length === 1 || log.size - (first?.size ?? 0) < limit).toBe(true)
    const last = before.findLast(({ baseOffset }) => baseOffset < (first?.baseOffset ?? 0))
    const end = before.find(({ baseOffset }) => baseOffset > (last?.baseOffset ?? 0))?.baseOffset ?? log.logEndOffset
    expect(!last || end <= start || log.size >= limit, 'the last that went was not needed').toBe(true)
  }

  /** Retention once, with these limits. */
  private keep(limits: { readonly [name: string]: string }): void {
    this.log.updateConfig(this.config.with(limits))
    this.log.deleteOldSegments(this.log.logEndOffset)
    this.log.updateConfig(this.config)
  }

  private async again(how: 'reopen' | 'crash'): Promise<void> {
    if (how === 'reopen') await this.log.close()
    else this.disk.crash()
    await this.open(how === 'reopen')
  }

  /** What is read, offset by offset and by time, is what was written. */
  async check(): Promise<void> {
    const { log, records } = this
    expect(log.logEndOffset).toBe(records.length)
    const seen: string[] = []
    for (let offset = log.logStartOffset; offset < log.logEndOffset; offset++) {
      const { bytes } = await log.read({ offset, maxBytes: 1, upTo: log.logEndOffset, minOneBatch: true })
      const [batch] = batchesIn(bytes)
      const found = batch && recordsIn(batch.bytes).find((one) => one.offset === offset)
      seen.push(fromUtf8(found?.value ?? utf8('nothing')))
    }
    const kept = records.slice(log.logStartOffset)
    expect(seen).toEqual(kept.map(({ value }) => value))
    for (const { timestamp } of kept.slice(0, 8)) {
      expect((await log.offsetForTimestamp(timestamp))?.offset).toBe(this.firstNotOlder(timestamp))
    }
  }

  /** Of the first segment that had one so late, also where it went since. */
  private firstNotOlder(timestamp: number): number | undefined {
    const { log, records } = this
    const segments = log.segments()
    const at = segments.findIndex(({ largestTimestamp }) => largestTimestamp >= timestamp)
    const end = segments[at + 1]?.baseOffset ?? log.logEndOffset
    const found = records.findIndex((one, offset) => offset >= log.logStartOffset && one.timestamp >= timestamp)
    return found >= 0 && found < end ? found : undefined
  }
}

test('a log is a list of records of which retention takes the oldest, through restarts and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer(), async (all, seed) => {
      const lab = new Lab(new FaultyDisk(new SeededRandom(seed)))
      await lab.open(true)
      for (const step of all) {
        await lab.take(step)
        await lab.check()
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)
