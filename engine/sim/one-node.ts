import { parseProperties } from '../core/broker/properties.ts'
import { Server } from '../core/broker/server.ts'
import type { Env } from '../core/env/env.ts'
import { format } from '../core/metadata/format.ts'

/** One node that is broker and controller, at localhost:9092 and 9093, with its log dir in `logs`. */
export const ONE_NODE = parseProperties(`
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@localhost:9093
listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
controller.listener.names=CONTROLLER
log.dirs=logs
offsets.topic.replication.factor=1
group.initial.rebalance.delay.ms=0
`)

/** Formats the log dir of {@link ONE_NODE}, and starts the node. */
export async function startOneNode(env: Env): Promise<Server> {
  const dirs = { logDirs: ['logs'], metadataLogDir: 'logs' }
  await format(env, { clusterId: 'c'.repeat(22), nodeId: 1, ...dirs, standalone: null, ignoreFormatted: false })
  return Server.start(env, ONE_NODE)
}
