/** Carries out what the quorum decides, on the metadata log, and tells a listener what is committed. */
import { assert } from '../base/assert.ts'
import type { Env } from '../env/env.ts'
import { readText, replaceFile } from '../metadata/files.ts'
import { batchesIn, buildBatch, recordsIn } from '../record/batch.ts'
import { controlType } from '../record/control.ts'
import { epochStartBatch, type VoterSet } from './control-batch.ts'
import { NO_ELECTION, Quorum, type QuorumEffect, type QuorumEvent, type Voter } from './quorum.ts'
import { formatQuorumState, parseQuorumState } from './quorum-state-file.ts'

/** What raft needs of the log of __cluster_metadata. */
export interface RaftLog {
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Epoch of the last batch, 0 for an empty log. */
  readonly latestEpoch: number
  /** Hands a batch to the disk, and gives its last offset. */
  append(batch: Uint8Array, epoch: number): number
  /** Resolves when everything appended so far is durable. */
  flush(): Promise<void>
  /** Whole batches from the one that holds `offset`, all below `upTo`. */
  read(offset: number, upTo: number): Promise<Uint8Array>
}

/** Committed records of one batch; `records` are their values, none for control batches. */
export interface CommittedBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly epoch: number
  readonly timestamp: number
  readonly records: readonly Uint8Array[]
}

/** Who listens to the metadata log. */
export interface RaftListener {
  /** Called in offset order, each batch once. */
  committed(batch: CommittedBatch): void
  /** This node leads, and has heard of everything committed in earlier epochs. */
  leading(epoch: number): void
  /** This node leads no more. */
  resigned(): void
  /** The disk failed: the process cannot go on. */
  failed(error: Error): void
}

export interface RaftOptions {
  readonly env: Pick<Env, 'clock' | 'disk' | 'trace'>
  readonly nodeId: number
  readonly log: RaftLog
  /** Path of quorum-state. */
  readonly statePath: string
  readonly voters: readonly Voter[]
  /** 1: a dynamic quorum, whose voter set is in the log. */
  readonly kraftVersion: 0 | 1
  /** The voter set of the bootstrap checkpoint, for a log that has none yet. */
  readonly bootstrapVoters: VoterSet | null
  readonly listener: RaftListener
}

/** State of the quorum for DescribeQuorum. */
export interface QuorumInfo {
  readonly leaderId: number
  readonly epoch: number
  readonly highWatermark: number
  readonly voters: readonly {
    readonly voter: Voter
    readonly logEndOffset: number
    readonly lastFetchTimestamp: number
  }[]
}

const LOGGER = 'kafka.raft.KafkaRaftClient'

export class RaftClient {
  private readonly quorum: Quorum
  /** Everything before this offset has been told to the listener. */
  private delivered: number
  private delivering = false
  private flushing = false
  private announced = false
  private stopped = false
  /** Whether the log holds a KRaftVoters record. */
  private votersWritten = false

  private constructor(
    private readonly options: RaftOptions,
    election: typeof NO_ELECTION,
  ) {
    this.quorum = new Quorum(options.nodeId, options.voters, election)
    this.delivered = options.log.logStartOffset
  }

  /** Reads quorum-state and joins the quorum; the listener is called from now on. */
  static async open(options: RaftOptions): Promise<RaftClient> {
    const text = await readText(options.env.disk, options.statePath)
    const client = new RaftClient(options, text === null ? NO_ELECTION : parseQuorumState(text))
    client.votersWritten = await client.findVoters()
    await client.step({
      type: 'start',
      endOffset: options.log.logEndOffset,
      lastEpoch: options.log.latestEpoch,
    })
    return client
  }

  get isLeader(): boolean {
    return this.quorum.role === 'leader'
  }

  get leaderId(): number {
    return this.quorum.leaderId
  }

  get epoch(): number {
    return this.quorum.epoch
  }

  get highWatermark(): number {
    return this.quorum.highWatermark
  }

  get logEndOffset(): number {
    return this.options.log.logEndOffset
  }

  /** For DescribeQuorum. */
  describe(): QuorumInfo {
    const { log, env } = this.options
    const now = env.clock.wall()
    return {
      leaderId: this.quorum.leaderId,
      epoch: this.quorum.epoch,
      highWatermark: this.quorum.highWatermark,
      voters: this.options.voters.map((voter) => ({
        voter,
        logEndOffset: voter.id === this.options.nodeId ? log.logEndOffset : -1,
        lastFetchTimestamp: voter.id === this.options.nodeId ? now : -1,
      })),
    }
  }

  /** Appends records as one batch; gives the offset of the last. Only for the leader; they are committed later. */
  append(values: readonly Uint8Array[]): number {
    assert(this.isLeader && !this.stopped, 'only a leader appends to the metadata log')
    const timestamp = this.options.env.clock.wall()
    const records = values.map((value) => ({ timestamp, key: null, value }))
    return this.appendBatch(buildBatch({ records, partitionLeaderEpoch: this.quorum.epoch }))
  }

  /** Gives up leadership; nothing is appended afterwards. */
  async shutdown(): Promise<void> {
    if (this.stopped) return
    this.stopped = true
    const led = this.isLeader
    await this.options.log.flush()
    await this.step({ type: 'resign' })
    if (led) this.options.listener.resigned()
  }

  private appendBatch(batch: Uint8Array): number {
    const last = this.options.log.append(batch, this.quorum.epoch)
    void this.flush()
    return last
  }

  /** One flush under way at a time; what is appended meanwhile shares the next. */
  private async flush(): Promise<void> {
    if (this.flushing) return
    this.flushing = true
    try {
      for (let end = -1; end < this.options.log.logEndOffset; ) {
        end = this.options.log.logEndOffset
        await this.options.log.flush()
        await this.step({ type: 'durable', endOffset: end })
      }
    } catch (error) {
      this.options.listener.failed(error as Error)
    } finally {
      this.flushing = false
    }
  }

  private async step(event: QuorumEvent): Promise<void> {
    for (const effect of this.quorum.step(event)) await this.perform(effect)
  }

  private async perform(effect: QuorumEffect): Promise<void> {
    switch (effect.type) {
      case 'persist':
        return this.persist(effect.state)
      case 'beginEpoch':
        this.beginEpoch(effect.epoch, effect.grantingVoters)
        return
      case 'highWatermark':
        void this.deliver()
        return
    }
  }

  private persist(state: typeof NO_ELECTION): Promise<void> {
    const { env, statePath, voters, kraftVersion } = this.options
    return replaceFile(env.disk, statePath, formatQuorumState(state, voters, kraftVersion))
  }

  private beginEpoch(epoch: number, grantingVoters: readonly number[]): void {
    const { env, nodeId, voters, bootstrapVoters } = this.options
    env.trace.log('INFO', LOGGER, `[RaftManager id=${nodeId}] Completed transition to Leader in epoch ${epoch}`)
    this.appendBatch(
      epochStartBatch({
        leaderId: nodeId,
        epoch,
        voters: voters.map(({ id }) => id),
        grantingVoters,
        now: env.clock.wall(),
        voterSet: this.votersWritten ? null : bootstrapVoters,
      }),
    )
  }

  /** Tells the listener what is committed and not told yet. */
  private async deliver(): Promise<void> {
    if (this.delivering) return
    this.delivering = true
    try {
      while (this.delivered < this.quorum.highWatermark) {
        const bytes = await this.options.log.read(this.delivered, this.quorum.highWatermark)
        assert(bytes.length > 0, `nothing to read at committed offset ${this.delivered} of the metadata log`)
        for (const batch of committedBatches(bytes)) this.deliverOne(batch)
      }
      this.announceLeadership()
    } catch (error) {
      this.options.listener.failed(error as Error)
    } finally {
      this.delivering = false
    }
  }

  private deliverOne(batch: CommittedBatch): void {
    if (batch.lastOffset < this.delivered) return
    this.delivered = batch.lastOffset + 1
    this.options.listener.committed(batch)
  }

  private announceLeadership(): void {
    if (this.announced || !this.isLeader || this.delivered <= this.quorum.epochStartOffset) return
    this.announced = true
    this.options.listener.leading(this.quorum.epoch)
  }

  /** Whether a KRaftVoters record is in the log: looked for in its first batch, where the first leader writes it. */
  private async findVoters(): Promise<boolean> {
    const { log } = this.options
    if (log.logEndOffset === log.logStartOffset) return false
    const first = await log.read(log.logStartOffset, log.logEndOffset)
    for (const { header, bytes } of batchesIn(first)) {
      if (!header.control) return false
      if (recordsIn(bytes).some(({ key }) => controlType(key) === 'KRAFT_VOTERS')) return true
    }
    return false
  }
}

function* committedBatches(bytes: Uint8Array): Iterable<CommittedBatch> {
  for (const { header, bytes: batch } of batchesIn(bytes)) {
    yield {
      baseOffset: header.baseOffset,
      lastOffset: header.lastOffset,
      epoch: header.partitionLeaderEpoch,
      timestamp: header.maxTimestamp,
      records: header.control ? [] : recordsIn(batch).map(({ value }) => value as Uint8Array),
    }
  }
}
