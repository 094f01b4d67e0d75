/**
 * What must hold at every moment, looked at now and then while a cluster runs: one leader an epoch, committed means
 * committed everywhere and for good, equal metadata at equal offsets. Kafka's and Raft's safety properties.
 */
import type { Server } from '../core/broker/server.ts'
import { DiskError } from '../core/env/env.ts'
import type { Log } from '../core/log/log.ts'
import type { ClusterImage } from '../core/metadata/image.ts'
import { imageRecords } from '../core/metadata/image-records.ts'
import { batchesIn } from '../core/record/batch.ts'
import type { Partition } from '../core/replication/partition.ts'
import { CommittedLog } from './committed-log.ts'
import type { Place } from './history.ts'
import { imagesOf, partitionsOf, quorumOf } from './inspect.ts'
import type { SimNode } from './node.ts'
import type { RunTrace } from './run-trace.ts'
import type { Scheduler } from './scheduler.ts'

/** How often, virtual ms. */
const EVERY_MS = 200
/** Images are large: looked at only every so many times. */
const IMAGES_EVERY = 5

export interface WatchOptions {
  readonly scheduler: Scheduler
  readonly nodes: readonly SimNode[]
  readonly trace: RunTrace
  /** Whether the elections of a topic are clean: then what was committed stays. */
  readonly isClean: (topic: string) => boolean
  /** Whether each replica of a topic is compacted by itself: then their batches differ. */
  readonly isCompacted: (topic: string) => boolean
  readonly problem: (text: string) => void
}

/** One replica while its log is open: a restart reads the log anew, a reassignment away and back makes another. */
interface Replica {
  readonly log: Log
  highWatermark: number
  /** Compared with the others up to here. */
  compared: number
}

export class Watch {
  private readonly raftLeaders = new Map<number, string>()
  private raftEpoch = 0
  private eventsSeen = 0
  private readonly committed = new Map<string, CommittedLog>()
  private readonly replicas = new Map<string, Replica>()
  private readonly leaders = new Map<string, number>()
  private readonly leaderEpochs = new Map<string, number>()
  private readonly images = new Map<number, string>()
  private samples = 0
  private stopped = false

  constructor(private readonly options: WatchOptions) {}

  start(): void {
    this.options.scheduler.after(EVERY_MS, () => {
      if (this.stopped) return
      void this.sample().then(() => this.start())
    })
  }

  stop(): void {
    this.stopped = true
  }

  /** Looks at everything again from the start of the logs. */
  async thorough(): Promise<void> {
    this.replicas.clear()
    this.samples = IMAGES_EVERY - 1
    await this.sample()
  }

  private async sample(): Promise<void> {
    const { nodes, problem } = this.options
    this.samples++
    this.elections()
    for (const { server } of nodes) for (const partition of server ? partitionsOf(server) : []) this.epoch(partition)
    for (const { name, server } of nodes) {
      if (!server) continue
      try {
        await this.sampleNode(name, server)
      } catch (error) {
        // The node died while it was looked at.
        if (!(error instanceof DiskError)) problem(`${name}: ${(error as Error).stack}`)
      }
    }
  }

  private async sampleNode(name: string, server: Server): Promise<void> {
    await this.quorum(name, server)
    if (this.samples % IMAGES_EVERY === 0) for (const image of imagesOf(server)) this.image(name, image)
    for (const partition of partitionsOf(server)) await this.partition(name, server, partition)
  }

  /** Election safety: at most one leader an epoch. */
  private elections(): void {
    const { trace, problem } = this.options
    for (const event of trace.events.slice(this.eventsSeen)) {
      if (event.type !== 'raft.role' || event.role !== 'leader') continue
      const epoch = event.epoch as number
      const leader = this.raftLeaders.get(epoch)
      const node = event.process as string
      if (leader !== undefined && leader !== node)
        problem(`${leader} and ${node} both led the quorum in epoch ${epoch}`)
      this.raftLeaders.set(epoch, node)
      this.raftEpoch = Math.max(this.raftEpoch, epoch)
    }
    this.eventsSeen = trace.events.length
  }

  /** Log matching, state machine safety, leader completeness for the metadata log. */
  private async quorum(name: string, server: Server): Promise<void> {
    const found = quorumOf(server)
    if (!found) return
    const { raft, log } = found
    const key = '__cluster_metadata-0'
    const committed = this.committedOf(key)
    await this.compare(key, { name, log, highWatermark: Math.max(0, raft.highWatermark) })
    if (raft.isLeader && raft.epoch === this.raftEpoch && raft.logEndOffset < committed.end)
      this.options.problem(
        `${name} leads epoch ${raft.epoch} with ${raft.logEndOffset} of ${committed.end} committed records`,
      )
  }

  private image(name: string, image: ClusterImage): void {
    const text = textOf(image)
    const known = this.images.get(image.offset)
    if (known === undefined) this.images.set(image.offset, text)
    else if (known !== text)
      this.options.problem(`${name} has other metadata at ${image.offset} than others:\n${text}\n${known}`)
  }

  private async partition(name: string, server: Server, partition: Partition): Promise<void> {
    const { isClean, isCompacted, problem } = this.options
    const { leaderEpoch, log, highWatermark } = partition
    const key = keyOf(partition)
    if (partition.isLeader) this.leader(key, partition, server.config.nodeId)
    if (highWatermark > log.logEndOffset) problem(`${name}: ${partition.name} has its high watermark beyond its end`)
    if (!isClean(partition.topic) || isCompacted(partition.topic)) return
    await this.compare(key, { name, log, highWatermark })
    const { end } = this.committedOf(key)
    if (!partition.isLeader || leaderEpoch < (this.leaderEpochs.get(key) ?? 0)) return
    const about = `${name} leads ${partition.name} in epoch ${leaderEpoch}`
    if (log.logEndOffset < end) problem(`${about} with ${log.logEndOffset} of ${end} committed records`)
    if (partition.highWatermarkIsKnown && partition.highWatermark < end)
      problem(`${about} and tells the high watermark ${partition.highWatermark} after ${end}`)
  }

  /** One leader of a partition an epoch. */
  private leader(key: Place, { leaderEpoch }: Partition, broker: number): void {
    const term = `${key} ${leaderEpoch}`
    const known = this.leaders.get(term)
    if (known !== undefined && known !== broker) this.options.problem(`${known} and ${broker} both led ${term}`)
    this.leaders.set(term, broker)
  }

  /** The newest term that any replica knows of: leaders of older ones may not know all that is committed. */
  private epoch(partition: Partition): void {
    const key = keyOf(partition)
    this.leaderEpochs.set(key, Math.max(partition.leaderEpoch, this.leaderEpochs.get(key) ?? 0))
  }

  /** What a replica has below its high watermark is what all others have there; the high watermark never goes back. */
  private async compare(
    key: string,
    { name, log, highWatermark }: { name: string; log: Log; highWatermark: number },
  ): Promise<void> {
    const id = `${name} ${key}`
    let replica = this.replicas.get(id)
    if (replica?.log !== log) {
      replica = { log, highWatermark: 0, compared: log.logStartOffset }
      this.replicas.set(id, replica)
    }
    const { problem } = this.options
    if (highWatermark < replica.highWatermark)
      problem(`${name}: the high watermark of ${key} went from ${replica.highWatermark} back to ${highWatermark}`)
    replica.highWatermark = highWatermark
    replica.compared = Math.max(replica.compared, log.logStartOffset)
    while (replica.compared < highWatermark) {
      const { bytes } = await log.read({
        offset: replica.compared,
        upTo: highWatermark,
        maxBytes: 1_000_000,
        minOneBatch: true,
      })
      if (bytes.length === 0) return
      const wrong = this.committedOf(key).take(bytes, name)
      if (wrong) problem(`${key}: ${wrong}`)
      replica.compared = nextOffset(bytes)
    }
  }

  private committedOf(key: string): CommittedLog {
    const known = this.committed.get(key) ?? new CommittedLog()
    this.committed.set(key, known)
    return known
  }
}

function keyOf({ name, topicId }: Partition): string {
  return `${name} ${topicId}`
}

function nextOffset(batches: Uint8Array): number {
  let next = 0
  for (const { header } of batchesIn(batches)) next = header.lastOffset + 1
  return next
}

/** Equal for equal images, whatever way they came about. */
function textOf(image: ClusterImage): string {
  const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return imageRecords(image)
    .map((record) => JSON.stringify(record, plain))
    .sort()
    .join('\n')
}
