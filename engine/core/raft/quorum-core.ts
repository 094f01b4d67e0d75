/** The state machine of quorum.ts: events in, effects out (`QuorumState.java`, `KafkaRaftClient.java`). The roles are in roles/. */
import { assert } from '../base/assert.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { Connections, type InFlight, keyOf } from './connections.ts'
import { type Role, sameReplica } from './quorum-context.ts'
import {
  type Address,
  type ElectionState,
  FETCH_MAX_WAIT_MS,
  type LeaderInfo,
  type QuorumConfig,
  type QuorumEffect,
  type QuorumEvent,
  type QuorumLog,
  type RaftRequest,
  type RaftResponse,
  type ReplicaKey,
  type RequestOfType,
  type Voter,
} from './quorum-types.ts'
import { type RequestContext, Requests } from './requests.ts'
import { Candidate } from './roles/candidate.ts'
import { Follower } from './roles/follower.ts'
import { Leader } from './roles/leader.ts'
import { Prospective } from './roles/prospective.ts'
import { Resigned } from './roles/resigned.ts'
import { Unattached } from './roles/unattached.ts'

export interface QuorumOptions {
  readonly self: ReplicaKey
  /** Empty where the log will tell them. */
  readonly voters: readonly Voter[]
  /** Where controllers may be found by nodes that know no leader (`controller.quorum.bootstrap.servers`). */
  readonly bootstrap: readonly Address[]
  readonly config: QuorumConfig
  readonly log: QuorumLog
  /** As read from quorum-state. */
  readonly election: ElectionState
  /** In [0, 1). */
  readonly random: () => number
}

type Handlers = { [T in QuorumEvent['type']]: (event: Extract<QuorumEvent, { type: T }>) => void }

/** Takes events, keeps what must hold at every step, and lets the roles act. */
export class QuorumCore implements RequestContext {
  now = 0
  election: ElectionState
  role: Role
  highWatermark = -1
  durableEnd = 0
  stopping = false
  readonly self: ReplicaKey
  readonly config: QuorumConfig
  readonly log: QuorumLog
  readonly connections: Connections
  voters: readonly Voter[]
  private readonly requests = new Requests(this)
  private started = false
  private effects: QuorumEffect[] = []
  private persisted: ElectionState
  /** The log is about to change: nothing may be read from it in this step. */
  private logChanging = false
  private leaderHighWatermark = -1

  constructor(private readonly options: QuorumOptions) {
    this.self = options.self
    this.config = options.config
    this.log = options.log
    this.voters = options.voters
    this.election = options.election
    this.persisted = options.election
    this.connections = new Connections(options.config.retryBackoffMs)
    this.role = new Unattached(this)
  }

  get isVoter(): boolean {
    return this.voters.some((voter) => sameReplica(voter, this.self))
  }

  get peers(): readonly Voter[] {
    return this.voters.filter((voter) => !sameReplica(voter, this.self))
  }

  get isCaughtUp(): boolean {
    if (this.role instanceof Leader) return this.highWatermark > this.role.epochStart
    return this.leaderHighWatermark >= 0 && this.highWatermark >= this.leaderHighWatermark
  }

  step(now: number, event: QuorumEvent): QuorumEffect[] {
    assert(now >= this.now, `the quorum's time went back from ${this.now} to ${now}`)
    const before = { epoch: this.election.leaderEpoch, highWatermark: this.highWatermark }
    this.now = now
    this.effects = []
    this.logChanging = false
    const handle = this.handlers[event.type] as (event: QuorumEvent) => void
    handle(event)
    if (this.started) this.pollUntilSettled()
    this.checkInvariants(before)
    return this.effects
  }

  private pollUntilSettled(): void {
    for (let polled: Role | null = null; polled !== this.role; ) {
      polled = this.role
      polled.poll()
    }
  }

  private checkInvariants(before: { epoch: number; highWatermark: number }): void {
    assert(this.election.leaderEpoch >= before.epoch, `the epoch went back from ${before.epoch}`)
    assert(this.highWatermark >= before.highWatermark, `the high watermark went back from ${before.highWatermark}`)
    assert(this.highWatermark <= this.log.logEndOffset, 'committed beyond the end of the log')
    const { leaderEpoch, leaderId } = this.election
    assert(this.persisted.leaderEpoch === leaderEpoch, `epoch ${leaderEpoch} is not on its way to the disk`)
    assert(this.role.name !== 'leader' || leaderId === this.self.id, 'a leader that the election does not know')
  }

  private readonly handlers: Handlers = {
    start: () => this.start(),
    tick: () => {},
    appended: () => {},
    durable: ({ endOffset }) => this.durable(endOffset),
    request: ({ token, request }) => this.requests.take(token, request),
    response: ({ id, response }) => this.answered(id, response),
    failed: ({ id }) => {
      const found = this.connections.answered(id)
      if (found) this.connections.backOff(found.to, this.now)
    },
    voters: ({ voters }) => this.votersChanged(voters),
    abdicate: () => {
      if (this.role instanceof Leader && !this.isVoter) this.role.resign()
    },
    resign: () => {
      this.stopping = true
      if (this.role instanceof Leader) this.role.resign()
    },
  }

  // Start.

  private start(): void {
    assert(!this.started, 'a quorum is started once')
    this.started = true
    this.durableEnd = this.log.logEndOffset
    const { latestEpoch } = this.log
    if (latestEpoch > this.election.leaderEpoch) this.election = { leaderId: -1, leaderEpoch: latestEpoch, votedId: -1 }
    this.save()
    this.become(this.roleAtStart())
  }

  private roleAtStart(): Role {
    const { leaderId, votedId, leaderEpoch } = this.election
    const alone = this.voters.length === 1 && this.isVoter
    if (alone) return new Prospective(this, -1, null)
    if (leaderId === this.self.id && this.isVoter) return new Resigned(this, [])
    if (votedId === this.self.id && leaderId < 0 && this.isVoter) return new Candidate(this)
    const leader = this.voters.find(({ id }) => id === leaderId)
    if (leader) return new Follower(this, leaderId, leader.address)
    // A leader that cannot be reached is as good as none; the vote that was given stays given.
    this.election = { leaderId: -1, leaderEpoch, votedId }
    return new Unattached(this)
  }

  // Events.

  private durable(endOffset: number): void {
    assert(endOffset <= this.log.logEndOffset, `durable up to ${endOffset}, beyond the end ${this.log.logEndOffset}`)
    this.durableEnd = endOffset
    if (this.role instanceof Leader) this.role.durableMoved()
    else this.followHighWatermark()
  }

  private votersChanged(voters: readonly Voter[]): void {
    this.voters = voters
    if (this.role instanceof Leader) this.role.votersChanged()
  }

  private answered(id: number, response: RaftResponse): void {
    const asked = this.connections.answered(id)
    if (!asked) return
    const { request } = asked
    if (response.error !== Errors.NONE) this.connections.backOff(asked.to, this.now)
    if (response.epoch > this.election.leaderEpoch || this.role.leaderId < 0) this.heardFrom(response)
    const current = response.epoch === this.election.leaderEpoch && request.epoch === response.epoch
    if (!current) return
    if (response.type === 'fetchSnapshot') this.role.snapshotFetched?.(response)
    else if (response.error === Errors.NONE) this.pass(asked, response)
  }

  private heardFrom({ error, epoch, leaderId, leaderAddress }: RaftResponse): void {
    if (error === Errors.INVALID_REQUEST || error === Errors.INCONSISTENT_CLUSTER_ID) return
    if (epoch < this.election.leaderEpoch) return
    this.heardOf(epoch, leaderId, leaderAddress ?? this.addressOf(leaderId))
  }

  private pass({ to, request }: InFlight, response: RaftResponse): void {
    if (response.type === 'vote' && request.type === 'vote')
      this.role.voted?.(request.voter?.id ?? -1, response, request)
    else if (response.type === 'beginEpoch' && request.type === 'beginEpoch')
      this.role.epochBegun?.(request.voter?.id ?? -1, response)
    else if (response.type === 'endEpoch') this.role.epochEnded?.(this.voterAt(to), response)
    else if (response.type === 'fetch' && request.type === 'fetch' && this.isWhereLogIs(request))
      this.role.fetched?.(response)
  }

  private voterAt(to: string): number {
    return this.voters.find(({ address }) => keyOf(address) === to)?.id ?? -1
  }

  /** An answer to an earlier place of the log says nothing about this one. */
  private isWhereLogIs({ offset, lastFetchedEpoch }: RequestOfType<'fetch'>): boolean {
    return offset === this.log.logEndOffset && lastFetchedEpoch === this.log.latestEpoch && !this.logChanging
  }

  // What roles do.

  electionDeadline(): number {
    const { electionTimeoutMs } = this.config
    return this.now + electionTimeoutMs + Math.floor(this.options.random() * electionTimeoutMs)
  }

  emit(effect: QuorumEffect): void {
    if (effect.type === 'truncate') this.durableEnd = Math.min(this.durableEnd, effect.offset)
    if (CHANGES_LOG.has(effect.type)) this.logChanging = true
    this.effects.push(effect)
  }

  send(to: Address, request: RaftRequest): boolean {
    if (this.logChanging && request.type === 'fetch') return false
    if (!this.connections.isReady(to, this.now)) return false
    this.save()
    this.emit({ type: 'send', id: this.connections.sent(to, request), to, request })
    return true
  }

  fetchFromAnyone(request: RaftRequest): void {
    const ready = this.placesToAsk().filter((address) => this.connections.isReady(address, this.now))
    const chosen = ready[Math.floor(this.options.random() * ready.length)]
    if (chosen) this.send(chosen, request)
  }

  private placesToAsk(): readonly Address[] {
    const { bootstrap } = this.options
    return bootstrap.length > 0 ? bootstrap : this.peers.map(({ address }) => address)
  }

  fetchRequest(): RequestOfType<'fetch'> {
    const { log, highWatermark, self } = this
    const at = { offset: log.logEndOffset, lastFetchedEpoch: log.latestEpoch }
    const epoch = this.election.leaderEpoch
    return { type: 'fetch', epoch, replica: self, ...at, highWatermark, maxWaitMs: FETCH_MAX_WAIT_MS }
  }

  highWatermarkAt(offset: number): void {
    if (this.role instanceof Leader) return this.moveHighWatermark(offset)
    this.leaderHighWatermark = Math.max(this.leaderHighWatermark, offset)
    this.followHighWatermark()
  }

  /** A follower's own disk bounds what it takes for committed. */
  private followHighWatermark(): void {
    if (this.leaderHighWatermark >= 0) this.moveHighWatermark(Math.min(this.leaderHighWatermark, this.durableEnd))
  }

  private moveHighWatermark(offset: number): void {
    if (offset <= this.highWatermark) return
    this.highWatermark = offset
    this.emit({ type: 'highWatermark', offset })
  }

  leaderInfo(error: ErrorCode): LeaderInfo {
    const { leaderId, leaderAddress } = this.role
    return {
      error,
      epoch: this.election.leaderEpoch,
      leaderId,
      leaderAddress: leaderAddress ?? this.addressOf(leaderId),
    }
  }

  addressOf(id: number): Address | null {
    return this.voters.find((voter) => voter.id === id)?.address ?? null
  }

  voteFor(id: number): void {
    const { votedId, leaderEpoch, leaderId } = this.election
    assert(votedId < 0 || votedId === id, `a second vote in epoch ${leaderEpoch}: for ${votedId} and for ${id}`)
    this.election = { leaderId, leaderEpoch, votedId: id }
  }

  /** `KafkaRaftClient.maybeTransition`: a newer epoch, or the leader of this one. */
  heardOf(epoch: number, leaderId: number, address: Address | null): void {
    const { leaderEpoch } = this.election
    const known = this.role.leaderId
    assert(
      epoch !== leaderEpoch || leaderId < 0 || known < 0 || known === leaderId,
      `two leaders of epoch ${epoch}: ${known} and ${leaderId}`,
    )
    const isNews = epoch > leaderEpoch || (leaderId >= 0 && known < 0)
    if (!isNews || epoch < leaderEpoch) return
    if (leaderId >= 0 && leaderId !== this.self.id) this.toFollower(epoch, { id: leaderId, address })
    else if (epoch > leaderEpoch) this.toUnattached(epoch)
  }

  // Transitions.

  toUnattached(epoch: number): void {
    const { leaderEpoch, votedId } = this.election
    assert(epoch >= leaderEpoch, `from epoch ${leaderEpoch} back to ${epoch}`)
    this.election = { leaderId: -1, leaderEpoch: epoch, votedId: epoch > leaderEpoch ? -1 : votedId }
    this.become(new Unattached(this))
  }

  toProspective(): void {
    assert(this.isVoter, 'only voters stand for election')
    const { role } = this
    const leaderId = role.name === 'follower' ? role.leaderId : -1
    this.become(new Prospective(this, leaderId, leaderId < 0 ? null : role.leaderAddress))
  }

  toCandidate(): void {
    this.election = { leaderId: -1, leaderEpoch: this.election.leaderEpoch + 1, votedId: this.self.id }
    this.become(new Candidate(this))
  }

  toLeader(grantingVoters: readonly number[]): void {
    const { leaderEpoch: epoch } = this.election
    assert(this.role.name === 'candidate', 'only a candidate is elected')
    // The candidate's own vote is durable before anything is built on it.
    this.save()
    this.election = { leaderId: this.self.id, leaderEpoch: epoch, votedId: -1 }
    const leader = new Leader(this)
    this.become(leader)
    this.emit({ type: 'beginEpoch', epoch, grantingVoters })
    // One that waits for data may go on doing so.
    leader.durableMoved()
  }

  toFollower(epoch: number, { id, address }: { id: number; address: Address | null }): void {
    const { leaderEpoch, votedId } = this.election
    assert(id !== this.self.id, `node ${id} is asked to follow itself in epoch ${epoch}`)
    this.election = { leaderId: id, leaderEpoch: epoch, votedId: epoch > leaderEpoch ? -1 : votedId }
    this.become(new Follower(this, id, address))
  }

  toResigned(preferred: readonly ReplicaKey[]): void {
    this.become(new Resigned(this, preferred))
  }

  private become(role: Role): void {
    const { role: before } = this
    this.role = role
    this.connections.reset()
    if (before instanceof Leader) {
      this.emit({ type: 'leadershipLost' })
      for (const { token, request } of before.takeParked()) this.requests.refuseParked(token, request)
    }
    if (role.name !== 'leader') this.leaderHighWatermark = -1
    this.save()
    const { leaderEpoch: epoch } = this.election
    this.emit({ type: 'role', role: role.name, epoch, leaderId: role.leaderId })
  }

  /** Has the election state written before anything that is emitted later. */
  save(): void {
    const { election: state, persisted } = this
    if (
      state.leaderEpoch === persisted.leaderEpoch &&
      state.leaderId === persisted.leaderId &&
      state.votedId === persisted.votedId
    )
      return
    this.persisted = state
    this.emit({ type: 'persist', state })
  }

  /** When something is due without another event: the role's own deadline, or the end of a pause after a failure. */
  nextDeadline(): number {
    const { leaderAddress } = this.role
    const places = [...this.placesToAsk(), ...this.peers.map(({ address }) => address)]
    const ready = [...places, ...(leaderAddress ? [leaderAddress] : [])].map((to) => this.connections.readyAt(to))
    return Math.min(this.role.deadline, ...ready.filter((at) => at > this.now))
  }
}

const CHANGES_LOG: ReadonlySet<QuorumEffect['type']> = new Set(['append', 'truncate', 'snapshotPart', 'beginEpoch'])
