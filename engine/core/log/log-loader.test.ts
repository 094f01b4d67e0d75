import { expect, test } from 'vitest'
import { type Found, openLog, setByte, NOW as T } from '../../sim/log-bench.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { utf8 } from '../base/utf8.ts'
import { buildBatch } from '../record/batch.ts'
import { controlKey, endTxnMarkerValue } from '../record/control.ts'
import type { Log } from './log.ts'
import { LogConfig } from './log-config.ts'

const CONFIG = new LogConfig(new Map([['internal.segment.bytes', '300']]))
const LOADER = '[LogLoader partition=t-0, dir=d]'

const open = (disk: MemoryDisk, found: Found) => openLog(disk, { ...found, config: CONFIG })

function append(log: Log, count: number): void {
  for (let i = 0; i < count; i++) {
    const records = [{ timestamp: T, key: null, value: utf8(`value ${i}`) }]
    log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
  }
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
  await setByte(disk, `d/t-0/${String(second?.baseOffset).padStart(20, '0')}.log`, 70, 99)
  const { log, said } = await open(disk, { clean: false })
  expect(log.segments().map(({ baseOffset }) => baseOffset)).toEqual([first?.baseOffset, second?.baseOffset])
  const gone = said.filter((line) => line.includes('Deleting segments'))
  expect(gone).toHaveLength(1)
  expect(gone[0]).toMatch(
    `INFO ${LOADER} Deleting segments as part of log recovery: LogSegment(baseOffset=${third?.baseOffset}, size=`,
  )
})

/** A log whose second segment, from 4 on, has one aborted transaction; closed cleanly, then changed. */
async function abortedAndDamaged(change: (disk: MemoryDisk) => Promise<void>): Promise<MemoryDisk> {
  const disk = new MemoryDisk()
  const { log } = await open(disk, { clean: true })
  append(log, 4)
  log.roll()
  const by = { producerId: 7, producerEpoch: 0, transactional: true }
  const records = [{ timestamp: T, key: null, value: utf8('v') }]
  const marker = [{ timestamp: T, key: controlKey('ABORT'), value: endTxnMarkerValue(0) }]
  const batch = buildBatch({ records, ...by, baseSequence: 0 })
  log.appendAsLeader(batch, { leaderEpoch: 0, origin: 'client' })
  const end = buildBatch({ records: marker, ...by, control: true })
  log.appendAsLeader(end, { leaderEpoch: 0, origin: 'coordinator' })
  await log.close()
  await change(disk)
  return disk
}

const SECOND = 'd/t-0/00000000000000000004'
const ABORTED = [{ firstOffset: 4, lastOffset: 5 }]

test('a transaction index with an offset before its segment is built anew after a clean stop too', async () => {
  const disk = await abortedAndDamaged((one) => setByte(one, `${SECOND}.txnindex`, 25, 1))
  const { log, said } = await open(disk, { clean: true })
  expect(log.abortedTransactions(0, 10)).toMatchObject(ABORTED)
  const entry = 'AbortedTxn(version=0, producerId=7, firstOffset=4, lastOffset=1, lastStableOffset=6)'
  const why = `Last offset of aborted transaction ${entry} in index ${SECOND}.txnindex is less than start offset 4`
  const what = `Found a corrupted index file corresponding to log file ${SECOND}.log due to ${why}`
  expect(said).toContain(`WARN ${LOADER} ${what}, recovering segment and rebuilding index files...`)
})

test.each([true, false])(
  'a transaction index of a version to come is not touched; shut down cleanly: %s',
  async (clean) => {
    const disk = await abortedAndDamaged((one) => setByte(one, `${SECOND}.txnindex`, 0, 1))
    const why = 'Unexpected aborted transaction version 1 in transaction index'
    const thrown = `org.apache.kafka.common.KafkaException: ${why} ${SECOND}.txnindex, current version is 0`
    await expect(open(disk, { clean }).catch(String)).resolves.toBe(thrown)
    expect((await disk.open(`${SECOND}.txnindex`)).length).toBe(34)
  },
)

/** `AbortedTxn.version` reads one byte of the two. */
test('of the version of a transaction index only the first byte counts', async () => {
  const disk = await abortedAndDamaged((one) => setByte(one, `${SECOND}.txnindex`, 1, 1))
  const { log, said } = await open(disk, { clean: true })
  expect(log.abortedTransactions(0, 10)).toMatchObject(ABORTED)
  expect(said.filter((line) => !line.startsWith('INFO'))).toEqual([])
})

test('a time index that is missing alone begins empty, and nothing is said', async () => {
  const disk = await abortedAndDamaged((one) => one.remove(`${SECOND}.timeindex`))
  const { log, said } = await open(disk, { clean: true })
  expect(said.filter((line) => !line.startsWith('INFO'))).toEqual([])
  expect(await log.offsetForTimestamp(T)).toMatchObject({ offset: 0 })
  await log.close()
  expect((await disk.open(`${SECOND}.timeindex`)).length).toBe(0)
})

test('a missing offset index is told, and the segment recovered', async () => {
  const disk = await abortedAndDamaged((one) => one.remove(`${SECOND}.index`))
  const { log, said } = await open(disk, { clean: true })
  const what = `Could not find offset index file corresponding to log file ${SECOND}.log`
  expect(said).toContain(`ERROR ${LOADER} ${what}, recovering segment and rebuilding index files...`)
  await log.close()
  expect((await disk.open(`${SECOND}.timeindex`)).length).toBe(12)
})
