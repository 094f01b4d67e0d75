import type { LazyFile } from './lazy-file.ts'
import type { AbortedTransaction } from './log-types.ts'

export const TXN_ENTRY_SIZE = 34

/** `.txnindex`: the transactions whose abort marker lies in this segment, in the order of their markers. */
export class TxnIndex {
  private entries: AbortedTransaction[] = []
  /** A version that is not known, found in the file; 0: none. */
  private oddVersion = 0

  constructor(readonly file: LazyFile) {}

  load(bytes: Uint8Array): void {
    this.entries = [...txnEntries(bytes)]
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const versions = this.entries.map((_, at) => view.getInt16(at * TXN_ENTRY_SIZE))
    this.oddVersion = versions.find((version) => version > 0) ?? 0
  }

  /** What no index of a segment that begins at the offset can hold, in Kafka's words; null: nothing. */
  damage(baseOffset: number): string | null {
    if (this.oddVersion > 0)
      return `Unexpected aborted transaction version ${this.oddVersion} in transaction index ${this.file.path}, current version is 0`
    const odd = this.entries.find(({ lastOffset }) => lastOffset < baseOffset)
    if (!odd) return null
    const { producerId, firstOffset, lastOffset, lastStableOffset } = odd
    const offsets = `firstOffset=${firstOffset}, lastOffset=${lastOffset}, lastStableOffset=${lastStableOffset}`
    const entry = `AbortedTxn(version=0, producerId=${producerId}, ${offsets})`
    return `Last offset of aborted transaction ${entry} in index ${this.file.path} is less than start offset ${baseOffset}`
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
    this.oddVersion = 0
    if (this.file.length > 0) this.file.truncate(0)
  }
}

/** The entries in the bytes of a `.txnindex` file. */
export function* txnEntries(bytes: Uint8Array): Iterable<AbortedTransaction> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let at = 0; at + TXN_ENTRY_SIZE <= bytes.length; at += TXN_ENTRY_SIZE) {
    yield {
      producerId: Number(view.getBigInt64(at + 2)),
      firstOffset: Number(view.getBigInt64(at + 10)),
      lastOffset: Number(view.getBigInt64(at + 18)),
      lastStableOffset: Number(view.getBigInt64(at + 26)),
    }
  }
}
