/** Queues of batches by partition, and which of them may be sent now. */

import type { RecordInit } from '../record/batch.ts'
import { addSequence } from '../record/header.ts'
import { ProducerBatch, type Thunk } from './producer-batch.ts'
import type { ProducerSettings } from './producer-config.ts'
import { NO_PRODUCER_ID } from './producer-id.ts'
import type { TopicPartition } from './topic-partition.ts'

/** The batches of one partition, oldest first, and its place in the producer's sequence. */
export class PartitionQueue {
  readonly batches: ProducerBatch[] = []
  /** Sent and not answered, by sequence. */
  readonly inFlight: ProducerBatch[] = []
  nextSequence = 0
  /** The broker refused a batch: none behind it can be in the log under this id. */
  hasGap = false
  /** When the last batch was begun, monotonic. */
  lastUsed = Number.NEGATIVE_INFINITY

  constructor(readonly partition: TopicPartition) {}

  /**
   * The batch that may be sent next, if any. A batch that is tried again goes alone until it is through, so that
   * sequences arrive in order; so does the last one of an identity that was lost before a batch of `producerId`, the new one.
   */
  head(producerId: number): ProducerBatch | undefined {
    const head = this.batches[0]
    const before = this.inFlight[0]
    if (!head || !before) return head
    return head.baseSequence < 0 && before.producerId === producerId ? head : undefined
  }

  /** Whether the outcome of a batch with a lower sequence is still open. */
  hasEarlier(batch: ProducerBatch): boolean {
    return precedes(this.batches[0], batch) || this.inFlight.some((other) => precedes(other, batch))
  }

  /**
   * The producer gets a new id. Batches that were sent under the old one may be in the log and keep their place, for the
   * broker to know them; behind a gap none can be, and they begin anew too.
   */
  beginAnew(): void {
    this.nextSequence = 0
    if (this.hasGap)
      for (const batch of this.batches) if (batch.baseSequence >= 0) batch.setSequence(NO_PRODUCER_ID, -1)
    this.hasGap = false
  }

  take(): ProducerBatch {
    const batch = this.batches.shift() as ProducerBatch
    this.inFlight.push(batch)
    return batch
  }

  /** A batch answered for good. */
  settled(batch: ProducerBatch): void {
    const index = this.inFlight.indexOf(batch)
    if (index >= 0) this.inFlight.splice(index, 1)
  }

  /** Back to the front, among other batches with a sequence in their order. */
  requeue(batch: ProducerBatch): void {
    this.settled(batch)
    let at = 0
    if (batch.baseSequence >= 0) {
      while (precedes(this.batches[at], batch)) at++
    }
    this.batches.splice(at, 0, batch)
  }

  assignSequence(batch: ProducerBatch, producer: { producerId: number; producerEpoch: number }): void {
    batch.setSequence(producer, this.nextSequence)
    this.nextSequence = addSequence(this.nextSequence, batch.recordCount)
  }

  /** Whether the first batch can take no more, so that nothing is waited for. */
  get hasFullBatch(): boolean {
    return this.batches.length > 1 || this.batches[0]?.isFull === true
  }

  get isIdle(): boolean {
    return this.batches.length === 0 && this.inFlight.length === 0
  }
}

function precedes(queued: ProducerBatch | undefined, batch: ProducerBatch): boolean {
  return queued !== undefined && queued.baseSequence >= 0 && queued.baseSequence < batch.baseSequence
}

export class Accumulator {
  private readonly queues: PartitionQueue[] = []
  /** The same by topic and partition number. */
  private readonly byTopic = new Map<string, PartitionQueue[]>()
  /** Bytes of buffer.memory in use. */
  used = 0
  /** Everything is to be sent at once: flush or close. */
  flushing = 0

  constructor(private readonly settings: ProducerSettings) {}

  queue(topic: string, partition: number): PartitionQueue {
    return this.byTopic.get(topic)?.[partition] ?? this.newQueue({ topic, partition })
  }

  private newQueue(partition: TopicPartition): PartitionQueue {
    const queue = new PartitionQueue(partition)
    this.queues.push(queue)
    const ofTopic = this.byTopic.get(partition.topic) ?? []
    ofTopic[partition.partition] = queue
    this.byTopic.set(partition.topic, ofTopic)
    return queue
  }

  all(): Iterable<PartitionQueue> {
    return this.queues
  }

  /** Whether a new batch of this size still fits into buffer.memory. */
  hasRoom(size: number): boolean {
    return this.used === 0 || this.used + Math.max(size, this.settings.batchSize) <= this.settings.bufferMemory
  }

  /** Whether the record fits into the batch that is open for its partition; if so it is appended. */
  appendToOpen(queue: PartitionQueue, record: RecordInit, thunk: Thunk): boolean {
    const last = queue.batches.at(-1)
    if (!last) return false
    if (last.tryAppend(record, thunk)) return true
    last.isClosed = true
    return false
  }

  /** Appends to a new batch. */
  appendToNew(queue: PartitionQueue, record: RecordInit, thunk: Thunk, about: { size: number; now: number }): void {
    const batch = new ProducerBatch(queue.partition, about.now, this.settings, about.size)
    this.used += batch.reserved
    batch.tryAppend(record, thunk)
    queue.batches.push(batch)
    queue.lastUsed = about.now
  }

  /** The topics that have something to send or had since a time, and the others. */
  topics(since: number): { inUse: ReadonlySet<string>; idle: ReadonlySet<string> } {
    const inUse = new Set<string>()
    for (const queue of this.queues) if (!queue.isIdle || queue.lastUsed > since) inUse.add(queue.partition.topic)
    return { inUse, idle: new Set([...this.byTopic.keys()].filter((topic) => !inUse.has(topic))) }
  }

  release(batch: ProducerBatch): void {
    this.used -= batch.reserved
  }

  /** Milliseconds until the queue's head may be sent: 0 now, undefined: nothing to send. */
  waitFor(queue: PartitionQueue, now: number, about: { memoryShort: boolean; producerId: number }): number | undefined {
    const head = queue.head(about.producerId)
    if (!head) return undefined
    if (head.retryAt > now) return head.retryAt - now
    if (head.attempts > 0 || queue.hasFullBatch) return 0
    if (this.flushing > 0 || about.memoryShort) return 0
    return Math.max(0, head.createdAt + this.settings.lingerMs - now)
  }

  get hasUnsent(): boolean {
    for (const queue of this.queues) if (!queue.isIdle) return true
    return false
  }
}
