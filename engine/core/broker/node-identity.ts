/** What the formatted log dirs say of this node. */
import { fromUtf8 } from '../base/utf8.ts'
import { DiskError, type Env } from '../env/env.ts'
import { readFile, readText } from '../metadata/files.ts'
import { bootstrapCheckpointPath, bootstrapRecords, metaPropertiesPath } from '../metadata/format.ts'
import { type MetaProperties, parseMetaProperties } from '../metadata/meta-properties.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import { decodeSnapshot, snapshotName, type Voters } from '../metadata/snapshot-file.ts'
import type { BrokerConfig } from './config.ts'
import { METADATA_FOLDER } from './metadata-log.ts'
import { StartupError } from './startup-error.ts'

const LOGGER = 'org.apache.kafka.metadata.properties.MetaPropertiesEnsemble'

export interface NodeIdentity {
  readonly clusterId: string
  /** Of each log dir, in the order of the config. */
  readonly directories: ReadonlyMap<string, MetaProperties>
  /** Log dirs whose disk could not be read. */
  readonly offlineDirs: readonly string[]
  /** Records for the first activation. */
  readonly bootstrap: readonly MetadataRecord[]
  /** Voters of the bootstrap snapshot of a dynamic quorum; null: a static quorum. */
  readonly bootstrapVoters: Voters | null
  /** Epoch that this broker had when it last shut down cleanly; −1: it did not. */
  readonly previousBrokerEpoch: number
}

/** Reads the dirs. Rejects with StartupError when they are not formatted, or for another node or cluster. */
export async function readIdentity(env: Env, config: BrokerConfig): Promise<NodeIdentity> {
  const found = await Promise.all(config.logDirs.map((dir) => metaPropertiesIn(env, dir)))
  const broken = found.find(({ failure }) => failure !== null)
  const cause = { cause: broken?.failure }
  const readable = found.filter(({ failure }) => failure === null)
  if (readable.every(({ text }) => text === null))
    throw new StartupError('No readable meta.properties files found.', cause)
  const directories = new Map<string, MetaProperties>()
  for (const { dir, text } of readable) {
    if (text === null)
      throw new StartupError(
        `No \`meta.properties\` found in ${dir} (have you run \`kafka-storage.sh\` to format the directory?)`,
      )
    directories.set(dir, checked(dir, parseMetaProperties(text), config, directories))
  }
  const { metadataLogDir } = config
  if (found.some(({ dir, failure }) => failure !== null && dir === metadataLogDir))
    throw new StartupError(`Encountered I/O error in metadata log directory ${metadataLogDir}. Cannot continue.`, cause)
  const [first] = directories.values()
  return {
    clusterId: (first as MetaProperties).clusterId,
    directories,
    offlineDirs: config.logDirs.filter((dir) => !directories.has(dir)),
    bootstrap: await bootstrapOf(env, config.metadataLogDir),
    bootstrapVoters: await bootstrapVoters(env, config.metadataLogDir),
    previousBrokerEpoch: await cleanShutdownEpoch(env, [...directories.keys()]),
  }
}

interface Found {
  readonly dir: string
  /** null: not formatted. */
  readonly text: string | null
  /** Why the disk could not be read. */
  readonly failure: DiskError | null
}

async function metaPropertiesIn(env: Env, dir: string): Promise<Found> {
  const path = metaPropertiesPath(dir)
  try {
    return { dir, text: await readText(env.disk, path), failure: null }
  } catch (failure) {
    if (!(failure instanceof DiskError)) throw failure
    env.trace.log('ERROR', LOGGER, `Error while reading meta.properties file ${path}: ${failure.message}`)
    return { dir, text: null, failure }
  }
}

function checked(
  dir: string,
  found: MetaProperties,
  config: BrokerConfig,
  others: ReadonlyMap<string, MetaProperties>,
): MetaProperties {
  if (found.nodeId !== config.nodeId)
    throw new StartupError(
      `Stored node id ${found.nodeId} doesn't match previous node id ${config.nodeId} in ${metaPropertiesPath(dir)}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
    )
  for (const other of others.values())
    if (other.clusterId !== found.clusterId)
      throw new StartupError(
        `Invalid cluster.id in: ${metaPropertiesPath(dir)}. Expected ${other.clusterId}, but read ${found.clusterId}`,
      )
  return found
}

async function bootstrapOf(env: Env, dir: string): Promise<readonly MetadataRecord[]> {
  const bytes = await readFile(env.disk, bootstrapCheckpointPath(dir))
  return bytes === null ? bootstrapRecords({}) : decodeSnapshot(bytes).records
}

async function bootstrapVoters(env: Env, dir: string): Promise<Voters | null> {
  const bytes = await readFile(env.disk, `${dir}/${METADATA_FOLDER}/${snapshotName(0, 0)}`)
  return bytes && decodeSnapshot(bytes).voters
}

/** `.kafka_cleanshutdown` of every dir must be there and name the same epoch. */
async function cleanShutdownEpoch(env: Env, dirs: readonly string[]): Promise<number> {
  const epochs = await Promise.all(
    dirs.map(async (dir) => {
      const bytes = await readFile(env.disk, `${dir}/.kafka_cleanshutdown`)
      return bytes === null ? -1 : parseEpoch(fromUtf8(bytes))
    }),
  )
  return epochs.every((epoch) => epoch === epochs[0]) ? (epochs[0] ?? -1) : -1
}

function parseEpoch(text: string): number {
  try {
    const { brokerEpoch } = JSON.parse(text) as { brokerEpoch?: unknown }
    return typeof brokerEpoch === 'number' ? brokerEpoch : -1
  } catch {
    // Written by an older version, or torn: as good as no epoch.
    return -1
  }
}
