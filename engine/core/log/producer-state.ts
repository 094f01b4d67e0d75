import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { BatchHeader } from '../record/batch.ts'
import type { EndTxnMarker } from '../record/control.ts'
import type { AppendOrigin, Refused } from './log-types.ts'
import { type BatchMetadata, type KeptProducer, ProducerEntry } from './producer-entry.ts'

/** A transaction whose marker was appended. */
export interface CompletedTxn {
  readonly producerId: number
  readonly firstOffset: number
  /** The offset of the marker. */
  readonly lastOffset: number
  readonly aborted: boolean
}

/** The producers of a partition as plain data. */
export interface KeptProducers {
  readonly entries: readonly KeptProducer[]
  readonly unreplicated: readonly CompletedTxn[]
}

/** The producers of a partition: their sequences and open transactions (`ProducerStateManager.java`, `ProducerAppendInfo.java`). */
export class ProducerState {
  private readonly producers = new Map<number, ProducerEntry>()
  /** First offset → producer id of the transactions that have no marker yet. */
  private readonly ongoing = new Map<number, number>()
  /** Those with a marker that the high watermark has not passed yet. */
  private unreplicated: CompletedTxn[] = []

  /** `partition`: `<topic>-<partition>`, for messages; `expirationMs`: `producer.id.expiration.ms` as it is now. */
  constructor(
    private readonly partition: string,
    private readonly expirationMs: () => number,
  ) {}

  get size(): number {
    return this.producers.size
  }

  entries(): Iterable<ProducerEntry> {
    return this.producers.values()
  }

  entry(producerId: number): ProducerEntry | undefined {
    return this.producers.get(producerId)
  }

  /** The first offset of a transaction that is open or whose end is not replicated; null when there is none. */
  get firstUnstableOffset(): number | null {
    const first = Math.min(...this.ongoing.keys(), ...this.unreplicated.map(({ firstOffset }) => firstOffset))
    return Number.isFinite(first) ? first : null
  }

  /** The batch of old that this one repeats. */
  duplicateOf(header: BatchHeader): BatchMetadata | undefined {
    const { producerEpoch, baseSequence, lastSequence } = header
    return this.producers.get(header.producerId)?.duplicateOf(producerEpoch, baseSequence, lastSequence)
  }

  /** Why a batch must not be appended at the offset; null when it may. */
  check(header: BatchHeader, offset: number, marker: EndTxnMarker | undefined, origin: AppendOrigin): Refused | null {
    const entry = this.producers.get(header.producerId)
    if (!entry) return null
    if (marker) return this.checkMarker(entry, header, marker, offset)
    const epochs = this.checkEpoch(entry, header, offset)
    if (epochs) return epochs
    if (origin === 'client') {
      const sequence = this.checkSequence(entry, header, offset)
      if (sequence) return sequence
    }
    if (!header.transactional && entry.currentTxnFirstOffset !== null) {
      const what = `Expected transactional write from producer ${entry.producerId} at offset ${offset}`
      return refused(Errors.INVALID_TXN_STATE, `${what} in partition ${this.partition}`)
    }
    return null
  }

  private checkEpoch(entry: ProducerEntry, header: BatchHeader, offset: number): Refused | null {
    if (header.producerEpoch >= entry.producerEpoch) return null
    const who = `Epoch of producer ${entry.producerId} at offset ${offset} in ${this.partition} is ${header.producerEpoch}`
    const message = `${who}, which is smaller than the last seen epoch ${entry.producerEpoch}`
    return refused(Errors.INVALID_PRODUCER_EPOCH, message)
  }

  private checkSequence(entry: ProducerEntry, header: BatchHeader, offset: number): Refused | null {
    const { baseSequence, producerEpoch } = header
    const where = `producer ${entry.producerId} at offset ${offset} in partition ${this.partition}`
    if (producerEpoch !== entry.producerEpoch) {
      if (baseSequence === 0 || entry.producerEpoch === -1) return null
      const got = `${producerEpoch} (request epoch), ${baseSequence} (seq. number), ${entry.producerEpoch} (current producer epoch)`
      return refused(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, `Invalid sequence number for new epoch of ${where}: ${got}`)
    }
    const last = entry.lastSequence
    if (baseSequence === last + 1 || (baseSequence === 0 && last === 0x7fff_ffff)) return null
    const got = `${baseSequence} (incoming seq. number), ${last} (current end sequence number)`
    return refused(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, `Out of order sequence number for ${where}: ${got}`)
  }

  private checkMarker(entry: ProducerEntry, header: BatchHeader, marker: EndTxnMarker, offset: number): Refused | null {
    const epochs = this.checkEpoch(entry, header, offset)
    if (epochs) return epochs
    if (marker.coordinatorEpoch >= entry.coordinatorEpoch) return null
    const who = `Invalid coordinator epoch for producerId ${entry.producerId} at offset ${offset} in partition ${this.partition}`
    const epoch = `${marker.coordinatorEpoch} (zombie), ${entry.coordinatorEpoch} (current)`
    return refused(Errors.TRANSACTION_COORDINATOR_FENCED, `${who}: ${epoch}`)
  }

  /** Takes in a stored batch with a producer id, as appended, replicated or read again; gives the transaction that it ends. */
  apply(header: BatchHeader, marker: EndTxnMarker | undefined): CompletedTxn | null {
    let entry = this.producers.get(header.producerId)
    if (!entry) this.producers.set(header.producerId, (entry = new ProducerEntry(header.producerId)))
    if (header.control) return marker ? this.applyMarker(entry, header, marker) : null
    const { lastSequence, lastOffset, lastOffsetDelta, maxTimestamp } = header
    const batch = { lastSequence, lastOffset, offsetDelta: lastOffsetDelta, timestamp: maxTimestamp }
    entry.addBatch(header.producerEpoch, batch)
    if (header.transactional && entry.currentTxnFirstOffset === null) this.begin(entry, header.baseOffset)
    return null
  }

  private begin(entry: ProducerEntry, offset: number): void {
    entry.currentTxnFirstOffset = offset
    this.ongoing.set(offset, entry.producerId)
  }

  private applyMarker(entry: ProducerEntry, header: BatchHeader, marker: EndTxnMarker): CompletedTxn | null {
    const firstOffset = entry.currentTxnFirstOffset
    entry.useEpoch(header.producerEpoch)
    entry.coordinatorEpoch = marker.coordinatorEpoch
    entry.lastTimestamp = header.maxTimestamp
    entry.currentTxnFirstOffset = null
    if (firstOffset === null) return null
    const aborted = marker.type === 'ABORT'
    return { producerId: entry.producerId, firstOffset, lastOffset: header.baseOffset, aborted }
  }

  /** The last stable offset once this transaction is complete: the first of the others that are open, else behind its marker. */
  lastStableOffset(completed: CompletedTxn): number {
    const others = [...this.ongoing].filter(([, id]) => id !== completed.producerId).map(([first]) => first)
    return Math.min(completed.lastOffset + 1, ...others)
  }

  complete(txn: CompletedTxn): void {
    this.ongoing.delete(txn.firstOffset)
    this.unreplicated.push(txn)
  }

  /** Transactions whose end lies below the high watermark are stable. */
  highWatermarkMoved(highWatermark: number): void {
    if (this.unreplicated.length === 0) return
    this.unreplicated = this.unreplicated.filter(({ lastOffset }) => lastOffset >= highWatermark)
  }

  logStartMoved(logStartOffset: number): void {
    this.unreplicated = this.unreplicated.filter(({ lastOffset }) => lastOffset >= logStartOffset)
  }

  /** Forgets producers that were idle longer than `producer.id.expiration.ms`; gives their ids. */
  removeExpired(now: number): number[] {
    const expired = [...this.producers.values()].filter((entry) => this.isExpired(entry, now))
    for (const { producerId } of expired) this.producers.delete(producerId)
    return expired.map(({ producerId }) => producerId)
  }

  private isExpired(entry: ProducerEntry, now: number): boolean {
    return entry.currentTxnFirstOffset === null && now - entry.lastTimestamp >= this.expirationMs()
  }

  /** Takes over what a snapshot held; producers that expired meanwhile are left out. */
  load(entries: Iterable<ProducerEntry>, now: number): void {
    for (const entry of entries) {
      if (this.isExpired(entry, now)) continue
      this.producers.set(entry.producerId, entry)
      if (entry.currentTxnFirstOffset !== null) this.ongoing.set(entry.currentTxnFirstOffset, entry.producerId)
    }
  }

  keep(): KeptProducers {
    return { entries: [...this.producers.values()].map((entry) => entry.keep()), unreplicated: [...this.unreplicated] }
  }

  /** Makes the state what it was. */
  takeBack({ entries, unreplicated }: KeptProducers): void {
    this.clear()
    this.load(entries.map(ProducerEntry.of), Number.NEGATIVE_INFINITY)
    this.unreplicated = [...unreplicated]
  }

  clear(): void {
    this.producers.clear()
    this.ongoing.clear()
    this.unreplicated = []
  }
}

function refused(error: Exclude<ErrorCode, 0>, message: string): Refused {
  return { error, message }
}
