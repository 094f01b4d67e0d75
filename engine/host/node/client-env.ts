import { randomBytes } from 'node:crypto'
import type { Disk, Env, Network, Timers, Trace } from '../../core/env/env.ts'
import { tcpNetwork } from './tcp-network.ts'

/** Real time. */
export const nodeTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(delayMs, 0x7fff_ffff))
    return { cancel: () => clearTimeout(timer) }
  },
}

/** The Env of a process under Node: real time, TCP, and the given disk and trace. `aheadMs`: of the computer's wall clock. */
export function clientEnv(disk: Disk, trace: Trace, network: Network = tcpNetwork, aheadMs = 0): Env {
  return {
    clock: { monotonic: () => performance.now(), wall: () => Date.now() + aheadMs },
    timers: nodeTimers,
    random: { bytes: (length) => new Uint8Array(randomBytes(length)), float: () => Math.random() },
    disk,
    network,
    trace,
  }
}
