/** The answer of a fetch for one partition, opened batch by batch as records are asked for. */
import { type BatchHeader, batchesIn, isValidCrc, type LogRecord, recordsIn } from '../record/batch.ts'
import { controlType } from '../record/control.ts'
import { computedCrc } from '../record/header.ts'
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
  /** Nothing behind it can be read: it is thrown at every drain, until the user seeks elsewhere. */
  private broken: KafkaException | undefined
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

  /**
   * Up to `max` records, each given to `take` with its batch's header; fewer only at the end of the fetch. A record for
   * which `take` throws stays the next one.
   */
  drain(max: number, take: (record: LogRecord, header: BatchHeader) => void): number {
    let taken = 0
    while (taken < max) {
      const record = this.peek()
      if (!record) break
      take(record, this.header as BatchHeader)
      this.at++
      this.nextOffset = record.offset + 1
      taken++
    }
    if (taken < max || this.at >= this.records.length) this.skipToNextBatch()
    return taken
  }

  private peek(): LogRecord | undefined {
    if (this.broken) throw this.broken
    for (;;) {
      for (; this.at < this.records.length; this.at++) {
        const record = this.records[this.at] as LogRecord
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
    try {
      return this.openNext()
    } catch (cause) {
      const message = `Received exception when fetching the next record from ${partitionKey(this.partition)}. If needed, please seek past the record to continue consumption.`
      this.broken = new KafkaException(message, { cause })
      throw this.broken
    }
  }

  private openNext(): boolean {
    const { value, done } = this.batches.next()
    if (done) {
      this.isDrained = true
      return false
    }
    const { header, bytes } = value
    if (this.options.checkCrcs) this.ensureValid(header, bytes)
    this.records = this.isWanted(header, bytes) ? recordsIn(bytes) : []
    this.header = header
    this.at = 0
    return true
  }

  private ensureValid(header: BatchHeader, batch: Uint8Array): void {
    if (isValidCrc(batch)) return
    const cause = `Record is corrupt (stored crc = ${header.crc}, computed crc = ${computedCrc(batch)})`
    throw new KafkaException(
      `Record batch for partition ${partitionKey(this.partition)} at offset ${header.baseOffset} is invalid, cause: ${cause}`,
    )
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
