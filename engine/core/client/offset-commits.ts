/** Committing offsets and reading them back. */
import { Errors } from '../protocol/errors.ts'
import { committedOffsets, type OffsetAndMetadata, offsetFetchBody } from './admin-groups.ts'
import { exceptionOf, KafkaException } from './errors.ts'
import type { GroupCoordinatorClient } from './group-coordinator-client.ts'
import type { GroupMembership } from './group-membership.ts'
import type { Deadline } from './timing.ts'
import { byTopic, PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

/** An offset to commit; the number alone will do. */
export interface OffsetToCommit {
  readonly offset: number
  readonly leaderEpoch?: number | null
  readonly metadata?: string
}

const COMMIT_FAILED =
  'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.'

export class OffsetCommits {
  constructor(
    private readonly coordinator: GroupCoordinatorClient,
    private readonly membership: GroupMembership,
    private readonly groupId: string,
    private readonly groupInstanceId: string | null,
  ) {}

  /** Commits once. Rejects with CommitFailedException when the member lost its place, else with the broker's error. */
  async commit(offsets: PartitionMap<OffsetToCommit>): Promise<void> {
    if (offsets.size === 0) return
    const commits = [...offsets].map(([partition, offset]) => ({ ...partition, ...offset }))
    const request = {
      groupId: this.groupId,
      generationIdOrMemberEpoch: this.membership.generation,
      memberId: this.membership.memberId,
      groupInstanceId: this.groupInstanceId,
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
      for (const p of topic.partitions) if (p.errorCode !== Errors.NONE) this.refused(p.errorCode)
    }
  }

  private refused(errorCode: number): never {
    this.coordinator.noteError({ code: errorCode })
    this.membership.commitRefused(errorCode)
    if (errorCode === Errors.UNKNOWN_MEMBER_ID || errorCode === Errors.ILLEGAL_GENERATION) {
      throw new KafkaException(COMMIT_FAILED, { javaClass: 'org.apache.kafka.clients.consumer.CommitFailedException' })
    }
    throw exceptionOf(errorCode)
  }

  async commitWithRetries(offsets: PartitionMap<OffsetToCommit>, deadline: Deadline): Promise<void> {
    await this.coordinator.retry(deadline, () => this.commit(offsets))
  }

  /** Committed offsets of the partitions that have one. */
  async committed(
    partitions: readonly TopicPartition[],
    deadline: Deadline,
    options: { requireStable: boolean },
  ): Promise<PartitionMap<OffsetAndMetadata>> {
    if (partitions.length === 0) return new PartitionMap()
    return this.coordinator.retry(deadline, async () => {
      const request = offsetFetchBody(this.groupId, partitions, options.requireStable)
      const { body } = await this.coordinator.send('OffsetFetch', request, { maxVersion: 9 })
      return this.known(new PartitionMap(committedOffsets(body)), partitions)
    })
  }

  private known(
    offsets: PartitionMap<OffsetAndMetadata>,
    partitions: readonly TopicPartition[],
  ): PartitionMap<OffsetAndMetadata> {
    const wanted = new Set(partitions.map(partitionKey))
    return new PartitionMap([...offsets].filter(([partition]) => wanted.has(partitionKey(partition))))
  }
}
