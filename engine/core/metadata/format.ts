/** Formatting of log dirs: what `kafka-storage format` does (`Formatter.java`). */
import { randomUuid, type Uuid } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { defaultLevel, FEATURES, LATEST_METADATA_VERSION, metadataVersionName } from './features.ts'
import { readText, replaceFile } from './files.ts'
import { formatMetaProperties, type MetaProperties, parseMetaProperties } from './meta-properties.ts'
import { type MetadataRecord, metadataRecord } from './records.ts'
import { encodeSnapshot, snapshotName, type Voters } from './snapshot-file.ts'

/** A dir that cannot be formatted; the message is the tool's. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError'
}

/** A dir of another cluster or node. */
export class ForeignDirError extends FormatError {
  override readonly name = 'ForeignDirError'
}

/** The one voter of a new dynamic quorum, `--standalone`. */
export interface StandaloneVoter {
  readonly listener: string
  readonly host: string
  readonly port: number
}

export interface FormatOptions {
  readonly clusterId: string
  readonly nodeId: number
  /** Folders of `log.dirs`. */
  readonly logDirs: readonly string[]
  readonly metadataLogDir: string
  /** Level of metadata.version; default: the newest. */
  readonly metadataVersion?: number
  /** Levels other than the default ones, by feature name. */
  readonly features?: ReadonlyMap<string, number>
  /** Makes the node the sole voter of a dynamic quorum; null: the quorum is static, or has voters elsewhere. */
  readonly standalone: StandaloneVoter | null
  /** The voters of a new dynamic quorum, `--initial-controllers`; this node may be one, with the directory id given there. */
  readonly initialControllers?: Voters
  /** Leave formatted dirs as they are instead of refusing. */
  readonly ignoreFormatted: boolean
}

/** What {@link format} did. */
export interface Formatted {
  /** Dirs that were formatted now; empty: all were before. */
  readonly dirs: readonly string[]
  readonly bootstrap: readonly MetadataRecord[]
  /** The lines that the tool prints. */
  readonly lines: readonly string[]
}

/** Formats the dirs that are not formatted yet. Rejects with FormatError. */
export async function format(env: Pick<Env, 'disk' | 'clock' | 'random'>, options: FormatOptions): Promise<Formatted> {
  const unformatted: string[] = []
  for (const dir of options.logDirs) {
    const text = await readText(env.disk, metaPropertiesPath(dir))
    if (text === null) unformatted.push(dir)
    else checkOwn(dir, parseMetaProperties(text), options)
  }
  refuseFormatted(unformatted, options)
  const bootstrap = bootstrapRecords(options)
  if (unformatted.length === 0)
    return { dirs: [], bootstrap, lines: ['All of the log directories are already formatted.'] }
  for (const dir of unformatted) await formatDir(env, options, { dir, bootstrap })
  return { dirs: unformatted, bootstrap, lines: toolLines(options, { dirs: unformatted, bootstrap }) }
}

export function metaPropertiesPath(dir: string): string {
  return `${dir}/meta.properties`
}

export function bootstrapCheckpointPath(dir: string): string {
  return `${dir}/bootstrap.checkpoint`
}

function checkOwn(dir: string, found: MetaProperties, { clusterId, nodeId }: FormatOptions): void {
  const path = metaPropertiesPath(dir)
  if (found.clusterId !== clusterId)
    throw new ForeignDirError(`Invalid cluster.id in: ${path}. Expected ${clusterId}, but read ${found.clusterId}`)
  if (found.nodeId !== nodeId)
    throw new ForeignDirError(
      `Stored node id ${found.nodeId} doesn't match previous node id ${nodeId} in ${path}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
    )
}

function refuseFormatted(unformatted: readonly string[], { logDirs, ignoreFormatted }: FormatOptions): void {
  const formatted = logDirs.find((dir) => !unformatted.includes(dir))
  if (formatted === undefined || ignoreFormatted) return
  throw new FormatError(
    `Log directory ${formatted} is already formatted. Use --ignore-formatted to ignore this directory and format the others.`,
  )
}

/** The records that the first controller commits: feature levels above 0, metadata.version first, the rest by name. */
export function bootstrapRecords({
  metadataVersion = LATEST_METADATA_VERSION,
  features = new Map(),
}: Pick<FormatOptions, 'metadataVersion' | 'features'>): MetadataRecord[] {
  const levels: [string, number][] = FEATURES.filter(({ name }) => name !== 'kraft.version').map(({ name }) => [
    name,
    features.get(name) ?? defaultLevel(name, metadataVersion),
  ])
  return [['metadata.version', metadataVersion] as const, ...levels]
    .filter(([, level]) => level > 0)
    .map(([name, featureLevel]) => metadataRecord('FeatureLevelRecord', 0, { name, featureLevel }))
}

async function formatDir(
  env: Pick<Env, 'disk' | 'clock' | 'random'>,
  options: FormatOptions,
  { dir, bootstrap }: { dir: string; bootstrap: readonly MetadataRecord[] },
): Promise<void> {
  const now = env.clock.wall()
  const isMetadataDir = dir === options.metadataLogDir
  const given = isMetadataDir ? initialVoter(options)?.voterDirectoryId : undefined
  const directoryId = given ?? randomUuid((length) => env.random.bytes(length))
  const bootstrapSnapshot = encodeSnapshot({ lastContainedLogTimestamp: 0, voters: null, records: bootstrap }, now)
  await replaceFile(env.disk, bootstrapCheckpointPath(dir), bootstrapSnapshot)
  const voters = votersOf(options, directoryId)
  if (isMetadataDir && voters) {
    const path = `${dir}/__cluster_metadata-0/${snapshotName(0, 0)}`
    await replaceFile(env.disk, path, encodeSnapshot({ lastContainedLogTimestamp: now, voters, records: [] }, now))
  }
  // Last, because it is what says that the dir is formatted.
  const { clusterId, nodeId } = options
  await replaceFile(env.disk, metaPropertiesPath(dir), formatMetaProperties({ clusterId, nodeId, directoryId }, now))
}

/** This node among the initial controllers. */
function initialVoter({ initialControllers, nodeId }: FormatOptions): Voters[number] | undefined {
  return initialControllers?.find(({ voterId }) => voterId === nodeId)
}

/** null: the voters are static, or the log will tell them. */
function votersOf({ initialControllers, standalone, nodeId }: FormatOptions, directoryId: Uuid): Voters | null {
  if (initialControllers) return initialControllers
  return standalone && [standaloneVoter(nodeId, directoryId, standalone)]
}

function standaloneVoter(nodeId: number, directoryId: Uuid, { listener, host, port }: StandaloneVoter): Voters[number] {
  return {
    voterId: nodeId,
    voterDirectoryId: directoryId,
    endpoints: [{ name: listener, host, port }],
    kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 },
  }
}

function toolLines(
  options: FormatOptions,
  { dirs, bootstrap }: { dirs: readonly string[]; bootstrap: readonly MetadataRecord[] },
): string[] {
  const level = options.metadataVersion ?? LATEST_METADATA_VERSION
  const records = bootstrap.map(({ value }) => {
    const { name, featureLevel } = value as { name: string; featureLevel: number }
    return `ApiMessageAndVersion(FeatureLevelRecord(name='${name}', featureLevel=${featureLevel}) at version 0)`
  })
  const summary = `Bootstrap metadata: BootstrapMetadata(records=[${records.join(', ')}], metadataVersionLevel=${level}, source=format command)`
  const each = dirs.map(
    (dir) => `Formatting ${dirKind(dir, options)} ${dir} with metadata.version ${metadataVersionName(level)}.`,
  )
  return [summary, ...each]
}

function dirKind(dir: string, options: FormatOptions): string {
  if (dir !== options.metadataLogDir) return 'data directory'
  if (options.standalone || initialVoter(options)) return 'dynamic metadata voter directory'
  return options.initialControllers ? 'dynamic metadata directory' : 'metadata directory'
}
