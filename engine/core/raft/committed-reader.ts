/** Tells the listener what is committed, in order and once: a snapshot first where the log no longer begins at the start. */
import { assert } from '../base/assert.ts'
import { decodeSnapshot } from '../metadata/snapshot-file.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'
import type { CommittedBatch, RaftListener, RaftLog } from './raft-ports.ts'
import type { SnapshotStore } from './snapshot-store.ts'

export interface CommittedReaderOptions {
  readonly log: RaftLog
  readonly snapshots: SnapshotStore
  readonly listener: Pick<RaftListener, 'committed' | 'snapshotLoaded' | 'failed'>
  readonly highWatermark: () => number
  /** Called when everything committed so far has been told. */
  readonly idle: () => void
}

export class CommittedReader {
  /** Everything before has been told. */
  delivered = 0
  private busy = false
  private stopped = false

  constructor(private readonly options: CommittedReaderOptions) {}

  stop(): void {
    this.stopped = true
  }

  /** The high watermark moved. */
  async deliver(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      while (!this.stopped && this.delivered < this.options.highWatermark()) await this.deliverSome()
      if (!this.stopped) this.options.idle()
    } catch (error) {
      if (!this.stopped) this.options.listener.failed(error as Error)
    } finally {
      this.busy = false
    }
  }

  private async deliverSome(): Promise<void> {
    const { log, snapshots, highWatermark } = this.options
    const latest = snapshots.latest
    const isNeeded = this.delivered < log.logStartOffset || this.delivered === 0
    if (latest && isNeeded && latest.offset > this.delivered) return this.deliverSnapshot()
    const bytes = await log.read(this.delivered, highWatermark())
    // The log may have been replaced by a snapshot meanwhile.
    if (this.delivered < log.logStartOffset) return
    assert(bytes.length > 0, `nothing to read at committed offset ${this.delivered} of the metadata log`)
    for (const batch of committedBatches(bytes)) if (!this.stopped) this.deliverOne(batch)
  }

  private async deliverSnapshot(): Promise<void> {
    const { snapshots, listener } = this.options
    const id = snapshots.latest
    const bytes = id && (await snapshots.read(id))
    if (!id || !bytes || this.stopped) return
    listener.snapshotLoaded(id, decodeSnapshot(bytes))
    this.delivered = id.offset
  }

  private deliverOne(batch: CommittedBatch): void {
    if (batch.lastOffset < this.delivered) return
    this.delivered = batch.lastOffset + 1
    this.options.listener.committed(batch)
  }
}

function* committedBatches(bytes: Uint8Array): Iterable<CommittedBatch> {
  for (const { header, bytes: batch } of batchesIn(bytes)) {
    yield {
      baseOffset: header.baseOffset,
      lastOffset: header.lastOffset,
      epoch: header.partitionLeaderEpoch,
      timestamp: header.maxTimestamp,
      records: header.control ? [] : recordsIn(batch).map(({ value }) => value as Uint8Array),
      size: batch.length,
    }
  }
}
