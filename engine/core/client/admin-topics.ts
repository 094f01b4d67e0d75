/** Topics: list, describe, create, delete, add partitions. */
import { uuidBytes, ZERO_UUID } from '../base/uuid.ts'
import { Errors } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { type AdminCalls, type CallOptions, outcomeOf } from './admin-calls.ts'
import { exceptionOf, KafkaException } from './errors.ts'
import type { Outcome } from './keyed-result.ts'

/** A topic as listTopics tells of it. */
export interface TopicListing {
  readonly name: string
  readonly topicId: string
  readonly internal: boolean
}

/** A partition as DescribeTopicPartitions or Metadata tells of it. */
export interface TopicPartitionInfo {
  readonly partition: number
  /** Node id; -1: none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Eligible leader replicas (KIP-966); null when the answer came through Metadata. */
  readonly elr: readonly number[] | null
  readonly lastKnownElr: readonly number[] | null
  readonly offlineReplicas: readonly number[]
}

export interface TopicDescription {
  readonly name: string
  readonly topicId: string
  readonly internal: boolean
  readonly partitions: readonly TopicPartitionInfo[]
}

/** A topic to be made. Counts absent or -1: the broker's defaults. */
export interface NewTopic {
  readonly name: string
  readonly numPartitions?: number
  readonly replicationFactor?: number
  /** Replica ids by partition, instead of counts. */
  readonly replicasAssignments?: ReadonlyMap<number, readonly number[]>
  readonly configs?: { readonly [key: string]: string }
}

/** What a created topic looks like; counts -1 when the broker does not say. */
export interface CreatedTopic {
  readonly topicId: string
  readonly numPartitions: number
  readonly replicationFactor: number
}

export async function listTopics(
  calls: AdminCalls,
  options: CallOptions & { listInternal?: boolean } = {},
): Promise<ReadonlyMap<string, TopicListing>> {
  const body = await calls.request(
    'listTopics',
    'any',
    'Metadata',
    { topics: null, allowAutoTopicCreation: false },
    options,
  )
  const listings = body.topics.map((topic) => ({
    name: topic.name ?? '',
    topicId: topic.topicId,
    internal: topic.isInternal,
  }))
  const wanted = listings.filter((topic) => options.listInternal === true || !topic.internal)
  return new Map(wanted.map((topic) => [topic.name, topic]))
}

export interface DescribeTopicsOptions extends CallOptions {
  readonly partitionSizeLimitPerResponse?: number
}

/** Describes topics by name through DescribeTopicPartitions, or Metadata where the broker lacks it. */
export async function describeTopics(
  calls: AdminCalls,
  names: readonly string[],
  options: DescribeTopicsOptions = {},
): Promise<Map<string, Outcome<TopicDescription>>> {
  const outcomes = new Map<string, Outcome<TopicDescription>>()
  const valid = names.filter((name) => isRepresentable(name, outcomes))
  if (valid.length === 0) return outcomes
  try {
    await describeByPages(calls, valid, options, outcomes)
  } catch (error) {
    if (!(error instanceof KafkaException) || error.code !== Errors.UNSUPPORTED_VERSION) throw error
    await describeByMetadata(calls, valid, options, outcomes)
  }
  return new Map(names.map((name) => [name, outcomes.get(name) ?? missing()]))
}

function missing(): Outcome<TopicDescription> {
  return { error: exceptionOf(Errors.UNKNOWN_TOPIC_OR_PARTITION) }
}

function isRepresentable<V>(name: string, outcomes: Map<string, Outcome<V>>): boolean {
  if (name !== '') return true
  const message = `The given topic name '${name}' cannot be represented in a request.`
  outcomes.set(name, { error: exceptionOf(Errors.INVALID_TOPIC_EXCEPTION, message) })
  return false
}

type Page = ResponseOf<'DescribeTopicPartitions'>

async function describeByPages(
  calls: AdminCalls,
  names: readonly string[],
  options: DescribeTopicsOptions,
  outcomes: Map<string, Outcome<TopicDescription>>,
): Promise<void> {
  const found = new Map<string, { topicId: string; internal: boolean; partitions: TopicPartitionInfo[] }>()
  let cursor: Page['nextCursor'] = null
  const topics = [...names].sort().map((name) => ({ name }))
  do {
    const responsePartitionLimit = options.partitionSizeLimitPerResponse ?? 2000
    const rest =
      cursor === null ? topics : topics.filter(({ name }) => name >= (cursor as { topicName: string }).topicName)
    const request = { topics: rest, responsePartitionLimit, cursor }
    const page: Page = await calls.request(
      'describeTopicPartitions',
      'any',
      'DescribeTopicPartitions',
      request,
      options,
    )
    for (const topic of page.topics) takePage(topic, found, outcomes)
    cursor = page.nextCursor
  } while (cursor !== null)
  for (const [name, topic] of found) outcomes.set(name, { value: { name, ...topic } })
}

function takePage(
  topic: Page['topics'][number],
  found: Map<string, { topicId: string; internal: boolean; partitions: TopicPartitionInfo[] }>,
  outcomes: Map<string, Outcome<TopicDescription>>,
): void {
  const name = topic.name ?? ''
  if (topic.errorCode !== Errors.NONE) {
    outcomes.set(name, { error: exceptionOf(topic.errorCode) })
    return
  }
  const known = found.get(name) ?? { topicId: topic.topicId, internal: topic.isInternal, partitions: [] }
  for (const p of topic.partitions) {
    known.partitions.push({
      partition: p.partitionIndex,
      leader: p.leaderId,
      leaderEpoch: p.leaderEpoch,
      replicas: p.replicaNodes,
      isr: p.isrNodes,
      elr: p.eligibleLeaderReplicas ?? [],
      lastKnownElr: p.lastKnownElr ?? [],
      offlineReplicas: p.offlineReplicas,
    })
  }
  found.set(name, known)
}

async function describeByMetadata(
  calls: AdminCalls,
  names: readonly string[],
  options: CallOptions,
  outcomes: Map<string, Outcome<TopicDescription>>,
): Promise<void> {
  const topics = names.map((name) => ({ name, topicId: ZERO_UUID }))
  const body = await calls.request(
    'describeTopics',
    'any',
    'Metadata',
    { topics, allowAutoTopicCreation: false },
    options,
  )
  for (const topic of body.topics) {
    outcomes.set(
      topic.name ?? '',
      outcomeOf(topic.errorCode, null, () => metadataDescription(topic)),
    )
  }
}

function metadataDescription(topic: ResponseOf<'Metadata'>['topics'][number]): TopicDescription {
  const partitions = topic.partitions.map((p) => ({
    partition: p.partitionIndex,
    leader: p.leaderId,
    leaderEpoch: p.leaderEpoch,
    replicas: p.replicaNodes,
    isr: p.isrNodes,
    elr: null,
    lastKnownElr: null,
    offlineReplicas: p.offlineReplicas,
  }))
  partitions.sort((a, b) => a.partition - b.partition)
  return { name: topic.name ?? '', topicId: topic.topicId, internal: topic.isInternal, partitions }
}

/** Describes topics by id; the answer comes through Metadata, so it has no ELR. */
export async function describeTopicsById(
  calls: AdminCalls,
  ids: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<TopicDescription>>> {
  for (const id of ids) uuidBytes(id)
  const topics = ids.map((topicId) => ({ name: null, topicId }))
  const body = await calls.request(
    'describeTopicsWithIds',
    'any',
    'Metadata',
    { topics, allowAutoTopicCreation: false },
    options,
  )
  return new Map(
    body.topics.map((topic) => [topic.topicId, outcomeOf(topic.errorCode, null, () => metadataDescription(topic))]),
  )
}

export async function createTopics(
  calls: AdminCalls,
  topics: readonly NewTopic[],
  options: CallOptions & { validateOnly?: boolean } = {},
): Promise<Map<string, Outcome<CreatedTopic>>> {
  const outcomes = new Map<string, Outcome<CreatedTopic>>()
  const wanted = topics.filter((topic) => isRepresentable(topic.name, outcomes))
  if (wanted.length === 0) return outcomes
  const deadline = calls.deadline(options)
  const body = await calls.request(
    'createTopics',
    'controller',
    'CreateTopics',
    {
      topics: wanted.map(creatable),
      timeoutMs: Math.round(deadline.left),
      validateOnly: options.validateOnly ?? false,
    },
    options,
  )
  for (const topic of body.topics) {
    outcomes.set(
      topic.name,
      outcomeOf(topic.errorCode, topic.errorMessage, () => ({
        topicId: topic.topicId,
        numPartitions: topic.numPartitions,
        replicationFactor: topic.replicationFactor,
      })),
    )
  }
  return outcomes
}

function creatable(topic: NewTopic) {
  const assignments = [...(topic.replicasAssignments ?? [])].map(([partitionIndex, brokerIds]) => ({
    partitionIndex,
    brokerIds,
  }))
  return {
    name: topic.name,
    numPartitions: topic.replicasAssignments ? -1 : (topic.numPartitions ?? -1),
    replicationFactor: topic.replicasAssignments ? -1 : (topic.replicationFactor ?? -1),
    assignments,
    configs: Object.entries(topic.configs ?? {}).map(([name, value]) => ({ name, value })),
  }
}

export async function deleteTopics(
  calls: AdminCalls,
  names: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<void>>> {
  const outcomes = new Map<string, Outcome<void>>()
  const wanted = names.filter((name) => isRepresentable(name, outcomes))
  if (wanted.length === 0) return outcomes
  const timeoutMs = Math.round(calls.deadline(options).left)
  const body = await calls.request(
    'deleteTopics',
    'controller',
    'DeleteTopics',
    (version) =>
      version >= 6
        ? { topics: wanted.map((name) => ({ name, topicId: ZERO_UUID })), timeoutMs }
        : { topicNames: wanted, timeoutMs },
    options,
  )
  for (const topic of body.responses) {
    outcomes.set(
      topic.name ?? '',
      outcomeOf(topic.errorCode, topic.errorMessage, () => undefined),
    )
  }
  return outcomes
}

/** The number of partitions a topic shall have, and optionally where the new ones' replicas go. */
export interface NewPartitions {
  readonly totalCount: number
  readonly newAssignments?: readonly (readonly number[])[]
}

export async function createPartitions(
  calls: AdminCalls,
  partitions: ReadonlyMap<string, NewPartitions>,
  options: CallOptions & { validateOnly?: boolean } = {},
): Promise<Map<string, Outcome<void>>> {
  const topics = [...partitions].map(([name, { totalCount, newAssignments }]) => ({
    name,
    count: totalCount,
    assignments: newAssignments?.map((brokerIds) => ({ brokerIds })) ?? null,
  }))
  const timeoutMs = Math.round(calls.deadline(options).left)
  const validateOnly = options.validateOnly ?? false
  const body = await calls.request(
    'createPartitions',
    'controller',
    'CreatePartitions',
    { topics, timeoutMs, validateOnly },
    options,
  )
  return new Map(
    body.results.map((topic) => [topic.name, outcomeOf(topic.errorCode, topic.errorMessage, () => undefined)]),
  )
}
