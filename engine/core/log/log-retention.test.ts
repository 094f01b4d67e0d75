import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { utf8 } from '../base/utf8.ts'
import { buildBatch } from '../record/batch.ts'
import { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const T = 1_795_000_000_000
const UNIFIED = 'org.apache.kafka.storage.internals.log.UnifiedLog'
const LOCAL = 'org.apache.kafka.storage.internals.log.LocalLog'
const SEGMENT = 'org.apache.kafka.storage.internals.log.LogSegment'

/** A log in segments of one batch each of a hundred bytes and something, and what it says. */
class Lab {
  log!: Log
  now = T
  readonly disk = new MemoryDisk()
  readonly said: string[] = []
  private due: (() => void)[] = []

  async open(configs: { readonly [name: string]: string }): Promise<this> {
    const env = {
      clock: { monotonic: () => 0, wall: () => this.now },
      timers: {
        after: (_ms: number, run: () => void) => {
          this.due.push(run)
          return { cancel: () => {} }
        },
      },
      disk: this.disk,
      random: new SeededRandom(1),
      trace: {
        log: (level: string, logger: string, line: string) => void this.said.push(`${level} ${line} (${logger})`),
        event: () => {},
      },
    }
    const config = new LogConfig(new Map(Object.entries({ 'segment.ms': '999999999999', ...configs })))
    const found = { cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 }
    const options = { env, dir: 'd/t-0', config, topicId: null, producerIdExpirationMs: () => 86_400_000, ...found }
    this.log = await Log.open(options)
    return this
  }

  append(count: number, { timestamp = T, size = 40 } = {}): this {
    for (let i = 0; i < count; i++) {
      if (this.log.logEndOffset > 0) this.log.roll()
      const value = utf8('v'.repeat(size))
      this.log.appendAsLeader(buildBatch({ records: [{ timestamp, key: null, value }] }), {
        leaderEpoch: 0,
        origin: 'client',
      })
    }
    return this
  }

  get bases(): number[] {
    return this.log.segments().map(({ baseOffset }) => baseOffset)
  }

  /** What it says from now on, of retention and files. */
  async retain(): Promise<string[]> {
    this.said.length = 0
    this.log.deleteOldSegments(this.log.logEndOffset)
    await this.log.deletionsSettled()
    return this.said.splice(0).filter((line) => /LogSegment|Incremented/.test(line))
  }

  async later(): Promise<string[]> {
    for (const run of this.due.splice(0)) run()
    await this.log.deletionsSettled()
    return this.said.splice(0)
  }
}

test('retention by size counts what is left once the segments before the log start are gone', async () => {
  const lab = (await new Lab().open({ 'retention.bytes': '190', 'retention.ms': '-1' })).append(3)
  const { size } = lab.log.segments()[0] ?? { size: 0 }
  expect(2 * size - 190, 'two are too much by less than one of them').toBeLessThan(size)
  expect(3 * size - 190, 'three by more').toBeGreaterThan(size)
  lab.log.advanceLogStart(1)
  await lab.retain()
  expect(lab.bases).toEqual([1, 2])
})

test('nothing is deleted, and nothing rolled, while the end is being cut', async () => {
  const lab = (await new Lab().open({ 'retention.ms': '1000' })).append(3)
  lab.now = T + 5000
  const cut = lab.log.truncateTo(2)
  expect(lab.log.deleteOldSegments(2)).toBe(0)
  await cut
  expect(lab.bases).toEqual([0, 1, 2])
  lab.log.deleteOldSegments(2)
  expect(lab.bases).toEqual([2])
})

const PREFIX = '[UnifiedLog partition=t-0, dir=d]'

function named(baseOffset: number, size: number, timestamp = T, modified = T): string {
  return `LogSegment(baseOffset=${baseOffset}, size=${size}, lastModifiedTime=${modified}, largestRecordTimestamp=${timestamp})`
}

test('retention by time tells of each segment, after the new log start', async () => {
  const lab = (await new Lab().open({ 'retention.ms': '1000' })).append(2, { size: 40 })
  lab.append(1, { timestamp: T + 4500 })
  const size = lab.log.segments()[0]?.size ?? 0
  lab.now = T + 5000
  const why = 'due to log retention time 1000ms breach based on the largest record timestamp in the segment'
  expect(await lab.retain()).toEqual([
    `INFO ${PREFIX} Incremented log start offset to 2 due to segment deletion (${UNIFIED})`,
    `INFO ${PREFIX} Deleting segment ${named(0, size)} ${why} (${UNIFIED})`,
    `INFO ${PREFIX} Deleting segment ${named(1, size)} ${why} (${UNIFIED})`,
  ])
})

test('a segment whose records have no time goes by its last write', async () => {
  const lab = (await new Lab().open({ 'retention.ms': '1000' })).append(1, { timestamp: -1 }).append(1)
  const size = lab.log.segments()[0]?.size ?? 0
  lab.now = T + 5000
  const [, first] = await lab.retain()
  const why = 'due to log retention time 1000ms breach based on the last modified time of the segment'
  expect(first).toBe(`INFO ${PREFIX} Deleting segment ${named(0, size, -1)} ${why} (${UNIFIED})`)
})

test('retention by size tells what is left after each', async () => {
  const lab = (await new Lab().open({ 'retention.bytes': '10', 'retention.ms': '-1' })).append(3)
  const size = lab.log.segments()[0]?.size ?? 0
  expect((await lab.retain()).slice(1)).toEqual(
    [0, 1].map((at) => {
      const left = `Log size after deletion will be ${(2 - at) * size}.`
      return `INFO ${PREFIX} Deleting segment ${named(at, size)} due to log retention size 10 breach. ${left} (${UNIFIED})`
    }),
  )
})

test('times that lie ahead keep a segment, which is told', async () => {
  const lab = (await new Lab().open({ 'retention.ms': '1000' })).append(1, { timestamp: T + 60_000 }).append(1)
  const size = lab.log.segments()[0]?.size ?? 0
  lab.now = T + 5000
  const ineligible = 'contains future timestamp(s), making it ineligible to be deleted'
  expect(await lab.retain()).toEqual([`WARN ${named(0, size, T + 60_000)} ${ineligible} (LogFutureTimestampLogger)`])
  expect(lab.bases).toEqual([0, 1])
})

test('files that go at last are told of', async () => {
  const lab = (await new Lab().open({ 'retention.ms': '-1' })).append(2)
  const size = lab.log.segments()[0]?.size ?? 0
  await lab.log.flush()
  lab.log.advanceLogStart(1)
  await lab.retain()
  const file = 'd/t-0/00000000000000000000'
  expect(await lab.later()).toEqual([
    `INFO [LocalLog partition=t-0, dir=d/t-0] Deleting segment files ${named(0, size)} (${LOCAL})`,
    `INFO Deleted log ${file}.log.deleted. (${SEGMENT})`,
    `INFO Deleted offset index ${file}.index.deleted. (${SEGMENT})`,
    `INFO Deleted time index ${file}.timeindex.deleted. (${SEGMENT})`,
  ])
})

test.each([
  ['compact', 2],
  ['delete', 1],
])('max.compaction.lag.ms ends the active segment of a log with cleanup.policy %s', async (policy, segments) => {
  const { log } = await new Lab().open({ 'cleanup.policy': policy, 'max.compaction.lag.ms': '1000' })
  for (const timestamp of [T, T + 1001])
    log.appendAsLeader(buildBatch({ records: [{ timestamp, key: utf8('k'), value: utf8('v') }] }), {
      leaderEpoch: 0,
      origin: 'client',
    })
  expect(log.segments()).toHaveLength(segments)
})
