/** A node's process under its supervisor (node-processes.ts): what it is told over the channel between the two. */
import { type DiskFault, FaultableDisk } from '../../core/env/disk-faults.ts'
import type { Disk, Network, TraceEvent } from '../../core/env/env.ts'
import type { SetRule } from '../../core/faults/rule.ts'
import { WireFaults } from '../../core/faults/wire-faults.ts'
import { nodeTimers } from './client-env.ts'
import { LinkedNetwork } from './linked-network.ts'
import type { LinkFault } from './links.ts'
import { tcpNetwork } from './tcp-network.ts'

/** To a node. */
export type SupervisorMessage =
  | { readonly type: 'nodes'; readonly ports: readonly (readonly [port: number, node: number])[] }
  | { readonly type: 'links'; readonly faults: readonly LinkFault[] }
  | { readonly type: 'disk'; readonly fault: DiskFault }
  /** Faults at a protocol point. */
  | { readonly type: 'rules'; readonly rules: readonly WrittenRule[] }
  /** The connection that comes from this port is another node's. */
  | { readonly type: 'peer'; readonly port: number }

/** From a node. */
export type NodeMessage =
  /** Now it can be told. */
  | { readonly type: 'listening' }
  | { readonly type: 'dialled'; readonly node: number; readonly localPort: number }
  /** A rule was for a request. */
  | { readonly type: 'fault'; readonly event: TraceEvent }

/** The channel carries JSON, which knows no infinity: null stands for it. */
export type WrittenRule = Omit<SetRule, 'times'> & { readonly times: number | null }

/** The disk and the network of a node as its supervisor lets them be; those of the machine where there is none. */
export function supervised(
  nodeId: number,
  disk: Disk,
  topicName: (id: string) => string | undefined,
): { disk: Disk; network: Network } {
  const tell = process.send?.bind(process) as ((message: NodeMessage) => void) | undefined
  if (!tell) return { disk, network: tcpNetwork }
  const faultable = new FaultableDisk(disk, nodeTimers)
  const network = new LinkedNetwork({
    nodeId,
    timers: nodeTimers,
    announce: (node, localPort) => tell({ type: 'dialled', node, localPort }),
  })
  const door = new WireFaults({
    broker: nodeId,
    timers: nodeTimers,
    topicName,
    event: (event) => tell({ type: 'fault', event }),
  })
  process.on('message', (message: SupervisorMessage) => {
    if (message.type === 'nodes') network.setNodes(message.ports)
    else if (message.type === 'links') network.setFaults(message.faults)
    else if (message.type === 'rules') void door.setRules(message.rules.map(readRule))
    else if (message.type === 'peer') network.isFromNode(message.port)
    else faultable.fault = message.fault
  })
  tell({ type: 'listening' })
  return { disk: faultable, network: door.around(network) }
}

function readRule({ times, ...rule }: WrittenRule): SetRule {
  return { ...rule, times: times ?? Number.POSITIVE_INFINITY }
}
