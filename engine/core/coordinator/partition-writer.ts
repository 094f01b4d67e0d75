import type { ErrorCode } from '../protocol/errors.ts'

/** The port through which coordinators reach the partitions of their topic that this broker leads. `broker/` wires it. */
export interface PartitionWriter {
  /** Appends one batch at once, not yet committed; or why not, in the log's own error codes. */
  append(partition: number, batch: Uint8Array): { readonly lastOffset: number } | { readonly error: ErrorCode }
  /** Offsets below it are committed: the high watermark. */
  committed(partition: number): number
  /** Whole batches from the start of the log to its end, piece by piece. Throws when the partition is not led here any more. */
  readAll(partition: number): AsyncIterable<Uint8Array>
  /** Has the listener called whenever the high watermark of a partition rises. */
  onCommitted(listener: (partition: number) => void): void
}
