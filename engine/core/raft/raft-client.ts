/** Carries out what the quorum decides, on the metadata log and over the network (`KafkaRaftClient.java`). */
import { assert } from '../base/assert.ts'
import type { Env, Timer } from '../env/env.ts'
import { readText, replaceFile } from '../metadata/files.ts'
import { buildBatch } from '../record/batch.ts'
import { CommittedReader } from './committed-reader.ts'
import { epochStartBatch, upgradeBatch, type VoterSet, votersBatch } from './control-batch.ts'
import { DurableLog } from './durable-log.ts'
import { LogView } from './log-view.ts'
import { LogVoters } from './log-voters.ts'
import { Quorum } from './quorum.ts'
import { describeQuorum, type QuorumInfo } from './quorum-info.ts'
import { formatQuorumState, parseQuorumState } from './quorum-state-file.ts'
import {
  type Address,
  type ElectionState,
  NO_ELECTION,
  type QuorumConfig,
  type QuorumEffect,
  type QuorumEvent,
  type RaftRequest,
  type ReplicaKey,
  type Voter,
} from './quorum-types.ts'
import type { RaftListener, RaftLog, RaftReply, RaftTransport, ReplyOfType } from './raft-ports.ts'
import { RaftReplies } from './raft-replies.ts'
import { RaftTeller } from './raft-teller.ts'
import { SnapshotStore } from './snapshot-store.ts'
import { dynamicVoters } from './voter-changes.ts'

export interface RaftOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'random' | 'disk' | 'trace'>
  readonly self: ReplicaKey
  readonly log: RaftLog
  /** Folder of the log: quorum-state and snapshots are in it. */
  readonly dir: string
  /** Voters of a static quorum; null: the log and the bootstrap checkpoint tell them. */
  readonly voters: readonly Voter[] | null
  readonly bootstrapServers: readonly Address[]
  /** The voter set of the bootstrap checkpoint, for a log that has none yet. */
  readonly bootstrapVoters: VoterSet | null
  readonly config: QuorumConfig
  /** Most bytes of one fetched piece: `controller.quorum.fetch.max.bytes`, `….fetch.snapshot.max.bytes`. */
  readonly fetchMaxBytes: number
  readonly snapshotMaxBytes: number
  readonly transport: RaftTransport
  readonly listener: RaftListener
}

export class RaftClient {
  readonly snapshots: SnapshotStore
  private readonly quorum: Quorum
  private readonly logVoters: LogVoters
  private readonly reader: CommittedReader
  private readonly replies: RaftReplies
  private readonly durableLog: DurableLog
  private readonly events: (() => QuorumEvent)[] = []
  private readonly waiting = new Map<number, (reply: RaftReply) => void>()
  private nextToken = 0
  private stepping = false
  private readonly teller: RaftTeller
  private timer: Timer | null = null
  private stopped = false
  private stopping: (() => void) | null = null

  private constructor(
    private readonly options: RaftOptions,
    opened: { election: ElectionState; snapshots: SnapshotStore },
  ) {
    const { env, self, log, config, bootstrapServers, listener } = options
    this.snapshots = opened.snapshots
    this.logVoters = new LogVoters({
      log,
      snapshots: this.snapshots,
      bootstrap: options.bootstrapVoters,
      fixed: options.voters,
      changed: (voters) => void this.post({ type: 'voters', voters }),
    })
    this.quorum = new Quorum({
      self,
      voters: this.logVoters.voters,
      bootstrap: bootstrapServers,
      config,
      log: new LogView(log, this.snapshots),
      election: opened.election,
      random: () => env.random.float(),
    })
    this.durableLog = new DurableLog({
      log,
      moved: () => void this.enqueue(() => ({ type: 'durable', endOffset: this.durableLog.end })),
      failed: (error) => this.fail(error),
    })
    this.replies = new RaftReplies({
      ...options,
      snapshots: this.snapshots,
      leads: (epoch) => this.isLeader && this.epoch === epoch,
    })
    this.reader = new CommittedReader({
      log,
      snapshots: this.snapshots,
      listener,
      highWatermark: () => this.quorum.highWatermark,
      idle: () => this.teller.delivered(this.reader.delivered),
    })
    this.teller = new RaftTeller({ trace: env.trace, self, quorum: this.quorum, listener })
  }

  /** Reads quorum-state and snapshots, and joins the quorum; the listener is called from now on. */
  static async open(options: RaftOptions): Promise<RaftClient> {
    const { env, dir, log } = options
    const text = await readText(env.disk, `${dir}/quorum-state`)
    const election = text === null ? NO_ELECTION : parseQuorumState(text)
    const snapshots = await SnapshotStore.open(env.disk, dir)
    const client = new RaftClient(options, { election, snapshots })
    // A crash between fetching a snapshot and dropping the log before it.
    const { latest } = snapshots
    if (latest && latest.offset > log.logEndOffset) await log.startAt(latest.offset)
    await client.logVoters.read()
    await client.post({ type: 'start' })
    return client
  }

  get isLeader(): boolean {
    return this.quorum.role === 'leader'
  }
  /** −1: none is known. */
  get leaderId(): number {
    return this.quorum.leaderId
  }
  /** Where the leader's controller listener is; null: no leader, or not told. */
  get leaderAddress(): Address | null {
    return this.quorum.leaderId < 0 ? null : this.quorum.leaderAddress
  }
  get epoch(): number {
    return this.quorum.epoch
  }
  get highWatermark(): number {
    return this.quorum.highWatermark
  }
  get logStartOffset(): number {
    return this.options.log.logStartOffset
  }
  get logEndOffset(): number {
    return this.options.log.logEndOffset
  }
  get kraftVersion(): 0 | 1 {
    return this.options.voters && !this.logVoters.current ? 0 : 1
  }
  get voters(): readonly Voter[] {
    return this.quorum.voters
  }
  /** The voter set of a dynamic quorum; null: it is static. */
  get voterSet(): VoterSet | null {
    return this.logVoters.current
  }
  /** Whether a change of the voters is in the log and not committed yet. */
  get hasPendingVoters(): boolean {
    return this.logVoters.lastOffset >= this.quorum.highWatermark || !this.teller.hasAnnounced
  }

  /** The voter set in force before an offset, as a snapshot up to it carries it; null for a static quorum. */
  voterSetBefore(offset: number): VoterSet | null {
    return this.logVoters.before(offset)
  }

  /** For DescribeQuorum; null: this node does not lead. */
  describe(): QuorumInfo | null {
    const { env, self } = this.options
    return describeQuorum(this.quorum, env.clock, { self, logEndOffset: this.logEndOffset })
  }

  /** Appends records as one batch; gives the offset of the last. Only for the leader; they are committed later. */
  append(values: readonly Uint8Array[]): number {
    assert(this.isLeader && !this.stopped, 'only a leader appends to the metadata log')
    const timestamp = this.options.env.clock.wall()
    const records = values.map((value) => ({ timestamp, key: null, value }))
    return this.appendBatch(buildBatch({ records, partitionLeaderEpoch: this.quorum.epoch }))
  }

  /** Appends another voter set, which counts at once; resolves whether it was committed while this node led. */
  async changeVoters(voters: VoterSet): Promise<boolean> {
    const base = this.logEndOffset
    const offset = this.appendBatch(votersBatch(voters, this.quorum.epoch, this.options.env.clock.wall()))
    await this.logVoters.written(base)
    const committed = await this.logVoters.committed(offset)
    if (committed && !this.quorum.isVoter) void this.post({ type: 'abdicate' })
    return committed
  }

  /**
   * Makes a static quorum dynamic: kraft.version 1 and the voters go into the log. Resolves whether that was committed while
   * this node led; null: some voter has not told its directory yet. Endpoints are those of the config.
   */
  async upgradeKraftVersion(listener: string): Promise<boolean | null> {
    const info = this.describe()
    assert(info && this.kraftVersion === 0, 'only the leader of a static quorum makes it dynamic')
    const voters = dynamicVoters(this.voters, info, listener)
    if (!voters) return null
    const base = this.logEndOffset
    const offset = this.appendBatch(upgradeBatch(voters, this.quorum.epoch, this.options.env.clock.wall()))
    await this.logVoters.written(base)
    return this.logVoters.committed(offset)
  }

  /** Answers a request of another node, when there is something to tell it. */
  ask<R extends RaftRequest>(request: R): Promise<ReplyOfType<R['type']>> {
    return new Promise((resolve) => {
      const token = this.nextToken++
      this.waiting.set(token, resolve as (reply: RaftReply) => void)
      void this.post({ type: 'request', token, request })
    })
  }

  /** Gives up leadership and tells the others, so that one of them need not wait; nothing is appended afterwards. */
  async shutdown(): Promise<void> {
    if (this.stopped) return
    const { env, config, log } = this.options
    await log.flush()
    await this.post({ type: 'resign' })
    if (this.quorum.role === 'resigned' && this.quorum.voters.length > 1)
      await new Promise<void>((resolve) => {
        this.stopping = resolve
        env.timers.after(config.electionTimeoutMs, resolve)
      })
    this.stop()
  }

  /** Stops without a word. */
  private stop(): void {
    this.stopped = true
    this.timer?.cancel()
    this.reader.stop()
    this.durableLog.stop()
  }

  private fail(error: Error): void {
    if (this.stopped) return
    this.leadershipLost()
    this.stop()
    this.options.listener.failed(error)
  }

  // Steps, one after the other: the effects of one are done before the next begins.

  private post(event: QuorumEvent): Promise<void> {
    return this.enqueue(() => event)
  }

  /** What happened is asked when its turn comes: a step before it may have changed the log. */
  private async enqueue(event: () => QuorumEvent): Promise<void> {
    this.events.push(event)
    if (this.stepping || this.stopped) return
    this.stepping = true
    try {
      for (let next = this.events.shift(); next && !this.stopped; next = this.events.shift()) {
        for (const effect of this.quorum.step(this.options.env.clock.monotonic(), next())) {
          const pending = this.perform(effect)
          if (pending) await pending
        }
        this.teller.leader()
        if (this.quorum.role !== 'resigned') this.stopping?.()
      }
      this.schedule()
    } catch (error) {
      this.fail(error as Error)
    } finally {
      this.stepping = false
    }
  }

  private schedule(): void {
    this.timer?.cancel()
    this.timer = null
    if (this.stopped) return
    const { deadline } = this.quorum
    if (!Number.isFinite(deadline)) return
    const { timers, clock } = this.options.env
    this.timer = timers.after(Math.max(0, deadline - clock.monotonic()), () => void this.post({ type: 'tick' }))
  }

  private perform(effect: QuorumEffect): Promise<void> | undefined {
    switch (effect.type) {
      case 'persist':
        return this.persist(effect.state)
      case 'beginEpoch':
        this.beginEpoch(effect.epoch, effect.grantingVoters)
        return undefined
      case 'highWatermark':
        this.logVoters.highWatermarkMoved(effect.offset)
        void this.reader.deliver()
        return undefined
      case 'send':
        void this.send(effect)
        return undefined
      case 'answer':
        void this.answer(effect)
        return undefined
      case 'append':
        this.appendFetched(effect.records, effect.epoch)
        return undefined
      case 'truncate':
        return this.truncate(effect.offset)
      case 'snapshotPart':
        return this.takeSnapshotPart(effect)
      case 'leadershipLost':
        this.leadershipLost()
        return undefined
      case 'role':
        this.teller.role(effect)
        return undefined
    }
  }

  private persist(state: ElectionState): Promise<void> {
    const { env, dir } = this.options
    const text = formatQuorumState(state, this.quorum.voters, this.kraftVersion)
    return replaceFile(env.disk, `${dir}/quorum-state`, text)
  }

  // The log.

  private beginEpoch(epoch: number, grantingVoters: readonly number[]): void {
    const { env, self } = this.options
    const base = this.logEndOffset
    const written = this.kraftVersion === 0 || this.logVoters.isWritten
    this.appendBatch(
      epochStartBatch({
        leaderId: self.id,
        epoch,
        voters: this.quorum.voters.map(({ id }) => id),
        grantingVoters,
        now: env.clock.wall(),
        voterSet: written ? null : this.logVoters.current,
      }),
    )
    if (!written) void this.logVoters.written(base)
  }

  private appendBatch(batch: Uint8Array): number {
    const { log } = this.options
    const last = log.append(batch, this.quorum.epoch)
    // Not at once: a step may end the leadership, and whoever appends goes by having it.
    void Promise.resolve().then(() => this.post({ type: 'appended' }))
    this.durableLog.appended()
    return last
  }

  private appendFetched(records: Uint8Array, epoch: number): void {
    this.options.log.appendAsFollower(records, epoch)
    this.logVoters.appended(records)
    this.durableLog.appended()
  }

  private async truncate(offset: number): Promise<void> {
    this.teller.log(
      'INFO',
      `Truncated to offset ${offset} after diverging from the leader of epoch ${this.quorum.epoch}`,
    )
    await this.durableLog.truncateTo(offset)
    this.logVoters.truncated(offset)
  }

  private async takeSnapshotPart({
    snapshot,
    position,
    bytes,
    last,
  }: Extract<QuorumEffect, { type: 'snapshotPart' }>): Promise<void> {
    await this.snapshots.writePart(snapshot, { position, bytes, last })
    if (!last) return void this.post({ type: 'tick' })
    this.teller.log('INFO', `Fully truncated the log after downloading snapshot ${snapshot.offset}-${snapshot.epoch}`)
    await this.durableLog.startAt(snapshot.offset)
    await this.logVoters.read()
  }

  // Others.

  private async send({ id, to, request }: Extract<QuorumEffect, { type: 'send' }>): Promise<void> {
    try {
      const response = await this.options.transport.send(to, request)
      if (response.epoch < 0) this.teller.refused(to, request, response.error)
      void this.post({ type: 'response', id, response })
    } catch {
      void this.post({ type: 'failed', id })
    }
  }

  private async answer({ token, request, answer }: Extract<QuorumEffect, { type: 'answer' }>): Promise<void> {
    const resolve = this.waiting.get(token)
    this.waiting.delete(token)
    try {
      const reply = await this.replies.fill(request, answer)
      if (!this.stopped) resolve?.({ ...reply, logStartOffset: this.logStartOffset })
    } catch (error) {
      this.fail(error as Error)
    }
  }

  private leadershipLost(): void {
    this.logVoters.leadershipLost()
    this.teller.leadershipLost()
  }
}
