/** Log dirs that are not as they were formatted (`MetaPropertiesEnsemble.java`, `KafkaRaftServer.initializeLogDirs`). */
import { randomUuid, type Uuid } from '../base/uuid.ts'
import type { DiskError, Env } from '../env/env.ts'
import { replaceFile } from '../metadata/files.ts'
import { bootstrapCheckpointPath, metaPropertiesPath } from '../metadata/format.ts'
import { formatMetaProperties, type MetaProperties, metaPropertyValues } from '../metadata/meta-properties.ts'
import type { BrokerConfig } from './config.ts'
import { StartupError } from './startup-error.ts'

const LOGGER = 'org.apache.kafka.metadata.properties.MetaPropertiesEnsemble'
const CHANNEL = 'org.apache.kafka.storage.internals.log.LogDirFailureChannel'

/** A log dir's meta.properties. */
export interface FoundProperties {
  readonly dir: string
  /** null: not formatted. */
  readonly text: string | null
  /** Why the disk could not be read. */
  readonly failure: DiskError | null
}

/** What a file tells; of version 0 all may be missing. */
interface Told {
  readonly dir: string
  readonly clusterId: string | undefined
  readonly nodeId: number | undefined
  readonly directoryId: string | undefined
}

/** What the dirs say that can be used, each with an id. Rejects with StartupError where Kafka does not start. */
export async function identify(
  env: Env,
  config: BrokerConfig,
  found: readonly FoundProperties[],
): Promise<Map<string, MetaProperties>> {
  const read = found.map((one) => ({ ...one, ...toldBy(one) }))
  for (const { dir, why } of read)
    if (why !== undefined)
      env.trace.log('ERROR', LOGGER, `Error while reading meta.properties file ${metaPropertiesPath(dir)}: ${why}`)
  const cause = { cause: read.find(({ failure }) => failure !== null)?.failure }
  const told = read.flatMap((one) => one.told ?? [])
  if (told.length === 0) throw new StartupError('No readable meta.properties files found.', cause)
  verify(told, config.nodeId)
  const { metadataLogDir } = config
  if (read.some(({ dir, why }) => why !== undefined && dir === metadataLogDir))
    throw new StartupError(`Encountered I/O error in metadata log directory ${metadataLogDir}. Cannot continue.`, cause)
  const bare = read.find(({ text, failure }) => text === null && failure === null)
  if (bare)
    throw new StartupError(
      `No \`meta.properties\` found in ${bare.dir} (have you run \`kafka-storage.sh\` to format the directory?)`,
    )
  for (const { dir, why } of read)
    if (why !== undefined) env.trace.log('ERROR', CHANNEL, `Failed to create or validate data directory ${dir}`)
  return new Map(await Promise.all(told.map(async (one) => [one.dir, await complete(env, one)] as const)))
}

/** A bootstrap.checkpoint without records. */
export function refuseBootstrap(dir: string): never {
  const file = `the binary bootstrap metadata file: ${bootstrapCheckpointPath(dir)}`
  throw new StartupError(`No FeatureLevelRecord for metadata.version was found in the bootstrap metadata from ${file}`)
}

/** What a file tells, or why it cannot be used; neither: it is not there. */
function toldBy({ dir, text, failure }: FoundProperties): { told?: Told; why?: string } {
  if (failure) return { why: failure.message }
  if (text === null) return {}
  const values = metaPropertyValues(text)
  const version = values.get('version') ?? '0'
  const clusterId = values.get('cluster.id')
  const directoryId = values.get('directory.id')
  const node = values.get(version === '0' ? 'broker.id' : 'node.id')
  const why = problemOf({ version, clusterId, directoryId, node })
  if (why !== undefined) return { why }
  return { told: { dir, clusterId, directoryId, nodeId: node === undefined ? undefined : Number(node) } }
}

type Values = Readonly<Record<'version' | 'clusterId' | 'directoryId' | 'node', string | undefined>>

function problemOf({ version = '', clusterId, directoryId, node }: Values): string | undefined {
  if (!/^[+-]?\d+$/.test(version)) return `Invalid meta.properties version string '${version}'`
  if (version !== '0' && version !== '1') return `Unknown meta.properties version number ${version}`
  if (version === '1' && node === undefined) return 'Failed to find node.id'
  if (node !== undefined && !/^[+-]?\d+$/.test(node)) return 'Unable to read node.id as a base-10 number.'
  if (directoryId !== undefined && !/^[\w-]{22}$/.test(directoryId)) return 'Unable to read directory.id as a Uuid'
  return version === '1' && clusterId === undefined ? 'cluster.id was not found.' : undefined
}

/** Throws StartupError when files contradict the config or each other. */
function verify(told: readonly Told[], ownId: number): void {
  const first = told.find(({ clusterId }) => clusterId !== undefined)?.clusterId
  const seen = new Map<string, string>()
  for (const one of told) {
    verifyOwner(one, { clusterId: first, nodeId: ownId })
    const { dir, directoryId } = one
    if (directoryId === undefined) continue
    if (directoryId.startsWith(RESERVED))
      throw new StartupError(`Invalid reserved directory ID ${directoryId} found in ${dir}`)
    const other = seen.get(directoryId)
    const what = `Duplicate directory ID Optional[${directoryId}] found`
    if (other !== undefined) throw new StartupError(`${what}. It was the ID of ${other}, but also of ${dir}`)
    seen.set(directoryId, dir)
  }
}

const RESERVED = 'A'.repeat(20)

function verifyOwner({ dir, clusterId, nodeId }: Told, own: Pick<Told, 'clusterId' | 'nodeId'>): void {
  const path = metaPropertiesPath(dir)
  if (clusterId !== undefined && clusterId !== own.clusterId)
    throw new StartupError(`Invalid cluster.id in: ${path}. Expected ${own.clusterId}, but read ${clusterId}`)
  if (nodeId !== undefined && nodeId !== own.nodeId)
    throw new StartupError(
      `Stored node id ${nodeId} doesn't match previous node id ${own.nodeId} in ${path}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
    )
}

/** A dir of before directory ids gets one, which is written. */
async function complete(env: Env, { dir, clusterId, nodeId, directoryId }: Told): Promise<MetaProperties> {
  if (nodeId === undefined) throw new StartupError(`Error: node ID not found in ${dir}`)
  if (clusterId === undefined) throw new StartupError(`Error: cluster ID not found in ${dir}`)
  const known = directoryId as Uuid | undefined
  const whole = { clusterId, nodeId, directoryId: known ?? randomUuid((length) => env.random.bytes(length)) }
  if (known === undefined) {
    env.trace.log('INFO', 'kafka.server.KafkaRaftServer', `Rewriting ${metaPropertiesPath(dir)}`)
    await replaceFile(env.disk, metaPropertiesPath(dir), formatMetaProperties(whole, env.clock.wall()))
  }
  return whole
}
