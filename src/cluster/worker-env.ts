import type { Env } from '../../engine/core/env/env.ts'
import { browserEnv } from '../../engine/host/browser/browser-env.ts'
import { BrowserDisks } from '../../engine/host/browser/disks.ts'
import { PortNetwork } from '../../engine/host/browser/port-network.ts'

/** The Env of a worker of the page: all disks, and the network behind its port of the switch. */
export function workerEnv(network: MessagePort): { env: Env; disks: BrowserDisks } {
  const disks = new BrowserDisks()
  return { env: browserEnv(disks, new PortNetwork(network), { log: () => {}, event: () => {} }), disks }
}

export type { BrowserDisks }
