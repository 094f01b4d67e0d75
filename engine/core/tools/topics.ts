/** kafka-topics.sh (`TopicCommand`). */

import { textsInHashOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { NewTopic, TopicDescription } from '../client/admin-topics.ts'
import { clientException, KafkaException } from '../client/errors.ts'
import { Errors } from '../protocol/errors.ts'
import { adminFrom } from './admin-tool.ts'
import { adminFailed, adminOperation, illegalArgument, printFailure } from './errors.ts'
import { javaSplit } from './java-split.ts'
import type { Options } from './options.ts'
import { Exit, logTrace, messageOf, type Tool, type ToolIo } from './tool.ts'
import { checkTopicConfigs } from './topic-configs.ts'
import { includeList } from './topic-filter.ts'
import { printTopics } from './topics-describe.ts'
import { type TopicsAction, topicsOptions } from './topics-options.ts'
import { isZeroUuid, uuidBytesOf } from './uuid-text.ts'

const COLLISION_WARNING =
  "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.\n"

export const kafkaTopics: Tool = {
  name: 'kafka-topics.sh',
  async run(args, io) {
    try {
      const { action, options } = topicsOptions(args, io)
      const admin = await adminFrom(io, options)
      try {
        return await perform(action, options, admin, io)
      } finally {
        await admin.close()
      }
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

const ACTIONS: { readonly [action in TopicsAction]: (options: Options, admin: Admin, io: ToolIo) => Promise<void> } = {
  create,
  list,
  alter,
  describe,
  delete: remove,
}

async function perform(action: TopicsAction, options: Options, admin: Admin, io: ToolIo): Promise<number> {
  try {
    await ACTIONS[action](options, admin, io)
    return 0
  } catch (error) {
    io.stdout.write(`Error while executing topic command : ${messageOf(error)}\n`)
    logTrace(io, 'org.apache.kafka.tools.TopicCommand', error)
    return 1
  }
}

async function create(options: Options, admin: Admin, io: ToolIo): Promise<void> {
  const topic = newTopic(options, io)
  try {
    await admin.createTopics([topic])
  } catch (error) {
    if (
      !(error instanceof KafkaException) ||
      error.code !== Errors.TOPIC_ALREADY_EXISTS ||
      !options.has('if-not-exists')
    )
      throw error
    return
  }
  io.stdout.write(`Created topic ${topic.name}.\n`)
}

function newTopic(options: Options, io: ToolIo): NewTopic {
  const name = options.valueOf('topic') as string
  const numPartitions = options.numberOf('partitions')
  const replicationFactor = options.numberOf('replication-factor')
  const replicas = replicaAssignment(options)
  const configs = topicConfigs(options)
  if (/[._]/.test(name)) io.stdout.write(COLLISION_WARNING)
  if (replicationFactor !== undefined && (replicationFactor > 32_767 || replicationFactor < 1)) {
    throw illegalArgument('The replication factor must be between 1 and 32767 inclusive')
  }
  if (numPartitions !== undefined && numPartitions < 1) throw illegalArgument('The partitions must be greater than 0')
  return {
    name,
    configs,
    ...(numPartitions !== undefined && { numPartitions }),
    ...(replicationFactor !== undefined && { replicationFactor }),
    ...(replicas && replicas.size > 0 && { replicasAssignments: replicas }),
  }
}

function topicConfigs(options: Options): { [key: string]: string } {
  const pairs = options.valuesOf('config').map((text) => javaSplit(text, '='))
  if (!pairs.every((pair) => pair.length === 2)) {
    throw illegalArgument(
      'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
    )
  }
  const configs = Object.fromEntries(pairs.map((pair) => pair.map((text) => text.trim())))
  checkTopicConfigs(configs)
  return configs
}

function replicaAssignment(options: Options): Map<number, number[]> | undefined {
  const text = options.valueOf('replica-assignment')
  return text ? parseAssignment(text) : undefined
}

function parseAssignment(text: string): Map<number, number[]> {
  const assignment = new Map<number, number[]>()
  for (const [partition, list] of javaSplit(text, ',').entries()) {
    const brokers = javaSplit(list, ':').map((id) => brokerId(id.trim()))
    const repeated = brokers.filter((id, index) => brokers.indexOf(id) !== index)
    if (repeated.length > 0) {
      throw adminFailed(
        `Partition replica lists may not contain duplicate entries: ${[...new Set(repeated)].join(',')}`,
      )
    }
    assignment.set(partition, brokers)
    if (assignment.get(0)?.length !== brokers.length) {
      throw adminOperation(`Partition ${partition} has different replication factor: [${brokers.join(', ')}]`)
    }
  }
  return assignment
}

function brokerId(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) {
    throw clientException('java.lang.NumberFormatException', `For input string: "${text}"`)
  }
  return Number(text)
}

/** Names that match --topic, sorted; an absent option matches all. */
async function matchingTopics(options: Options, admin: Admin): Promise<string[]> {
  const listInternal = !options.has('exclude-internal')
  const names = [...(await admin.listTopics({ listInternal })).keys()].sort()
  const pattern = options.valueOf('topic')
  if (pattern === undefined) return names
  const include = includeList(pattern)
  return names.filter((name) => include.test(name))
}

function ensureExists(options: Options, found: readonly unknown[]): void {
  const topic = options.valueOf('topic')
  if (topic === undefined || found.length > 0 || options.has('if-exists')) return
  throw illegalArgument(`Topic '${topic}' does not exist as expected`)
}

async function list(options: Options, admin: Admin, io: ToolIo): Promise<void> {
  io.stdout.write(`${(await matchingTopics(options, admin)).join('\n')}\n`)
}

async function alter(options: Options, admin: Admin): Promise<void> {
  const totalCount = options.numberOf('partitions') as number
  const assignment = replicaAssignment(options)
  const topics = await matchingTopics(options, admin)
  ensureExists(options, topics)
  if (topics.length === 0) return
  const described = await admin.describeTopics(topics)
  const wanted = topics.map((name) => {
    if (assignment === undefined) return [name, { totalCount }] as const
    const existing = described.get(name)?.partitions.length ?? 0
    const newAssignments = [...assignment].filter(([partition]) => partition >= existing).map(([, brokers]) => brokers)
    return [name, { totalCount, newAssignments }] as const
  })
  await admin.createPartitions(wanted)
}

async function remove(options: Options, admin: Admin): Promise<void> {
  const topics = await matchingTopics(options, admin)
  ensureExists(options, topics)
  if (topics.length > 0) await admin.deleteTopics(topics)
}

async function describe(options: Options, admin: Admin, io: ToolIo): Promise<void> {
  const id = topicId(options)
  const topics = id === undefined ? await describedByName(options, admin) : await describedById(id, options, admin)
  if (topics.length > 0) await printTopics(topics, options, admin, io)
}

async function describedByName(options: Options, admin: Admin): Promise<TopicDescription[]> {
  const topics = await matchingTopics(options, admin)
  ensureExists(options, topics)
  const limit = options.numberOf('partition-size-limit-per-response')
  const described = await admin.describeTopics(topics, {
    ...(limit !== undefined && { partitionSizeLimitPerResponse: limit }),
  })
  return textsInHashOrder(topics, topics.length).map((name) => described.get(name) as TopicDescription)
}

/** The wanted id; one of zeros is none. */
function topicId(options: Options): string | undefined {
  const text = options.valueOf('topic-id')
  return text === undefined || isZeroUuid(uuidBytesOf(text)) ? undefined : text
}

async function describedById(id: string, options: Options, admin: Admin): Promise<TopicDescription[]> {
  try {
    return [...(await admin.describeTopicsById([id])).values()]
  } catch (error) {
    if (!(error instanceof KafkaException) || error.code !== Errors.UNKNOWN_TOPIC_ID) throw error
    if (options.has('if-exists')) return []
    throw illegalArgument(`TopicId '${id}' does not exist as expected`)
  }
}
