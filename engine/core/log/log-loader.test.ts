import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { SeededRandom } from '../../sim/random.ts'
import { utf8 } from '../base/utf8.ts'
import { buildBatch } from '../record/batch.ts'
import { controlKey, endTxnMarkerValue } from '../record/control.ts'
import { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const T = 1_795_000_000_000
const CONFIG = new LogConfig(new Map([['internal.segment.bytes', '300']]))
const LOADER = '[LogLoader partition=t-0, dir=d]'

interface Found {
  readonly clean: boolean
  readonly logStartOffset?: number
}

async function open(disk: MemoryDisk, { clean, logStartOffset = 0 }: Found) {
  const said: string[] = []
  const env = {
    clock: { monotonic: () => 0, wall: () => T },
    timers: { after: () => ({ cancel: () => {} }) },
    disk,
    random: new SeededRandom(1),
    trace: {
      log: (level: string, _logger: string, line: string) => void said.push(`${level} ${line}`),
      event: () => {},
    },
  }
  const found = { cleanShutdown: clean, recoveryPoint: 0, logStartOffset, producerIdExpirationMs: () => 86_400_000 }
  return { log: await Log.open({ env, dir: 'd/t-0', config: CONFIG, topicId: null, ...found }), said }
}

function append(log: Log, count: number): void {
  for (let i = 0; i < count; i++) {
    const records = [{ timestamp: T, key: null, value: utf8(`value ${i}`) }]
    log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
  }
}

/** Changes a byte of a file. */
async function damage(disk: MemoryDisk, path: string, at: number, byte: number): Promise<void> {
  const file = await disk.open(path)
  const bytes = await file.read(0, file.length)
  bytes[at] = byte
  file.truncate(0)
  file.append(bytes)
  await file.close()
}

test.each([true, false])('a log start beyond the end takes all segments; shut down cleanly: %s', async (clean) => {
  const disk = new MemoryDisk()
  const { log: before } = await open(disk, { clean: true })
  append(before, 10)
  await before.close()
  const { log, said } = await open(disk, { clean, logStartOffset: 50 })
  expect([log.logStartOffset, log.logEndOffset]).toEqual([50, 50])
  const why = 'logEndOffset (10) is smaller than logStartOffset 50'
  const perhaps = 'This could happen if segment files were deleted from the file system.'
  expect(said).toContain(`WARN ${LOADER} Deleting all segments because ${why}. ${perhaps}`)
  append(log, 1)
  expect(log.logEndOffset).toBe(51)
})

test('segments behind a damaged one are told when they go', async () => {
  const disk = new MemoryDisk()
  const { log: before } = await open(disk, { clean: true })
  append(before, 10)
  await before.close()
  const [first, second, third] = before.segments()
  await damage(disk, `d/t-0/${String(second?.baseOffset).padStart(20, '0')}.log`, 70, 99)
  const { log, said } = await open(disk, { clean: false })
  expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([first?.baseOffset, second?.baseOffset])
  const gone = said.filter((line) => line.includes('Deleting segments'))
  expect(gone).toHaveLength(1)
  expect(gone[0]).toMatch(
    `INFO ${LOADER} Deleting segments as part of log recovery: LogSegment(baseOffset=${third?.baseOffset}, size=`,
  )
})

const ENTRY = 'AbortedTxn(version=0, producerId=7, firstOffset=4, lastOffset=1, lastStableOffset=6)'

test.each([
  ['an offset before the segment', 25, 1, `Last offset of aborted transaction ${ENTRY} in index`],
  ['a version to come', 1, 1, 'Unexpected aborted transaction version 1 in transaction index'],
])('a transaction index with %s is built anew after a clean stop too', async (_what, at, byte, why) => {
  const disk = new MemoryDisk()
  const { log: before } = await open(disk, { clean: true })
  append(before, 4)
  before.roll()
  const by = { producerId: 7, producerEpoch: 0, transactional: true }
  const records = [{ timestamp: T, key: null, value: utf8('v') }]
  const marker = [{ timestamp: T, key: controlKey('ABORT'), value: endTxnMarkerValue(0) }]
  before.appendAsLeader(buildBatch({ records, ...by, baseSequence: 0 }), { leaderEpoch: 0, origin: 'client' })
  before.appendAsLeader(buildBatch({ records: marker, ...by, control: true }), {
    leaderEpoch: 0,
    origin: 'coordinator',
  })
  const aborted = [{ firstOffset: 4, lastOffset: 5 }]
  expect(before.abortedTransactions(0, 10)).toMatchObject(aborted)
  await before.close()
  await damage(disk, 'd/t-0/00000000000000000004.txnindex', at, byte)

  const { log, said } = await open(disk, { clean: true })
  expect(log.abortedTransactions(0, 10)).toMatchObject(aborted)
  const file = 'd/t-0/00000000000000000004.log'
  const told = said.find((line) => line.includes('corrupted index'))
  expect(told).toMatch(`WARN ${LOADER} Found a corrupted index file corresponding to log file ${file} due to ${why}`)
  expect(told).toMatch(/, recovering segment and rebuilding index files\.\.\.$/)
})
