/** UpdateFeatures (`FeatureControlManager.java`). */
import { SUPPORTED_FEATURES } from '../metadata/features.ts'
import { type MetadataRecord, metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import { ApiError, type ControllerState, type Decision } from './decision.ts'

type Update = RequestOf<'UpdateFeatures'>['featureUpdates'][number]

const UPGRADE = 1
const UNSAFE_DOWNGRADE = 3
/** Levels of metadata.version that changed records: none may lie between the two of a safe downgrade. */
const METADATA_CHANGED_LEVELS = [7, 8, 11, 13, 14, 15, 17, 23, 30]

/** The feature whose level lives in control records. */
export const KRAFT_VERSION = 'kraft.version'

/** UpdateFeatures: all features or none. */
export function updateFeatures(
  state: ControllerState,
  request: RequestOf<'UpdateFeatures'>,
  version: number,
): Decision<ResponseInit<'UpdateFeatures'>> {
  try {
    const records = request.featureUpdates.flatMap((update) => featureRecords(state, update))
    const results =
      version >= 2
        ? []
        : request.featureUpdates.map(({ feature }) => ({ feature, errorCode: Errors.NONE, errorMessage: 'NONE' }))
    return {
      records: request.validateOnly ? [] : records,
      response: { errorCode: Errors.NONE, errorMessage: null, results },
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const errorMessage = `The update failed for all features since the following feature had an error: ${error.text}`
    return { records: [], response: { errorCode: error.code, errorMessage, results: [] } }
  }
}

function featureRecords(state: ControllerState, update: Update): MetadataRecord[] {
  const { feature: name, maxVersionLevel: level } = update
  const refuse = (reason: string) =>
    new ApiError(Errors.INVALID_UPDATE_VERSION, `Invalid update version ${level} for feature ${name}. ${reason}`)
  if (update.upgradeType < UPGRADE || update.upgradeType > UNSAFE_DOWNGRADE)
    throw refuse('The controller does not support the given upgrade type.')
  if (level < 0) throw refuse('A feature version cannot be less than 0.')
  const unsupported = supportProblem(state, name, level)
  if (unsupported !== null) throw refuse(unsupported)
  const current = name === KRAFT_VERSION ? state.kraftVersion : (state.image.features.get(name) ?? 0)
  if (level === current) return []
  // `allowDowngrade` of version 0 is not looked at any more.
  const { upgradeType } = update
  if (level < current && upgradeType === UPGRADE)
    throw refuse(
      "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
    )
  if (level > current && upgradeType !== UPGRADE) throw refuse("Can't downgrade to a newer version.")
  // Its records are the quorum's own: see RaftClient.upgradeKraftVersion.
  if (name === KRAFT_VERSION && level > current) return []
  if (name === KRAFT_VERSION) throw refuse("Can't downgrade the version of this feature.")
  if (name === 'metadata.version' && level < current) checkMetadataDowngrade(current, level, upgradeType)
  return [metadataRecord('FeatureLevelRecord', 0, { name, featureLevel: level })]
}

function checkMetadataDowngrade(from: number, to: number, upgradeType: number): void {
  const lossy = METADATA_CHANGED_LEVELS.some((changed) => changed > to && changed <= from)
  if (!lossy) return
  const refuse = (reason: string) =>
    new ApiError(
      Errors.INVALID_UPDATE_VERSION,
      `Unsupported metadata.version downgrade from ${from} to ${to}. ${reason}`,
    )
  if (upgradeType === UNSAFE_DOWNGRADE) throw refuse('Unsafe metadata downgrade is not supported in this version.')
  throw refuse('Refusing to perform the requested downgrade because it might delete metadata information.')
}

/** Why a level cannot be run by this controller or some broker; null: it can. */
function supportProblem({ image, config }: ControllerState, name: string, level: number): string | null {
  const own = SUPPORTED_FEATURES.find((feature) => feature.name === name)
  if (!own && level === 0) return `Feature ${name} not found.`
  if (!own) return `Local controller ${config.nodeId} does not support this feature.`
  if (level < own.minSupportedVersion || level > own.maxSupportedVersion)
    return `Local controller ${config.nodeId} only supports versions ${own.minSupportedVersion}-${own.maxSupportedVersion}`
  for (const broker of image.brokers.values()) {
    const range = broker.features.find((feature) => feature.name === name)
    if (!range) return `Broker ${broker.id} does not support this feature.`
    if (level < range.minSupportedVersion || level > range.maxSupportedVersion)
      return `Broker ${broker.id} only supports versions ${range.minSupportedVersion}-${range.maxSupportedVersion}`
  }
  return null
}
