import { LogCleaner } from '../core/log/cleaner/log-cleaner.ts'
import type { Log } from '../core/log/log.ts'
import { batchesIn } from '../core/record/batch.ts'
import type { Files, SegmentCase } from './segment-case.ts'
import { configFor, filesDiffer, Replay, trimmed, withoutUnmade } from './segment-replay.ts'

/** The same batches, cleaned by our cleaner at the time that the recorded horizons tell: the same files. */
export async function replayCompaction(golden: SegmentCase): Promise<string | undefined> {
  const partition = golden
    .partitions()
    .find((path) => path.startsWith('before/'))
    ?.slice('before/'.length) as string
  const config = configFor(golden, partition)
  const replay = new Replay(partition, config)
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  const before = golden.files(`before/${partition}`)
  await replay.append(before)
  const wrong = await differs(replay, before)
  if (wrong) return `before: ${wrong}`
  replay.log.updateConfig(config.with({ 'min.compaction.lag.ms': '0' }))
  const cleaned = golden.files(`cleaned-1/${partition}`)
  replay.now = (firstHorizon(cleaned) ?? replay.now + config.deleteRetentionMs) - config.deleteRetentionMs
  replay.log.highWatermarkMoved(replay.log.logEndOffset)
  await cleanerOf(replay).cleanAll()
  const different = await differs(replay, cleaned)
  return different && `cleaned-1: ${different}`
}

function cleanerOf(replay: Replay): LogCleaner {
  return new LogCleaner({
    env: replay.env,
    config: {
      backoffMs: () => 15_000,
      dedupeBufferBytes: () => 1_000_000,
      loadFactor: () => 0.9,
      ioBufferBytes: () => 524_288,
      ioMaxBytesPerSecond: () => Number.POSITIVE_INFINITY,
    },
    logs: () => [replay.log],
    highWatermarkOf: (log: Log) => log.logEndOffset,
    onDirFailure: (_dir, error) => {
      throw error
    },
  })
}

/** The files of a running broker; what is on its way out does not count. */
async function differs(replay: Replay, want: Files): Promise<string | undefined> {
  const ignored = (name: string) => name === 'partition.metadata' || name.endsWith('.deleted')
  return filesDiffer(withoutUnmade(trimmed(want)), withoutUnmade(await replay.files()), ignored)
}

function firstHorizon(files: Files): number | undefined {
  for (const [name, bytes] of files) {
    if (!name.endsWith('.log')) continue
    for (const { header } of batchesIn(bytes)) if (header.deleteHorizonMs !== null) return header.deleteHorizonMs
  }
  return undefined
}
