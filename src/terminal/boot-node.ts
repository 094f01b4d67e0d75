import { randomUuid } from '../../engine/core/base/uuid.ts'
import { BrokerConfig } from '../../engine/core/broker/config.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { format, metaPropertiesPath, type StandaloneVoter } from '../../engine/core/metadata/format.ts'
import { type BrokerHost, launch, type RunningBrokers } from './commands/broker.ts'
import type { Machine } from './shell/program.ts'

/**
 * Starts the node of a properties file in the background, as the page does when it opens; a folder that was never
 * formatted is formatted first, as `kafka-storage.sh format --standalone` would. Rejects with the reason when the
 * node cannot start.
 */
export async function bootNode(
  env: Env,
  machine: Machine,
  brokers: BrokerHost,
  running: RunningBrokers,
  configPath: string,
  properties: ReadonlyMap<string, string>,
): Promise<void> {
  const config = new BrokerConfig(properties)
  await formatIfNew(env, config)
  const { ready } = await launch(machine, brokers, running, ['kafka.Kafka', configPath], properties, () => {})
  const problem = await ready
  if (problem !== null) throw new Error(problem)
}

async function formatIfNew(env: Env, config: BrokerConfig): Promise<void> {
  const [first = ''] = config.logDirs
  if ((await env.disk.list(metaPropertiesPath(first))).length > 0) return
  await format(env, {
    clusterId: randomUuid((length) => env.random.bytes(length)),
    nodeId: config.nodeId,
    logDirs: config.logDirs,
    metadataLogDir: config.metadataLogDir,
    standalone: config.quorumVoters.length > 0 ? null : voterOf(config),
    ignoreFormatted: true,
  })
}

function voterOf(config: BrokerConfig): StandaloneVoter {
  const listener = config.advertisedListeners.find(({ name }) => config.controllerListenerNames.includes(name))
  if (!listener) throw new Error('controller.listener.names names no listener')
  return { listener: listener.name, host: listener.host || 'localhost', port: listener.port }
}
