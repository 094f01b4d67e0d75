import type { ClusterImage } from '../metadata/image.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'

/** What the first controller of a cluster writes (`ActivationRecordsGenerator.java`); nothing where a log exists. */
export function activationRecords(
  image: ClusterImage,
  bootstrap: readonly MetadataRecord[],
  minInsyncReplicas: string,
): MetadataRecord[] {
  if (image.features.size > 0) return []
  const elr = bootstrap.some(
    ({ type, value }) =>
      type === 'FeatureLevelRecord' && value.name === 'eligible.leader.replicas.version' && value.featureLevel > 0,
  )
  const minIsr = { resourceType: 4, resourceName: '', name: 'min.insync.replicas', value: minInsyncReplicas }
  return [
    metadataRecord('BeginTransactionRecord', 0, { name: 'Bootstrap records' }),
    ...bootstrap,
    ...(elr ? [metadataRecord('ConfigRecord', 0, minIsr)] : []),
    metadataRecord('EndTransactionRecord', 0, {}),
  ]
}
