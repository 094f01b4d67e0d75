/** Feature levels of 4.3.1 and what a metadata.version brings (facts/metadata-records.md §3). */
import type { SupportedFeature } from './image.ts'

/** A release's metadata.version. */
export interface MetadataVersion {
  readonly level: number
  readonly name: string
}

/** Every production metadata.version, oldest first. */
export const METADATA_VERSIONS: readonly MetadataVersion[] = [
  ['3.3', 3],
  ['3.4', 0],
  ['3.5', 0],
  ['3.5', 1],
  ['3.5', 2],
  ['3.6', 0],
  ['3.6', 1],
  ['3.6', 2],
  ['3.7', 0],
  ['3.7', 1],
  ['3.7', 2],
  ['3.7', 3],
  ['3.7', 4],
  ['3.8', 0],
  ['3.9', 0],
  ['4.0', 0],
  ['4.0', 1],
  ['4.0', 2],
  ['4.0', 3],
  ['4.1', 0],
  ['4.1', 1],
  ['4.2', 0],
  ['4.2', 1],
  ['4.3', 0],
].map(([release, iv], index) => ({ level: 7 + index, name: `${release}-IV${iv}` }))

export const MIN_METADATA_VERSION = 7
export const LATEST_METADATA_VERSION = 30

/** A feature beside metadata.version, with the level that is the default from a metadata.version on. */
interface FeatureDef {
  readonly name: string
  readonly max: number
  readonly defaults: readonly (readonly [fromMetadataVersion: number, level: number])[]
}

/** By name. kraft.version lives in the quorum's control records, never in a FeatureLevelRecord. */
export const FEATURES: readonly FeatureDef[] = [
  { name: 'eligible.leader.replicas.version', max: 1, defaults: [[26, 1]] },
  { name: 'group.version', max: 1, defaults: [[22, 1]] },
  { name: 'kraft.version', max: 1, defaults: [[21, 1]] },
  { name: 'share.version', max: 1, defaults: [[28, 1]] },
  { name: 'streams.version', max: 1, defaults: [[29, 1]] },
  { name: 'transaction.version', max: 2, defaults: [[24, 2]] },
]

/** What this build can run, for registrations and ApiVersions. */
export const SUPPORTED_FEATURES: readonly SupportedFeature[] = [
  ...FEATURES.map(({ name, max }) => ({ name, minSupportedVersion: 0, maxSupportedVersion: max })),
  { name: 'metadata.version', minSupportedVersion: MIN_METADATA_VERSION, maxSupportedVersion: LATEST_METADATA_VERSION },
].sort((a, b) => (a.name < b.name ? -1 : 1))

/** Default level of a feature under a metadata.version. */
export function defaultLevel(feature: string, metadataVersion: number): number {
  const steps = FEATURES.find(({ name }) => name === feature)?.defaults ?? []
  return steps.findLast(([from]) => metadataVersion >= from)?.[1] ?? 0
}

/** Kafka's name of a level, `4.3-IV0`; the number itself for levels it does not know. */
export function metadataVersionName(level: number): string {
  return METADATA_VERSIONS.find((version) => version.level === level)?.name ?? String(level)
}

/** Record versions that depend on metadata.version. */
export function recordVersions(metadataVersion: number) {
  const partition = steps(metadataVersion, [23, 2], [17, 1])
  return {
    registerBroker: steps(metadataVersion, [30, 4], [17, 3], [8, 2]) || 1,
    partition,
    partitionChange: partition,
  }
}

function steps(level: number, ...thresholds: (readonly [from: number, version: number])[]): number {
  return thresholds.find(([from]) => level >= from)?.[1] ?? 0
}
