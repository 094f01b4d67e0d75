import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { utf8 } from '../base/utf8.ts'
import { errorName } from '../protocol/errors.ts'
import { buildBatch } from '../record/batch.ts'
import { controlKey, endTxnMarkerValue } from '../record/control.ts'
import type { KeptLog } from './kept-log.ts'
import { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const T = 1_795_000_000_000
const CONFIG = new LogConfig(
  new Map([
    ['internal.segment.bytes', '900'],
    ['index.interval.bytes', '150'],
  ]),
)

interface Opened {
  readonly log: Log
  readonly said: readonly string[]
}

async function open(disk: MemoryDisk, kept?: KeptLog): Promise<Opened> {
  const said: string[] = []
  const env = {
    clock: { monotonic: () => 0, wall: () => T },
    timers: { after: () => ({ cancel: () => {} }) },
    disk,
    random: new SeededRandom(1),
    trace: { log: (_level: string, _logger: string, line: string) => void said.push(line), event: () => {} },
  }
  const found = { cleanShutdown: false, recoveryPoint: 0, logStartOffset: 0, ...(kept && { kept }) }
  const options = {
    env,
    dir: 'd/t-0',
    config: CONFIG,
    topicId: null,
    producerIdExpirationMs: () => 86_400_000,
    ...found,
  }
  return { log: await Log.open(options), said }
}

/** Ends the process at the moment, and goes on. */
async function goOn(disk: MemoryDisk, log: Log): Promise<Opened> {
  return open(disk, structuredClone(log.keep()))
}

function append(log: Log, sequence: number, { producerId = 7, transactional = false } = {}): string {
  const records = [{ timestamp: T + sequence, key: utf8('k'), value: utf8(`value ${sequence}`) }]
  const bytes = buildBatch({ records, producerId, producerEpoch: 0, baseSequence: sequence, transactional })
  const result = log.appendAsLeader(bytes, { leaderEpoch: 0, origin: 'client' })
  if (result.error !== 0) return errorName(result.error)
  return `${result.baseOffset}${result.duplicate ? ' again' : ''}`
}

const recovered = (said: readonly string[]) => said.some((line) => /Recovering unflushed|Reloading/.test(line))

test('a log that goes on knows what no checkpoint told: its start, its producers with five batches each, open transactions', async () => {
  const disk = new MemoryDisk()
  const { log } = await open(disk)
  for (let sequence = 0; sequence < 20; sequence++) append(log, sequence)
  append(log, 0, { producerId: 8, transactional: true })
  log.advanceLogStart(3)
  await log.flush()

  const { log: next, said } = await goOn(disk, log)
  expect(recovered(said)).toBe(false)
  expect(next.keep()).toEqual(log.keep())
  expect(next.segments()).toEqual(log.segments())
  expect(next.firstUnstableOffset).toBe(20)
  expect([14, 15, 19, 20].map((sequence) => append(next, sequence))).toEqual([
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    '15 again',
    '19 again',
    '21',
  ])

  const { log: restarted } = await open(disk)
  expect(restarted.logStartOffset, 'a process that was killed knows only its checkpoints').toBe(0)
})

test.each([
  ['the end of the log', '.log', 30],
  ['an index', '.index', 0],
])('where the disk lacks %s, the log is recovered', async (_what, suffix, left) => {
  const disk = new MemoryDisk()
  const { log } = await open(disk)
  for (let sequence = 0; sequence < 6; sequence++) append(log, sequence)
  await log.flush()
  const found = (await disk.list('d/t-0/')).find(({ path }) => path.endsWith(suffix))
  const path = found?.path ?? ''
  if (left === 0) await disk.remove(path)
  else (await disk.open(path)).truncate((found?.size ?? 0) - left)

  const { log: next, said } = await goOn(disk, log)
  expect(recovered(said)).toBe(true)
  expect(next.logEndOffset).toBe(left === 0 ? 6 : 5)
})

test('whatever was done, what goes on is what was: also where it goes on again and again', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ kind: fc.constant('cut' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('start' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('goOn' as const) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const disk = new MemoryDisk()
      let { log } = await open(disk)
      for (const one of steps) {
        const span = log.logEndOffset - log.logStartOffset
        if (one.kind === 'append')
          for (let i = 0; i < one.count; i++) append(log, i, { producerId: 100 + log.logEndOffset })
        if (one.kind === 'cut') await log.truncateTo(log.logStartOffset + Math.floor(span * one.share))
        if (one.kind === 'start') log.advanceLogStart(log.logStartOffset + Math.floor(span * one.share))
        await log.flush()
        if (one.kind !== 'goOn') continue
        const next = await goOn(disk, log)
        expect(recovered(next.said)).toBe(false)
        expect(next.log.keep()).toEqual(log.keep())
        expect(next.log.segments()).toEqual(log.segments())
        log = next.log
      }
    }),
  )
})

test('while its end is cut, or a file is being opened for what was written, a log knows less than it has, and says so', async () => {
  const { log } = await open(new MemoryDisk())
  for (let sequence = 0; sequence < 20; sequence++) append(log, sequence)
  await log.flush()
  expect(log.isSteady).toBe(true)
  const cut = log.truncateTo(9)
  expect(log.isSteady).toBe(false)
  await cut
  expect(log.isSteady).toBe(true)

  const held = new MemoryDisk()
  let release: () => void = () => {}
  const reallyOpen = held.open.bind(held)
  const { log: other } = await open(held)
  held.open = async (path, known) => {
    if (path.endsWith('.txnindex')) await new Promise<void>((resolve) => (release = resolve))
    return reallyOpen(path, known)
  }
  append(other, 0, { producerId: 8, transactional: true })
  const marker = { timestamp: T, key: controlKey('ABORT'), value: endTxnMarkerValue(0) }
  const control = { producerId: 8, producerEpoch: 0, transactional: true, control: true }
  other.appendAsLeader(buildBatch({ records: [marker], ...control }), { leaderEpoch: 0, origin: 'coordinator' })
  expect(other.isSteady).toBe(false)
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  release()
  await other.flush()
  expect(other.isSteady).toBe(true)
})
