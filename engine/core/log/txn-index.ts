import type { LazyFile } from './lazy-file.ts'
import type { AbortedTransaction } from './log-types.ts'

export const TXN_ENTRY_SIZE = 34

/** `.txnindex`: the transactions whose abort marker lies in this segment, in the order of their markers. */
export class TxnIndex {
  private entries: AbortedTransaction[] = []

  constructor(readonly file: LazyFile) {}

  /** The first entry found that no index of a segment that begins at the offset can hold; undefined: all may be. */
  load(bytes: Uint8Array, baseOffset: number): TxnEntry | undefined {
    const found = [...txnEntries(bytes)]
    this.entries = found
    return found.find(({ version, lastOffset }) => version > 0 || lastOffset < baseOffset)
  }

  append(aborted: AbortedTransaction): void {
    this.entries.push(aborted)
    const entry = new Uint8Array(TXN_ENTRY_SIZE)
    const view = new DataView(entry.buffer)
    view.setBigInt64(2, BigInt(aborted.producerId))
    view.setBigInt64(10, BigInt(aborted.firstOffset))
    view.setBigInt64(18, BigInt(aborted.lastOffset))
    view.setBigInt64(26, BigInt(aborted.lastStableOffset))
    this.file.append(entry)
  }

  /** Those that overlap [from, to), and whether none in later segments can: an entry says that all before it was stable. */
  collect(from: number, to: number): { found: AbortedTransaction[]; complete: boolean } {
    const found: AbortedTransaction[] = []
    for (const entry of this.entries) {
      if (entry.lastOffset >= from && entry.firstOffset < to) found.push(entry)
      if (entry.lastStableOffset >= to) return { found, complete: true }
    }
    return { found, complete: false }
  }

  /** Drops the transactions that end at or beyond the offset. */
  truncateTo(offset: number): void {
    const kept = this.entries.filter((entry) => entry.lastOffset < offset)
    if (kept.length === this.entries.length) return
    this.entries = kept
    this.file.truncate(kept.length * TXN_ENTRY_SIZE)
  }

  reset(): void {
    this.entries = []
    if (this.file.length > 0) this.file.truncate(0)
  }
}

/** An entry as the file has it. */
export interface TxnEntry extends AbortedTransaction {
  /** 0; one that is greater is not known. */
  readonly version: number
}

/** The entries in the bytes of a `.txnindex` file. */
export function* txnEntries(bytes: Uint8Array): Iterable<TxnEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + TXN_ENTRY_SIZE <= bytes.length; at += TXN_ENTRY_SIZE) {
    yield {
      // Of the two bytes Kafka reads one (`AbortedTxn.version`).
      version: view.getInt8(at),
      producerId: Number(view.getBigInt64(at + 2)),
      firstOffset: Number(view.getBigInt64(at + 10)),
      lastOffset: Number(view.getBigInt64(at + 18)),
      lastStableOffset: Number(view.getBigInt64(at + 26)),
    }
  }
}
