/** The answer of a fetch for one partition, opened batch by batch as records are asked for. */
import { type BatchHeader, batchesIn, isValidCrc, type LogRecord, recordsIn } from '../record/batch.ts'
import { controlType } from '../record/control.ts'
import { KafkaException } from './errors.ts'
import { partitionKey, type TopicPartition } from './topic-partition.ts'

/** A transaction that the broker says was aborted. */
export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

export class CompletedFetch {
  private readonly batches: Iterator<{ header: BatchHeader; bytes: Uint8Array }>
  private records: LogRecord[] = []
  private at = 0
  private header: BatchHeader | undefined
  private readonly abortedToCome: AbortedTransaction[]
  private readonly abortedNow = new Set<number>()
  /** Offset after all that was handed out or skipped. */
  nextOffset: number
  isDrained = false

  constructor(
    readonly partition: TopicPartition,
    readonly fetchOffset: number,
    bytes: Uint8Array,
    private readonly options: {
      checkCrcs: boolean
      /** Null: uncommitted records are wanted too. */
      aborted: readonly AbortedTransaction[] | null
    },
  ) {
    this.batches = batchesIn(bytes)[Symbol.iterator]()
    this.nextOffset = fetchOffset
    this.abortedToCome = [...(options.aborted ?? [])].sort((a, b) => a.firstOffset - b.firstOffset)
  }

  /** Up to `max` records, each given to `take` with its batch's header; fewer only at the end of the fetch. */
  drain(max: number, take: (record: LogRecord, header: BatchHeader) => void): number {
    let taken = 0
    while (taken < max) {
      const record = this.next()
      if (!record) break
      take(record, this.header as BatchHeader)
      this.nextOffset = record.offset + 1
      taken++
    }
    if (taken < max || this.at >= this.records.length) this.skipToNextBatch()
    return taken
  }

  private next(): LogRecord | undefined {
    for (;;) {
      while (this.at < this.records.length) {
        const record = this.records[this.at++] as LogRecord
        if (record.offset >= this.nextOffset) return record
      }
      if (!this.openBatch()) return undefined
    }
  }

  /** Behind the last record of a batch the position is the batch's end, whatever was compacted away there. */
  private skipToNextBatch(): void {
    if (this.header && this.at >= this.records.length) {
      this.nextOffset = Math.max(this.nextOffset, this.header.lastOffset + 1)
    }
  }

  private openBatch(): boolean {
    this.skipToNextBatch()
    const { value, done } = this.batches.next()
    if (done) {
      this.isDrained = true
      return false
    }
    this.header = value.header
    this.at = 0
    this.records = this.isWanted(value.header, value.bytes) ? this.decode(value.bytes) : []
    return true
  }

  private decode(batch: Uint8Array): LogRecord[] {
    if (this.options.checkCrcs && !isValidCrc(batch)) {
      throw new KafkaException(
        `Record batch for partition ${partitionKey(this.partition)} at offset ${this.nextOffset} is invalid, cause: Record is corrupt`,
        { javaClass: 'org.apache.kafka.common.errors.CorruptRecordException' },
      )
    }
    return recordsIn(batch)
  }

  /** Control batches are never handed out; of aborted transactions nothing is, when only committed records are wanted. */
  private isWanted(header: BatchHeader, bytes: Uint8Array): boolean {
    if (this.options.aborted === null) return !header.control
    while (this.abortedToCome[0] && this.abortedToCome[0].firstOffset <= header.lastOffset) {
      this.abortedNow.add((this.abortedToCome.shift() as AbortedTransaction).producerId)
    }
    if (header.control) {
      const marker = recordsIn(bytes)[0]
      if (marker && controlType(marker.key) === 'ABORT') this.abortedNow.delete(header.producerId)
      return false
    }
    return !(header.transactional && this.abortedNow.has(header.producerId))
  }
}
