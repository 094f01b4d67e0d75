import { AdjustableClock } from '../../core/env/adjustable-clock.ts'
import { FaultableDisk } from '../../core/env/disk-faults.ts'
import type { Disk, Env, Network, Trace } from '../../core/env/env.ts'
import { Suspension, suspendable } from '../../core/env/suspendable.ts'
import { browserClock, browserEnv, browserTimers } from './browser-env.ts'

/** What can be done to a process from outside while it runs. */
export class ProcessControls {
  readonly clock = new AdjustableClock({ clock: browserClock, timers: browserTimers })
  readonly suspension = new Suspension()
  private readonly disks: FaultableDisk[] = []

  /** The Env of the process; `around` sees the network as the process does, with timers that stand still with it. */
  env(disk: Disk, network: Network, trace: Trace, around: (network: Network, timers: Env['timers']) => Network): Env {
    const faultable = new FaultableDisk(disk, browserTimers)
    this.disks.push(faultable)
    const env = { ...browserEnv(faultable, network, trace), clock: this.clock, timers: this.clock }
    const process = suspendable(env, this.suspension)
    return { ...process, network: around(process.network, process.timers) }
  }

  setDisk(fault: FaultableDisk['fault']): void {
    for (const disk of this.disks) disk.fault = fault
  }
}
