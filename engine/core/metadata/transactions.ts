/** Puts groups of batches between Begin- and EndTransactionRecord together: their records take effect at once or not at all. */
import type { MetadataRecord } from './records.ts'

/** A filter between the log and an image. */
export class MetadataTransactions {
  private open: MetadataRecord[] | null = null

  /** Whether records wait for the end of their transaction. */
  get isOpen(): boolean {
    return this.open !== null
  }

  /** A filter that goes on where this one is. */
  clone(): MetadataTransactions {
    const copy = new MetadataTransactions()
    copy.open = this.open && [...this.open]
    return copy
  }

  /** The records that may be replayed now that this one has come. */
  push(record: MetadataRecord): readonly MetadataRecord[] {
    switch (record.type) {
      case 'BeginTransactionRecord':
        this.open = []
        return []
      case 'EndTransactionRecord': {
        const whole = this.open ?? []
        this.open = null
        return whole
      }
      case 'AbortTransactionRecord':
        this.open = null
        return []
      default:
        if (this.open === null) return [record]
        this.open.push(record)
        return []
    }
  }
}
