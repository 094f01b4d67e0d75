import { AdjustableClock } from '../../engine/core/env/adjustable-clock.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { browserClock, browserEnv, browserTimers } from '../../engine/host/browser/browser-env.ts'
import { BrowserDisks } from '../../engine/host/browser/disks.ts'
import { PortNetwork } from '../../engine/host/browser/port-network.ts'

/** The Env of a worker of the page: all disks, the network behind its port of the switch, and time as it is set. */
export function workerEnv(network: MessagePort): { env: Env; clock: AdjustableClock; disks: BrowserDisks } {
  const clock = new AdjustableClock({ clock: browserClock, timers: browserTimers })
  const disks = new BrowserDisks(() => clock.wall())
  const env = browserEnv(disks, new PortNetwork(network), { log: () => {}, event: () => {} })
  return { env: { ...env, clock, timers: clock }, clock, disks }
}

export type { BrowserDisks }
