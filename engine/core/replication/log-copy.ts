/** A log that is being made a copy of a partition's: what is cut there must not stay here. */
export interface LogCopy {
  /** The partition's log lost everything at and beyond the offset. */
  cutTo(offset: number): void
  /** It lost everything, and goes on from the offset. */
  startedAnewAt(offset: number): void
}
