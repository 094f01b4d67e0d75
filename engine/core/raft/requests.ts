/** Requests of other nodes: what is wrong with them, and what the quorum answers (`KafkaRaftClient.handle…Request`). */
import { assert } from '../base/assert.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { compareEnds, type QuorumContext, type Role } from './quorum-context.ts'
import type { Address, LeaderInfo, RaftAnswer, RaftRequest, RequestOfType } from './quorum-types.ts'
import { checkRequest } from './request-checks.ts'
import { Leader } from './roles/leader.ts'

/** What the requests need of the quorum beyond what roles do. */
export interface RequestContext extends QuorumContext {
  readonly role: Role
  heardOf(epoch: number, leaderId: number, address: Address | null): void
  addressOf(id: number): Address | null
  save(): void
}

export class Requests {
  constructor(private readonly quorum: RequestContext) {}

  /** Decides a request; a fetch may be answered later. */
  take(token: number, request: RaftRequest): void {
    const { quorum } = this
    const error = checkRequest(quorum, quorum.role, request)
    if (request.type === 'fetch' || request.type === 'fetchSnapshot') return this.fetchRequested(token, request, error)
    if (error === Errors.FENCED_LEADER_EPOCH || error === Errors.INVALID_REQUEST)
      return this.refuse(token, request, error)
    this.learnFrom(request)
    // Only now: a node that is meant by mistake still learns of the epoch.
    if (error !== Errors.NONE) return this.refuse(token, request, error)
    this.emitAnswer(token, request, this.decide(request))
  }

  /** The epoch of a request, and the leader that it names. */
  private learnFrom(request: RequestOfType<'vote' | 'beginEpoch' | 'endEpoch'>): void {
    const { quorum } = this
    const { epoch } = request
    if (request.type !== 'vote') {
      const told = request.type === 'beginEpoch' ? request.leaderAddress : null
      quorum.heardOf(epoch, request.leaderId, told ?? quorum.addressOf(request.leaderId))
    } else if (epoch > quorum.election.leaderEpoch) quorum.toUnattached(epoch)
  }

  private decide(request: RequestOfType<'vote' | 'beginEpoch' | 'endEpoch'>): RaftAnswer {
    if (request.type === 'vote') {
      const granted = this.decideVote(request)
      return { type: 'vote', ...this.quorum.leaderInfo(Errors.NONE), granted }
    }
    if (request.type === 'beginEpoch') {
      if (request.leaderId === this.quorum.role.leaderId) this.quorum.role.leaderSpoke?.()
      return { type: 'beginEpoch', ...this.quorum.leaderInfo(Errors.NONE) }
    }
    if (request.leaderId === this.quorum.role.leaderId) this.quorum.role.leaderResigned?.(request.preferred)
    return { type: 'endEpoch', ...this.quorum.leaderInfo(Errors.NONE) }
  }

  private decideVote(request: RequestOfType<'vote'>): boolean {
    const own = { offset: this.quorum.log.logEndOffset, epoch: this.quorum.log.latestEpoch }
    const granted = this.quorum.role.canGrantVote(request, compareEnds(request.last, own) >= 0)
    if (granted && !request.preVote) this.quorum.voteFor(request.candidate.id)
    return granted
  }

  private fetchRequested(token: number, request: RequestOfType<'fetch' | 'fetchSnapshot'>, error: ErrorCode): void {
    if (error !== Errors.NONE) return this.refuse(token, request, error)
    assert(this.quorum.role instanceof Leader, 'only a leader is fetched from')
    if (request.type === 'fetch') this.quorum.role.fetchRequested(token, request)
    else this.emitAnswer(token, request, { type: 'fetchSnapshot', ...this.quorum.leaderInfo(Errors.NONE) })
  }

  private refuse(token: number, request: RaftRequest, error: ErrorCode): void {
    const info = this.quorum.leaderInfo(error)
    this.emitAnswer(token, request, refusals[request.type](info))
  }

  private emitAnswer(token: number, request: RaftRequest, answer: RaftAnswer): void {
    // Votes are durable before they are told, and so is every epoch.
    this.quorum.save()
    this.quorum.emit({ type: 'answer', token, request, answer })
  }

  /** A fetch that waited when leadership ended. */
  refuseParked(token: number, request: RequestOfType<'fetch'>): void {
    const isOld = request.epoch < this.quorum.election.leaderEpoch
    this.refuse(token, request, isOld ? Errors.FENCED_LEADER_EPOCH : Errors.NOT_LEADER_OR_FOLLOWER)
  }
}

const refusals: { [T in RaftRequest['type']]: (info: LeaderInfo) => RaftAnswer } = {
  vote: (info) => ({ type: 'vote', ...info, granted: false }),
  beginEpoch: (info) => ({ type: 'beginEpoch', ...info }),
  endEpoch: (info) => ({ type: 'endEpoch', ...info }),
  fetch: (info) => ({ type: 'fetch', ...info, outcome: null }),
  fetchSnapshot: (info) => ({ type: 'fetchSnapshot', ...info }),
}
