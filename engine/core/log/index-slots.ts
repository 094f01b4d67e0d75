/** How entries are looked up in an index (`AbstractIndex.java`), also in one that is damaged: then as Kafka goes astray. */

/** Of an index so many bytes at its end are looked at before all others. */
export const WARM_BYTES = 8192

/** Slot of the greatest of the growing values that is not above the target; -1 when all are. `warm`: see {@link WARM_BYTES}. */
export function slotAtOrBelow(values: readonly number[], target: number, warm = 0): number {
  const last = values.length - 1
  if (last < 0) return -1
  const hot = Math.max(0, last - warm)
  if ((values[hot] as number) < target) return slotIn(values, target, { low: hot, high: last })
  if ((values[0] as number) > target) return -1
  return slotIn(values, target, { low: 0, high: hot })
}

/** The first of the range is not above the target. */
function slotIn(values: readonly number[], target: number, range: { low: number; high: number }): number {
  let { low, high } = range
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const value = values[middle] as number
    if (value === target) return middle
    if (value > target) high = middle - 1
    else low = middle
  }
  return low
}

/** An index to be appended to that has more than it may have. Kafka's broker does not start over it. */
class TooManyEntriesError extends Error {
  override readonly name = 'java.lang.IllegalArgumentException'
}

/** Throws when an index has more bytes than it may have (`segment.index.bytes` was larger, or the file was not Kafka's). */
export function holdsFew(bytes: number, most: number): void {
  if (bytes > most) throw new TooManyEntriesError(`newPosition > limit: (${bytes} > ${most})`)
}
