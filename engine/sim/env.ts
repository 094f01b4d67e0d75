import type { Clock, Disk, Env, Timers, Trace, TraceEvent } from '../core/env/env.ts'
import { type Links, MemoryNetwork } from './network.ts'
import { SeededRandom } from './random.ts'
import { Scheduler } from './scheduler.ts'

/** Keeps what processes said, for checks and for printing when a seed fails. */
export class MemoryTrace implements Trace {
  readonly lines: string[] = []
  readonly events: TraceEvent[] = []

  log(level: string, logger: string, message: string): void {
    this.lines.push(`${level} ${message} (${logger})`)
  }

  event(event: TraceEvent): void {
    this.events.push(event)
  }
}

/** The Env of one process, and what can be done to the process from outside. */
export type SimEnv = Env & { trace: MemoryTrace; kill(): void; disconnect(): void }

/** How a process's clock differs from the room's; may change at any time. */
export interface Skew {
  /** Its milliseconds for one of the room. */
  readonly rate: number
  /** Added to its wall time, ms. */
  wallOffset: number
}

/** One simulated machine room: scheduler, network and chance for any number of processes. */
export class SimWorld {
  readonly scheduler = new Scheduler()
  readonly random: SeededRandom
  readonly network: MemoryNetwork

  constructor(seed = 1, links?: Links) {
    this.random = new SeededRandom(seed)
    this.network = new MemoryNetwork(this.scheduler, links)
  }

  /** The Env of one process over the given disk. */
  env(name: string, disk: Disk, trace: MemoryTrace = new MemoryTrace(), skew?: Skew): SimEnv {
    const owner = { alive: true }
    const exact = this.scheduler.process(owner)
    const { clock, timers } = skew ? skewed(exact, skew) : exact
    const network = this.network.process(name, exact.timers)
    const kill = () => {
      owner.alive = false
      network.kill()
    }
    return {
      clock,
      timers,
      random: this.random.fork(),
      disk,
      network,
      trace,
      kill,
      disconnect: () => network.disconnect(),
    }
  }
}

function skewed({ clock, timers }: { clock: Clock; timers: Timers }, skew: Skew): { clock: Clock; timers: Timers } {
  return {
    clock: {
      monotonic: () => clock.monotonic() * skew.rate,
      wall: () => Math.floor(clock.wall() + skew.wallOffset),
    },
    timers: { after: (delayMs, run) => timers.after(delayMs / skew.rate, run) },
  }
}
