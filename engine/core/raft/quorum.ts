/**
 * The KRaft quorum as a state machine: an event in, effects out, no I/O (`raft/…/QuorumState.java`, `KafkaRaftClient.java`;
 * KIP-595, KIP-853, KIP-996). Time comes with each event; chance is handed in. The roles are in roles/.
 */
import { assert } from '../base/assert.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { Connections } from './connections.ts'
import { compareEnds, type QuorumContext, type Role, sameReplica } from './quorum-context.ts'
import {
  type Address,
  type ElectionState,
  FETCH_MAX_WAIT_MS,
  type LeaderInfo,
  type QuorumConfig,
  type QuorumEffect,
  type QuorumEvent,
  type QuorumLog,
  type QuorumRole,
  type RaftAnswer,
  type RaftRequest,
  type RaftResponse,
  type ReplicaKey,
  type RequestOfType,
  type Voter,
} from './quorum-types.ts'
import { checkRequest } from './request-checks.ts'
import { Candidate } from './roles/candidate.ts'
import { Follower } from './roles/follower.ts'
import { Leader } from './roles/leader.ts'
import { Prospective } from './roles/prospective.ts'
import type { ReplicaProgress } from './roles/replica-progress.ts'
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

/** One node's view of the quorum. */
export class Quorum {
  private readonly core: Core

  constructor(options: QuorumOptions) {
    this.core = new Core(options)
  }

  get role(): QuorumRole {
    return this.core.role.name
  }
  get leaderId(): number {
    return this.core.role.leaderId
  }
  get leaderAddress(): Address | null {
    return this.core.role.leaderAddress
  }
  get epoch(): number {
    return this.core.election.leaderEpoch
  }
  /** Committed up to here (exclusive); −1 while unknown. */
  get highWatermark(): number {
    return this.core.highWatermark
  }
  /** Whether this node has on its disk all that the leader is known to have committed. */
  get isCaughtUp(): boolean {
    return this.core.isCaughtUp
  }
  /** First offset of the epoch that this node leads. */
  get epochStartOffset(): number {
    return this.core.role instanceof Leader ? this.core.role.epochStart : -1
  }
  get voters(): readonly Voter[] {
    return this.core.voters
  }
  /** When a `tick` is due, monotonic ms; Infinity: not before another event. */
  get deadline(): number {
    return this.core.nextDeadline()
  }
  /** Progress of voters and observers, where this node leads. */
  replicas(now: number): { voters: readonly ReplicaProgress[]; observers: readonly ReplicaProgress[] } | null {
    if (!(this.core.role instanceof Leader)) return null
    const { replicas } = this.core.role
    return { voters: replicas.voterStates(), observers: replicas.observerStates(now) }
  }

  /** Takes an event at a monotonic time; the effects are to be carried out in order before the next event. */
  step(now: number, event: QuorumEvent): QuorumEffect[] {
    return this.core.step(now, event)
  }
}

type Handlers = { [T in QuorumEvent['type']]: (event: Extract<QuorumEvent, { type: T }>) => void }

class Core implements QuorumContext {
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
    request: ({ token, request }) => this.requested(token, request),
    response: ({ id, response }) => this.answered(id, response),
    failed: ({ id }) => {
      const found = this.connections.answered(id)
      if (found) this.connections.backOff(found.to, this.now)
    },
    voters: ({ voters }) => this.votersChanged(voters),
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

  private requested(token: number, request: RaftRequest): void {
    const error = checkRequest(this, this.role, request)
    if (request.type === 'fetch' || request.type === 'fetchSnapshot') return this.fetchRequested(token, request, error)
    if (error === Errors.FENCED_LEADER_EPOCH || error === Errors.INVALID_REQUEST)
      return this.refuse(token, request, error)
    if (request.epoch > this.election.leaderEpoch && request.type === 'vote') this.higherEpochInVote(request)
    if (request.type === 'beginEpoch')
      this.heardOf(request.epoch, request.leaderId, request.leaderAddress ?? this.addressOf(request.leaderId))
    if (request.type === 'endEpoch') this.heardOf(request.epoch, request.leaderId, this.addressOf(request.leaderId))
    // Only now: a node that is meant by mistake still learns of the epoch.
    if (error !== Errors.NONE) return this.refuse(token, request, error)
    this.emitAnswer(token, request, this.decide(request))
  }

  /** A pre-vote tells of an epoch that exists as well as a vote does. */
  private higherEpochInVote({ epoch }: RequestOfType<'vote'>): void {
    this.toUnattached(epoch)
  }

  private decide(request: RequestOfType<'vote' | 'beginEpoch' | 'endEpoch'>): RaftAnswer {
    if (request.type === 'vote') {
      const granted = this.decideVote(request)
      return { type: 'vote', ...this.leaderInfo(Errors.NONE), granted }
    }
    if (request.type === 'beginEpoch') {
      if (request.leaderId === this.role.leaderId) this.role.leaderSpoke?.()
      return { type: 'beginEpoch', ...this.leaderInfo(Errors.NONE) }
    }
    if (request.leaderId === this.role.leaderId) this.role.leaderResigned?.(request.preferred)
    return { type: 'endEpoch', ...this.leaderInfo(Errors.NONE) }
  }

  private decideVote(request: RequestOfType<'vote'>): boolean {
    const own = { offset: this.log.logEndOffset, epoch: this.log.latestEpoch }
    const granted = this.role.canGrantVote(request, compareEnds(request.last, own) >= 0)
    if (granted && !request.preVote) this.voteFor(request.candidate.id)
    return granted
  }

  private fetchRequested(token: number, request: RequestOfType<'fetch' | 'fetchSnapshot'>, error: ErrorCode): void {
    if (error !== Errors.NONE) return this.refuse(token, request, error)
    assert(this.role instanceof Leader, 'only a leader is fetched from')
    if (request.type === 'fetch') this.role.fetchRequested(token, request)
    else this.emitAnswer(token, request, { type: 'fetchSnapshot', ...this.leaderInfo(Errors.NONE) })
  }

  private refuse(token: number, request: RaftRequest, error: ErrorCode): void {
    const info = this.leaderInfo(error)
    this.emitAnswer(token, request, refusals[request.type](info))
  }

  private emitAnswer(token: number, request: RaftRequest, answer: RaftAnswer): void {
    // Votes are durable before they are told, and so is every epoch.
    this.save()
    this.emit({ type: 'answer', token, request, answer })
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
    else if (response.error === Errors.NONE) this.pass(request, response)
  }

  private heardFrom({ error, epoch, leaderId, leaderAddress }: RaftResponse): void {
    if (error === Errors.INVALID_REQUEST || error === Errors.INCONSISTENT_CLUSTER_ID) return
    if (epoch < this.election.leaderEpoch) return
    this.heardOf(epoch, leaderId, leaderAddress ?? this.addressOf(leaderId))
  }

  private pass(request: RaftRequest, response: RaftResponse): void {
    if (response.type === 'vote' && request.type === 'vote')
      this.role.voted?.(request.voter?.id ?? -1, response, request)
    else if (response.type === 'beginEpoch' && request.type === 'beginEpoch')
      this.role.epochBegun?.(request.voter?.id ?? -1, response)
    else if (response.type === 'fetch' && request.type === 'fetch' && this.isWhereLogIs(request))
      this.role.fetched?.(response)
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
    const known = this.candidatesToAsk().filter((address) => this.connections.isReady(address, this.now))
    const chosen = known[Math.floor(this.options.random() * known.length)]
    if (chosen) this.send(chosen, request)
  }

  private candidatesToAsk(): readonly Address[] {
    const { bootstrap } = this.options
    return bootstrap.length > 0 ? bootstrap : this.peers.map(({ address }) => address)
  }

  fetchRequest(): RequestOfType<'fetch'> {
    return {
      type: 'fetch',
      epoch: this.election.leaderEpoch,
      replica: this.self,
      offset: this.log.logEndOffset,
      lastFetchedEpoch: this.log.latestEpoch,
      highWatermark: this.highWatermark,
      maxWaitMs: FETCH_MAX_WAIT_MS,
    }
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

  private addressOf(id: number): Address | null {
    return this.voters.find((voter) => voter.id === id)?.address ?? null
  }

  voteFor(id: number): void {
    const { votedId, leaderEpoch, leaderId } = this.election
    assert(votedId < 0 || votedId === id, `a second vote in epoch ${leaderEpoch}: for ${votedId} and for ${id}`)
    this.election = { leaderId, leaderEpoch, votedId: id }
  }

  /** `KafkaRaftClient.maybeTransition`: a newer epoch, or the leader of this one. */
  private heardOf(epoch: number, leaderId: number, address: Address | null): void {
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
      this.refuseParked(before)
    }
    if (role.name !== 'leader') this.leaderHighWatermark = -1
    this.save()
    const { leaderEpoch: epoch } = this.election
    this.emit({ type: 'role', role: role.name, epoch, leaderId: role.leaderId })
  }

  private refuseParked(leader: Leader): void {
    for (const { token, request } of leader.takeParked()) {
      const newer = request.epoch < this.election.leaderEpoch
      this.refuse(token, request, newer ? Errors.FENCED_LEADER_EPOCH : Errors.NOT_LEADER_OR_FOLLOWER)
    }
  }

  private save(): void {
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

  nextDeadline(): number {
    const sends = this.sendDestinations().map((to) => this.connections.readyAt(to))
    return Math.min(this.role.deadline, ...sends.filter((at) => at > this.now))
  }

  /** Places that a pause after a failure may keep the role from asking. */
  private sendDestinations(): readonly Address[] {
    const { leaderAddress } = this.role
    const all = [...this.candidatesToAsk(), ...this.peers.map(({ address }) => address)]
    return leaderAddress ? [...all, leaderAddress] : all
  }
}

const CHANGES_LOG: ReadonlySet<QuorumEffect['type']> = new Set(['append', 'truncate', 'snapshotPart', 'beginEpoch'])

const refusals: { [T in RaftRequest['type']]: (info: LeaderInfo) => RaftAnswer } = {
  vote: (info) => ({ type: 'vote', ...info, granted: false }),
  beginEpoch: (info) => ({ type: 'beginEpoch', ...info }),
  endEpoch: (info) => ({ type: 'endEpoch', ...info }),
  fetch: (info) => ({ type: 'fetch', ...info, outcome: null }),
  fetchSnapshot: (info) => ({ type: 'fetchSnapshot', ...info }),
}
