/** What kafka-topics --describe prints. */
import type { Admin } from '../client/admin.ts'
import type { ConfigEntry } from '../client/admin-configs.ts'
import type { PartitionReassignment } from '../client/admin-partitions.ts'
import type { TopicDescription, TopicPartitionInfo } from '../client/admin-topics.ts'
import { KafkaException } from '../client/errors.ts'
import { PartitionMap } from '../client/topic-partition.ts'
import { Errors } from '../protocol/errors.ts'
import type { Options } from './options.ts'
import type { ToolIo } from './tool.ts'

/** Prints topics and their partitions, as far as the options' filters let them. */
export async function printTopics(
  topics: readonly TopicDescription[],
  options: Options,
  admin: Admin,
  io: ToolIo,
): Promise<void> {
  const configs = await admin.describeConfigs(topics.map(({ name }) => ({ type: 'TOPIC', name })))
  const reassignments = await reassignmentsOf(admin, topics)
  const shown = new Shown(options)
  for (const topic of topics) {
    const entries = (configs.get(`TOPIC:${topic.name}`) ?? []).filter((entry) => !entry.isDefault)
    if (shown.headers && (!shown.overridesOnly || entries.length > 0))
      io.stdout.write(topicLine(topic, entries, reassignments))
    if (shown.overridesOnly) continue
    const minIsr = Number(
      (configs.get(`TOPIC:${topic.name}`) ?? []).find((e) => e.name === 'min.insync.replicas')?.value ?? 1,
    )
    for (const partition of topic.partitions) {
      const reassignment = reassignments.get({ topic: topic.name, partition: partition.partition })
      const line = { topic: topic.name, partition, reassignment, minIsr }
      if (shown.includes(line)) io.stdout.write(partitionLine(line))
    }
  }
}

/** A partition to be printed. */
interface PartitionLine {
  readonly topic: string
  readonly partition: TopicPartitionInfo
  readonly reassignment: PartitionReassignment | undefined
  /** The topic's `min.insync.replicas`. */
  readonly minIsr: number
}

/** Reassignments under way; a cluster that cannot tell has none. */
async function reassignmentsOf(
  admin: Admin,
  topics: readonly TopicDescription[],
): Promise<PartitionMap<PartitionReassignment>> {
  const partitions = topics.flatMap(({ name: topic, partitions: list }) =>
    list.map(({ partition }) => ({ topic, partition })),
  )
  try {
    return await admin.listPartitionReassignments({ partitions })
  } catch (error) {
    if (!(error instanceof KafkaException) || !CANNOT_TELL.includes(error.code)) throw error
    return new PartitionMap()
  }
}

const CANNOT_TELL: readonly number[] = [Errors.UNSUPPORTED_VERSION, Errors.CLUSTER_AUTHORIZATION_FAILED]

function topicLine(
  topic: TopicDescription,
  entries: readonly ConfigEntry[],
  reassignments: PartitionMap<PartitionReassignment>,
): string {
  const [first] = topic.partitions
  const factor = first
    ? replicationFactor(first, reassignments.get({ topic: topic.name, partition: first.partition }))
    : 0
  const configs = entries.map(({ name, value }) => `${name}=${value}`).join(',')
  return `Topic: ${topic.name}\tTopicId: ${topic.topicId}\tPartitionCount: ${topic.partitions.length}\tReplicationFactor: ${factor}\tConfigs: ${configs}\n`
}

/** Replicas that come with a reassignment do not count yet. */
function replicationFactor({ replicas }: TopicPartitionInfo, reassignment: PartitionReassignment | undefined): number {
  return reassignment ? reassignment.replicas.length - reassignment.addingReplicas.length : replicas.length
}

function partitionLine({ topic, partition, reassignment }: PartitionLine): string {
  const leader = partition.leader < 0 ? 'none' : partition.leader
  const list = (ids: readonly number[] | null) => ids?.join(',') ?? 'N/A'
  const moving = reassignment
    ? `\tAdding Replicas: ${list(reassignment.addingReplicas)}\tRemoving Replicas: ${list(reassignment.removingReplicas)}`
    : ''
  return `\tTopic: ${topic}\tPartition: ${partition.partition}\tLeader: ${leader}\tReplicas: ${list(partition.replicas)}\tIsr: ${list(partition.isr)}${moving}\tElr: ${list(partition.elr)}\tLastKnownElr: ${list(partition.lastKnownElr)}\n`
}

/** Which lines --describe prints. */
class Shown {
  readonly overridesOnly: boolean
  readonly headers: boolean
  private readonly filters: readonly ((line: PartitionLine) => boolean)[]

  constructor(options: Options) {
    this.overridesOnly = options.has('topics-with-overrides')
    this.filters = Object.entries(FILTERS).flatMap(([name, filter]) => (options.has(name) ? [filter] : []))
    this.headers = this.filters.length === 0
  }

  includes(line: PartitionLine): boolean {
    return this.filters.length === 0 || this.filters.some((filter) => filter(line))
  }
}

const FILTERS: { readonly [option: string]: (line: PartitionLine) => boolean } = {
  'under-replicated-partitions': ({ partition, reassignment }) =>
    partition.isr.length < replicationFactor(partition, reassignment),
  'unavailable-partitions': ({ partition: { leader, offlineReplicas } }) =>
    leader < 0 || offlineReplicas.includes(leader),
  'under-min-isr-partitions': ({ partition, minIsr }) => partition.isr.length < minIsr,
  'at-min-isr-partitions': ({ partition, minIsr }) => partition.isr.length === minIsr,
}
