/** Writes snapshots of the metadata, and lets go of what they stand for (`SnapshotGenerator.java`, `KafkaRaftLog.maybeClean`). */
import { Part } from '../base/part.ts'
import type { Env, Timer } from '../env/env.ts'
import type { ClusterImage } from '../metadata/image.ts'
import { encodeSnapshot } from '../metadata/snapshot-file.ts'
import type { RaftClient } from '../raft/raft-client.ts'
import type { CommittedBatch, RaftLog } from '../raft/raft-ports.ts'
import type { BrokerConfig } from './config.ts'

export interface SnapshotGeneratorOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly raft: RaftClient
  readonly log: RaftLog
  readonly failed: (error: Error) => void
}

/** Pause between looks at the retention, ms (`CLEAN_INTERVAL` of the raft log cleaner). */
const CLEAN_INTERVAL_MS = 60_000
/** The image as records; not needed before the first snapshot. */
const IMAGE_RECORDS = new Part(() => import('../metadata/image-records.ts'))
const LOGGER = 'org.apache.kafka.image.publisher.SnapshotGenerator'

export class SnapshotGenerator {
  private bytes = 0
  private lastAt: number
  private writing = false
  private timer: Timer | null = null
  private stopped = false

  constructor(private readonly options: SnapshotGeneratorOptions) {
    this.lastAt = options.env.clock.monotonic()
    this.cleanLater()
  }

  stop(): void {
    this.stopped = true
    this.timer?.cancel()
  }

  /** A batch has been replayed into the image: it may be time for a snapshot of that. */
  committed(batch: CommittedBatch, image: ClusterImage): void {
    this.bytes += batch.size
    if (this.writing || this.stopped || !this.isDue()) return
    // The image of now is wanted, whole: while the part is on its way, a later batch will do.
    const loading = IMAGE_RECORDS.loading()
    if (loading) loading.catch(() => {})
    else void this.write(batch, image)
  }

  private isDue(): boolean {
    const { config, env } = this.options
    const intervalMs = config.number('metadata.log.max.snapshot.interval.ms')
    const late = intervalMs > 0 && env.clock.monotonic() - this.lastAt >= intervalMs
    return late || this.bytes >= config.number('metadata.log.max.record.bytes.between.snapshots')
  }

  private async write({ lastOffset, epoch, timestamp }: CommittedBatch, image: ClusterImage): Promise<void> {
    const { env, raft, failed } = this.options
    this.writing = true
    this.bytes = 0
    this.lastAt = env.clock.monotonic()
    const id = { offset: lastOffset + 1, epoch }
    const voters = raft.voterSetBefore(id.offset)
    const content = { lastContainedLogTimestamp: timestamp, voters, records: IMAGE_RECORDS.now.imageRecords(image) }
    const bytes = encodeSnapshot(content, env.clock.wall())
    try {
      await raft.snapshots.write(id, bytes)
      env.trace.log('INFO', LOGGER, `Successfully wrote snapshot ${id.offset}-${id.epoch}`)
    } catch (error) {
      failed(error as Error)
    }
    this.writing = false
  }

  private cleanLater(): void {
    this.timer = this.options.env.timers.after(CLEAN_INTERVAL_MS, () => {
      this.clean().then(
        () => this.stopped || this.cleanLater(),
        (error) => this.options.failed(error as Error),
      )
    })
  }

  /** The oldest snapshot goes, and the log up to the next, while they are too old or too large together. */
  private async clean(): Promise<void> {
    const { raft, log, env, config } = this.options
    for (;;) {
      const files = await raft.snapshots.files()
      const [oldest, next] = files
      if (!oldest || !next || next.id.offset > raft.highWatermark || this.stopped) return
      const size = log.size + files.reduce((sum, file) => sum + file.size, 0)
      const large = overLimit(size, config.number('metadata.max.retention.bytes'))
      const old = overLimit(env.clock.wall() - oldest.modified, config.number('metadata.max.retention.ms'))
      if (!large && !old) return
      log.deleteBefore(next.id.offset, raft.highWatermark)
      await raft.snapshots.remove(oldest.id)
    }
  }
}

/** −1 is no limit. */
function overLimit(value: number, limit: number): boolean {
  return limit >= 0 && value > limit
}
