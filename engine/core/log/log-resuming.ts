/** A log that goes on from what was kept of it, when its machine was brought back to a moment. */
import type { KeptLog } from './kept-log.ts'
import type { LoadedLog, LogLoader } from './log-loader.ts'

/** Goes on from what was kept; undefined: the disk lacks something that was there then. Rejects with DiskError. */
export async function goOn(loader: LogLoader, kept: KeptLog): Promise<LoadedLog | undefined> {
  await loader.loadSegments()
  const end = await loader.segments.at(-1)?.readNextOffset()
  if (loader.isIndexed && end === kept.logEndOffset) return takeUp(loader, kept)
  await Promise.all(loader.segments.map((segment) => segment.close()))
  return undefined
}

async function takeUp(loader: LogLoader, kept: KeptLog): Promise<LoadedLog> {
  const { logStartOffset, logEndOffset, recoveryPoint, producers: known } = kept
  const { segments } = loader
  // The newest entries of the time index may not have been written yet.
  for (const segment of segments.slice(-2)) await segment.findLargestTimestamp()
  await segments.at(-1)?.loadFirstBatchTimestamp()
  const { producers, snapshots } = loader.newProducers(loader.found)
  await snapshots.removeStray(segments.map(({ baseOffset }) => baseOffset))
  producers.takeBack(known)
  snapshots.goOnAt(logEndOffset)
  return { segments, logStartOffset, nextOffset: logEndOffset, recoveryPoint, producers, snapshots, wentOn: true }
}
