/** What compaction took from a log, and what it would take. */
import { recordsIn } from '../../engine/core/record/batch.ts'
import { textOf } from '../ui/format.ts'
import type { StoredBatch } from './batch-source.ts'

/** A record as far as compaction looks at it. */
export interface KeyedRecord {
  readonly offset: number
  readonly key: string | null
  /** null: a tombstone. */
  readonly value: string | null
}

/** What becomes of a record. */
export type Outcome = 'removed' | 'newest' | 'tombstone' | 'active' | 'kept'

const MOST = 500
const LETTERS = 40

/** The records of batches, the first five hundred; control records are left out. Throws for a batch that cannot be read. */
export function keyedRecords(batches: readonly StoredBatch[]): KeyedRecord[] {
  const found: KeyedRecord[] = []
  for (const { header, bytes } of batches) {
    if (found.length >= MOST) break
    if (header.control) continue
    for (const { offset, key, value } of recordsIn(bytes))
      found.push({
        offset,
        key: key === null ? null : textOf(key).slice(0, LETTERS),
        value: value === null ? null : textOf(value).slice(0, LETTERS),
      })
  }
  return found.slice(0, MOST)
}

/** What the cleaner would do to each of a log's records now: it leaves the active segment as it is. */
export function foretold(records: readonly KeyedRecord[], activeFrom: number): Outcome[] {
  const newest = new Map<string | null, number>()
  for (const { key, offset } of records) if (offset < activeFrom) newest.set(key, offset)
  return records.map(({ offset, key, value }) => {
    if (offset >= activeFrom) return 'active'
    if (newest.get(key) !== offset) return 'removed'
    return value === null ? 'tombstone' : 'newest'
  })
}

/** What the cleaner did to the records that were there before. */
export function told(before: readonly KeyedRecord[], after: readonly KeyedRecord[]): Outcome[] {
  const left = new Set(after.map(({ offset }) => offset))
  return before.map(({ offset }) => (left.has(offset) ? 'kept' : 'removed'))
}
