/** Committing offsets and reading them back. */
import { Errors } from '../protocol/errors.ts'
import { committedOffsets, type OffsetAndMetadata, offsetFetchBody } from './admin-groups.ts'
import { exceptionOf, KafkaException, TimeoutException } from './errors.ts'
import type { GroupCoordinatorClient } from './group-coordinator-client.ts'
import type { GroupMembership, GroupPlace } from './group-membership.ts'
import type { Deadline } from './timing.ts'
import { byTopic, PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

/** An offset to commit; the number alone will do. */
export interface OffsetToCommit {
  readonly offset: number
  readonly leaderEpoch?: number | null
  readonly metadata?: string
}

const NO_PLACE =
  'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.'
const BETWEEN =
  'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.'
const REBALANCING =
  'Offset commit cannot be completed since the consumer group is executing a rebalance at the moment. You can try completing the rebalance by calling poll() and then retry commit again'
const STALE =
  "Offset commit cannot be completed since the consumer member's generation is already stale, meaning it has already participated another rebalance and got a new generation. You can try completing the rebalance by calling poll() and then retry commit again"
const PLACE_LOST =
  'Commit cannot be completed since the group has already rebalanced and assigned the partitions to another member. This means that the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time message processing. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.'

export class OffsetCommits {
  constructor(
    private readonly coordinator: GroupCoordinatorClient,
    private readonly membership: GroupMembership,
    private readonly groupId: string,
    private readonly groupInstanceId: string | null,
    /** Whether its partitions are the group's to give. */
    private readonly usesGroup: () => boolean,
  ) {}

  /**
   * Commits once. Rejects with CommitFailedException when the member lost its place, with RebalanceInProgressException
   * between two generations, else with the broker's error.
   */
  async commit(offsets: PartitionMap<OffsetToCommit>): Promise<void> {
    if (offsets.size === 0) return
    const place = this.usesGroup() ? this.stablePlace() : NOBODY
    const commits = [...offsets].map(([partition, offset]) => ({ ...partition, ...offset }))
    const request = {
      groupId: this.groupId,
      generationIdOrMemberEpoch: place.generation,
      memberId: place.memberId,
      groupInstanceId: place === NOBODY ? null : this.groupInstanceId,
      topics: [...byTopic(commits)].map(([name, list]) => ({
        name,
        partitions: list.map((commit) => ({
          partitionIndex: commit.partition,
          committedOffset: commit.offset,
          committedLeaderEpoch: commit.leaderEpoch ?? -1,
          committedMetadata: commit.metadata ?? '',
        })),
      })),
    }
    const { body } = await this.coordinator.send('OffsetCommit', request, { maxVersion: 9 })
    for (const topic of body.topics) {
      for (const p of topic.partitions) if (p.errorCode !== Errors.NONE) this.refused(p.errorCode, place)
    }
  }

  /** The place in the group that commits are made under; throws while there is none. */
  private stablePlace(): GroupPlace {
    const place = this.membership.stablePlace
    if (place) return place
    if (this.membership.isJoining) throw exceptionOf(Errors.REBALANCE_IN_PROGRESS, BETWEEN)
    throw commitFailed(NO_PLACE)
  }

  private refused(errorCode: number, sent: GroupPlace): never {
    this.coordinator.noteError({ code: errorCode })
    // What is said of an older generation does not hold for the one of now.
    const isOfNow = sent.generation === this.membership.generation && sent.memberId === this.membership.memberId
    if (isOfNow) this.membership.commitRefused(errorCode)
    if (errorCode === Errors.REBALANCE_IN_PROGRESS) throw exceptionOf(errorCode, REBALANCING)
    if (errorCode !== Errors.UNKNOWN_MEMBER_ID && errorCode !== Errors.ILLEGAL_GENERATION) throw exceptionOf(errorCode)
    if (!isOfNow && this.membership.isJoining) throw exceptionOf(Errors.REBALANCE_IN_PROGRESS, STALE)
    throw commitFailed(PLACE_LOST)
  }

  /** Commits until it worked. Rejects with TimeoutException when the time is up before. */
  async commitWithRetries(offsets: PartitionMap<OffsetToCommit>, deadline: Deadline): Promise<void> {
    await this.coordinator.retry(
      deadline,
      () => late(deadline, `successfully committing offsets ${offsetsText(offsets)}`),
      () => this.commit(offsets),
    )
  }

  /** Committed offsets of the partitions that have one. */
  async committed(
    partitions: readonly TopicPartition[],
    deadline: Deadline,
    options: { requireStable: boolean },
  ): Promise<PartitionMap<OffsetAndMetadata>> {
    if (partitions.length === 0) return new PartitionMap()
    const about = `the last committed offset for partitions [${partitions.map(partitionKey).join(', ')}] could be determined.`
    return this.coordinator.retry(
      deadline,
      () => late(deadline, `${about} Try tuning default.api.timeout.ms larger to relax the threshold.`),
      async () => {
        const request = offsetFetchBody(this.groupId, partitions, options.requireStable)
        const { body } = await this.coordinator.send('OffsetFetch', request, { maxVersion: 9 })
        return this.known(new PartitionMap(committedOffsets(body)), partitions)
      },
    )
  }

  private known(
    offsets: PartitionMap<OffsetAndMetadata>,
    partitions: readonly TopicPartition[],
  ): PartitionMap<OffsetAndMetadata> {
    const wanted = new Set(partitions.map(partitionKey))
    return new PartitionMap([...offsets].filter(([partition]) => wanted.has(partitionKey(partition))))
  }
}

function late({ budgetMs }: Deadline, what: string): TimeoutException {
  return new TimeoutException(`Timeout of ${budgetMs}ms expired before ${what}`)
}

/** Offsets as Java prints a map of them. */
export function offsetsText(offsets: PartitionMap<OffsetToCommit>): string {
  const texts = [...offsets].map(
    ([partition, { offset, leaderEpoch = null, metadata = '' }]) =>
      `${partitionKey(partition)}=OffsetAndMetadata{offset=${offset}, leaderEpoch=${leaderEpoch}, metadata='${metadata}'}`,
  )
  return `{${texts.join(', ')}}`
}

/** Who commits without being a member. */
const NOBODY: GroupPlace = { generation: -1, memberId: '' }

function commitFailed(message: string): KafkaException {
  return new KafkaException(message, { javaClass: 'org.apache.kafka.clients.consumer.CommitFailedException' })
}
