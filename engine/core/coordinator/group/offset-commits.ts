/** OffsetCommit, OffsetFetch and OffsetDelete, and the expiry of offsets (`OffsetMetadataManager.java`). */
import { utf8Length } from '../../base/utf8.ts'
import type { Uuid } from '../../base/uuid.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { GroupCoordinatorConfig } from '../config.ts'
import { groupTombstone, offsetCommitRecord, offsetTombstone } from '../group-records.ts'
import type { CoordinatorRecord, Reply, Write } from '../write.ts'
import { appendError } from './append-error.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { Offsets, PlacedOffset } from './offsets.ts'

/** A commit, its topics named. */
export interface Commit {
  readonly groupId: string
  /** -1: from outside the group. */
  readonly generation: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** -1: the broker's retention counts. */
  readonly retentionTimeMs: number
  readonly version: number
  readonly partitions: readonly CommitPartition[]
}

export interface CommitPartition {
  readonly topic: string
  /** The zero id: not known. */
  readonly topicId: Uuid
  readonly partition: number
  readonly offset: number
  readonly leaderEpoch: number
  readonly metadata: string
}

/** The outcome of each partition of a commit, in its order. */
export type CommitResult = readonly ErrorCode[]

/** Which topic and partition. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Turns a commit that its group accepts into records; partitions with too much metadata are left out. */
export function commitOffsets(commit: Commit, now: number, maxMetadata: number, reply: Reply<CommitResult>): Write {
  const errors = commit.partitions.map(({ metadata }) =>
    utf8Length(metadata) > maxMetadata ? Errors.OFFSET_METADATA_TOO_LARGE : Errors.NONE,
  )
  const expireTimestamp = commit.retentionTimeMs === -1 ? -1 : now + commit.retentionTimeMs
  const accepted = commit.partitions.filter((_, at) => errors[at] === Errors.NONE)
  return {
    records: accepted.map(({ topic, topicId, partition, offset, leaderEpoch, metadata }) => {
      const committed = { offset, leaderEpoch, metadata, topicId, commitTimestamp: now, expireTimestamp }
      return offsetCommitRecord(commit.groupId, topic, partition, committed)
    }),
    applied: () => {
      reply(errors)
      return undefined
    },
    refused: (error) => {
      reply(errors.map((own) => (own === Errors.NONE ? appendError(error) : own)))
      return undefined
    },
  }
}

/** Takes offsets away; those of topics that the group reads stay. */
export function deleteOffsets(
  group: ClassicGroup,
  offsets: Offsets,
  wanted: readonly TopicPartition[],
  reply: Reply<CommitResult>,
): Write {
  const errors = wanted.map(({ topic }) =>
    group.isSubscribedTo(topic) && group.state !== 'Empty' ? Errors.GROUP_SUBSCRIBED_TO_TOPIC : Errors.NONE,
  )
  const gone = wanted.filter(
    ({ topic, partition }, at) => errors[at] === Errors.NONE && offsets.get(group.groupId, topic, partition),
  )
  const answer = (error: ErrorCode) => {
    reply(errors.map((own) => (own === Errors.NONE ? error : own)))
    return undefined
  }
  return {
    records: gone.map(({ topic, partition }) => offsetTombstone(group.groupId, topic, partition)),
    applied: () => answer(Errors.NONE),
    refused: (error) => answer(appendError(error)),
  }
}

/** Tombstones of everything that a group left. */
export function groupDeletion(group: ClassicGroup, offsets: Offsets): CoordinatorRecord[] {
  const { groupId } = group
  const tombstones = [...offsets.of(groupId)].map(({ topic, partition }) => offsetTombstone(groupId, topic, partition))
  return [...tombstones, groupTombstone(groupId)]
}

/** What time takes from a group. */
export interface Expiry {
  readonly groupId: string
  readonly offsets: readonly TopicPartition[]
  /** Nothing is left of an empty group: it goes too. */
  readonly removed: boolean
}

/** The tombstones of an expiry. */
export function expiryRecords({ groupId, offsets, removed }: Expiry): CoordinatorRecord[] {
  const tombstones = offsets.map(({ topic, partition }) => offsetTombstone(groupId, topic, partition))
  return removed ? [...tombstones, groupTombstone(groupId)] : tombstones
}

/** What of a group has expired. */
export function expiry(group: ClassicGroup, offsets: Offsets, now: number, config: GroupCoordinatorConfig): Expiry {
  const { groupId } = group
  const all = [...offsets.of(groupId)]
  const expired = all.filter((placed) => now >= expiresAt(group, placed, config.offsetsRetentionMs))
  const deserted = group.state === 'Empty' && group.pendingJoins.size === 0
  return { groupId, offsets: expired, removed: expired.length === all.length && deserted }
}

/** When an offset expires as things stand, wall ms; Infinity: never. */
export function expiresAt(group: ClassicGroup, { topic, committed }: PlacedOffset, retentionMs: number): number {
  const since = retainedSince(group, topic, committed.commitTimestamp)
  if (since === null) return Number.POSITIVE_INFINITY
  return committed.expireTimestamp === -1 ? since + retentionMs : committed.expireTimestamp
}

/** From when an offset's retention counts; null: it stays (`ClassicGroup.offsetExpirationCondition`). */
function retainedSince(group: ClassicGroup, topic: string, commitTimestamp: number): number | null {
  if (group.protocolType === null) return commitTimestamp
  if (group.state === 'Empty') return group.stateTimestamp === -1 ? commitTimestamp : group.stateTimestamp
  const read = group.state !== 'Stable' || group.subscribedTopics === null || group.isSubscribedTo(topic)
  return read ? null : commitTimestamp
}
