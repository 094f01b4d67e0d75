/** Appends, answers fetches, and knows what a majority has (`LeaderState.java`). */
import type { QuorumContext, Role } from '../quorum-context.ts'
import { sameReplica } from '../quorum-context.ts'
import type { FetchOutcome, RequestOfType } from '../quorum-types.ts'
import { checkFetch } from './check-fetch.ts'
import { Replicas } from './replica-progress.ts'

interface Parked {
  readonly token: number
  readonly request: RequestOfType<'fetch'>
  readonly until: number
}

/** A leader whose followers do not fetch for the fetch timeout times this is cut off (`CHECK_QUORUM_TIMEOUT_FACTOR`). */
const CHECK_QUORUM_FACTOR = 1.5

export class Leader implements Role {
  readonly name = 'leader'
  readonly leaderAddress
  readonly replicas: Replicas
  /** First offset of this epoch: only beyond it does the high watermark move. */
  readonly epochStart: number
  private parked: Parked[] = []
  private readonly heard = new Set<number>()
  private quorumDeadline: number
  /** When BeginQuorumEpoch goes out again to those that do not fetch. */
  private announceAt: number
  private readonly toAnnounce: Set<number>

  constructor(private readonly quorum: QuorumContext) {
    const { voters, self, log, peers } = quorum
    this.replicas = new Replicas(voters)
    this.epochStart = log.logEndOffset
    this.leaderAddress = voters.find((voter) => sameReplica(voter, self))?.address ?? null
    this.quorumDeadline = this.nextQuorumDeadline()
    this.announceAt = quorum.now + quorum.config.fetchTimeoutMs / 2
    this.toAnnounce = new Set(peers.map(({ id }) => id))
  }

  get leaderId(): number {
    return this.quorum.self.id
  }

  get deadline(): number {
    const parked = this.parked.reduce((least, { until }) => Math.min(least, until), Number.POSITIVE_INFINITY)
    const announce = this.quorum.peers.length > 0 ? this.announceAt : Number.POSITIVE_INFINITY
    return Math.min(parked, this.quorumDeadline, announce)
  }

  private nextQuorumDeadline(): number {
    const { now, config, peers } = this.quorum
    return peers.length === 0 ? Number.POSITIVE_INFINITY : now + config.fetchTimeoutMs * CHECK_QUORUM_FACTOR
  }

  poll(): void {
    const { quorum } = this
    if (quorum.now >= this.quorumDeadline) return quorum.toResigned([])
    this.announce()
    this.answerParked()
  }

  private announce(): void {
    const { quorum } = this
    if (quorum.now >= this.announceAt) {
      this.announceAt = quorum.now + quorum.config.fetchTimeoutMs / 2
      for (const { key, lastFetchAt } of this.replicas.voterStates())
        if (lastFetchAt < quorum.now - quorum.config.fetchTimeoutMs / 2) this.toAnnounce.add(key.id)
    }
    for (const voter of quorum.peers) {
      if (!this.toAnnounce.has(voter.id)) continue
      quorum.send(voter.address, {
        type: 'beginEpoch',
        epoch: quorum.election.leaderEpoch,
        leaderId: quorum.self.id,
        leaderAddress: this.leaderAddress,
        voter: { id: voter.id, directoryId: voter.directoryId },
      })
    }
  }

  epochBegun(from: number): void {
    this.toAnnounce.delete(from)
  }

  canGrantVote(): boolean {
    return false
  }

  /** A fetch of this epoch: answered now, or when there is something to tell. */
  fetchRequested(token: number, request: RequestOfType<'fetch'>): void {
    const { quorum } = this
    const { replica, offset } = request
    const outcome = checkFetch(request, quorum)
    if (outcome.kind === 'data' && replica.id >= 0) {
      this.toAnnounce.delete(replica.id)
      const voter = this.replicas.fetched(replica, offset, { now: quorum.now, leaderEnd: quorum.log.logEndOffset })
      if (voter) this.heardOf(replica.id)
      this.majorityMoved()
    }
    this.parked.push({ token, request, until: quorum.now + request.maxWaitMs })
  }

  private heardOf(voter: number): void {
    if (voter === this.quorum.self.id) return
    this.heard.add(voter)
    // With the leader itself they are a majority.
    if (this.heard.size < Math.floor(this.quorum.voters.length / 2)) return
    this.heard.clear()
    this.quorumDeadline = this.nextQuorumDeadline()
  }

  private answerParked(): void {
    const { now } = this.quorum
    const waiting: Parked[] = []
    for (const one of this.parked) {
      const outcome = checkFetch(one.request, this.quorum)
      if (now >= one.until || this.isNews(one.request, outcome)) this.answer(one, outcome)
      else waiting.push(one)
    }
    this.parked = waiting
  }

  private isNews({ offset, highWatermark }: RequestOfType<'fetch'>, outcome: FetchOutcome): boolean {
    return outcome.kind !== 'data' || offset < this.quorum.log.logEndOffset || highWatermark < this.quorum.highWatermark
  }

  private answer({ token, request }: Parked, outcome: FetchOutcome): void {
    const answer = { type: 'fetch', ...this.quorum.leaderInfo(0), outcome } as const
    this.quorum.emit({ type: 'answer', token, request, answer })
  }

  /** Requests that wait when leadership ends; the new role answers them. */
  takeParked(): readonly { readonly token: number; readonly request: RequestOfType<'fetch'> }[] {
    return this.parked.splice(0)
  }

  /** More of this log, or of a follower's, is durable. */
  durableMoved(): void {
    const { quorum } = this
    const own = this.replicas.voterStates().find(({ key }) => sameReplica(key, quorum.self))
    if (!own) return
    own.logEndOffset = quorum.durableEnd
    this.majorityMoved()
  }

  private majorityMoved(): void {
    const offset = this.replicas.majorityEnd()
    if (offset > this.epochStart) this.quorum.highWatermarkAt(offset)
  }

  votersChanged(): void {
    this.replicas.setVoters(this.quorum.voters)
    for (const { id } of this.quorum.peers) this.toAnnounce.add(id)
    this.quorumDeadline = this.nextQuorumDeadline()
    this.durableMoved()
  }

  resign(): void {
    this.quorum.toResigned(this.replicas.successors(this.quorum.self))
  }
}
