import type { BatchHeader, LogRecord } from '../../record/batch.ts'
import { recordsIn } from '../../record/batch.ts'
import { emptyBatch, rebuildBatch } from '../../record/rebuild.ts'
import type { CleanedTransactions } from './cleaned-transactions.ts'
import type { OffsetMap } from './offset-map.ts'

/** What the log remembers of a producer: the last offset of its data (null: its last batch is a marker) and its epoch. */
export interface LastRecord {
  readonly lastDataOffset: number | null
  readonly producerEpoch: number
}

/** What a round of cleaning judges batches by. */
export interface FilterRules {
  readonly map: Pick<OffsetMap, 'get' | 'latestOffset'>
  readonly transactions: CleanedTransactions
  readonly producers: ReadonlyMap<number, LastRecord>
  /** Where the round ends: its last batch stays, so that the log's offsets do not go back. */
  readonly upperBoundOffset: number
  /** Wall time of the round. */
  readonly now: number
  readonly deleteRetentionMs: number
}

/** What is left of a batch; null: nothing, not even a header. */
export interface Filtered {
  readonly bytes: Uint8Array | null
  readonly read: number
  readonly kept: number
  /** Records without a key, which a compacted log should not have. */
  readonly invalid: number
}

/** What cleaning leaves of a batch (`Cleaner.cleanInto`, `MemoryRecords.filterTo`). */
export function filterBatch(header: BatchHeader, bytes: Uint8Array, rules: FilterRules): Filtered {
  const discardable = rules.transactions.mayDiscard(header, bytes)
  const discarded = discardable && (!header.control || isPast(header, rules.now))
  const isKeptEmpty = endsProducer(header, rules) || header.lastOffset + 1 === rules.upperBoundOffset
  if (discarded) return { bytes: isKeptEmpty ? emptyBatch(header) : null, read: 0, kept: 0, invalid: 0 }
  const records = recordsIn(bytes)
  const kept = header.control ? records : records.filter((record) => isKept(record, header, rules))
  const counts = {
    read: records.length,
    kept: kept.length,
    invalid: header.control ? 0 : records.filter(({ key }) => key === null).length,
  }
  if (kept.length === 0) return { bytes: isKeptEmpty ? emptyBatch(header) : null, ...counts }
  return {
    bytes: rewritten(header, bytes, { kept, isWhole: kept.length === records.length, discardable, rules }),
    ...counts,
  }
}

/** The batch as it is unless records went, or its tombstones or marker get the time from which they may go. */
function rewritten(
  header: BatchHeader,
  bytes: Uint8Array,
  what: {
    readonly kept: readonly LogRecord[]
    readonly isWhole: boolean
    readonly discardable: boolean
    readonly rules: FilterRules
  },
): Uint8Array {
  const { kept, rules } = what
  const mayGoLater = header.control ? what.discardable : kept.some(({ value }) => value === null)
  const getsHorizon = mayGoLater && header.deleteHorizonMs === null
  if (what.isWhole && !getsHorizon) return bytes
  return rebuildBatch(header, kept, getsHorizon ? rules.now + rules.deleteRetentionMs : header.deleteHorizonMs)
}

/** Newer than any other record of its key, and no tombstone whose time has come. */
function isKept({ key, value, offset }: LogRecord, header: BatchHeader, { map, now }: FilterRules): boolean {
  if (offset > map.latestOffset) return true
  if (key === null || offset < map.get(key)) return false
  return value !== null || !isPast(header, now)
}

function isPast({ deleteHorizonMs }: BatchHeader, now: number): boolean {
  return deleteHorizonMs !== null && deleteHorizonMs <= now
}

/** Whether the batch holds the last sequence, or the last epoch, of a producer that the log still knows. */
function endsProducer(header: BatchHeader, { producers }: FilterRules): boolean {
  const last = header.producerId < 0 ? undefined : producers.get(header.producerId)
  if (!last) return false
  if (last.lastDataOffset !== null) return header.lastOffset === last.lastDataOffset
  return header.control && header.producerEpoch === last.producerEpoch
}
