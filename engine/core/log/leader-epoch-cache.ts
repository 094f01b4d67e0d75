import { type AtomicFile, formatCheckpoint } from './checkpoint.ts'
import type { EpochEndOffset, EpochEntry } from './log-types.ts'

export type { EpochEntry } from './log-types.ts'

/** Which leader epoch began at which offset (`LeaderEpochFileCache.java`), kept in `leader-epoch-checkpoint`. */
export class LeaderEpochCache {
  private entries: EpochEntry[] = []

  constructor(readonly file: AtomicFile) {}

  /** Takes over what the file has; entries that contradict a later one go. */
  load(found: readonly EpochEntry[]): void {
    for (const entry of found) this.entries = [...this.before(entry), entry]
  }

  /** Makes the entries what they were. */
  takeBack(entries: readonly EpochEntry[]): void {
    this.entries = [...entries]
  }

  all(): readonly EpochEntry[] {
    return this.entries
  }

  get latest(): EpochEntry | undefined {
    return this.entries.at(-1)
  }

  /** Notes that the epoch begins at the offset; entries that contradict it go. */
  assign(epoch: number, startOffset: number): void {
    const { latest } = this
    if (latest && latest.epoch === epoch && startOffset >= latest.startOffset) return
    this.replace([...this.before({ epoch, startOffset }), { epoch, startOffset }])
  }

  private before({ epoch, startOffset }: EpochEntry): EpochEntry[] {
    return this.entries.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset)
  }

  /** Where an epoch ended, as OffsetForLeaderEpoch answers it. */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEndOffset {
    const { latest } = this
    if (epoch === -1 || !latest || epoch > latest.epoch) return { epoch: -1, endOffset: -1 }
    if (epoch === latest.epoch) return { epoch, endOffset: logEndOffset }
    const next = this.entries.findIndex((entry) => entry.epoch > epoch)
    const endOffset = (this.entries[next] as EpochEntry).startOffset
    return { epoch: this.entries[next - 1]?.epoch ?? epoch, endOffset }
  }

  /** The epoch of the record at an offset; undefined when unknown. */
  epochForOffset(offset: number): number | undefined {
    return this.entries.findLast((entry) => entry.startOffset <= offset)?.epoch
  }

  /** Drops the epochs that begin at or beyond the offset. */
  truncateFromEnd(endOffset: number): void {
    const kept = this.entries.filter((entry) => entry.startOffset < endOffset)
    if (kept.length < this.entries.length) this.replace(kept)
  }

  /** Drops the epochs that end before the offset; the one that holds it begins there. */
  truncateFromStart(startOffset: number): void {
    const gone = this.entries.filter((entry) => entry.startOffset <= startOffset)
    const holder = gone.at(-1)
    if (!holder || (gone.length === 1 && holder.startOffset === startOffset)) return
    this.replace([{ epoch: holder.epoch, startOffset }, ...this.entries.slice(gone.length)])
  }

  clear(): void {
    if (this.entries.length > 0) this.replace([])
  }

  private replace(entries: EpochEntry[]): void {
    this.entries = entries
    this.file.write(formatCheckpoint(entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`)))
  }
}
