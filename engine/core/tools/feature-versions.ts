/** Texts about features and metadata versions that kafka-features and kafka-storage share. */
import { defaultLevel, FEATURES, METADATA_VERSIONS } from '../metadata/features.ts'
import { TerseException } from './errors.ts'
import type { ToolIo } from './tool.ts'

/** Named by kafka-features beside those that can be used. */
const UNSTABLE_VERSION = { level: 31, name: '4.4-IV0' }

/** Level of a release or metadata.version name: `4.3`, `4.3-IV0`, the newest of a release without IV. */
export function metadataLevel(name: string, about: { listsUnstable: boolean } = { listsUnstable: false }): number {
  const found = METADATA_VERSIONS.findLast((version) => version.name === name || version.name.startsWith(`${name}-IV`))
  if (found) return found.level
  const known = METADATA_VERSIONS.map((version) => version.name)
  const shown = about.listsUnstable ? [...known, UNSTABLE_VERSION.name] : known
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

export interface FeatureLevel {
  readonly feature: string
  readonly level: number
}

/** What most of Kafka says of a level that a feature has not. */
export function noFeatureLevel(feature: string, level: number): string {
  return `No feature:${feature} with feature level ${level}`
}

/** `feature=level` arguments. */
export function parseFeatureLevel(text: string): FeatureLevel {
  const [feature = '', level, ...more] = text.split('=')
  if (level === undefined || more.length > 0) {
    throw new TerseException(`Can't parse feature=level string ${text}: equals sign not found.`)
  }
  if (!/^-?\d+$/.test(level)) {
    throw new TerseException(`Can't parse feature=level string ${text}: unable to parse ${level} as a short.`)
  }
  return { feature: feature.trim(), level: Number(level) }
}

/** How a tool reads `feature=level`, and what it says of a level that there is not. */
export interface DependencyWords {
  parse(text: string): FeatureLevel
  unsupported(feature: string, level: number): string
}

/** `feature-dependencies`: none of 4.3.1's features depends on another. */
export function printFeatureDependencies(io: ToolIo, texts: readonly string[], words: DependencyWords): void {
  for (const text of texts) io.stdout.write(`${shownLevel(words.parse(text), words)} has no dependencies.\n`)
}

function shownLevel({ feature, level }: FeatureLevel, { unsupported }: DependencyWords): string {
  if (feature === 'metadata.version') return `${feature}=${level} (${metadataName(level)})`
  const found = FEATURES.find(({ name }) => name === feature)
  if (!found) throw new TerseException(`Unknown feature: ${feature}`)
  if (level < 0 || level > found.max) throw new TerseException(unsupported(feature, level))
  return `${feature}=${level}`
}

function metadataName(level: number): string {
  const found = [...METADATA_VERSIONS, UNSTABLE_VERSION].find((version) => version.level === level)
  if (!found) throw new TerseException(`Unknown metadata.version ${level}`)
  return found.name
}
