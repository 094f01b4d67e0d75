/** Fetches from the leader of the epoch (`FollowerState.java`). */
import { assert } from '../../base/assert.ts'
import type { QuorumContext, Role } from '../quorum-context.ts'
import type { Address, OffsetAndEpoch, ReplicaKey, RequestOfType, ResponseOfType } from '../quorum-types.ts'

export class Follower implements Role {
  readonly name = 'follower'
  private fetchDeadline: number
  private hasFetched = false
  /** A snapshot on its way here, and how much of it has come. */
  private snapshot: (OffsetAndEpoch & { position: number }) | null = null

  constructor(
    private readonly quorum: QuorumContext,
    readonly leaderId: number,
    readonly leaderAddress: Address | null,
  ) {
    this.fetchDeadline = quorum.now + quorum.config.fetchTimeoutMs
  }

  get deadline(): number {
    return this.quorum.isVoter ? this.fetchDeadline : Number.POSITIVE_INFINITY
  }

  poll(): void {
    const { quorum } = this
    const timedOut = quorum.now >= this.fetchDeadline
    if (timedOut && quorum.isVoter && !quorum.stopping) return quorum.toProspective()
    // What has been fetched must be on this disk before more is asked for: the offset tells the leader so.
    if (quorum.durableEnd < quorum.log.logEndOffset) return
    const leaderAnswers = this.leaderAddress && !quorum.connections.isBackingOff(this.leaderAddress, quorum.now)
    if (this.leaderAddress && leaderAnswers && !(timedOut && !quorum.isVoter))
      quorum.send(this.leaderAddress, this.request())
    else quorum.fetchFromAnyone(quorum.fetchRequest())
  }

  private request() {
    const { quorum, snapshot } = this
    if (!snapshot) return quorum.fetchRequest()
    const { leaderEpoch } = quorum.election
    const { position, ...id } = snapshot
    return { type: 'fetchSnapshot', epoch: leaderEpoch, replica: quorum.self, snapshot: id, position } as const
  }

  /** A leader that fetches are answered by is not to be replaced: no pre-vote, and never a vote in its own epoch. */
  canGrantVote({ preVote }: RequestOfType<'vote'>, isUpToDate: boolean): boolean {
    return preVote && isUpToDate && !this.hasFetched
  }

  fetched({ outcome, records }: ResponseOfType<'fetch'>): void {
    if (!outcome) return
    const { quorum } = this
    this.heardOfLeader()
    this.hasFetched = true
    if (outcome.kind === 'diverging') quorum.emit({ type: 'truncate', offset: this.truncationPoint(outcome.end) })
    else if (outcome.kind === 'snapshot') this.snapshot = { ...outcome.snapshot, position: 0 }
    else if (records.length > 0) quorum.emit({ type: 'append', records, epoch: quorum.election.leaderEpoch })
    if (outcome.kind === 'data') quorum.highWatermarkAt(outcome.highWatermark)
  }

  /** `ReplicatedLog.truncateToEndOffset`: where both logs are still the same, as far as this answer tells. */
  private truncationPoint(end: OffsetAndEpoch): number {
    const { log, highWatermark } = this.quorum
    const own = log.endOffsetForEpoch(end.epoch)
    const offset = own.epoch === end.epoch ? Math.min(end.offset, own.offset) : own.offset
    assert(offset >= highWatermark, `truncation to ${offset}, below the high watermark ${highWatermark}`)
    return offset
  }

  snapshotFetched({ error, size, position, bytes }: ResponseOfType<'fetchSnapshot'>): void {
    const { snapshot } = this
    if (!snapshot) return
    if (error !== 0 || position !== snapshot.position) {
      // The leader does not have it any more, or our pieces do not fit: the next fetch names another.
      this.snapshot = null
      return
    }
    this.heardOfLeader()
    const next = position + bytes.length
    const last = next >= size
    this.quorum.emit({
      type: 'snapshotPart',
      snapshot: { offset: snapshot.offset, epoch: snapshot.epoch },
      position,
      bytes,
      last,
    })
    if (last) this.snapshot = null
    else snapshot.position = next
  }

  private heardOfLeader(): void {
    this.fetchDeadline = this.quorum.now + this.quorum.config.fetchTimeoutMs
  }

  leaderSpoke(): void {
    this.heardOfLeader()
  }

  /** The first of the preferred stands at once, the others after pauses that double; whoever is not named comes last. */
  leaderResigned(preferred: readonly ReplicaKey[]): void {
    const { quorum } = this
    const at = preferred.findIndex(({ id }) => id === quorum.self.id)
    this.fetchDeadline = quorum.now + this.backoff(at < 0 ? preferred.length : at, preferred.length)
  }

  /** `KafkaRaftClient.strictExponentialElectionBackoffMs`. */
  private backoff(at: number, count: number): number {
    if (at === 0) return 0
    const { electionBackoffMaxMs: max } = this.quorum.config
    return Math.min(max, (max >> (count - 1)) << (at - 1))
  }
}
