import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { utf8 } from '../core/base/utf8.ts'
import { buildBatch } from '../core/record/batch.ts'
import { compressorLoading } from '../core/record/codecs.ts'
import type { Report } from './report.ts'
import { SegmentCase } from './segment-case.ts'
import { replayCompaction } from './segment-compaction.ts'
import { compareDumps } from './segment-dump.ts'
import { replayRecompressed } from './segment-recompress.ts'
import { configFor, filesDiffer, Replay, withoutStaleBytes } from './segment-replay.ts'

/** Cases whose partitions cannot be replayed from their logs alone, and why; they are read and dumped all the same. */
const READ_ONLY: { readonly [name: string]: string } = {
  'metadata-.*': 'the log of the quorum, with snapshots that raft makes',
  'failover-.*': 'three nodes that were restarted at unrecorded moments',
  truncation: 'three nodes; the truncation itself is replayed by log tests',
  'topic-deletion': 'a folder on its way out',
  'log-dir-files': 'has no partition',
}

/** Decodes every recorded file, and replays through our log what can be replayed: the same bytes must come out. */
export async function compareSegments(folder: string, report: Report): Promise<void> {
  await compressorLoading('zstd')
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name)
    if (
      readdirSync(folder, { withFileTypes: true })
        .find((entry) => entry.name === name)
        ?.isDirectory()
    ) {
      await compareCase(new SegmentCase(path), report)
    }
  }
}

async function compareCase(golden: SegmentCase, report: Report): Promise<void> {
  compareDumps(golden.folder, golden.name, report)
  for (const { label, replay } of replaysOf(golden)) report.record(`${golden.name} ${label}`, await attempt(replay))
}

interface NamedReplay {
  readonly label: string
  readonly replay: () => Promise<string | undefined>
}

function replaysOf(golden: SegmentCase): NamedReplay[] {
  if (Object.keys(READ_ONLY).some((pattern) => new RegExp(`^(${pattern})$`).test(golden.name))) return []
  if (/^(crash|clean)-/.test(golden.name)) {
    return restartedPartitions(golden).map((partition) => ({
      label: `restart ${partition}`,
      replay: () => replayRestart(golden, partition),
    }))
  }
  if (golden.name.startsWith('recompress-'))
    return [{ label: 'from what was sent', replay: () => replayRecompressed(golden) }]
  const special = golden.name.startsWith('compact-') ? replayCompaction : STAGED[golden.name]
  if (special) return [{ label: 'stages', replay: () => special(golden) }]
  const partitions = golden.partitions().filter((path) => !path.includes('/') || path.startsWith('stopped/'))
  return partitions.map((partition) => ({ label: partition, replay: () => replayFresh(golden, partition) }))
}

function restartedPartitions(golden: SegmentCase): string[] {
  const before = golden.partitions().filter((path) => path.startsWith('before/'))
  return before.map((path) => path.slice('before/'.length))
}

/** From nothing: all batches, a clean close, the same files. */
async function replayFresh(golden: SegmentCase, partition: string): Promise<string | undefined> {
  const files = golden.files(partition)
  const replay = new Replay(partition, configFor(golden, partition))
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  await replay.append(files)
  await replay.log.close()
  return filesDiffer(files, await replay.files(), (name) => name === 'partition.metadata')
}

/** A broker that was killed or stopped: the start, one more record, a clean close. */
async function replayRestart(golden: SegmentCase, partition: string): Promise<string | undefined> {
  const replay = new Replay(partition, configFor(golden, partition))
  await replay.lay(golden.files(`before/${partition}`))
  await replay.open({
    cleanShutdown: golden.has('before/.kafka_cleanshutdown'),
    recoveryPoint: golden.checkpoint('before/recovery-point-offset-checkpoint').get(partition) ?? 0,
    logStartOffset: golden.checkpoint('before/log-start-offset-checkpoint').get(partition) ?? 0,
  })
  await replay.log.flush()
  const running = (name: string) => name === 'leader-epoch-checkpoint' || name === 'partition.metadata'
  const recovered = filesDiffer(
    withoutStaleBytes(golden.files(`recovered/${partition}`)),
    await replay.files(),
    (name) => running(name) || name.endsWith('.deleted'),
  )
  if (recovered) return `recovered: ${recovered}`
  const stopped = golden.files(`stopped/${partition}`)
  await replay.append(stopped)
  await replay.log.close()
  const closed = filesDiffer(stopped, await replay.files(), (name) => name === 'partition.metadata')
  return closed && `stopped: ${closed}`
}

const STAGED: { readonly [name: string]: (golden: SegmentCase) => Promise<string | undefined> } = {
  'delete-records': replayDeleteRecords,
  'retention-size': (golden) => replayRetention(golden, { 'retention.bytes': '1500' }),
  'retention-time': (golden) => replayRetention(golden, { 'retention.ms': '1000' }),
}

async function replayRetention(golden: SegmentCase, change: { [name: string]: string }): Promise<string | undefined> {
  const partition = golden
    .partitions()
    .find((path) => path.startsWith('before/'))
    ?.slice('before/'.length) as string
  const config = configFor(golden, partition).with({ 'retention.ms': '-1' })
  const replay = new Replay(partition, config)
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  await replay.append(golden.files(`before/${partition}`))
  replay.log.updateConfig(config.with(change))
  replay.log.deleteOldSegments(replay.log.logEndOffset)
  await replay.log.flush()
  await replay.log.deletionsSettled()
  const stopped = golden.files(`stopped/${partition}`)
  await replay.append(stopped)
  await replay.log.close()
  const kept = new Map([...(await replay.files())].filter(([name]) => !name.endsWith('.deleted')))
  const gone = [...(await replay.files()).keys()].filter((name) => name.endsWith('.deleted')).sort()
  const want = [...golden.files(`deleted-step/${partition}`).keys()].filter((name) => name.endsWith('.deleted')).sort()
  if (gone.join() !== want.join()) return `deleted ${gone.join()}, not ${want.join()}`
  return filesDiffer(stopped, kept, (name) => name === 'partition.metadata')
}

/** DeleteRecords before 7, 18 and 20; eight batches of three records, made here as the Java producer made them. */
async function replayDeleteRecords(golden: SegmentCase): Promise<string | undefined> {
  const config = golden.config('del-rec').with({ 'retention.ms': '-1' })
  const replay = new Replay('del-rec-0', config)
  await replay.open({ cleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 })
  replay.log.assignEpoch(0)
  for (let i = 0; i < 24; i += 3) {
    const records = [i, i + 1, i + 2].map((n) => ({
      timestamp: 1_700_000_000_000 + 10 * n,
      key: utf8(`key-${n}`),
      value: utf8('d'.repeat(60)),
    }))
    const result = replay.log.appendAsLeader(buildBatch({ records }), { leaderEpoch: 0, origin: 'client' })
    if (result.error !== 0) return `batch ${i / 3} refused: ${result.message}`
  }
  await replay.log.flush()
  for (const [before, stage] of [
    [7, 'before-7'],
    [18, 'before-18'],
    [20, 'stopped'],
  ] as const) {
    replay.log.advanceLogStart(before)
    replay.log.deleteOldSegments(24)
    await replay.log.flush()
    await replay.log.deletionsSettled()
    if (stage === 'stopped') await replay.log.close()
    const want = golden.files(`${stage}/del-rec-0`)
    const got = await replay.files()
    const difference = filesDiffer(want, got, (name) => name === 'partition.metadata' || name.endsWith('.deleted'))
    if (difference) return `${stage}: ${difference}`
  }
  return undefined
}

async function attempt(replay: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await replay()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}
