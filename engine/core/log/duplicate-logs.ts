/** A partition that is in two log dirs: a crash came while one replica took the place of the other, or somebody copied it. */
import { equalBytes } from '../base/bytes.ts'
import type { Log } from './log.ts'

/** A log and the dir that it is in. */
interface Placed<D> {
  readonly dir: D
  readonly log: Log
}

/**
 * Of each partition that is in several dirs the copies that go, each with one that has all of it. Throws when none has: as in
 * Kafka no broker starts over them.
 */
export async function worseCopies<D extends { readonly logs: ReadonlyMap<string, Log> }>(
  dirs: readonly D[],
): Promise<{ worse: Placed<D>; better: Placed<D> }[]> {
  const found = dirs.flatMap((dir) => [...dir.logs.values()].map((log): Placed<D> => ({ dir, log })))
  const kept = new Map<string, Placed<D>>()
  const gone: { worse: Placed<D>; better: Placed<D> }[] = []
  for (const one of found) {
    const other = kept.get(one.log.name)
    const [better, worse] = other && isAhead(other.log, one.log) ? [other, one] : [one, other]
    kept.set(one.log.name, better)
    if (!worse) continue
    if (!(await hasAllOf(better.log, worse.log))) throw new DuplicateLogError(better.log, worse.log)
    gone.push({ worse, better })
  }
  return gone
}

class DuplicateLogError extends Error {
  override readonly name = 'java.lang.IllegalStateException'
  constructor(one: Log, other: Log) {
    const where = `Duplicate log directories for ${one.name} are found in both ${other.dir} and ${one.dir}.`
    const why =
      'It is likely because log directory failure happened while broker was replacing current replica with future replica.'
    const how = 'Recover broker from this failure by manually deleting one of the two directories for this partition.'
    super(
      `${where} ${why} ${how} It is recommended to delete the partition in the log directory that is known to have failed recently.`,
    )
  }
}

/** Whether a log that is ahead of another holds the other's end: then it was copied from it. */
async function hasAllOf(ahead: Log, other: Log): Promise<boolean> {
  if (ahead.topicId !== other.topicId) return false
  if (other.logEndOffset === other.logStartOffset) return true
  const wanted = { offset: other.logEndOffset - 1, maxBytes: 1, upTo: other.logEndOffset, minOneBatch: true }
  const [one, two] = await Promise.all([ahead.read(wanted), other.read(wanted)])
  return equalBytes(one.bytes, two.bytes)
}

/** Whether a log has more than another, by leader epoch and end. */
function isAhead(one: Log, other: Log): boolean {
  const [epoch, otherEpoch] = [one.latestEpoch ?? -1, other.latestEpoch ?? -1]
  return epoch === otherEpoch ? one.logEndOffset >= other.logEndOffset : epoch > otherEpoch
}
