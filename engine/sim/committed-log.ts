/** What some replica has taken for committed in one partition: from then on all have to have the same. */
import { type BatchHeader, batchesIn, isValidCrc } from '../core/record/batch.ts'

interface Known {
  readonly lastOffset: number
  readonly epoch: number
  readonly crc: number
}

export class CommittedLog {
  private readonly batches = new Map<number, Known>()
  /** Behind the last committed record. */
  end = 0

  /** Compares the whole batches of `bytes` with what is known, and learns the rest. Gives what differs; null: nothing. */
  take(bytes: Uint8Array, who: string): string | null {
    for (const { header, bytes: batch } of batchesIn(bytes)) {
      const wrong = isValidCrc(batch) ? this.takeOne(header, who) : `${who} has a corrupt batch at ${header.baseOffset}`
      if (wrong) return wrong
    }
    return null
  }

  private takeOne(
    { baseOffset, lastOffset, partitionLeaderEpoch: epoch, crc }: BatchHeader,
    who: string,
  ): string | null {
    const known = this.batches.get(baseOffset)
    if (!known) {
      if (baseOffset < this.end && this.batches.size > 0 && this.covers(baseOffset))
        return `${who} has a batch at ${baseOffset} where others have none begin`
      this.batches.set(baseOffset, { lastOffset, epoch, crc })
      this.end = Math.max(this.end, lastOffset + 1)
      return null
    }
    if (known.epoch === epoch && known.lastOffset === lastOffset && known.crc === crc) return null
    return `${who} has ${baseOffset} to ${lastOffset} of epoch ${epoch}, where ${baseOffset} to ${known.lastOffset} of epoch ${known.epoch} was committed`
  }

  private covers(offset: number): boolean {
    for (const [base, { lastOffset }] of this.batches) if (base <= offset && offset <= lastOffset) return true
    return false
  }
}
