/** A cluster image as the tree of folders and files that kafka-metadata-shell shows. */

import { javaDouble } from '../base/java-double.ts'
import { metadataVersionName } from '../metadata/features.ts'
import type {
  BrokerImage,
  ClusterImage,
  ControllerImage,
  Endpoint,
  PartitionImage,
  QuotaImage,
} from '../metadata/image.ts'
import { ConfigResource } from '../metadata/image.ts'
import { dateParts, two } from './tool.ts'

/** A folder by the names in it, or a file's text. */
export type TreeNode = string | Tree
export interface Tree extends ReadonlyMap<string, TreeNode> {}

/** When and by which record the image was last changed. */
export interface Provenance {
  readonly offset: number
  readonly epoch: number
  /** Wall time, ms. */
  readonly time: number
}

/** The version and commit that Kafka's shell tells of itself. */
const LOCAL = { version: '4.3.1', commitId: '26b251a451ce941d' }

export function metadataTree(image: ClusterImage, provenance: Provenance): Tree {
  return tree({
    image: tree({
      acls: tree({ byId: tree({}) }),
      clientQuotas: new Map([...image.quotas.values()].map((quota) => [quotaName(quota), quotaTree(quota)])),
      cluster: tree({
        brokers: new Map([...image.brokers.values()].map((one) => [String(one.id), brokerText(one)])),
        controllers: new Map([...image.controllers.values()].map((one) => [String(one.id), controllerText(one)])),
      }),
      configs: configsTree(image),
      delegationToken: tree({ tokens: tree({}) }),
      features: featuresTree(image),
      producerIds: tree({ nextProducerId: String(image.nextProducerId) }),
      provenance: provenanceText(provenance),
      scram: tree({ 'SCRAM-SHA-256': tree({}), 'SCRAM-SHA-512': tree({}) }),
      topics: topicsTree(image),
    }),
    local: tree(LOCAL),
  })
}

function tree(children: { readonly [name: string]: TreeNode }): Tree {
  return new Map(Object.entries(children))
}

function provenanceText({ offset, epoch, time }: Provenance): string {
  return `offset ${offset}, epoch ${epoch}, time ${isoTime(time)}[UTC]`
}

/** As Java writes a time in UTC: no fraction where it is 0. */
function isoTime(wall: number): string {
  const { year, month, day, hour, minute, second, millis } = dateParts(wall)
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0')}`
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}Z`
}

function featuresTree({ features }: ClusterImage): Tree {
  const others = [...features].filter(([name]) => name !== 'metadata.version')
  const level = features.get('metadata.version')
  return new Map([
    ...others.map(([name, value]) => [`finalized_${name}`, String(value)] as const),
    ['metadataVersion', level === undefined ? 'Optional.empty' : `Optional[${metadataVersionName(level)}]`] as const,
  ])
}

function topicsTree(image: ClusterImage): Tree {
  const topics = [...image.topicsById.values()]
  const topicTree = ({ id, name, partitions }: (typeof topics)[number]): Tree =>
    new Map([
      ...[...partitions].map(([number, partition]) => [String(number), partitionText(partition)] as const),
      ['id', id] as const,
      ['name', name] as const,
    ])
  return tree({
    byId: new Map(topics.map((topic) => [topic.id, topicTree(topic)])),
    byName: new Map(topics.map((topic) => [topic.name, topicTree(topic)])),
  })
}

function configsTree({ configs }: ClusterImage): Tree {
  const types = new Map(Object.entries(ConfigResource).map(([name, number]) => [String(number), name]))
  return new Map(
    [...configs]
      .filter(([, values]) => values.size > 0)
      .map(([key, values]) => {
        const colon = key.indexOf(':')
        const [type, name] = [types.get(key.slice(0, colon)) ?? key, key.slice(colon + 1)]
        return [name === '' ? type : `${type}:${name}`, values]
      }),
  )
}

const ENTITY_NAMES = [
  ['clientId', 'client-id'],
  ['ip', 'ip'],
  ['user', 'user'],
] as const

/** Kafka gives default entities no part, so that several entities have one name; here they are told apart. */
function quotaName({ entity }: QuotaImage): string {
  return ENTITY_NAMES.flatMap(([shown, type]) => {
    const part = entity.find(({ entityType }) => entityType === type)
    return part ? [`${shown}(${part.entityName ?? '<default>'})`] : []
  }).join('_')
}

function quotaTree({ quotas }: QuotaImage): Tree {
  return new Map([...quotas].map(([key, value]) => [key, javaDouble(value)]))
}

function list(values: readonly unknown[]): string {
  return `[${values.join(', ')}]`
}

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

function listenersText(listeners: readonly Endpoint[]): string {
  return list(
    listeners.map(
      ({ name, host, port, securityProtocol }) =>
        `Endpoint(listenerName='${name}', securityProtocol=${PROTOCOLS[securityProtocol]}, host='${host}', port=${port})`,
    ),
  )
}

function featuresText(features: BrokerImage['features']): string {
  const sorted = [...features].sort((a, b) => (a.name < b.name ? -1 : 1))
  return `{${sorted.map(({ name, minSupportedVersion, maxSupportedVersion }) => `${name}: ${minSupportedVersion}-${maxSupportedVersion}`).join(', ')}}`
}

function brokerText(broker: BrokerImage): string {
  const { id, epoch, incarnationId, listeners, features, rack, fenced, inControlledShutdown } = broker
  return `BrokerRegistration(id=${id}, epoch=${epoch}, incarnationId=${incarnationId}, listeners=${listenersText(listeners)}, supportedFeatures=${featuresText(features)}, rack=${rack === null ? 'Optional.empty' : `Optional[${rack}]`}, fenced=${fenced}, inControlledShutdown=${inControlledShutdown}, isMigratingZkBroker=false, directories=${list(broker.logDirs)}, cordonedDirectories=${list(broker.cordonedLogDirs ?? [])})`
}

function controllerText({ id, incarnationId, listeners, features }: ControllerImage): string {
  return `ControllerRegistration(id=${id}, incarnationId=${incarnationId}, zkMigrationReady=false, listeners=${listenersText(listeners)}, supportedFeatures=${featuresText(features)})`
}

function partitionText(partition: PartitionImage): string {
  const { replicas, directories, isr, removingReplicas, addingReplicas, elr, lastKnownElr } = partition
  const recovery = partition.leaderRecoveryState === 0 ? 'RECOVERED' : 'RECOVERING'
  return `PartitionRegistration(replicas=${list(replicas)}, directories=${list(directories)}, isr=${list(isr)}, removingReplicas=${list(removingReplicas)}, addingReplicas=${list(addingReplicas)}, elr=${list(elr)}, lastKnownElr=${list(lastKnownElr)}, leader=${partition.leader}, leaderRecoveryState=${recovery}, leaderEpoch=${partition.leaderEpoch}, partitionEpoch=${partition.partitionEpoch})`
}
