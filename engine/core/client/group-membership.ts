/** A consumer's place in its group (classic protocol): joining, syncing, heartbeats, leaving. */
import type { Env, Timer } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import type { AssignableTopics, ConsumerPartitionAssignor, MemberSubscription } from './assignors/assignor.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { exceptionOf, isRetriable, KafkaException, TimeoutException } from './errors.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './group-assignment.ts'
import type { GroupCoordinatorClient } from './group-coordinator-client.ts'
import type { NetworkClient } from './network-client.ts'
import { type Deadline, sleep } from './timing.ts'
import type { TopicPartition } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.consumer.internals.ConsumerCoordinator'

/** Added to the rebalance timeout for the join request, which the coordinator parks that long. */
const JOIN_LAPSE_MS = 5000

/** A finished rebalance. */
export interface Joined {
  readonly generation: number
  readonly assignor: ConsumerPartitionAssignor
  readonly partitions: readonly TopicPartition[]
  readonly isLeader: boolean
}

/** Who a member is in a generation. */
export interface GroupPlace {
  readonly generation: number
  readonly memberId: string
}

/** What the membership needs to know when it joins. */
export interface MembershipHost {
  /** The topics subscribed to now, metadata of which was refreshed just before. */
  subscribedTopics(): Promise<readonly string[]>
  ownedPartitions(): readonly TopicPartition[]
  /** Metadata of the topics that all members subscribe to: asked of the leader. */
  assignableTopics(topics: readonly string[]): Promise<AssignableTopics>
  joined(result: Joined): void
  failed(error: KafkaException): void
  /** Membership is lost without a rebalance: session gone or fenced. */
  lost(): void
  wake(): void
}

const NO_GENERATION = -1

/** Codes after which the member begins as a new one. */
const RESETS_MEMBER = new Set<number>([Errors.UNKNOWN_MEMBER_ID, Errors.ILLEGAL_GENERATION])

export class GroupMembership {
  memberId = ''
  generation = NO_GENERATION
  /** A (new) rebalance is to be joined at the next poll. */
  rejoinNeeded = true
  isJoining = false
  private lastGeneration = NO_GENERATION
  private heartbeatTimer: Timer | undefined
  private lastPollAt: number
  private lastHeartbeatAnswer = 0
  private closed = false
  private reason = ''
  /** Counts how often it began as a new member: what a join finds out for an earlier one is of no use. */
  private incarnation = 0

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly coordinator: GroupCoordinatorClient,
    private readonly groupId: string,
    private readonly settings: ConsumerSettings,
    private readonly host: MembershipHost,
  ) {
    this.lastPollAt = env.clock.monotonic()
  }

  get isStable(): boolean {
    return this.generation !== NO_GENERATION && !this.isJoining
  }

  /** Undefined while it is out of, or between, generations. */
  get stablePlace(): GroupPlace | undefined {
    const { generation, memberId } = this
    return this.isStable ? { generation, memberId } : undefined
  }

  /** COOPERATIVE when all configured assignors can do it. */
  get protocol(): 'EAGER' | 'COOPERATIVE' {
    const all = this.settings.assignors.every((assignor) => assignor.supportedProtocols.includes('COOPERATIVE'))
    return all ? 'COOPERATIVE' : 'EAGER'
  }

  /** The application polled: it is alive. */
  polled(): void {
    this.lastPollAt = this.env.clock.monotonic()
  }

  requestRejoin(reason: string): void {
    this.reason = reason
    this.rejoinNeeded = true
  }

  /** Joins in the background; the host is told of the end. */
  join(): void {
    if (this.isJoining || this.closed) return
    this.isJoining = true
    this.stopHeartbeats()
    void this.joinUntilDone()
      .finally(() => {
        this.isJoining = false
      })
      .then((joined) => {
        if (joined) this.host.joined(joined)
        this.host.wake()
      })
  }

  /** Undefined: it failed for good, or the member that joined is no more. */
  private async joinUntilDone(): Promise<Joined | undefined> {
    const { incarnation } = this
    for (let attempt = 0; !this.closed && incarnation === this.incarnation; attempt++) {
      try {
        this.rejoinNeeded = false
        const joined = await this.joinOnce()
        this.lastGeneration = joined.generation
        this.startHeartbeats()
        return joined
      } catch (error) {
        this.rejoinNeeded = true
        if (incarnation !== this.incarnation || !(await this.recover(error, attempt))) return undefined
      }
    }
    return undefined
  }

  /** Whether joining goes on after an error; those that are final go to the host. */
  private async recover(error: unknown, attempt: number): Promise<boolean> {
    if (this.closed) return false
    const exception = error instanceof KafkaException ? error : new KafkaException(String(error), { cause: error })
    if (exception.code === Errors.MEMBER_ID_REQUIRED) return true
    if (RESETS_MEMBER.has(exception.code)) {
      // What it owned is lost; the next poll says so, and joins anew.
      this.loseMembership(exception.code)
      return false
    }
    if (exception.code === Errors.REBALANCE_IN_PROGRESS) return true
    if (!isRetriable(exception)) {
      this.host.failed(exception)
      return false
    }
    this.coordinator.noteError(exception)
    await sleep(this.env, this.coordinator.backoff(attempt))
    return true
  }

  private async joinOnce(): Promise<Joined> {
    const { incarnation } = this
    const topics = await this.host.subscribedTopics()
    this.requireSame(incarnation)
    const answer = await this.sendJoin(topics)
    this.generation = answer.generationId
    this.memberId = answer.memberId
    const assignor = this.assignorNamed(answer.protocolName ?? '')
    const isLeader = answer.leader === answer.memberId
    const assignments = isLeader ? await this.assign(answer, assignor) : []
    const synced = await this.sendSync(answer, assignments)
    this.requireSame(incarnation)
    return { generation: answer.generationId, assignor, partitions: decodeAssignment(synced.assignment), isLeader }
  }

  /** Throws when the member was reset while something was waited for. */
  private requireSame(incarnation: number): void {
    if (incarnation !== this.incarnation) throw new KafkaException('The member was reset while it joined.')
  }

  private subscription(topics: readonly string[], assignor: ConsumerPartitionAssignor): MemberSubscription {
    return {
      topics,
      userData: assignor.subscriptionUserData(topics),
      ownedPartitions: this.host.ownedPartitions(),
      generationId: this.lastGeneration,
      rackId: this.settings.rackId,
      groupInstanceId: this.settings.groupInstanceId,
    }
  }

  private async sendJoin(topics: readonly string[]): Promise<ResponseOf<'JoinGroup'>> {
    const { settings } = this
    const request = {
      groupId: this.groupId,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      rebalanceTimeoutMs: settings.maxPollIntervalMs,
      memberId: this.memberId,
      groupInstanceId: settings.groupInstanceId,
      protocolType: 'consumer',
      protocols: settings.assignors.map((assignor) => ({
        name: assignor.name,
        metadata: encodeSubscription(this.subscription(topics, assignor)),
      })),
      reason: this.reason,
    }
    const { incarnation } = this
    const timeoutMs = Math.max(settings.maxPollIntervalMs + JOIN_LAPSE_MS, settings.requestTimeoutMs)
    const { body } = await this.coordinator.send('JoinGroup', request, { timeoutMs })
    this.requireSame(incarnation)
    if (body.errorCode === Errors.MEMBER_ID_REQUIRED) this.memberId = body.memberId
    if (body.errorCode !== Errors.NONE) throw exceptionOf(body.errorCode)
    return body
  }

  private assignorNamed(name: string): ConsumerPartitionAssignor {
    const assignor = this.settings.assignors.find((candidate) => candidate.name === name)
    if (!assignor) throw new KafkaException(`Coordinator selected invalid assignment protocol: ${name}`)
    return assignor
  }

  private async assign(answer: ResponseOf<'JoinGroup'>, assignor: ConsumerPartitionAssignor) {
    if (answer.skipAssignment) return []
    const members = new Map(
      answer.members.map((member) => [member.memberId, decodeSubscription(member.metadata, member.groupInstanceId)]),
    )
    const topics = [...new Set([...members.values()].flatMap((member) => member.topics))]
    const assignment = assignor.assign(await this.host.assignableTopics(topics), members)
    return [...assignment].map(([memberId, partitions]) => ({ memberId, assignment: encodeAssignment(partitions) }))
  }

  private async sendSync(
    joined: ResponseOf<'JoinGroup'>,
    assignments: readonly { memberId: string; assignment: Uint8Array }[],
  ): Promise<ResponseOf<'SyncGroup'>> {
    const request = {
      groupId: this.groupId,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupInstanceId: this.settings.groupInstanceId,
      protocolType: 'consumer',
      protocolName: joined.protocolName,
      assignments,
    }
    const timeoutMs = Math.max(this.settings.maxPollIntervalMs, this.settings.requestTimeoutMs)
    const { body } = await this.coordinator.send('SyncGroup', request, { timeoutMs })
    if (body.errorCode !== Errors.NONE) throw exceptionOf(body.errorCode)
    return body
  }

  private resetMember(about: { keepId: boolean }): void {
    this.incarnation++
    this.generation = NO_GENERATION
    this.lastGeneration = NO_GENERATION
    if (!about.keepId) this.memberId = ''
    this.rejoinNeeded = true
  }

  private startHeartbeats(): void {
    this.stopHeartbeats()
    this.lastHeartbeatAnswer = this.env.clock.monotonic()
    this.scheduleHeartbeat()
  }

  private scheduleHeartbeat(): void {
    if (this.closed) return
    this.heartbeatTimer = this.env.timers.after(this.settings.heartbeatIntervalMs, () => void this.beat())
  }

  stopHeartbeats(): void {
    this.heartbeatTimer?.cancel()
    this.heartbeatTimer = undefined
  }

  private async beat(): Promise<void> {
    const timer = this.heartbeatTimer
    if (this.env.clock.monotonic() - this.lastPollAt > this.settings.maxPollIntervalMs) return this.pollTimeout()
    try {
      const request = {
        groupId: this.groupId,
        generationId: this.generation,
        memberId: this.memberId,
        groupInstanceId: this.settings.groupInstanceId,
      }
      const timeoutMs = Math.min(this.settings.requestTimeoutMs, this.settings.sessionTimeoutMs)
      const { body } = await this.coordinator.send('Heartbeat', request, { timeoutMs })
      this.lastHeartbeatAnswer = this.env.clock.monotonic()
      if (this.heartbeatTimer === timer) this.heartbeatAnswer(body.errorCode)
    } catch {
      this.checkSession()
    }
    if (this.heartbeatTimer === timer && timer !== undefined) this.scheduleHeartbeat()
  }

  private checkSession(): void {
    if (this.env.clock.monotonic() - this.lastHeartbeatAnswer > this.settings.sessionTimeoutMs)
      this.coordinator.forget()
  }

  private heartbeatAnswer(errorCode: number): void {
    if (errorCode === Errors.NONE) return
    if (errorCode === Errors.REBALANCE_IN_PROGRESS) this.requestRejoin('group is already rebalancing')
    else if (RESETS_MEMBER.has(errorCode)) this.loseMembership(errorCode)
    else if (errorCode === Errors.FENCED_INSTANCE_ID) this.host.failed(exceptionOf(errorCode))
    else this.coordinator.noteError({ code: errorCode })
    this.host.wake()
  }

  private loseMembership(errorCode: number): void {
    this.stopHeartbeats()
    this.resetMember({ keepId: errorCode === Errors.ILLEGAL_GENERATION })
    this.host.lost()
  }

  private pollTimeout(): void {
    this.network.log(
      'WARN',
      'consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.',
      LOGGER,
    )
    void this.leave('consumer poll timeout has expired.').catch(() => undefined)
    this.host.lost()
  }

  /** An error of a commit that says something about the membership. */
  commitRefused(errorCode: number): void {
    if (RESETS_MEMBER.has(errorCode)) this.loseMembership(errorCode)
    if (errorCode === Errors.REBALANCE_IN_PROGRESS)
      this.requestRejoin('offset commit failed since group is already rebalancing')
  }

  /** Leaves the group, so that the others get its partitions at once. Static members stay until their session ends. */
  async leave(reason: string): Promise<void> {
    const { memberId } = this
    this.stopHeartbeats()
    this.resetMember({ keepId: false })
    if (memberId === '' || this.settings.groupInstanceId !== null || !this.coordinator.known) return
    await this.coordinator.send('LeaveGroup', (version) =>
      version >= 3
        ? { groupId: this.groupId, members: [{ memberId, groupInstanceId: null, reason }] }
        : { groupId: this.groupId, memberId },
    )
  }

  /** Leaves for good; the coordinator's answer is not waited for beyond the deadline. */
  async close(reason: string, deadline: Deadline): Promise<void> {
    this.closed = true
    const left = deadline.bound(this.leave(reason), () => new TimeoutException(reason))
    await left.catch(() => undefined)
  }
}
