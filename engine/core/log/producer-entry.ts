import { addSequence } from '../record/header.ts'

/** Batches of one producer that are remembered to know a retry (`ProducerStateEntry.NUM_BATCHES_TO_RETAIN`). */
const BATCHES_TO_RETAIN = 5

/** What is remembered of one batch of a producer. */
export interface BatchMetadata {
  readonly lastSequence: number
  readonly lastOffset: number
  readonly offsetDelta: number
  readonly timestamp: number
}

/** A {@link ProducerEntry} as plain data. */
export type KeptProducer = Pick<
  ProducerEntry,
  'producerId' | 'producerEpoch' | 'coordinatorEpoch' | 'lastTimestamp' | 'currentTxnFirstOffset' | 'batches'
>

/** The state of one producer id in a partition (`ProducerStateEntry.java`). */
export class ProducerEntry {
  producerEpoch = -1
  coordinatorEpoch = -1
  /** ms since 1970 of its newest batch or marker. */
  lastTimestamp = -1
  /** null without an open transaction. */
  currentTxnFirstOffset: number | null = null
  batches: BatchMetadata[] = []

  constructor(readonly producerId: number) {}

  /** As it was kept. */
  static of(kept: KeptProducer): ProducerEntry {
    return Object.assign(new ProducerEntry(kept.producerId), { ...kept, batches: [...kept.batches] })
  }

  keep(): KeptProducer {
    const { producerId, producerEpoch, coordinatorEpoch, lastTimestamp, currentTxnFirstOffset, batches } = this
    return { producerId, producerEpoch, coordinatorEpoch, lastTimestamp, currentTxnFirstOffset, batches: [...batches] }
  }

  get lastSequence(): number {
    return this.batches.at(-1)?.lastSequence ?? -1
  }
  get firstSequence(): number {
    const first = this.batches[0]
    return first ? firstSequenceOf(first) : -1
  }
  get lastDataOffset(): number {
    return this.batches.at(-1)?.lastOffset ?? -1
  }
  get lastOffsetDelta(): number {
    return this.batches.at(-1)?.offsetDelta ?? 0
  }

  addBatch(epoch: number, batch: BatchMetadata): void {
    this.useEpoch(epoch)
    if (this.batches.length === BATCHES_TO_RETAIN) this.batches.shift()
    this.batches.push(batch)
    this.lastTimestamp = batch.timestamp
  }

  /** A new epoch forgets the batches of the old one. */
  useEpoch(epoch: number): void {
    if (this.producerEpoch === epoch) return
    this.batches = []
    this.producerEpoch = epoch
  }

  /** The remembered batch with exactly these sequences. */
  duplicateOf(epoch: number, firstSequence: number, lastSequence: number): BatchMetadata | undefined {
    if (epoch !== this.producerEpoch) return undefined
    return this.batches.find((batch) => batch.lastSequence === lastSequence && firstSequenceOf(batch) === firstSequence)
  }
}

/** The first sequence of a batch whose last one is known; sequences wrap. */
export function firstSequenceOf(batch: BatchMetadata): number {
  const first = batch.lastSequence - batch.offsetDelta
  return first >= 0 ? first : addSequence(first, 0x7fff_ffff) + 1
}
