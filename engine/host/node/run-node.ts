/** One node in this process: formatted when its disk is new, served until a signal or its end. */
import { loadAllParts } from '../../core/base/part.ts'
import { randomUuid } from '../../core/base/uuid.ts'
import { BrokerConfig } from '../../core/broker/config.ts'
import { judged } from '../../core/broker/config-judgement.ts'
import type { LogLevel } from '../../core/broker/loggers.ts'
import { Server } from '../../core/broker/server.ts'
import type { Env } from '../../core/env/env.ts'
import { readText } from '../../core/metadata/files.ts'
import { format, metaPropertiesPath } from '../../core/metadata/format.ts'
import { readMetaProperties } from '../../core/metadata/meta-properties.ts'

/** The cluster id on a node's disk; null for a disk that nobody has formatted. */
export async function clusterIdOf(env: Env, properties: ReadonlyMap<string, string>): Promise<string | null> {
  const text = await readText(env.disk, metaPropertiesPath(new BrokerConfig(properties).metadataLogDir))
  return text === null ? null : (readMetaProperties(text)?.clusterId ?? null)
}

/** Starts the node and gives it once clients are served. This process ends when the node fails or a signal stops it. */
export async function runNode(
  env: Env,
  given: ReadonlyMap<string, string>,
  { clusterId, logLevel }: { readonly clusterId: string | null; readonly logLevel: LogLevel },
): Promise<Server> {
  const properties = judged(given)
  await loadAllParts()
  await formatOnFirstStart(env, properties, clusterId)
  const starting = Server.start(env, properties, { withMachine: false, rootLogLevel: logLevel })
  const stop = () => void starting.then((server) => server.shutdown()).then(() => process.exit(0))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
  process.once('disconnect', stop)
  const server = await starting
  void server.failure.then(() => process.exit(1))
  return server
}

/** A node that has files in a dir is not new: dirs that are not formatted are the operator's business then, as in Kafka. */
export async function formatOnFirstStart(
  env: Env,
  properties: ReadonlyMap<string, string>,
  wanted: string | null,
): Promise<void> {
  const { nodeId, logDirs, metadataLogDir } = new BrokerConfig(properties)
  const found = await Promise.all(logDirs.map((dir) => env.disk.list(`${dir}/`).catch(() => null)))
  if (found.some((files) => files?.length !== 0)) return
  const clusterId = wanted ?? randomUuid((length) => env.random.bytes(length))
  const { lines } = await format(env, {
    clusterId,
    nodeId,
    logDirs,
    metadataLogDir,
    standalone: null,
    ignoreFormatted: true,
  })
  for (const line of lines) env.trace.log('INFO', 'kafka.tools.StorageTool', line)
}

/** `host:port` that clients are told; a controller's own when it serves none. */
export function addressOf(config: BrokerConfig, portOf: (listener: string) => number): string {
  const { advertisedListeners, controllerListenerNames } = config
  const first =
    advertisedListeners.find(({ name }) => !controllerListenerNames.includes(name)) ?? advertisedListeners[0]
  return first ? `${first.host || 'localhost'}:${first.port || portOf(first.name)}` : ''
}
