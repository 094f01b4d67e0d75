import type { Clock, Disk, Env, Network, Random, Timers, Trace } from '../../core/env/env.ts'

/** Real time of the browser. `performance.now` does not go back when the wall clock is set. */
export const browserClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
}

export const browserTimers: Timers = {
  after(delayMs, run) {
    const id = setTimeout(run, delayMs)
    return { cancel: () => clearTimeout(id) }
  },
}

/** `crypto.getRandomValues` gives at most 64 KiB a call; nobody asks for more. */
export const browserRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  float: () => Math.random(),
}

/** The Env of a worker or of the page. */
export function browserEnv(disk: Disk, network: Network, trace: Trace): Env {
  return { clock: browserClock, timers: browserTimers, random: browserRandom, disk, network, trace }
}
