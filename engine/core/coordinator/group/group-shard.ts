/** All groups of one partition of `__consumer_offsets`: `GroupCoordinatorShard.java`. */
import type { Random } from '../../env/env.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseOf } from '../../protocol/frame.ts'
import type { GroupMetadataValue } from '../../protocol/messages/group-records.ts'
import type { GroupCoordinatorConfig } from '../config.ts'
import { decodeGroupRecord, type GroupRecord, offsetTombstone } from '../group-records.ts'
import type { ShardContext, ShardState } from '../shard.ts'
import { type CoordinatorRecord, NO_WRITE, type Reply, type Write } from '../write.ts'
import { appendError } from './append-error.ts'
import { ClassicGroup } from './classic-group.ts'
import { ClassicJoin, type Join } from './classic-join.ts'
import { ClassicMembership } from './classic-membership.ts'
import { joinError, type SyncResponse, syncError } from './failed-answers.ts'
import { GroupTeller } from './group-teller.ts'
import {
  type Commit,
  type CommitResult,
  commitOffsets,
  deleteOffsets,
  expiresAt,
  expiry,
  expiryRecords,
  groupDeletion,
  type TopicPartition,
} from './offset-commits.ts'
import { Offsets } from './offsets.ts'
import { Rebalance } from './rebalance.ts'

type LeftMember = ResponseOf<'LeaveGroup'>['members'][number]

const LOGGER = 'org.apache.kafka.coordinator.group.GroupCoordinatorShard'
const EXPIRY = 'expire-group-metadata'

export class GroupShard implements ShardState {
  readonly offsets = new Offsets()
  private readonly groups = new Map<string, ClassicGroup>()
  /** The log is read: records that are replayed now are our own. */
  private active = false
  private readonly teller: GroupTeller
  private readonly rebalance: Rebalance
  private readonly joins: ClassicJoin
  private readonly membership: ClassicMembership

  constructor(
    private readonly context: ShardContext,
    private readonly config: GroupCoordinatorConfig,
    random: Random,
  ) {
    this.teller = new GroupTeller(context)
    this.rebalance = new Rebalance(context, config, this.teller)
    this.joins = new ClassicJoin(this.rebalance, config, random, this.teller)
    this.membership = new ClassicMembership(this.rebalance, this.teller)
  }

  /** The group, if there is one. */
  group(groupId: string): ClassicGroup | undefined {
    return this.groups.get(groupId)
  }

  allGroups(): Iterable<ClassicGroup> {
    return this.groups.values()
  }

  replay(record: CoordinatorRecord): void {
    const decoded = decodeGroupRecord(record)
    if (decoded.kind === 'offset') this.replayOffset(decoded)
    else if (decoded.kind === 'group') this.replayGroup(decoded)
    else
      this.context.trace.log(
        'WARN',
        'org.apache.kafka.coordinator.group.GroupCoordinatorShard',
        `Ignored a record of type ${decoded.type}`,
      )
  }

  private replayOffset({ key, value }: Extract<GroupRecord, { kind: 'offset' }>): void {
    if (value === null) return this.offsets.delete(key.group, key.topic, key.partition)
    this.made(key.group)
    this.offsets.set(key.group, key.topic, key.partition, value)
  }

  private replayGroup({ key, value }: Extract<GroupRecord, { kind: 'group' }>): void {
    if (value !== null) return this.replayMetadata(this.made(key.group), value)
    const group = this.groups.get(key.group)
    if (!group) return
    this.rebalance.stop(group, Errors.COORDINATOR_NOT_AVAILABLE)
    group.transitionTo('Dead', this.context.clock.wall())
    this.groups.delete(key.group)
    if (this.active) this.teller.removed(group)
  }

  private replayMetadata(group: ClassicGroup, value: GroupMetadataValue): void {
    if (this.active) group.replayWritten(value, this.context.clock.wall())
    else group.replayLoaded(value)
  }

  private made(groupId: string): ClassicGroup {
    const known = this.groups.get(groupId)
    if (known) return known
    const group = new ClassicGroup(groupId)
    this.groups.set(groupId, group)
    return group
  }

  /** Members found in the log get a whole session to be heard of. */
  loaded(): void {
    this.active = true
    for (const group of this.groups.values()) {
      for (const member of group.members.values()) this.rebalance.armSession(group, member)
      this.teller.loaded(group)
    }
    this.scheduleExpiry()
  }

  private scheduleExpiry(): void {
    this.context.schedule(EXPIRY, this.config.offsetsRetentionCheckIntervalMs, () => this.expire())
  }

  /** Tombstones of what has expired by the wall clock; the next look is a whole interval later. */
  expire(): Write {
    this.scheduleExpiry()
    const { clock, trace } = this.context
    const now = clock.wall()
    const gone = [...this.groups.values()]
      .map((group) => expiry(group, this.offsets, now, this.config))
      .filter(({ offsets, removed }) => offsets.length > 0 || removed)
    const records = gone.flatMap(expiryRecords)
    if (records.length === 0) return NO_WRITE
    const applied = () => {
      trace.log('INFO', LOGGER, `Generated ${records.length} tombstone records while cleaning up group metadata.`)
      for (const { groupId, offsets, removed } of gone) {
        const partitions = offsets.map(({ topic, partition }) => `${topic}-${partition}`)
        trace.event({ type: 'offsets.expired', group: groupId, partitions, removed })
      }
      return undefined
    }
    return { records, applied }
  }

  /** The first wall time after `now` at which an offset expires; Infinity: none does. */
  nextExpiry(now: number): number {
    let first = Number.POSITIVE_INFINITY
    for (const group of this.groups.values())
      for (const placed of this.offsets.of(group.groupId)) {
        const at = expiresAt(group, placed, this.config.offsetsRetentionMs)
        if (at > now && at < first) first = at
      }
    return first
  }

  /** JoinGroup; a join without member id makes the group, which is recorded first. */
  join(join: Join): Write {
    const { groupId, memberId } = join.request
    const reply: Join['reply'] = (response) => {
      this.teller.answered('JoinGroup', join.request, response.errorCode)
      this.context.release(() => join.reply(response))
    }
    const held = { ...join, reply }
    const group = this.groups.get(groupId)
    if (group) return this.joins.join(group, held)
    if (memberId !== '') return answer(reply, joinError(Errors.UNKNOWN_MEMBER_ID, memberId))
    const fresh = new ClassicGroup(groupId)
    fresh.stateTimestamp = this.context.clock.wall()
    return {
      records: [fresh.record()],
      applied: () => this.joins.join(this.made(groupId), held),
      refused: (error) => answer(reply, joinError(appendError(error), memberId)),
    }
  }

  sync(request: RequestOf<'SyncGroup'>, send: Reply<SyncResponse>): Write {
    const reply: Reply<SyncResponse> = (response) => {
      this.teller.answered('SyncGroup', request, response.errorCode)
      this.context.release(() => send(response))
    }
    const group = this.groups.get(request.groupId)
    return group ? this.membership.sync(group, request, reply) : answer(reply, syncError(Errors.UNKNOWN_MEMBER_ID))
  }

  /** Heartbeats say nothing that has to be committed first. */
  heartbeat(request: RequestOf<'Heartbeat'>): ErrorCode {
    const group = this.groups.get(request.groupId)
    const error = group ? this.membership.heartbeat(group, request) : Errors.UNKNOWN_MEMBER_ID
    this.teller.answered('Heartbeat', request, error)
    return error
  }

  leave(groupId: string, members: RequestOf<'LeaveGroup'>['members'], send: Reply<LeftMember[]>): Write {
    const group = this.groups.get(groupId)
    const reply = this.held(send)
    if (group) return this.membership.leave(group, members, reply)
    const errorCode = Errors.UNKNOWN_MEMBER_ID
    return answer(
      reply,
      members.map(({ memberId, groupInstanceId }) => ({ memberId, groupInstanceId, errorCode })),
    )
  }

  commit(commit: Commit, send: Reply<CommitResult>): Write {
    const reply = this.held(send)
    const error = this.checkCommit(commit)
    this.teller.answered('OffsetCommit', commit, error)
    if (error !== Errors.NONE)
      return answer(
        reply,
        commit.partitions.map(() => error),
      )
    this.heard(commit)
    return commitOffsets(commit, this.context.clock.wall(), this.config.offsetMetadataMaxBytes, reply)
  }

  /** A missing group is made by commits from outside (a simple group); a member of one has lost its generation. */
  private checkCommit(commit: Commit): ErrorCode {
    const group = this.groups.get(commit.groupId)
    if (group) return group.checkOffsetCommit(commit, commit.generation)
    if (commit.generation < 0) return Errors.NONE
    return commit.version >= 9 ? Errors.GROUP_ID_NOT_FOUND : Errors.ILLEGAL_GENERATION
  }

  /** A commit is a sign of life. */
  private heard({ groupId, memberId }: Commit): void {
    const group = this.groups.get(groupId)
    const member = group?.member(memberId)
    if (!group || !member) return
    if (group.state === 'Stable' || group.state === 'PreparingRebalance') this.rebalance.armSession(group, member)
  }

  /** OffsetDelete; the error of the whole, or one a partition. */
  deleteOffsets(groupId: string, wanted: readonly TopicPartition[], send: Reply<ErrorCode | CommitResult>): Write {
    const reply = this.held(send)
    const group = this.groups.get(groupId)
    if (!group || group.state === 'Dead') return answer(reply, Errors.GROUP_ID_NOT_FOUND)
    if (group.state !== 'Empty' && !group.isConsumerGroup) return answer(reply, Errors.NON_EMPTY_GROUP)
    return deleteOffsets(group, this.offsets, wanted, reply)
  }

  /** DeleteGroups, one group. */
  deleteGroup(groupId: string, send: Reply<ErrorCode>): Write {
    const reply = this.held(send)
    const group = this.groups.get(groupId)
    if (!group || group.state === 'Dead') return answer(reply, Errors.GROUP_ID_NOT_FOUND)
    if (group.state !== 'Empty') return answer(reply, Errors.NON_EMPTY_GROUP)
    return {
      records: groupDeletion(group, this.offsets),
      applied: () => answer(reply, Errors.NONE),
      refused: (error) => answer(reply, appendError(error)),
    }
  }

  /** The topics are gone, and with them what was committed for them. */
  topicsDeleted(topics: ReadonlySet<string>): Write {
    const records = this.offsets
      .groups()
      .flatMap((groupId) =>
        [...this.offsets.of(groupId)]
          .filter(({ topic }) => topics.has(topic))
          .map(({ topic, partition }) => offsetTombstone(groupId, topic, partition)),
      )
    return { records }
  }

  /** Reads the state and answers once all it saw is committed. */
  read<T>(look: () => T, send: Reply<T>): Write {
    return answer(this.held(send), look())
  }

  private held<T>(send: Reply<T>): Reply<T> {
    return (response) => this.context.release(() => send(response))
  }
}

function answer<T>(reply: Reply<T>, response: T): Write {
  reply(response)
  return NO_WRITE
}
