import { utf8 } from '../core/base/utf8.ts'
import { LogCleaner } from '../core/log/cleaner/log-cleaner.ts'
import { type BatchHeader, batchesIn, buildBatch } from '../core/record/batch.ts'
import type { Files, SegmentCase, Step } from './segment-case.ts'
import { configFor, filesDiffer, Replay } from './segment-replay.ts'

/** When the second round was recorded after the first, ms, where no horizon tells it. */
const NEXT_ROUND_MS = 2000

/**
 * The recorded batches, a round of cleaning at the time that the recorded horizons tell, more batches as their producers
 * made them, another round, a clean close: the same files, indexes and checkpoints at each stage.
 */
export async function replayCompaction(golden: SegmentCase): Promise<string | undefined> {
  const partition = golden
    .partitions()
    .find((path) => path.startsWith('before/'))
    ?.slice('before/'.length) as string
  const stage = (name: string) => golden.files(`${name}/${partition}`)
  const config = configFor(golden, partition)
  const replay = new Replay(partition, config)
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  const cleaner = cleanerOf(replay)
  const cleanedAt = async (name: string, at: number | undefined): Promise<string | undefined> => {
    replay.now = at === undefined ? replay.now + NEXT_ROUND_MS : at - config.deleteRetentionMs
    replay.log.highWatermarkMoved(replay.log.logEndOffset)
    await cleaner.cleanAll()
    const checkpoint = golden.checkpoint(`${name}/cleaner-offset-checkpoint`).get(partition)
    const cleanedUpTo = cleaner.cleanedUpTo(replay.log)
    if (checkpoint !== cleanedUpTo) return `${name}: cleaned up to ${cleanedUpTo}, not ${checkpoint}`
    return differs(name, stage(name), await replay.files())
  }
  await replay.append(stage('before'))
  const laid = differs('before', stage('before'), await replay.files())
  if (laid) return laid
  replay.log.updateConfig(config.with({ 'min.compaction.lag.ms': '0' }))
  const horizons = horizonsIn(stage('cleaned-1'))
  const first = await cleanedAt('cleaned-1', horizons[0])
  if (first) return first
  await replay.send(laterBatches(golden.steps, stage('before'), stage('cleaned-2')))
  const newHorizon = horizonsIn(stage('cleaned-2')).find((one) => !horizons.includes(one))
  const second = await cleanedAt('cleaned-2', newHorizon)
  if (second) return second
  await replay.log.close()
  return differs('stopped', stage('stopped'), await replay.files())
}

function cleanerOf(replay: Replay): LogCleaner {
  return new LogCleaner({
    env: replay.env,
    config: {
      backoffMs: () => 500,
      dedupeBufferBytes: () => 1_000_000,
      loadFactor: () => 0.9,
      ioBufferBytes: () => 524_288,
      ioMaxBytesPerSecond: () => Number.POSITIVE_INFINITY,
    },
    logs: () => [replay.log],
    highWatermarkOf: (log) => log.logEndOffset,
    onDirFailure: (_dir, error) => {
      throw error
    },
  })
}

/** What is on its way out does not count. */
function differs(stage: string, want: Files, got: Files): string | undefined {
  const ignored = (name: string) => name === 'partition.metadata' || name.endsWith('.deleted')
  const difference = filesDiffer(want, got, ignored)
  return difference && `${stage}: ${difference}`
}

function batchesOf(files: Files): { header: BatchHeader; bytes: Uint8Array }[] {
  const logs = [...files].filter(([name]) => name.endsWith('.log')).map(([, bytes]) => bytes)
  return logs.flatMap((bytes) => [...batchesIn(bytes)])
}

function horizonsIn(files: Files): number[] {
  return batchesOf(files).flatMap(({ header }) => header.deleteHorizonMs ?? [])
}

/** Where a producer is. */
interface Cursor {
  readonly header: BatchHeader
  readonly epoch: number
  readonly sequence: number
}

/**
 * The batches sent after the first round, as the Java producer made them: cleaning left only parts of them. Markers, which
 * carry the coordinator's time, are taken from what was left.
 */
function laterBatches(steps: readonly Step[], before: Files, after: Files): Uint8Array[] {
  const at = steps.findIndex(({ as }) => as === 'cleaned-1')
  const cursors = cursorsOf(steps.slice(0, at), before)
  const left = new Map(batchesOf(after).map(({ header, bytes }) => [header.baseOffset, bytes]))
  let offset = (batchesOf(before).at(-1) as { header: BatchHeader }).header.lastOffset + 1
  return steps.slice(at).flatMap(({ op, p = '', records = [] }) => {
    const { header, epoch, sequence } = cursors.get(p) ?? {}
    if (!header || epoch === undefined || sequence === undefined) return []
    if (op === 'commit' || op === 'abort') {
      cursors.set(p, { header, epoch: epoch + 1, sequence: 0 })
      return [left.get(offset++) as Uint8Array]
    }
    if (op !== 'send') return []
    offset += records.length
    cursors.set(p, { header, epoch, sequence: sequence + records.length })
    const { producerId, transactional, compression } = header
    const producer = producerId < 0 ? {} : { producerId, producerEpoch: epoch, baseSequence: sequence, transactional }
    return [buildBatch({ records: records.map(recordOf), compression, ...producer })]
  })
}

function recordOf({ k, v, t }: { k: string; v: string | null; t: number }) {
  return { key: utf8(k), value: v === null ? null : utf8(v), timestamp: t }
}

/** Sends are data batches in their order; a marker brings its producer's next epoch, in which sequences begin anew. */
function cursorsOf(steps: readonly Step[], before: Files): Map<string, Cursor> {
  const batches = batchesOf(before).map(({ header }) => header)
  const data = batches.filter(({ control }) => !control)
  const cursors = new Map<string, Cursor>()
  for (const [at, { p = '' }] of steps.filter(({ op }) => op === 'send').entries()) {
    const header = data[at] as BatchHeader
    const marker = batches.findLast(({ control, producerId }) => control && producerId === header.producerId)
    cursors.set(p, {
      header,
      epoch: marker?.producerEpoch ?? header.producerEpoch,
      sequence: marker ? 0 : header.lastSequence + 1,
    })
  }
  return cursors
}
