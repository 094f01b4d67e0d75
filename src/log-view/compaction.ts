/** What compaction took from a log, and what it would take. */
import { type LogRecord, recordsIn } from '../../engine/core/record/batch.ts'
import type { StoredBatch } from './batch-source.ts'

/** A record as far as compaction looks at it; value null: a tombstone. */
export type KeyedRecord = Pick<LogRecord, 'offset' | 'key' | 'value'>

/** All records of a stretch of the log. */
export interface LookedAt {
  readonly from: number
  /** The first offset behind it. */
  readonly upTo: number
  readonly records: readonly KeyedRecord[]
}

/** What becomes of a record; `unseen`: the newest of its key as far as was looked at. */
export type Outcome = 'removed' | 'newest' | 'tombstone' | 'active' | 'unseen' | 'kept'

/** Not many more are looked at, lest that take long. */
const MOST = 10_000

export const NOTHING: LookedAt = { from: 0, upTo: 0, records: [] }

/** The records of batches from an offset on; control records are left out. Throws for a batch that cannot be read. */
export function keyedRecords(batches: readonly StoredBatch[], from: number): LookedAt {
  const records: KeyedRecord[] = []
  let upTo = from
  for (const { header, bytes } of batches) {
    if (records.length >= MOST) break
    upTo = header.lastOffset + 1
    if (!header.control) records.push(...recordsIn(bytes).filter(({ offset }) => offset >= from))
  }
  return { from, upTo, records }
}

/** What the cleaner would do to each of a log's records now: it leaves the active segment as it is. */
export function foretold({ records, upTo }: LookedAt, activeFrom: number): Outcome[] {
  const keys = records.map(({ key }) => identityOf(key))
  const newest = new Map<string | null, number>()
  for (const [i, { offset }] of records.entries()) if (offset < activeFrom) newest.set(keys[i] ?? null, offset)
  return records.map(({ offset, value }, i) => {
    if (offset >= activeFrom) return 'active'
    if (newest.get(keys[i] ?? null) !== offset) return 'removed'
    if (upTo < activeFrom) return 'unseen'
    return value === null ? 'tombstone' : 'newest'
  })
}

/** What the cleaner did to the records that were there before, as far as is known what is there now. */
export function told(before: LookedAt, now: LookedAt): { record: KeyedRecord; outcome: Outcome }[] {
  const left = offsetsOf(now)
  return within(before.records, now).map((record) => ({
    record,
    outcome: left.has(record.offset) ? 'kept' : 'removed',
  }))
}

/** Whether some that were seen are not where they were: nothing but the cleaner takes records out of the middle. */
export function areGone(before: LookedAt, now: LookedAt): boolean {
  const left = offsetsOf(now)
  return within(before.records, now).some(({ offset }) => !left.has(offset))
}

function within(records: readonly KeyedRecord[], { from, upTo }: LookedAt): KeyedRecord[] {
  return records.filter(({ offset }) => offset >= from && offset < upTo)
}

function offsetsOf({ records }: LookedAt): ReadonlySet<number> {
  return new Set(records.map(({ offset }) => offset))
}

const latin1 = new TextDecoder('latin1')

/** A letter a byte. */
function identityOf(key: Uint8Array | null): string | null {
  return key === null ? null : latin1.decode(key)
}
