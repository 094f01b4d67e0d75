/** What goals and predictions count of the records of a partition. */
import type { RecordsCheck } from './check.ts'
import type { SeenBatch, SeenRecord, Tally, TallyOf } from './cluster-reader.ts'
import { matches } from './evidence.ts'
import { satisfies } from './shape.ts'

/** Of each kind so many different ones are told from each other. */
const MOST_DIFFERENT = 100_000

type Wanted = RecordsCheck['records']

/** How many records are as a check wants them, with which keys and values. */
export class RecordTally {
  count = 0
  readonly keys = new Set<string | null>()
  readonly values = new Set<string | null>()
  /** Undefined where the number of all records is enough. */
  readonly record: Tally['record']

  constructor(private readonly wanted: Pick<Wanted, 'key' | 'value' | 'distinct'> = {}) {
    const { key, value, distinct } = wanted
    const asked = [key, value, distinct?.key, distinct?.value]
    if (asked.some((one) => one !== undefined)) this.record = (record) => this.look(record)
  }

  batch({ records }: SeenBatch): void {
    if (!this.record) this.count += records
  }

  private look({ key, value }: SeenRecord): void {
    const { wanted } = this
    if (!isLike(key, wanted.key) || !isLike(value, wanted.value)) return
    this.count++
    if (wanted.distinct?.key !== undefined) add(this.keys, key)
    if (wanted.distinct?.value !== undefined) add(this.values, value)
  }
}

function add(set: Set<string | null>, text: string | null): void {
  if (set.size < MOST_DIFFERENT) set.add(text)
}

function isLike(actual: string | null, wanted: string | number | null | undefined): boolean {
  if (wanted === undefined) return true
  if (wanted === null || actual === null) return actual === wanted
  return matches(actual, String(wanted))
}

/** The records that a check wants. */
export function wantedRecords(wanted: Wanted): TallyOf<RecordTally> {
  const { partition, key, value, distinct } = wanted
  const name = JSON.stringify(['records', key, key === undefined, value, value === undefined, distinct])
  const isOf = (n: number) => partition === undefined || satisfies(n, partition)
  return { name, make: () => new RecordTally(wanted), isOf }
}

/** How many batches there are, and how they are compressed. */
export class BatchTally {
  count = 0
  readonly codecs = new Set<SeenBatch['compression']>()

  batch({ compression }: SeenBatch): void {
    this.count++
    this.codecs.add(compression)
  }
}

/** The batches of one partition, or of all. */
export function allBatches(partition?: number): TallyOf<BatchTally> {
  return { name: 'batches', make: () => new BatchTally(), isOf: (n) => n === (partition ?? n) }
}

/** Where the n-th record stands, from 1; −1: there are not so many. */
export class NthTally {
  offset = -1
  private count = 0

  constructor(private readonly nth: number) {}

  record({ offset }: SeenRecord): void {
    if (++this.count === this.nth) this.offset = offset
  }
}

/** The n-th record of a partition. */
export function nthRecord(partition: number, nth: number): TallyOf<NthTally> {
  return { name: `nth ${nth}`, make: () => new NthTally(nth), isOf: (n) => n === partition }
}

/** How many records have this very key. */
export class KeyTally {
  count = 0

  constructor(private readonly key: string | undefined) {}

  record({ key }: SeenRecord): void {
    if (key === this.key) this.count++
  }
}

/** Records with this very key, in each partition. */
export function withKey(key: string | undefined): TallyOf<KeyTally> {
  return { name: JSON.stringify(['key', key]), make: () => new KeyTally(key), isOf: () => true }
}
