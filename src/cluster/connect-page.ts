import { DiskError } from '../../engine/core/env/env.ts'
import { browserEnv } from '../../engine/host/browser/browser-env.ts'
import { PortNetwork } from '../../engine/host/browser/port-network.ts'
import { PortSwitch } from '../../engine/host/browser/port-switch.ts'
import type { Batches, BatchSource } from '../log-view/batch-source.ts'
import { Inspector } from './inspector.ts'

/** The page's own plug in the switch, and the inspector that uses it. */
export function connectPage(): { hub: PortSwitch; inspector: Inspector; batches: Batches } {
  const hub = new PortSwitch()
  const network = new PortNetwork(hub.plug('page', { mayListen: false }).port)
  const refused = () => Promise.reject(new DiskError('io', 'the page itself has no disk'))
  const disk = { list: refused, open: refused, remove: refused, rename: refused }
  const env = browserEnv(disk, network, { log: () => {}, event: () => {} })
  const clients = () => import('./page-clients.ts')
  const inspector = new Inspector(env, async () => (await clients()).pageAdmin(env))
  let source: BatchSource | undefined
  const connected = async () => {
    source ??= (await clients()).pageBatches(env)
    return source
  }
  const batches: Batches = {
    fetch: async (brokers, partition, offset, mostBytes) =>
      (await connected()).fetch(brokers, partition, offset, mostBytes),
    ends: async (brokers, partition, nodeId) => (await connected()).ends(brokers, partition, nodeId),
  }
  return { hub, inspector, batches }
}
