/** Offsets of partitions and deletion of records: what partition leaders answer. */
import { Errors, errorName } from '../protocol/errors.ts'
import { type AdminCalls, type CallOptions, outcomeOf, type Verdict } from './admin-calls.ts'
import { exceptionOf, saysMetadataIsStale } from './errors.ts'
import type { Outcome } from './keyed-result.ts'
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts'

/** Special timestamps of ListOffsets. */
export const OFFSET_SPECS = {
  latest: -1,
  earliest: -2,
  'max-timestamp': -3,
  'earliest-local': -4,
  'latest-tiered': -5,
  'earliest-pending-upload': -6,
} as const

/** Which offset of a partition: a named one, or the first record not older than a timestamp. */
export type OffsetSpec = keyof typeof OFFSET_SPECS | { readonly timestamp: number }

/** Offset -1: there is none. */
export interface ListedOffset {
  readonly offset: number
  readonly timestamp: number
  /** -1 when the broker does not say. */
  readonly leaderEpoch: number
}

export type IsolationLevel = 'read_uncommitted' | 'read_committed'

export function specTimestamp(spec: OffsetSpec): number {
  return typeof spec === 'string' ? OFFSET_SPECS[spec] : spec.timestamp
}

/** The oldest version of ListOffsets that knows a special timestamp. */
function minVersionOf(timestamp: number): number {
  const since: { readonly [timestamp: number]: number } = { [-3]: 7, [-4]: 8, [-5]: 9, [-6]: 11 }
  return since[timestamp] ?? 1
}

interface Asked extends TopicPartition {
  readonly timestamp: number
}

export async function listOffsets(
  calls: AdminCalls,
  specs: Iterable<readonly [TopicPartition, OffsetSpec]>,
  options: CallOptions & { isolationLevel?: IsolationLevel } = {},
): Promise<Map<TopicPartition, Outcome<ListedOffset>>> {
  const asked: Asked[] = [...specs].map(([{ topic, partition }, spec]) => ({
    topic,
    partition,
    timestamp: specTimestamp(spec),
  }))
  const deadline = calls.deadline(options)
  const isolationLevel = options.isolationLevel === 'read_committed' ? 1 : 0
  return calls.byLeader({ name: 'listOffsets', unknownTopics: 'fail' }, asked, deadline, async (leader, partitions) => {
    const topics = [...byTopic(partitions)].map(([name, list]) => ({
      name,
      partitions: list.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
    }))
    const minVersion = Math.max(...partitions.map(({ timestamp }) => minVersionOf(timestamp)))
    const node = calls.network.node(leader)
    if (!node) return new Map()
    const channel = await calls.network.channel(node)
    const timeoutMs = Math.max(1, Math.round(deadline.left))
    const body = { replicaId: -1, isolationLevel, topics, timeoutMs }
    const { body: answer } = await channel.request('ListOffsets', body, { timeoutMs, minVersion })
    const verdicts = new Map<string, Verdict<ListedOffset>>()
    for (const topic of answer.topics) {
      for (const p of topic.partitions) {
        const key = partitionKey({ topic: topic.name, partition: p.partitionIndex })
        const { offset, timestamp, leaderEpoch } = p
        reportUnexpected(calls, 'ListOffsets', key, p.errorCode)
        verdicts.set(key, verdict(p.errorCode, { offset, timestamp, leaderEpoch }))
      }
    }
    return verdicts
  })
}

function verdict<V>(errorCode: number, value: V): Verdict<V> {
  const outcome = outcomeOf(errorCode, null, () => value)
  return outcome.error?.retriable ? { retry: outcome.error } : outcome
}

/** Deletes records below an offset; -1: below the high watermark. Gives the new low watermarks. */
export async function deleteRecords(
  calls: AdminCalls,
  before: Iterable<readonly [TopicPartition, number]>,
  options: CallOptions = {},
): Promise<Map<TopicPartition, Outcome<{ lowWatermark: number }>>> {
  const asked = [...before].map(([{ topic, partition }, offset]) => ({ topic, partition, offset }))
  const deadline = calls.deadline(options)
  return calls.byLeader(
    { name: 'deleteRecords', unknownTopics: 'await' },
    asked,
    deadline,
    async (leader, partitions) => {
      const topics = [...byTopic(partitions)].map(([name, list]) => ({
        name,
        partitions: list.map(({ partition, offset }) => ({ partitionIndex: partition, offset })),
      }))
      const timeoutMs = Math.max(1, Math.round(deadline.left))
      const { body } = await calls.send(leader, 'DeleteRecords', { topics, timeoutMs }, deadline)
      const verdicts = new Map<string, Verdict<{ lowWatermark: number }>>()
      for (const topic of body.topics) {
        for (const p of topic.partitions) {
          const key = partitionKey({ topic: topic.name, partition: p.partitionIndex })
          reportUnexpected(calls, 'DeleteRecords', key, p.errorCode)
          verdicts.set(key, verdict(p.errorCode, { lowWatermark: p.lowWatermark }))
        }
      }
      return verdicts
    },
  )
}

function reportUnexpected(calls: AdminCalls, request: string, key: string, errorCode: number): void {
  if (errorCode === Errors.NONE || saysMetadataIsStale(errorCode) || exceptionOf(errorCode).retriable) return
  calls.logUnexpected(
    `${request}Handler`,
    `${request} request for topic partition ${key} failed due to an unexpected error ${errorName(errorCode)}`,
  )
}
