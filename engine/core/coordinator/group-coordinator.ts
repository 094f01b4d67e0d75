/** The group coordinator of a broker (`GroupCoordinatorService.java`): finds the shard of a group, and answers for shards that are not here. */
import { coordinatorPartition } from '../base/hash.ts'
import { Part } from '../base/part.ts'
import type { Env } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseOf } from '../protocol/frame.ts'
import type { GroupCoordinatorConfig } from './config.ts'
import type { ClassicGroup } from './group/classic-group.ts'
import type { Join } from './group/classic-join.ts'
import { type JoinResponse, joinError, type SyncResponse, syncError } from './group/failed-answers.ts'
import type { GroupShard } from './group/group-shard.ts'
import type { Commit, CommitResult, TopicPartition } from './group/offset-commits.ts'
import type { CommittedOffset } from './group-records.ts'
import type { PartitionWriter } from './partition-writer.ts'
import type { Shard, ShardContext } from './shard.ts'
import type { Write } from './write.ts'

/** What groups are made of: nobody needs it before the first partition of the topic. */
const GROUPS = new Part(() => import('./group-parts.ts'))

type LeaveResponse = ResponseOf<'LeaveGroup'>

/** A group as DescribeGroups shows it; error GROUP_ID_NOT_FOUND: there is none. */
export type GroupDescription =
  | { readonly error: 0; readonly group: ClassicGroup }
  | { readonly error: Exclude<ErrorCode, 0> }

/** A line of ListGroups. */
export interface GroupOverview {
  readonly groupId: string
  readonly protocolType: string
  readonly state: string
  readonly type: string
}

/** What a group has committed; the zero answers are the caller's. */
export interface FetchedOffset extends TopicPartition {
  readonly committed: CommittedOffset | undefined
}

export class GroupCoordinator {
  private readonly shards = new Map<number, Shard<GroupShard>>()
  /** Partitions that are led while the program for them is not there yet, with the leader epoch. */
  private readonly awaited = new Map<number, number>()

  /** @param partitions how many partitions `__consumer_offsets` has, or will have */
  constructor(
    private readonly env: Env,
    private readonly config: GroupCoordinatorConfig,
    private readonly writer: PartitionWriter,
    private readonly partitions: () => number,
  ) {
    writer.onCommitted((partition) => this.shards.get(partition)?.committed())
  }

  /** The partition of `__consumer_offsets` that keeps a group. */
  partitionFor(groupId: string): number {
    return coordinatorPartition(groupId, this.partitions())
  }

  /** This broker leads a partition now: its groups are loaded; meanwhile they answer COORDINATOR_LOAD_IN_PROGRESS. */
  async elected(partition: number, leaderEpoch: number): Promise<void> {
    this.resigned(partition)
    const loading = GROUPS.loading()
    if (loading) {
      this.awaited.set(partition, leaderEpoch)
      await loading
      if (this.awaited.get(partition) !== leaderEpoch) return
      this.awaited.delete(partition)
    }
    const { GroupShard, Shard } = GROUPS.now
    const make = (context: ShardContext) => new GroupShard(context, this.config, this.env.random)
    const shard = new Shard(partition, leaderEpoch, this.env, this.writer, make)
    this.shards.set(partition, shard)
    try {
      await shard.load()
    } catch (error) {
      if (this.shards.get(partition) === shard) this.resigned(partition)
      throw error
    }
  }

  /** This broker leads the partition no more. */
  resigned(partition: number): void {
    this.awaited.delete(partition)
    this.shards.get(partition)?.close()
    this.shards.delete(partition)
  }

  /** Ends all waits and timers. */
  shutdown(): void {
    for (const partition of [...this.shards.keys()]) this.resigned(partition)
  }

  /** The shard of a group, or why it cannot be asked. */
  private shardOf(groupId: string): Shard<GroupShard> | ErrorCode {
    const partition = this.partitionFor(groupId)
    const shard = this.shards.get(partition)
    if (!shard) return this.awaited.has(partition) ? Errors.COORDINATOR_LOAD_IN_PROGRESS : Errors.NOT_COORDINATOR
    return shard.unavailable === Errors.NONE ? shard : shard.unavailable
  }

  /** Runs a decision on a group's shard; the promise is kept when the answer is released. */
  private ask<T>(
    groupId: string,
    refused: (error: ErrorCode) => T,
    decide: (shard: GroupShard, reply: (answer: T) => void) => Write,
  ): Promise<T> {
    const shard = this.shardOf(groupId)
    if (typeof shard === 'number') return Promise.resolve(refused(shard))
    return new Promise((resolve) => {
      const abandoned = () => resolve(refused(Errors.NOT_COORDINATOR))
      shard.ask<T>((reply) => decide(shard.state, reply), resolve, abandoned)
    })
  }

  /** @param from who joins, and in which version */
  joinGroup(from: Omit<Join, 'request' | 'reply'>, request: Join['request']): Promise<JoinResponse> {
    const { groupId, memberId, sessionTimeoutMs } = request
    const refused = (error: ErrorCode) => joinError(error, memberId)
    if (groupId === '') return Promise.resolve(refused(Errors.INVALID_GROUP_ID))
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.config
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs)
      return Promise.resolve(refused(Errors.INVALID_SESSION_TIMEOUT))
    return this.ask(groupId, refused, (shard, reply) => shard.join({ ...from, request, reply }))
  }

  syncGroup(request: RequestOf<'SyncGroup'>): Promise<SyncResponse> {
    if (request.groupId === '') return Promise.resolve(syncError(Errors.INVALID_GROUP_ID))
    return this.ask(request.groupId, syncError, (shard, reply) => shard.sync(request, reply))
  }

  heartbeat(request: RequestOf<'Heartbeat'>): ErrorCode {
    if (request.groupId === '') return Errors.INVALID_GROUP_ID
    const shard = this.shardOf(request.groupId)
    // While loading, members must not think that they were thrown out: Kafka answers NONE.
    if (shard === Errors.COORDINATOR_LOAD_IN_PROGRESS) return Errors.NONE
    return typeof shard === 'number' ? shard : shard.state.heartbeat(request)
  }

  leaveGroup(groupId: string, members: RequestOf<'LeaveGroup'>['members']): Promise<LeaveResponse> {
    const whole = (errorCode: ErrorCode): LeaveResponse => ({ throttleTimeMs: 0, errorCode, members: [] })
    if (groupId === '') return Promise.resolve(whole(Errors.INVALID_GROUP_ID))
    return this.ask(groupId, whole, (shard, reply) =>
      shard.leave(groupId, members, (left) => reply({ ...whole(Errors.NONE), members: left })),
    )
  }

  commitOffsets(commit: Commit): Promise<CommitResult> {
    const refused = (error: ErrorCode): CommitResult => commit.partitions.map(() => error)
    return this.ask(commit.groupId, refused, (shard, reply) => shard.commit(commit, reply))
  }

  /** What a group has committed for the partitions, or for all (`null`). */
  fetchOffsets(groupId: string, wanted: readonly TopicPartition[] | null): Promise<FetchedOffset[] | ErrorCode> {
    return this.ask<FetchedOffset[] | ErrorCode>(
      groupId,
      (error) => error,
      (shard, reply) =>
        shard.read(() => {
          const places = wanted ?? [...shard.offsets.of(groupId)]
          return places.map(({ topic, partition }) => ({
            topic,
            partition,
            committed: shard.offsets.get(groupId, topic, partition),
          }))
        }, reply),
    )
  }

  deleteOffsets(groupId: string, wanted: readonly TopicPartition[]): Promise<ErrorCode | CommitResult> {
    if (groupId === '') return Promise.resolve(Errors.INVALID_GROUP_ID)
    return this.ask<ErrorCode | CommitResult>(
      groupId,
      (error) => error,
      (shard, reply) => shard.deleteOffsets(groupId, wanted, reply),
    )
  }

  deleteGroup(groupId: string): Promise<ErrorCode> {
    return this.ask<ErrorCode>(
      groupId,
      (error) => error,
      (shard, reply) => shard.deleteGroup(groupId, reply),
    )
  }

  describeGroup(groupId: string): Promise<GroupDescription> {
    const refused = (error: ErrorCode) => ({ error }) as GroupDescription
    return this.ask<GroupDescription>(groupId, refused, (shard, reply) =>
      shard.read(() => {
        const group = shard.group(groupId)
        return group ? { error: Errors.NONE, group } : { error: Errors.GROUP_ID_NOT_FOUND }
      }, reply),
    )
  }

  /** All groups kept here; COORDINATOR_LOAD_IN_PROGRESS while any shard is loading. */
  listGroups(): GroupOverview[] | ErrorCode {
    const groups: GroupOverview[] = []
    for (const shard of this.shards.values()) {
      if (shard.unavailable !== Errors.NONE) return shard.unavailable
      for (const { groupId, protocolType, state, type } of shard.state.allGroups())
        groups.push({ groupId, protocolType: protocolType ?? '', state, type })
    }
    return groups
  }

  /** Looks now for what has expired by the wall clock, instead of at the end of the interval. */
  expireOffsets(): void {
    for (const shard of this.active()) shard.run(() => shard.state.expire())
  }

  /** The first wall time after `now` at which an offset kept here expires; Infinity: none does. */
  nextExpiry(now: number): number {
    return Math.min(...this.active().map((shard) => shard.state.nextExpiry(now)))
  }

  private active(): Shard<GroupShard>[] {
    return [...this.shards.values()].filter(({ unavailable }) => unavailable === Errors.NONE)
  }

  /** Forgets what was committed for topics that are gone. */
  topicsDeleted(topics: ReadonlySet<string>): void {
    for (const shard of this.active()) shard.run(() => shard.state.topicsDeleted(topics))
  }
}
