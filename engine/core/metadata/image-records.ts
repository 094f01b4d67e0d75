/** The records that make an image anew: what a snapshot of it holds (`MetadataImage.write`). */
import { recordVersions } from './features.ts'
import type { ClusterImage, TopicImage } from './image.ts'
import { type MetadataRecord, metadataRecord } from './records.ts'

/** Features first, then nodes, topics, configs, quotas and producer ids; replayed into an empty image they give an equal one. */
export function imageRecords(image: ClusterImage): MetadataRecord[] {
  const versions = recordVersions(image.metadataVersion)
  return [
    ...featureRecords(image),
    ...[...image.controllers.values()].map(({ id, incarnationId, listeners, features }) =>
      metadataRecord('RegisterControllerRecord', 0, {
        controllerId: id,
        incarnationId,
        endPoints: listeners,
        features,
      }),
    ),
    ...[...image.brokers.values()].map(({ id, epoch, listeners, ...rest }) =>
      metadataRecord('RegisterBrokerRecord', versions.registerBroker, {
        ...rest,
        brokerId: id,
        brokerEpoch: epoch,
        endPoints: listeners,
      }),
    ),
    ...[...image.topicsById.values()].flatMap((topic) => topicRecords(topic, versions.partition)),
    ...configRecords(image),
    ...quotaRecords(image),
    ...(image.nextProducerId > 0
      ? [metadataRecord('ProducerIdsRecord', 0, { brokerId: -1, nextProducerId: image.nextProducerId })]
      : []),
  ]
}

function featureRecords({ features }: ClusterImage): MetadataRecord[] {
  const isVersion = (name: string) => (name === 'metadata.version' ? 0 : 1)
  return [...features]
    .sort(([a], [b]) => isVersion(a) - isVersion(b))
    .map(([name, featureLevel]) => metadataRecord('FeatureLevelRecord', 0, { name, featureLevel }))
}

function topicRecords({ name, id, partitions }: TopicImage, version: number): MetadataRecord[] {
  return [
    metadataRecord('TopicRecord', 0, { name, topicId: id }),
    ...[...partitions].map(([partitionId, { elr, lastKnownElr, directories, ...rest }]) =>
      metadataRecord('PartitionRecord', version, {
        ...rest,
        partitionId,
        topicId: id,
        ...(version >= 1 ? { directories } : {}),
        ...(version >= 2 && elr.length > 0 ? { eligibleLeaderReplicas: elr } : {}),
        ...(version >= 2 && lastKnownElr.length > 0 ? { lastKnownElr } : {}),
      }),
    ),
  ]
}

function configRecords({ configs }: ClusterImage): MetadataRecord[] {
  return [...configs].flatMap(([key, values]) => {
    const at = key.indexOf(':')
    const resource = { resourceType: Number(key.slice(0, at)), resourceName: key.slice(at + 1) }
    return [...values].map(([name, value]) => metadataRecord('ConfigRecord', 0, { ...resource, name, value }))
  })
}

function quotaRecords({ quotas }: ClusterImage): MetadataRecord[] {
  return [...quotas.values()].flatMap(({ entity, quotas: values }) =>
    [...values].map(([key, value]) => metadataRecord('ClientQuotaRecord', 0, { entity, key, value })),
  )
}
