/** Texts about features and metadata versions that kafka-features and kafka-storage share. */
import { defaultLevel, FEATURES, METADATA_VERSIONS } from '../metadata/features.ts'
import { illegalArgument, TerseException } from './errors.ts'

/** Named by kafka-features beside those that can be used. */
const UNSTABLE_VERSION = '4.4-IV0'

/** Level of a release or metadata.version name: `4.3`, `4.3-IV0`, the newest of a release without IV. */
export function metadataLevel(name: string, about: { listsUnstable: boolean } = { listsUnstable: false }): number {
  const found = METADATA_VERSIONS.findLast((version) => version.name === name || version.name.startsWith(`${name}-IV`))
  if (found) return found.level
  const known = METADATA_VERSIONS.map((version) => version.name)
  const shown = about.listsUnstable ? [...known, UNSTABLE_VERSION] : known
  throw new TerseException(`Unknown metadata.version '${name}'. Supported metadata.version are: ${shown.join(', ')}`)
}

const MAPPING_ORDER = [
  'kraft.version',
  'transaction.version',
  'group.version',
  'eligible.leader.replicas.version',
  'share.version',
  'streams.version',
]

/** `version-mapping`: the levels that a release brings. */
export function versionMapping(release: string | undefined, about: { listsUnstable: boolean }): string {
  const newest = METADATA_VERSIONS.at(-1) as { level: number; name: string }
  const level = release === undefined ? newest.level : metadataLevel(release, about)
  const lines = [`metadata.version=${level} (${release ?? newest.name})`]
  for (const name of MAPPING_ORDER) lines.push(`${name}=${defaultLevel(name, level)}`)
  return `${lines.join('\n')}\n`
}

/** `feature=level` arguments. */
export function parseFeatureLevel(text: string): { feature: string; level: number } {
  const [feature = '', level, ...more] = text.split('=')
  if (level === undefined || more.length > 0) {
    throw new TerseException(`Can't parse feature=level string ${text}: equals sign not found.`)
  }
  if (!/^-?\d+$/.test(level)) {
    throw new TerseException(`Can't parse feature=level string ${text}: unable to parse ${level} as a short.`)
  }
  return { feature: feature.trim(), level: Number(level) }
}

/** `feature-dependencies`: none of 4.3.1's features depends on another. */
export function featureDependencies(texts: readonly string[]): string {
  return texts
    .map((text) => {
      const { feature, level } = parseFeatureLevel(text)
      if (feature === 'metadata.version') {
        if (METADATA_VERSIONS.every((version) => version.level !== level))
          throw illegalArgument(`No MetadataVersion with feature level ${level}`)
      } else if (!FEATURES.some(({ name }) => name === feature)) throw new TerseException(`Unknown feature: ${feature}`)
      return `${feature}=${level} has no dependencies.\n`
    })
    .join('')
}
