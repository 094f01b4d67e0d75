import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FaultyDisk } from '../../sim/faulty-disk.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { utf8 } from '../base/utf8.ts'
import type { Disk, TraceEvent } from '../env/env.ts'
import { errorName } from '../protocol/errors.ts'
import { type BatchInit, batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const T = 1_795_000_000_000
const SMALL = { 'internal.segment.bytes': '600', 'index.interval.bytes': '150', 'segment.ms': '999999999999' }

interface Opening {
  disk?: Disk
  configs?: { readonly [name: string]: string }
  clean?: boolean
  recoveryPoint?: number
  told?: TraceEvent[]
}

async function open({
  disk = new MemoryDisk(),
  configs = {},
  clean = false,
  recoveryPoint = 0,
  told = [],
}: Opening = {}): Promise<Log> {
  const timers = { after: () => ({ cancel: () => {} }) }
  const clock = { monotonic: () => 0, wall: () => T }
  const env = {
    clock,
    timers,
    disk,
    random: new SeededRandom(1),
    trace: { log: () => {}, event: (event: TraceEvent) => void told.push(event) },
  }
  const config = new LogConfig(new Map(Object.entries(configs)))
  const offsets = { cleanShutdown: clean, recoveryPoint, logStartOffset: 0 }
  return Log.open({ env, dir: 'd/t-0', config, topicId: null, producerIdExpirationMs: () => 86_400_000, ...offsets })
}

function batch(
  values: readonly string[],
  init: BatchInit & { timestamp?: number; key?: string | null } = {},
): Uint8Array {
  const { timestamp = T, key = 'k', ...rest } = init
  const records = values.map((value) => ({ timestamp, key: key === null ? null : utf8(key), value: utf8(value) }))
  return buildBatch({ records, ...rest })
}

function append(log: Log, bytes: Uint8Array): string {
  const result = log.appendAsLeader(bytes, { leaderEpoch: 0, origin: 'client' })
  if (result.error !== 0) return errorName(result.error)
  return `${result.baseOffset}-${result.lastOffset}${result.duplicate ? ' again' : ''}`
}

async function valuesOf(log: Log, from = log.logStartOffset): Promise<string[]> {
  const values: string[] = []
  for (let offset = from; offset < log.logEndOffset; ) {
    const { bytes } = await log.read({ offset, maxBytes: 300, upTo: log.logEndOffset, minOneBatch: true })
    for (const { header, bytes: one } of batchesIn(bytes)) {
      for (const record of recordsIn(one))
        if (record.offset >= offset) values.push(new TextDecoder().decode(record.value as Uint8Array))
      offset = header.lastOffset + 1
    }
    if (bytes.length === 0) break
  }
  return values
}

describe('appending as leader', () => {
  test.each([
    ['a plain batch', batch(['a', 'b']), '0-1'],
    ['a base offset that is not 0', batch(['a'], { baseOffset: 5 }), 'INVALID_RECORD'],
    ['two batches', new Uint8Array([...batch(['a']), ...batch(['b'])]), 'INVALID_RECORD'],
    ['a control batch', batch(['a'], { control: true }), 'INVALID_RECORD'],
    ['a producer id without sequence', batch(['a'], { producerId: 1, producerEpoch: 0 }), 'INVALID_RECORD'],
    ['a batch cut short', batch(['a']).subarray(0, 65), 'CORRUPT_MESSAGE'],
    ['no header', new Uint8Array(20), 'CORRUPT_MESSAGE'],
    ['a flipped bit', batch(['a']).map((byte, at) => (at === 66 ? byte ^ 1 : byte)), 'CORRUPT_MESSAGE'],
    ['too large a batch', batch(['x'.repeat(1_100_000)]), 'MESSAGE_TOO_LARGE'],
    ['a time in the far future', batch(['a'], { timestamp: T + 3_600_001 }), 'INVALID_TIMESTAMP'],
    ['a time just allowed', batch(['a'], { timestamp: T + 3_600_000 }), '0-0'],
  ])('%s', async (_what, bytes, expected) => {
    expect(append(await open(), bytes)).toBe(expected)
  })

  test('configs decide', async () => {
    expect(append(await open({ configs: { 'cleanup.policy': 'compact' } }), batch(['a'], { key: null }))).toBe(
      'INVALID_RECORD',
    )
    expect(append(await open({ configs: SMALL }), batch(['x'.repeat(700)]))).toBe('RECORD_LIST_TOO_LARGE')
    const old = { 'message.timestamp.before.max.ms': '1000' }
    expect(append(await open({ configs: old }), batch(['a'], { timestamp: T - 1001 }))).toBe('INVALID_TIMESTAMP')
  })

  test('the bytes handed in stay as they are', async () => {
    const log = await open()
    const bytes = batch(['a'])
    append(log, bytes)
    expect([append(log, bytes), append(log, bytes)]).toEqual(['1-1', '2-2'])
  })

  test('LogAppendTime and compression.type change what is stored', async () => {
    const log = await open({ configs: { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'gzip' } })
    append(log, batch(['a', 'b'], { timestamp: 5 }))
    const [stored] = [
      ...batchesIn(log.readSync({ offset: 0, maxBytes: 999, upTo: 2, minOneBatch: true })?.bytes as Uint8Array),
    ]
    expect(stored?.header).toMatchObject({ compression: 'gzip', timestampType: 'LogAppendTime', maxTimestamp: T })
    expect(recordsIn(stored?.bytes as Uint8Array).map(({ timestamp }) => timestamp)).toEqual([T, T])
  })
})

describe('an idempotent producer', () => {
  const send = (log: Log, epoch: number, sequence: number, count = 1) =>
    append(log, batch(Array(count).fill('v'), { producerId: 9, producerEpoch: epoch, baseSequence: sequence }))

  test('goes on in sequence, may repeat its last five batches, starts anew in a new epoch', async () => {
    const log = await open()
    expect(send(log, 0, 0, 2)).toBe('0-1')
    expect(send(log, 0, 3)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    for (let sequence = 2; sequence < 7; sequence++) expect(send(log, 0, sequence)).toBe(`${sequence}-${sequence}`)
    expect(send(log, 0, 4)).toBe('4-4 again')
    expect(send(log, 0, 0, 2)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(send(log, 1, 1)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(send(log, 1, 0)).toBe('7-7')
    expect(send(log, 0, 7)).toBe('INVALID_PRODUCER_EPOCH')
  })

  test('sequences wrap at 2147483647', async () => {
    const log = await open()
    expect(send(log, 0, 2147483646, 2)).toBe('0-1')
    expect(send(log, 0, 0)).toBe('2-2')
    expect(send(log, 0, 2147483646, 2)).toBe('0-1 again')
  })

  test('is known again after a crash', async () => {
    const disk = new MemoryDisk()
    const log = await open({ disk })
    send(log, 0, 0)
    await log.flush()
    expect(send(await open({ disk }), 0, 0)).toBe('0-0 again')
  })
})

const appends = fc.array(fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 25,
})

describe('reading', () => {
  test('whole batches from the one that holds the offset, within the limits: from memory and from disk alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        appends,
        fc.nat(60),
        fc.nat(800),
        fc.nat(60),
        fc.boolean(),
        async (lists, from, maxBytes, to, minOneBatch) => {
          const disk = new MemoryDisk()
          const log = await open({ disk, configs: SMALL })
          for (const values of lists) append(log, batch(values))
          const offset = from % log.logEndOffset
          const upTo = boundary(log, to)
          const request = { offset, maxBytes, upTo, minOneBatch }
          const warm = log.readSync(request)?.bytes as Uint8Array
          await log.close()
          const cold = await open({ disk, configs: SMALL, clean: true })
          expect([...(await cold.read(request)).bytes]).toEqual([...warm])
          const headers = [...batchesIn(warm)].map(({ header }) => header)
          const [first] = headers
          if (first) expect(first.baseOffset <= offset && offset <= first.lastOffset).toBe(true)
          for (const header of headers) expect(header.lastOffset).toBeLessThan(upTo)
          if (headers.length > 1) expect(warm.length).toBeLessThanOrEqual(maxBytes)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('by timestamp: the first record not older', async () => {
    const times = fc.array(fc.nat(50), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(times, fc.nat(55), async (timestamps, target) => {
        const log = await open({ configs: SMALL })
        for (const timestamp of timestamps) append(log, batch(['v'.repeat(40)], { timestamp }))
        const expected = timestamps.findIndex((timestamp) => timestamp >= target)
        const found = await log.offsetForTimestamp(target)
        expect(found?.offset ?? -1).toBe(expected)
        const newest = Math.max(...timestamps)
        expect(await log.maxTimestampOffset()).toMatchObject({ offset: timestamps.indexOf(newest), timestamp: newest })
      }),
      { numRuns: 100 },
    )
  })
})

describe('by timestamp, where records went or have no time', () => {
  test('only the first segment with a time that late is looked at', async () => {
    const log = await open({ configs: SMALL })
    for (const timestamp of [10, 20, 30, 40, 50, 60]) append(log, batch(['v'.repeat(150)], { timestamp }))
    expect(log.segments().length).toBeGreaterThan(1)
    log.advanceLogStart(3)
    expect(await log.offsetForTimestamp(10)).toBeNull()
    expect(await log.offsetForTimestamp(35)).toMatchObject({ offset: 3, timestamp: 40 })
  })

  test('a segment without times counts by its last write', async () => {
    const log = await open({ configs: SMALL })
    for (let i = 0; i < 4; i++) append(log, batch(['v'.repeat(150)], { timestamp: -1 }))
    append(log, batch(['v'.repeat(150)], { timestamp: T - 5 }))
    expect(await log.offsetForTimestamp(T - 5)).toBeNull()
  })

  test('the largest of none is the first', async () => {
    const log = await open({ configs: SMALL })
    expect(await log.maxTimestampOffset()).toBeNull()
    append(log, batch(['a'], { timestamp: -1 }))
    append(log, batch(['b'], { timestamp: -1 }))
    expect(await log.maxTimestampOffset()).toMatchObject({ offset: 0, timestamp: -1 })
  })
})

/** Some offset at which a batch ends. */
function boundary(log: Log, wish: number): number {
  const { bytes } = log.readSync({ offset: 0, maxBytes: 1e9, upTo: log.logEndOffset, minOneBatch: true }) as {
    bytes: Uint8Array
  }
  const ends = [0, ...[...batchesIn(bytes)].map(({ header }) => header.lastOffset + 1), log.logEndOffset]
  return ends[wish % ends.length] as number
}

describe('truncation', () => {
  test('leaves the log as if the rest had never been', async () => {
    await fc.assert(
      fc.asyncProperty(appends, fc.nat(60), appends, async (lists, wish, more) => {
        const log = await open({ configs: SMALL })
        for (const values of lists) append(log, batch(values))
        await log.flush()
        const before = await valuesOf(log)
        const offset = boundary(log, wish)
        await log.truncateTo(offset)
        expect(log.logEndOffset).toBe(offset)
        expect(await valuesOf(log)).toEqual(before.slice(0, offset))
        for (const values of more) append(log, batch(values))
        expect(await valuesOf(log)).toEqual([...before.slice(0, offset), ...more.flat()])
      }),
      { numRuns: 100 },
    )
  })
})

describe('index files', () => {
  const sizes = async (disk: Disk) =>
    (await disk.list('d/t-0/')).flatMap(({ path, size }) => (/index$/.test(path) ? [`${path.slice(26)} ${size}`] : []))
  const whole = ['.index 10485760', '.timeindex 10485756']

  test('are preallocated from the beginning, trimmed at a roll and at a close', async () => {
    const disk = new MemoryDisk()
    const log = await open({ disk, configs: { 'index.interval.bytes': '0' } })
    expect(await sizes(disk)).toEqual(whole)
    for (let i = 0; i < 4; i++) append(log, batch([`v${i}`], { timestamp: T + i }))
    await log.flush()
    expect(await sizes(disk)).toEqual(whole)
    log.roll()
    await log.flush()
    expect((await sizes(disk)).slice(0, 2)).toEqual(['.index 24', '.timeindex 36'])
    append(log, batch(['more']))
    await log.flush()
    expect(await sizes(disk)).toEqual(['.index 24', '.timeindex 36', ...whole])
    await log.close()
    expect(await sizes(disk)).toEqual(['.index 24', '.timeindex 36', '.index 0', '.timeindex 12'])
  })

  test('of a broker that was killed are found long, and keep their entries', async () => {
    const disk = new FaultyDisk(new SeededRandom(3))
    const log = await open({ disk, configs: { 'index.interval.bytes': '0' } })
    for (let i = 0; i < 4; i++) append(log, batch([`v${i}`], { timestamp: T + i }))
    await log.flush()
    disk.crash()
    expect(await sizes(disk)).toEqual(whole)
    const again = await open({ disk, configs: { 'index.interval.bytes': '0' } })
    append(again, batch(['v4'], { timestamp: T + 4 }))
    expect(await again.offsetForTimestamp(T + 3)).toMatchObject({ offset: 3 })
    await again.close()
    expect(await sizes(disk)).toEqual(['.index 24', '.timeindex 48'])
  })

  test('take no room for what is not in them', async () => {
    const disk = new FaultyDisk(new SeededRandom(3))
    const log = await open({ disk })
    await log.flush()
    expect(disk.used()).toBeLessThan(1000)
  })
})

describe('a crash', () => {
  test('loses nothing that was flushed, and leaves a prefix of what was appended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.tuple(appends, fc.nat(25)), { minLength: 1, maxLength: 4 }),
        async (seed, lives) => {
          const disk = new FaultyDisk(new SeededRandom(seed))
          let expected: string[] = []
          let recoveryPoint = 0
          for (const [lists, flushAt] of lives) {
            const log = await open({ disk, configs: SMALL, recoveryPoint })
            const survived = await valuesOf(log)
            expect(survived).toEqual(expected.slice(0, survived.length))
            expect(survived.length).toBeGreaterThanOrEqual(recoveryPoint)
            expected = survived
            for (const [i, values] of lists.entries()) {
              append(log, batch(values))
              expected = [...expected, ...values]
              if (i === flushAt) {
                await log.flush()
                recoveryPoint = log.recoveryPoint
                expect(recoveryPoint).toBe(expected.length)
              }
            }
            disk.crash()
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('a disk that fails makes flush reject', async () => {
    const faults: { capacity?: number } = {}
    const log = await open({ disk: new FaultyDisk(new SeededRandom(1), faults) })
    faults.capacity = 10
    append(log, batch(['a']))
    await expect(log.flush()).rejects.toMatchObject({ kind: 'full' })
  })
})

describe('leader epochs', () => {
  test('answer where an epoch ended', async () => {
    const log = await open()
    log.assignEpoch(3)
    log.appendAsLeader(batch(['a', 'b']), { leaderEpoch: 3, origin: 'client' })
    log.assignEpoch(5)
    expect(log.endOffsetForEpoch(5)).toEqual({ epoch: 5, endOffset: 2 })
    expect(log.endOffsetForEpoch(4)).toEqual({ epoch: 3, endOffset: 2 })
    expect(log.endOffsetForEpoch(2)).toEqual({ epoch: 2, endOffset: 0 })
    expect(log.endOffsetForEpoch(6)).toEqual({ epoch: -1, endOffset: -1 })
  })
})

test('a flush that begins while another is under way does not end before it', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const disk = new FaultyDisk(new SeededRandom(1))
  const log = await open({ disk })
  append(log, batch(['a']))
  await log.flush()
  disk.faults.delay = () => held
  append(log, batch(['b']))
  const ended: string[] = []
  const flushes = ['first', 'second'].map((name) => log.flush().then(() => ended.push(name)))
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  expect([ended, log.recoveryPoint]).toEqual([[], 1])
  release()
  await Promise.all(flushes)
  expect(log.recoveryPoint).toBe(2)
})

describe('the bytes of a batch', () => {
  const appendGiven = (log: Log, bytes: Uint8Array) =>
    log.appendAsLeader(bytes, { leaderEpoch: 3, origin: 'client', given: true })
  const stored = (log: Log) =>
    log.readSync({ offset: 0, maxBytes: 1e6, upTo: log.logEndOffset, minOneBatch: true })?.bytes

  test('that are lent stay as they are', async () => {
    const log = await open()
    const lent = batch(['x'.repeat(20_000)])
    const before = lent.slice()
    log.appendAsLeader(lent, { leaderEpoch: 3, origin: 'client' })
    expect(lent).toEqual(before)
    expect(stored(log)?.buffer).not.toBe(lent.buffer)
  })

  test('that are given are kept without a copy, unless much else would be kept with them', async () => {
    const alone = batch(['x'.repeat(20_000)])
    const kept = await open()
    appendGiven(kept, alone)
    expect(stored(kept)?.buffer).toBe(alone.buffer)

    const frame = new Uint8Array(60_000)
    const copied = await open()
    const given = batch(['x'.repeat(20_000)])
    frame.set(given, 100)
    appendGiven(copied, frame.subarray(100, 100 + given.length))
    expect(stored(copied)?.buffer).not.toBe(frame.buffer)
    expect(stored(copied)).toEqual(stored(kept))
  })
})

test('each move of the log start is told, whoever moves it', async () => {
  const told: TraceEvent[] = []
  const log = await open({ told, configs: { ...SMALL, 'retention.ms': '1' } })
  for (let i = 0; i < 4; i++) append(log, batch(['x'.repeat(300)], { timestamp: T - 1000 }))
  log.advanceLogStart(1, 'leader offset increment')
  log.advanceLogStart(1, 'leader offset increment')
  log.deleteOldSegments(3)
  log.advanceLogStart(4)
  const moves = told.filter(({ type }) => type === 'log.start.moved')
  expect(moves.map(({ from, to }) => `${from} → ${to}`)).toEqual(['0 → 1', '1 → 3', '3 → 4'])
})
