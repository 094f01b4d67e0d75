/** ApiVersions, versions 0-4. 3 software name and features (KIP-511, KIP-584); 4 features with minimum 0 (KAFKA-17011). */
import { SUPPORTED_FEATURES } from '../../metadata/features.ts'
import type { ClusterImage } from '../../metadata/image.ts'
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'
import type { ApiVersionRange } from '../router.ts'

/** What the answer is made from; broker and controller both have it. */
export interface ApiVersionsServices {
  readonly image: ClusterImage
  /** 1 for a dynamic quorum. */
  readonly kraftVersion: () => number
  readonly apiVersions: () => readonly ApiVersionRange[]
}

const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

export const apiVersions: Handler<'ApiVersions', ApiVersionsServices> = ({ version }, request, services) => {
  const { clientSoftwareName, clientSoftwareVersion } = request
  if (version >= 3 && !(SOFTWARE.test(clientSoftwareName) && SOFTWARE.test(clientSoftwareVersion)))
    return { errorCode: Errors.INVALID_REQUEST }
  return {
    errorCode: Errors.NONE,
    apiKeys: [...services.apiVersions()],
    supportedFeatures: supported(version),
    finalizedFeaturesEpoch: services.image.offset,
    finalizedFeatures: finalized(services),
  }
}

/** Before v4 clients choke on a minimum of 0: those features are left out. */
function supported(version: number) {
  return SUPPORTED_FEATURES.filter(({ minSupportedVersion }) => version >= 4 || minSupportedVersion > 0).map(
    ({ name, minSupportedVersion: minVersion, maxSupportedVersion: maxVersion }) => ({ name, minVersion, maxVersion }),
  )
}

function finalized({ image, kraftVersion }: ApiVersionsServices) {
  const levels = [...image.features]
  if (kraftVersion() > 0) levels.push(['kraft.version', kraftVersion()])
  return levels.map(([name, level]) => ({ name, maxVersionLevel: level, minVersionLevel: level }))
}
