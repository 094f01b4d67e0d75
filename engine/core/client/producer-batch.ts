/** Records on their way to one partition, with those who wait for them. */
import { BatchBuilder, type RecordInit, recordsIn } from '../record/batch.ts'
import type { KafkaException } from './errors.ts'
import type { ProducerSettings } from './producer-config.ts'
import type { TopicPartition } from './topic-partition.ts'

/** Where a record went. */
export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** -1 when the broker did not say (acks=0). */
  readonly offset: number
  /** The record's own, or the broker's with LogAppendTime. */
  readonly timestamp: number
  readonly serializedKeySize: number
  readonly serializedValueSize: number
}

/** Told about each record once: metadata, or why it failed. */
export type Callback = (metadata: RecordMetadata | null, exception: KafkaException | null) => void

/** A callback that throws nothing, told besides where the record was to go. */
export type GuardedCallback = (
  metadata: RecordMetadata | null,
  exception: KafkaException | null,
  partition: TopicPartition,
) => void

/** Someone who waits for one record. One object a record: a program may have millions under way. */
export class Thunk {
  /** What `send` gives. */
  readonly promise: Promise<RecordMetadata>
  private resolve!: (metadata: RecordMetadata) => void
  private reject!: (error: KafkaException) => void
  /** The record's own, ms since 1970. */
  timestamp = -1
  /** Of the serialized key; -1: none. */
  keySize = -1
  valueSize = -1

  constructor(private readonly callback: GuardedCallback | undefined) {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  /** The broker has the record. `logAppendTime` -1: its own timestamp holds. */
  complete(partition: TopicPartition, offset: number, logAppendTime: number): void {
    const metadata = {
      topic: partition.topic,
      partition: partition.partition,
      offset,
      timestamp: logAppendTime >= 0 ? logAppendTime : this.timestamp,
      serializedKeySize: this.keySize,
      serializedValueSize: this.valueSize,
    }
    this.callback?.(metadata, null, partition)
    this.resolve(metadata)
  }

  fail(partition: TopicPartition, error: KafkaException): void {
    this.callback?.(null, error, partition)
    this.reject(error)
  }
}

export class ProducerBatch {
  private builder: BatchBuilder
  private thunks: Thunk[] = []
  private closedBytes: Uint8Array | undefined
  /** Takes no more records. */
  isClosed = false
  /** -1: none given yet. */
  baseSequence = -1
  producerId = -1
  producerEpoch = -1
  attempts = 0
  /** Monotonic time before which it is not sent again. */
  retryAt = 0
  /** Bytes counted against buffer.memory. */
  readonly reserved: number

  constructor(
    readonly partition: TopicPartition,
    /** Monotonic. */
    readonly createdAt: number,
    private readonly settings: Pick<ProducerSettings, 'batchSize' | 'compression' | 'compressionLevel'>,
    firstRecordSize: number,
  ) {
    this.reserved = Math.max(settings.batchSize, firstRecordSize)
    const { compression, compressionLevel } = settings
    this.builder = new BatchBuilder({
      compression,
      ...(compressionLevel !== undefined && { compressionLevel }),
      maxSize: settings.batchSize,
    })
  }

  get recordCount(): number {
    return this.thunks.length
  }

  get sizeInBytes(): number {
    return this.closedBytes?.length ?? this.builder.sizeInBytes
  }

  get isFull(): boolean {
    return this.isClosed || this.builder.sizeInBytes >= this.settings.batchSize
  }

  /** Appends unless closed or full; says whether it did. */
  tryAppend(record: RecordInit, thunk: Thunk): boolean {
    if (this.isClosed || !this.builder.tryAppend(record)) return false
    this.thunks.push(thunk)
    return true
  }

  /** The batch as it is sent, with the given producer state. */
  bytes(): Uint8Array {
    this.isClosed = true
    const { producerId, producerEpoch, baseSequence } = this
    this.closedBytes ??= this.builder.build({ producerId, producerEpoch, baseSequence })
    return this.closedBytes
  }

  /** Gives it (new) sequence numbers; -1 takes them away. */
  setSequence(producer: { producerId: number; producerEpoch: number }, baseSequence: number): void {
    this.producerId = producer.producerId
    this.producerEpoch = producer.producerEpoch
    this.baseSequence = baseSequence
    this.closedBytes = undefined
  }

  /** Two halves with the same waiters, for a batch that the broker found too large. */
  split(): readonly ProducerBatch[] {
    const records = recordsIn(this.bytes())
    const middle = Math.ceil(records.length / 2)
    return [this.part(records, 0, middle), this.part(records, middle, records.length)]
  }

  private part(records: readonly RecordInit[], from: number, to: number): ProducerBatch {
    const settings = { ...this.settings, batchSize: Number.MAX_SAFE_INTEGER }
    const part = new ProducerBatch(this.partition, this.createdAt, settings, 0)
    for (let i = from; i < to; i++) part.tryAppend(records[i] as RecordInit, this.thunks[i] as Thunk)
    part.isClosed = true
    return part
  }

  /** The broker has it; `baseOffset` -1: it did not say where; `logAppendTime` -1: the records' own timestamps hold. */
  complete(baseOffset: number, logAppendTime: number): void {
    for (let index = 0; index < this.thunks.length; index++) {
      const offset = baseOffset < 0 ? -1 : baseOffset + index
      ;(this.thunks[index] as Thunk).complete(this.partition, offset, logAppendTime)
    }
  }

  /** It will never arrive; `errorOf` has a record's own error where the broker named one. */
  fail(errorOf: (index: number) => KafkaException): void {
    for (const [index, thunk] of this.thunks.entries()) thunk.fail(this.partition, errorOf(index))
  }
}
