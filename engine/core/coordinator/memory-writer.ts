import type { ErrorCode } from '../protocol/errors.ts'
import { batchHeaderAt } from '../record/batch.ts'
import type { PartitionWriter } from './partition-writer.ts'

/** A PartitionWriter that keeps its log in memory, for tests: commits can be held back, appends refused. */
export class MemoryWriter implements PartitionWriter {
  readonly batches: Uint8Array[] = []
  private end = 0
  private high = 0
  private readonly listeners: ((partition: number) => void)[] = []
  /** Set: the next appends fail with it. */
  refuseWith: ErrorCode | null = null
  /** Set: nothing is committed until {@link commit}. */
  holdCommits = false

  append(_partition: number, batch: Uint8Array): { lastOffset: number } | { error: ErrorCode } {
    if (this.refuseWith !== null) return { error: this.refuseWith }
    new DataView(batch.buffer, batch.byteOffset).setBigInt64(0, BigInt(this.end))
    this.batches.push(batch)
    this.end = batchHeaderAt(batch).lastOffset + 1
    if (!this.holdCommits) this.high = this.end
    return { lastOffset: this.end - 1 }
  }

  /** Everything appended so far is committed. */
  commit(): void {
    this.high = this.end
    for (const listener of this.listeners) listener(0)
  }

  committed(): number {
    return this.high
  }

  async *readAll(): AsyncIterable<Uint8Array> {
    for (const batch of [...this.batches]) yield batch
  }

  onCommitted(listener: (partition: number) => void): void {
    this.listeners.push(listener)
  }
}
