/** Groups and their committed offsets. */
import { ByteReader } from '../base/bytes.ts'
import { textsInHashOrder } from '../base/java-order.ts'
import { decode } from '../protocol/codec.ts'
import { Errors } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { ConsumerProtocolAssignment } from '../protocol/messages/consumer-protocol.ts'
import { type AdminCalls, type CallOptions, outcomeOf } from './admin-calls.ts'
import { exceptionOf, KafkaException } from './errors.ts'
import type { Outcome } from './keyed-result.ts'
import type { Node } from './network-client.ts'
import { byTopic, type TopicPartition } from './topic-partition.ts'

/** A group as ListGroups tells of it. */
export interface GroupListing {
  readonly groupId: string
  /** `Classic`, `Consumer`, `Share`, `Streams`; '' when an old broker does not say. */
  readonly type: string
  /** `consumer` for consumer groups, '' for simple ones. */
  readonly protocol: string
  readonly state: string
}

export interface MemberDescription {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  /** `/127.0.0.1`. */
  readonly host: string
  readonly assignment: readonly TopicPartition[]
  /** Null for members of the classic protocol. */
  readonly targetAssignment: readonly TopicPartition[] | null
  readonly memberEpoch: number | null
  readonly upgraded: boolean | null
}

export interface ConsumerGroupDescription {
  readonly groupId: string
  /** `classic` or `consumer`. */
  readonly type: 'classic' | 'consumer'
  readonly isSimpleConsumerGroup: boolean
  readonly members: readonly MemberDescription[]
  readonly partitionAssignor: string
  readonly state: string
  readonly coordinator: Node
  readonly groupEpoch: number | null
  readonly targetAssignmentEpoch: number | null
}

/** A committed offset; `metadata` is the committer's own text. */
export interface OffsetAndMetadata {
  readonly offset: number
  /** Null when it was not committed. */
  readonly leaderEpoch: number | null
  readonly metadata: string
}

export async function listGroups(
  calls: AdminCalls,
  options: CallOptions & { states?: readonly string[]; types?: readonly string[]; protocols?: readonly string[] } = {},
): Promise<readonly GroupListing[]> {
  const deadline = calls.deadline(options)
  const nodes = await calls.brokers('findAllBrokers', deadline).catch((error: unknown) => {
    if (!(error instanceof KafkaException) || error.name !== 'TimeoutException') throw error
    throw new KafkaException('Failed to find brokers to send ListGroups')
  })
  const filters = { statesFilter: [...(options.states ?? [])], typesFilter: [...(options.types ?? [])] }
  const found = new Map<string, GroupListing>()
  for (const node of nodes) {
    const body = await calls.request('listGroups', node.id, 'ListGroups', filters, {
      timeoutMs: deadline.left,
      check: (answer) => {
        if (answer.errorCode !== Errors.NONE) throw exceptionOf(answer.errorCode)
      },
    })
    for (const group of body.groups) found.set(group.groupId, listing(group))
  }
  const { protocols } = options
  const ids = textsInHashOrder([...found.keys()])
  return ids
    .map((id) => found.get(id) as GroupListing)
    .filter((group) => !protocols || protocols.includes(group.protocol))
}

function listing(group: ResponseOf<'ListGroups'>['groups'][number]): GroupListing {
  return {
    groupId: group.groupId,
    type: capital(group.groupType),
    protocol: group.protocolType,
    state: group.groupState,
  }
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()
}

export async function describeConsumerGroups(
  calls: AdminCalls,
  groups: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<ConsumerGroupDescription>>> {
  const outcomes = new Map<string, Outcome<ConsumerGroupDescription>>()
  for (const group of groups) outcomes.set(group, await settle(() => describeGroup(calls, group, options)))
  return outcomes
}

/** An exception of the client as an outcome; others stay thrown. */
async function settle<V>(run: () => Promise<V>): Promise<Outcome<V>> {
  try {
    return { value: await run() }
  } catch (error) {
    if (error instanceof KafkaException) return { error }
    throw error
  }
}

const NOT_MODERN = new Set<number>([Errors.GROUP_ID_NOT_FOUND, Errors.UNSUPPORTED_VERSION])

/** As the Java client: first as a KIP-848 group, and if it is none, as a classic one. */
async function describeGroup(
  calls: AdminCalls,
  group: string,
  options: CallOptions,
): Promise<ConsumerGroupDescription> {
  try {
    return await describeModern(calls, group, options)
  } catch (error) {
    if (!(error instanceof KafkaException) || !NOT_MODERN.has(error.code)) throw error
    return describeClassic(calls, group, options)
  }
}

async function describeModern(
  calls: AdminCalls,
  group: string,
  options: CallOptions,
): Promise<ConsumerGroupDescription> {
  const deadline = calls.deadline(options)
  const request = { groupIds: [group], includeAuthorizedOperations: false }
  const { body } = await calls.toCoordinator(
    'describeConsumerGroups',
    group,
    'ConsumerGroupDescribe',
    request,
    deadline,
    (answer) => throwGroupError(answer.groups[0]),
  )
  const found = body.groups[0] as ResponseOf<'ConsumerGroupDescribe'>['groups'][number]
  return {
    groupId: group,
    type: 'consumer',
    isSimpleConsumerGroup: false,
    members: found.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: assigned(member.assignment.topicPartitions),
      targetAssignment: assigned(member.targetAssignment.topicPartitions),
      memberEpoch: member.memberEpoch,
      upgraded: member.memberType === 1 ? true : member.memberType === 0 ? false : null,
    })),
    partitionAssignor: found.assignorName,
    state: found.groupState,
    coordinator: await coordinatorNode(calls, group, options),
    groupEpoch: found.groupEpoch,
    targetAssignmentEpoch: found.assignmentEpoch,
  }
}

function assigned(topics: readonly { topicName: string; partitions: readonly number[] }[]): TopicPartition[] {
  return topics.flatMap(({ topicName, partitions }) => partitions.map((partition) => ({ topic: topicName, partition })))
}

function throwGroupError(group: { errorCode: number; errorMessage: string | null } | undefined): void {
  if (group && group.errorCode !== Errors.NONE) throw exceptionOf(group.errorCode, group.errorMessage)
}

async function coordinatorNode(calls: AdminCalls, group: string, options: CallOptions): Promise<Node> {
  const id = await calls.coordinator('describeConsumerGroups', group, calls.deadline(options))
  return calls.network.node(id) ?? { id, host: '', port: -1, rack: null }
}

async function describeClassic(
  calls: AdminCalls,
  group: string,
  options: CallOptions,
): Promise<ConsumerGroupDescription> {
  const deadline = calls.deadline(options)
  const request = { groups: [group], includeAuthorizedOperations: false }
  const { body } = await calls.toCoordinator(
    'describeConsumerGroups',
    group,
    'DescribeGroups',
    request,
    deadline,
    (answer) => throwGroupError(answer.groups[0]),
  )
  const found = body.groups[0] as ResponseOf<'DescribeGroups'>['groups'][number]
  if (found.protocolType !== '' && found.protocolType !== 'consumer') {
    throw new KafkaException(`GroupId ${group} is not a consumer group (${found.protocolType}).`, {
      javaClass: 'java.lang.IllegalArgumentException',
    })
  }
  return {
    groupId: group,
    type: 'classic',
    isSimpleConsumerGroup: found.protocolType === '',
    members: found.members.map(classicMember),
    partitionAssignor: found.protocolData,
    state: found.groupState,
    coordinator: await coordinatorNode(calls, group, options),
    groupEpoch: null,
    targetAssignmentEpoch: null,
  }
}

function classicMember(member: ResponseOf<'DescribeGroups'>['groups'][number]['members'][number]): MemberDescription {
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    host: member.clientHost,
    assignment: decodeAssignment(member.memberAssignment),
    targetAssignment: null,
    memberEpoch: null,
    upgraded: null,
  }
}

/** The partitions in a member's assignment bytes, which begin with their version. */
function decodeAssignment(bytes: Uint8Array): TopicPartition[] {
  if (bytes.length === 0) return []
  const version = Math.min(3, new ByteReader(bytes).int16())
  const assignment = decode(ConsumerProtocolAssignment, version, bytes.subarray(2))
  return assignment.assignedPartitions.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition })),
  )
}

/** A group's committed offsets; partitions without one are absent. `partitions` absent: all. */
export async function listConsumerGroupOffsets(
  calls: AdminCalls,
  group: string,
  options: CallOptions & { partitions?: readonly TopicPartition[]; requireStable?: boolean } = {},
): Promise<ReadonlyMap<TopicPartition, OffsetAndMetadata>> {
  const deadline = calls.deadline(options)
  return calls.retry('listConsumerGroupOffsets(api=OFFSET_FETCH)', deadline, async () => {
    const node = await calls.coordinator('listConsumerGroupOffsets', group, deadline)
    const request = offsetFetchBody(group, options.partitions, options.requireStable ?? false)
    const { body } = await calls.send(node, 'OffsetFetch', request, deadline, { maxVersion: 9 })
    return committedOffsets(body)
  })
}

/** An OffsetFetch request for one group in any version up to 9. */
export function offsetFetchBody(
  group: string,
  partitions: readonly TopicPartition[] | undefined,
  requireStable: boolean,
) {
  const topics = partitions
    ? [...byTopic(partitions)].map(([name, list]) => ({ name, partitionIndexes: list.map((p) => p.partition) }))
    : null
  return (version: number) =>
    version >= 8 ? { groups: [{ groupId: group, topics }], requireStable } : { groupId: group, topics, requireStable }
}

/** The offsets of an OffsetFetch answer for one group. Throws the first error in it. */
export function committedOffsets(body: ResponseOf<'OffsetFetch'>): Map<TopicPartition, OffsetAndMetadata> {
  const group = body.groups[0] ?? body
  if (group.errorCode !== Errors.NONE) throw exceptionOf(group.errorCode)
  const offsets = new Map<TopicPartition, OffsetAndMetadata>()
  for (const topic of group.topics) {
    for (const p of topic.partitions) {
      if (p.errorCode !== Errors.NONE) throw exceptionOf(p.errorCode)
      if (p.committedOffset < 0) continue
      const leaderEpoch = p.committedLeaderEpoch < 0 ? null : p.committedLeaderEpoch
      offsets.set(
        { topic: topic.name, partition: p.partitionIndex },
        { offset: p.committedOffset, leaderEpoch, metadata: p.metadata ?? '' },
      )
    }
  }
  return offsets
}

/** Commits offsets for a group that has no members. */
export async function alterConsumerGroupOffsets(
  calls: AdminCalls,
  group: string,
  offsets: ReadonlyMap<TopicPartition, { offset: number; leaderEpoch?: number | null; metadata?: string }>,
  options: CallOptions = {},
): Promise<Map<TopicPartition, Outcome<void>>> {
  const deadline = calls.deadline(options)
  const commits = [...offsets].map(([partition, offset]) => ({ ...partition, ...offset }))
  const topics = [...byTopic(commits)].map(([name, list]) => ({
    name,
    partitions: list.map((commit) => ({
      partitionIndex: commit.partition,
      committedOffset: commit.offset,
      committedLeaderEpoch: commit.leaderEpoch ?? -1,
      committedMetadata: commit.metadata ?? '',
    })),
  }))
  const answer = await calls.retry('alterConsumerGroupOffsets(api=OFFSET_COMMIT)', deadline, async () => {
    const node = await calls.coordinator('alterConsumerGroupOffsets', group, deadline)
    const { body } = await calls.send(node, 'OffsetCommit', { groupId: group, topics }, deadline, { maxVersion: 9 })
    return body
  })
  return partitionOutcomes([...offsets.keys()], answer.topics)
}

function partitionOutcomes(
  partitions: readonly TopicPartition[],
  topics: readonly { name: string; partitions: readonly { partitionIndex: number; errorCode: number }[] }[],
): Map<TopicPartition, Outcome<void>> {
  const codeOf = ({ topic, partition }: TopicPartition) =>
    topics.find(({ name }) => name === topic)?.partitions.find((p) => p.partitionIndex === partition)?.errorCode
  return new Map(
    partitions.map((partition) => [
      partition,
      outcomeOf(codeOf(partition) ?? Errors.UNKNOWN_SERVER_ERROR, null, () => undefined),
    ]),
  )
}

export async function deleteConsumerGroups(
  calls: AdminCalls,
  groups: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<void>>> {
  const outcomes = new Map<string, Outcome<void>>()
  for (const group of groups) {
    const run = async () => {
      const { body } = await calls.toCoordinator(
        'deleteConsumerGroups',
        group,
        'DeleteGroups',
        { groupsNames: [group] },
        calls.deadline(options),
      )
      const code = body.results[0]?.errorCode ?? Errors.NONE
      if (code !== Errors.NONE) throw exceptionOf(code)
    }
    outcomes.set(group, await settle(run))
  }
  return outcomes
}

/** What became of deleting offsets: an error for the whole request, or one for each partition. */
export interface DeletedOffsets {
  readonly error: KafkaException | undefined
  readonly partitions: ReadonlyMap<TopicPartition, Outcome<void>>
}

export async function deleteConsumerGroupOffsets(
  calls: AdminCalls,
  group: string,
  partitions: readonly TopicPartition[],
  options: CallOptions = {},
): Promise<DeletedOffsets> {
  const topics = [...byTopic(partitions)].map(([name, list]) => ({
    name,
    partitions: list.map(({ partition }) => ({ partitionIndex: partition })),
  }))
  const request = { groupId: group, topics }
  const { body } = await calls.toCoordinator(
    'deleteConsumerGroupOffsets',
    group,
    'OffsetDelete',
    request,
    calls.deadline(options),
  )
  if (body.errorCode !== Errors.NONE) return { error: exceptionOf(body.errorCode), partitions: new Map() }
  return { error: undefined, partitions: partitionOutcomes(partitions, body.topics) }
}

/** Removes static members by instance id, or all members when `instances` is absent. */
export async function removeMembersFromConsumerGroup(
  calls: AdminCalls,
  group: string,
  options: CallOptions & { instances?: readonly string[]; reason?: string } = {},
): Promise<void> {
  const members = options.instances
    ? options.instances.map((groupInstanceId) => ({ memberId: '', groupInstanceId }))
    : (await describeGroup(calls, group, options)).members.map(({ memberId, groupInstanceId }) => ({
        memberId,
        groupInstanceId,
      }))
  const reason = options.reason ?? 'member was removed by an admin'
  const request = { groupId: group, members: members.map((member) => ({ ...member, reason })) }
  const { body } = await calls.toCoordinator('leaveGroup', group, 'LeaveGroup', request, calls.deadline(options))
  const code = [body.errorCode, ...body.members.map((member) => member.errorCode)].find((c) => c !== Errors.NONE)
  if (code !== undefined) throw exceptionOf(code)
}
