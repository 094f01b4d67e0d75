import { randomUuid } from '../../engine/core/base/uuid.ts'
import { BrokerConfig } from '../../engine/core/broker/config.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { readText } from '../../engine/core/metadata/files.ts'
import { format, metaPropertiesPath, type StandaloneVoter } from '../../engine/core/metadata/format.ts'
import { parseMetaProperties } from '../../engine/core/metadata/meta-properties.ts'
import { type BrokerHost, launch, type RunningBrokers } from './commands/broker.ts'
import type { Machine } from './shell/program.ts'

/** A node to start: its properties file and what is in it. */
export interface NodeToBoot {
  readonly configPath: string
  readonly properties: ReadonlyMap<string, string>
}

/**
 * Starts nodes in the background, as the page does when it opens; folders that were never formatted are formatted first,
 * as `kafka-storage.sh format` would, all with one cluster id. Rejects with the reason when a node cannot start.
 */
export async function bootNodes(
  env: Env,
  machine: Machine,
  brokers: BrokerHost,
  running: RunningBrokers,
  nodes: readonly NodeToBoot[],
): Promise<void> {
  await formatNew(
    env,
    nodes.map(({ properties }) => new BrokerConfig(properties)),
  )
  const starting = nodes.map(async ({ configPath, properties }) => {
    const { ready } = await launch(machine, brokers, running, ['kafka.Kafka', configPath], properties, () => {})
    return ready
  })
  const problem = (await Promise.all(starting)).find((one) => one !== null)
  if (problem) throw new Error(problem)
}

async function formatNew(env: Env, configs: readonly BrokerConfig[]): Promise<void> {
  const known = await Promise.all(configs.map((config) => clusterIdOf(env, config)))
  const clusterId = known.find((id) => id !== null) ?? randomUuid((length) => env.random.bytes(length))
  await Promise.all(
    configs.map(async (config, i) => {
      if (known[i] !== null) return
      await format(env, {
        clusterId,
        nodeId: config.nodeId,
        logDirs: config.logDirs,
        metadataLogDir: config.metadataLogDir,
        standalone: config.quorumVoters.length > 0 ? null : voterOf(config),
        ignoreFormatted: true,
      })
    }),
  )
}

/** The cluster id on a node's disk; null for one that nobody has formatted. */
async function clusterIdOf(env: Env, { logDirs: [first = ''] }: BrokerConfig): Promise<string | null> {
  const text = await readText(env.disk, metaPropertiesPath(first))
  return text === null ? null : parseMetaProperties(text).clusterId
}

function voterOf(config: BrokerConfig): StandaloneVoter {
  const listener = config.advertisedListeners.find(({ name }) => config.controllerListenerNames.includes(name))
  if (!listener) throw new Error('controller.listener.names names no listener')
  return { listener: listener.name, host: listener.host || 'localhost', port: listener.port }
}
