/** The metadata log of one process, its place in the quorum, and who hears of what is committed. */
import type { Env } from '../env/env.ts'
import type { Log } from '../log/log.ts'
import { ClusterImage } from '../metadata/image.ts'
import { decodeMetadataRecord, type MetadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import type { Snapshot } from '../metadata/snapshot-file.ts'
import type { Voter } from '../raft/quorum-types.ts'
import { RaftClient } from '../raft/raft-client.ts'
import type { CommittedBatch, RaftListener } from '../raft/raft-ports.ts'
import type { BrokerConfig } from './config.ts'
import { openMetadataLog } from './metadata-log.ts'
import type { NodeIdentity } from './node-identity.ts'
import { NetworkRaftTransport } from './raft-transport.ts'
import { SnapshotGenerator } from './snapshot-generator.ts'
import { StartupError } from './startup-error.ts'

/** One batch of committed metadata, decoded. */
export interface MetadataBatch {
  readonly lastOffset: number
  readonly epoch: number
  readonly records: readonly MetadataRecord[]
}

/** A role of the process that follows the metadata. */
export interface MetadataFollower {
  committed(batch: MetadataBatch): void
  /** Takes the place of everything before. The image is the follower's own. */
  snapshotLoaded(image: ClusterImage): void
  readonly image: ClusterImage
  /** Whether a transaction of records is open: then the image says less than the log. */
  readonly inTransaction: boolean
}

export interface RaftManagerOptions {
  readonly env: Env
  readonly config: BrokerConfig
  readonly identity: NodeIdentity
  /** In the order in which they hear. At least one. */
  readonly followers: readonly MetadataFollower[]
  readonly events: Pick<RaftListener, 'leading' | 'resigned' | 'leaderChanged' | 'failed'>
}

export class RaftManager {
  /** Resolves when everything that the quorum has committed, bootstrap records and all, has been replayed here. */
  readonly caughtUp: Promise<void>
  private readonly transport: NetworkRaftTransport
  private markCaughtUp!: () => void
  private client: RaftClient | null = null
  private log: Log | null = null
  private snapshots: SnapshotGenerator | null = null

  constructor(private readonly options: RaftManagerOptions) {
    const { env, config, identity } = options
    this.caughtUp = new Promise((resolve) => {
      this.markCaughtUp = resolve
    })
    this.transport = new NetworkRaftTransport({
      env,
      nodeId: config.nodeId,
      sender: {
        clusterId: identity.clusterId,
        listener: config.hasRole('controller') ? (config.controllerListenerNames[0] ?? null) : null,
        fetchMaxBytes: config.number('controller.quorum.fetch.max.bytes'),
        snapshotMaxBytes: config.number('controller.quorum.fetch.snapshot.max.bytes'),
      },
      timeoutMs: config.number('controller.quorum.request.timeout.ms'),
    })
  }

  /** Opens the log and joins the quorum; resolves at once, whether or not there is a leader. */
  async open(): Promise<void> {
    const { env, config, identity } = this.options
    const { log, raftLog } = await openMetadataLog(env, config)
    this.log = log
    const directory = identity.directories.get(config.metadataLogDir) ?? [...identity.directories.values()][0]
    this.client = await RaftClient.open({
      env,
      self: { id: config.nodeId, directoryId: directory?.directoryId ?? null },
      log: raftLog,
      dir: log.dir,
      voters: staticVoters(config),
      bootstrapServers:
        config.quorumVoters.length > 0 ? [] : config.quorumAddresses.map(({ host, port }) => ({ host, port })),
      bootstrapVoters: identity.bootstrapVoters,
      config: {
        electionTimeoutMs: config.number('controller.quorum.election.timeout.ms'),
        fetchTimeoutMs: config.number('controller.quorum.fetch.timeout.ms'),
        electionBackoffMaxMs: config.number('controller.quorum.election.backoff.max.ms'),
        retryBackoffMs: config.number('controller.quorum.retry.backoff.ms'),
      },
      fetchMaxBytes: config.number('controller.quorum.fetch.max.bytes'),
      snapshotMaxBytes: config.number('controller.quorum.fetch.snapshot.max.bytes'),
      transport: this.transport,
      listener: this.listener(),
    })
    this.snapshots = new SnapshotGenerator({
      env,
      config,
      raft: this.client,
      log: raftLog,
      failed: this.options.events.failed,
    })
  }

  /** Throws StartupError before {@link open}. */
  get raft(): RaftClient {
    if (!this.client) throw new StartupError('The quorum has not been joined yet.')
    return this.client
  }

  /** null before {@link open}. */
  get opened(): RaftClient | null {
    return this.client
  }

  private listener(): RaftListener {
    const { events, followers } = this.options
    return {
      ...events,
      committed: (batch) => this.committed(batch),
      snapshotLoaded: (id, snapshot) => {
        for (const follower of followers) follower.snapshotLoaded(imageOf(snapshot, id))
      },
      caughtUp: () => {
        // A new quorum has committed its leader's name before it has committed its features.
        if (followers.every(({ image }) => image.metadataVersion > 0)) this.markCaughtUp()
      },
    }
  }

  private committed(batch: CommittedBatch): void {
    const { lastOffset, epoch } = batch
    const { followers } = this.options
    const records = batch.records.map(decodeMetadataRecord)
    for (const follower of followers) follower.committed({ lastOffset, epoch, records })
    const [first] = followers
    if (first && !first.inTransaction) this.snapshots?.committed(batch, first.image)
  }

  async shutdown(): Promise<void> {
    this.snapshots?.stop()
    await this.client?.shutdown()
    this.transport.close()
  }

  /** After the sockets, so that nothing is asked of a closed log. */
  async close(): Promise<void> {
    await this.log?.close()
  }
}

function imageOf({ records }: Snapshot, { offset, epoch }: { offset: number; epoch: number }): ClusterImage {
  const image = new ClusterImage()
  for (const record of records) replay(image, record)
  image.offset = offset - 1
  image.epoch = epoch
  return image
}

/** null: the voters are in the log. */
function staticVoters(config: BrokerConfig): Voter[] | null {
  const { quorumVoters } = config
  if (quorumVoters.length === 0) return null
  return quorumVoters.map(({ id, host, port }) => ({ id, directoryId: null, address: { host, port } }))
}
