/** Metadata, versions 0-13. 1 null = all topics; 4 auto creation; 8 authorized operations; 10 topic ids; 12 ask by id. */
import { ZERO_UUID } from '../../base/uuid.ts'
import { topicNameError } from '../../controller/topic-names.ts'
import type { PartitionImage, TopicImage } from '../../metadata/image.ts'
import { replicaDirIsOnline } from '../../metadata/replay.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { CLUSTER_OPERATIONS, NO_OPERATIONS, TOPIC_OPERATIONS } from '../authorized-operations.ts'
import type { BrokerServices, Handler, RequestContext } from '../handler.ts'
import { isInternalTopic } from '../internal-topics.ts'

type Topic = NonNullable<ResponseInit<'Metadata'>['topics']>[number]
type Wanted = NonNullable<RequestOf<'Metadata'>['topics']>[number]

export const metadata: Handler<'Metadata'> = (context, request, services) => {
  const refusal = refusalOf(context, request)
  if (refusal !== null) return refused(request, refusal)
  const wanted = wantedTopics(context, request)
  if (wanted === null) return answer(context, request, services, [...services.image.topicsById.values()].map(known))
  const missing = missingTopics(wanted, services)
  const mayCreate = request.allowAutoTopicCreation && services.config.boolean('auto.create.topics.enable')
  if (missing.length === 0 || !mayCreate) return answer(context, request, services, wanted.map(asIs(services)))
  return services.autoTopics.create(missing).then((errors) => {
    const result = (topic: Wanted) => {
      const error = topic.name === null ? undefined : errors.get(topic.name)
      return error === undefined ? asIs(services)(topic) : { topic: null, error, ...topic }
    }
    return answer(context, request, services, wanted.map(result))
  })
}

/** Of a topic without a name, and by an id before they could be asked for. Without both Kafka stumbles. */
function refusalOf({ version }: RequestContext, { topics }: RequestOf<'Metadata'>): ErrorCode | null {
  const odd = topics?.find(({ name, topicId }) => (topicId === ZERO_UUID ? name === null : version < 12))
  if (!odd) return null
  return version < 12 ? Errors.INVALID_REQUEST : Errors.UNKNOWN_SERVER_ERROR
}

function refused({ topics }: RequestOf<'Metadata'>, errorCode: ErrorCode): ResponseInit<'Metadata'> {
  const answers = topics?.map(({ name, topicId }) => ({ errorCode, name: name ?? '', topicId })) ?? []
  return { topics: answers, controllerId: -1, errorCode }
}

/** null: all. In v0 an empty list means that, too. Each once; beside ids names do not count. */
function wantedTopics({ version }: RequestContext, { topics }: RequestOf<'Metadata'>): Wanted[] | null {
  if (topics === null || (version === 0 && topics.length === 0)) return null
  const byId = topics.filter(({ topicId }) => topicId !== ZERO_UUID)
  const asked = byId.length > 0 ? byId : topics
  return [...new Map(asked.map((one) => [byId.length > 0 ? one.topicId : one.name, one])).values()]
}

function missingTopics(wanted: readonly Wanted[], { image }: BrokerServices): string[] {
  const names = wanted.flatMap(({ name, topicId }) => (name === null || topicId !== ZERO_UUID ? [] : [name]))
  return [...new Set(names)].filter((name) => !image.topicIds.has(name) && topicNameError(name) === null)
}

interface Looked {
  readonly topic: TopicImage | null
  readonly error: number
  readonly name: string | null
  readonly topicId: string
}

function known(topic: TopicImage): Looked {
  return { topic, error: Errors.NONE, name: topic.name, topicId: topic.id }
}

function asIs({ image }: BrokerServices) {
  return ({ name, topicId }: Wanted): Looked => {
    const byId = topicId !== ZERO_UUID
    const topic = byId ? image.topicById(topicId) : image.topic(name ?? '')
    if (topic) return known(topic)
    if (byId) return { topic: null, error: Errors.UNKNOWN_TOPIC_ID, name: null, topicId }
    const invalid = topicNameError(name ?? '') !== null
    const error = invalid ? Errors.INVALID_TOPIC_EXCEPTION : Errors.UNKNOWN_TOPIC_OR_PARTITION
    return { topic: null, error, name, topicId: ZERO_UUID }
  }
}

function answer(
  context: RequestContext,
  request: RequestOf<'Metadata'>,
  services: BrokerServices,
  topics: readonly Looked[],
): ResponseInit<'Metadata'> {
  const { image, clusterId, env } = services
  const alive = image.unfencedBrokers()
  const brokers = alive.flatMap(({ id, rack, listeners }) => {
    const endpoint = listeners.find(({ name }) => name === context.listener)
    return endpoint ? [{ nodeId: id, host: endpoint.host, port: endpoint.port, rack }] : []
  })
  // Clients send controller requests to this node; any broker will do, since brokers forward.
  const controllerId = brokers[Math.floor(env.random.float() * brokers.length)]?.nodeId ?? -1
  const withOperations = request.includeTopicAuthorizedOperations
  return {
    brokers,
    clusterId,
    controllerId,
    topics: topics.map((looked) =>
      topicAnswer(context, services, looked, withOperations ? TOPIC_OPERATIONS : NO_OPERATIONS),
    ),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : NO_OPERATIONS,
  }
}

function topicAnswer(
  context: RequestContext,
  services: BrokerServices,
  { topic, error, name, topicId }: Looked,
  topicAuthorizedOperations: number,
): Topic {
  if (!topic) {
    const text = context.version >= 12 ? name : (name ?? '')
    const operations = name === null ? NO_OPERATIONS : topicAuthorizedOperations
    return { errorCode: error, name: text, topicId, partitions: [], topicAuthorizedOperations: operations }
  }
  return {
    errorCode: Errors.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: [...topic.partitions]
      .sort(([a], [b]) => a - b)
      .map(([partitionIndex, partition]) => partitionAnswer(context, services, { partitionIndex, partition })),
    topicAuthorizedOperations,
  }
}

function partitionAnswer(
  { version, listener }: RequestContext,
  { image }: BrokerServices,
  { partitionIndex, partition }: { partitionIndex: number; partition: PartitionImage },
) {
  const reachable = (id: number) => image.brokers.get(id)?.listeners.some(({ name }) => name === listener) ?? false
  const isAlive = (id: number) => reachable(id) && image.brokers.get(id)?.fenced === false
  const hasLeader = isAlive(partition.leader)
  // LISTENER_NOT_FOUND exists for clients from v6 on; older ones are told that the leader is not available.
  const noListener = partition.leader >= 0 && !reachable(partition.leader) && version >= 6
  return {
    errorCode: hasLeader ? Errors.NONE : noListener ? Errors.LISTENER_NOT_FOUND : Errors.LEADER_NOT_AVAILABLE,
    partitionIndex,
    leaderId: hasLeader ? partition.leader : -1,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes: [...partition.replicas],
    isrNodes: [...partition.isr],
    offlineReplicas: partition.replicas.filter((id) => !isAlive(id) || !replicaDirIsOnline(image, partition, id)),
  }
}
