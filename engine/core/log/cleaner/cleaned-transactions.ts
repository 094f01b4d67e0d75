import type { BatchHeader } from '../../record/batch.ts'
import { recordsIn } from '../../record/batch.ts'
import { endTxnMarker } from '../../record/control.ts'
import type { AbortedTransaction } from '../log-types.ts'

interface Ongoing {
  readonly transaction: AbortedTransaction
  /** Whether some of its data is still there. */
  hasData: boolean
}

/**
 * Follows the transactions of a log from batch to batch (`CleanedTransactionMetadata.java`): whose data may go, and whose
 * marker, since nothing of it is left.
 */
export class CleanedTransactions {
  private readonly committed = new Set<number>()
  private readonly ongoing = new Map<number, Ongoing>()
  /** Not begun yet, by first offset. */
  private ahead: AbortedTransaction[] = []

  /** `keep`: told of aborted transactions that the index of what is written needs. */
  constructor(private readonly keep: (transaction: AbortedTransaction) => void) {}

  /** Transactions that the index of the next stretch of the log tells to be aborted. */
  add(aborted: readonly AbortedTransaction[]): void {
    this.ahead = [...this.ahead, ...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  }

  /** Whether the batch can go as far as transactions decide. */
  mayDiscard(header: BatchHeader, bytes: Uint8Array): boolean {
    this.begin(header.lastOffset)
    if (header.control) return this.onMarker(header, bytes)
    if (!header.transactional) return false
    const aborted = this.ongoing.get(header.producerId)
    if (aborted) aborted.hasData = true
    else this.committed.add(header.producerId)
    return aborted !== undefined
  }

  private onMarker({ producerId }: BatchHeader, bytes: Uint8Array): boolean {
    const [record] = recordsIn(bytes)
    if (!record) return true
    const marker = endTxnMarker(record)
    if (marker?.type === 'COMMIT') return !this.committed.delete(producerId)
    if (marker?.type !== 'ABORT') return false
    const aborted = this.ongoing.get(producerId)
    this.ongoing.delete(producerId)
    if (!aborted?.hasData) return true
    this.keep(aborted.transaction)
    return false
  }

  private begin(upTo: number): void {
    const begun = this.ahead.findIndex(({ firstOffset }) => firstOffset > upTo)
    for (const transaction of this.ahead.splice(0, begun < 0 ? this.ahead.length : begun))
      if (!this.ongoing.has(transaction.producerId))
        this.ongoing.set(transaction.producerId, { transaction, hasData: false })
  }
}
