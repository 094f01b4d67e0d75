import { DiskError } from '../../engine/core/env/env.ts'
import { browserEnv } from '../../engine/host/browser/browser-env.ts'
import { PortNetwork } from '../../engine/host/browser/port-network.ts'
import { PortSwitch } from '../../engine/host/browser/port-switch.ts'
import { BatchSource } from '../log-view/batch-source.ts'
import { Inspector } from './inspector.ts'

/** Where the cluster of the page is found. */
const BOOTSTRAP = { host: 'localhost', port: 9092 }

/** The page's own plug in the switch, and the inspector that uses it. */
export function connectPage(): { hub: PortSwitch; inspector: Inspector; batches: BatchSource } {
  const hub = new PortSwitch()
  const network = new PortNetwork(hub.plug('page', { mayListen: false }).port)
  const refused = () => Promise.reject(new DiskError('io', 'the page itself has no disk'))
  const disk = { list: refused, open: refused, remove: refused, rename: refused }
  const env = browserEnv(disk, network, { log: () => {}, event: () => {} })
  const inspector = new Inspector(env, `${BOOTSTRAP.host}:${BOOTSTRAP.port}`)
  return { hub, inspector, batches: new BatchSource(env, BOOTSTRAP) }
}
