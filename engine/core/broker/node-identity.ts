/** What the formatted log dirs say of this node. */
import { Part } from '../base/part.ts'
import { fromUtf8 } from '../base/utf8.ts'
import { DiskError, type Env } from '../env/env.ts'
import { readFile, readText } from '../metadata/files.ts'
import { bootstrapCheckpointPath, bootstrapRecords, metaPropertiesPath } from '../metadata/format.ts'
import { type MetaProperties, readMetaProperties } from '../metadata/meta-properties.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import { decodeSnapshot, snapshotName, type Voters } from '../metadata/snapshot-file.ts'
import type { BrokerConfig } from './config.ts'
import { METADATA_FOLDER } from './metadata-log.ts'
import type { FoundProperties } from './odd-dirs.ts'

/** What is to be said of dirs that are not as they were formatted. */
const ODD_DIRS = new Part(() => import('./odd-dirs.ts'))

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
  const directories = inOrder(found, config.nodeId) ?? (await (await ODD_DIRS.get()).identify(env, config, found))
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

async function metaPropertiesIn(env: Env, dir: string): Promise<FoundProperties> {
  try {
    return { dir, text: await readText(env.disk, metaPropertiesPath(dir)), failure: null }
  } catch (failure) {
    if (!(failure instanceof DiskError)) throw failure
    return { dir, text: null, failure }
  }
}

/** null: something is to be said of the dirs. */
function inOrder(found: readonly FoundProperties[], nodeId: number): Map<string, MetaProperties> | null {
  const all = found.map(({ dir, text }) => [dir, text === null ? null : readMetaProperties(text)] as const)
  const clusterId = all[0]?.[1]?.clusterId
  const isOwn = all.every(([, one]) => one?.nodeId === nodeId && one.clusterId === clusterId)
  const ids = new Set(all.map(([, one]) => one?.directoryId))
  return isOwn && ids.size === all.length ? new Map(all as (readonly [string, MetaProperties])[]) : null
}

async function bootstrapOf(env: Env, dir: string): Promise<readonly MetadataRecord[]> {
  const bytes = await readFile(env.disk, bootstrapCheckpointPath(dir))
  return bytes === null ? bootstrapRecords({}) : (recordsOf(bytes) ?? (await ODD_DIRS.get()).refuseBootstrap(dir))
}

/** null: there are none. */
function recordsOf(bytes: Uint8Array): readonly MetadataRecord[] | null {
  try {
    const { records } = decodeSnapshot(bytes)
    return records.length > 0 ? records : null
  } catch {
    // Kafka reads no record of it either.
    return null
  }
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
