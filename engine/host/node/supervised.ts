/** A node's process under its supervisor (node-processes.ts): what it is told over the channel between the two. */
import { type DiskFault, FaultableDisk } from '../../core/env/disk-faults.ts'
import type { Disk, Network } from '../../core/env/env.ts'
import { nodeTimers } from './client-env.ts'
import { LinkedNetwork } from './linked-network.ts'
import type { LinkFault } from './links.ts'
import { tcpNetwork } from './tcp-network.ts'

/** To a node. */
export type SupervisorMessage =
  | { readonly type: 'nodes'; readonly ports: readonly (readonly [port: number, node: number])[] }
  | { readonly type: 'links'; readonly faults: readonly LinkFault[] }
  | { readonly type: 'disk'; readonly fault: DiskFault }
  /** The connection that comes from this port is another node's. */
  | { readonly type: 'peer'; readonly port: number }

/** From a node. */
export type NodeMessage =
  /** Now it can be told. */
  { readonly type: 'listening' } | { readonly type: 'dialled'; readonly node: number; readonly localPort: number }

/** The disk and the network of a node as its supervisor lets them be; those of the machine where there is none. */
export function supervised(nodeId: number, disk: Disk): { disk: Disk; network: Network } {
  const tell = process.send?.bind(process) as ((message: NodeMessage) => void) | undefined
  if (!tell) return { disk, network: tcpNetwork }
  const faultable = new FaultableDisk(disk, nodeTimers)
  const network = new LinkedNetwork({
    nodeId,
    timers: nodeTimers,
    announce: (node, localPort) => tell({ type: 'dialled', node, localPort }),
  })
  process.on('message', (message: SupervisorMessage) => {
    if (message.type === 'nodes') network.setNodes(message.ports)
    else if (message.type === 'links') network.setFaults(message.faults)
    else if (message.type === 'peer') network.isFromNode(message.port)
    else faultable.fault = message.fault
  })
  tell({ type: 'listening' })
  return { disk: faultable, network }
}
