import type { Snapshot, SnapshotMachine } from '../cluster/snapshot-file.ts'
import type { BrowserDisks } from '../cluster/worker-env.ts'
import { type BrokerLaunch, runningBrokers } from './commands/broker.ts'
import type { TreeFiles } from './files/tree.ts'
import type { Relaunching } from './relaunch.ts'
import type { Process } from './shell/processes.ts'
import type { KeptShell } from './shell-session.ts'

/** What of a snapshot only the page knows. */
export type PageSnapshot = Omit<SnapshotMachine, 'brokers'> & {
  /** Of the brokers that run, by node. */
  readonly epochs: ReadonlyMap<number, number>
}

/** The machine's parts that a moment remembers. */
export interface RememberedMachine extends Relaunching {
  readonly home: TreeFiles
  readonly disks: BrowserDisks
  /** Of the tabs that are open. */
  shells(): readonly { keep(): KeptShell }[]
}

interface Moment {
  /** Log dirs that there were. */
  readonly folders: readonly string[]
  readonly home: () => void
  readonly shells: readonly KeptShell[]
  readonly processes: ReadonlySet<Process>
  readonly brokers: readonly BrokerLaunch[]
}

/** Moments of the learner's machine to which it can be brought back: files, disks, shells, and which brokers ran. */
export class Moments {
  private readonly kept = new Map<number, Moment>()

  constructor(private readonly remembered: RememberedMachine) {}

  /** Remembers now under an id, larger than those before; nobody writes meanwhile. */
  async keep(id: number): Promise<void> {
    const { machine, home, disks, shells } = this.remembered
    // Points of an earlier visit can no more be gone back to.
    if (this.kept.size === 0) await disks.dropPoints()
    const folders = await disks.makePoint(id)
    this.kept.set(id, {
      folders,
      home: home.keep(),
      shells: shells().map((shell) => shell.keep()),
      processes: new Set(machine.processes.list()),
      brokers: runningBrokers(machine),
    })
  }

  /** Ends what was started since and puts everything else back; no broker runs. Later moments are forgotten. */
  async putBack(id: number): Promise<void> {
    const { machine, disks } = this.remembered
    const moment = this.moment(id)
    for (const { interrupt } of moment.shells) interrupt()
    const newer = machine.processes.list().filter((process) => !moment.processes.has(process) && !isShell(process))
    for (const process of newer) process.signal('KILL')
    await Promise.all(newer.map(({ exited }) => exited))
    await disks.restorePoint(id, moment.folders)
    moment.home()
    for (const { putBack } of moment.shells) putBack()
    for (const later of [...this.kept.keys()]) if (later > id) this.kept.delete(later)
  }

  /** Starts the brokers that ran then, as relaunch.ts does. */
  relaunch(id: number): Promise<void> {
    return this.launch(this.moment(id).brokers)
  }

  private async launch(brokers: readonly BrokerLaunch[]): Promise<void> {
    const { relaunchAll } = await import('./relaunch.ts')
    await relaunchAll(this.remembered, brokers)
  }

  /** A moment as one file. `page`: what the page knows of it. */
  async pack(id: number, page: PageSnapshot): Promise<Uint8Array> {
    const { packSnapshot } = await import('../cluster/snapshot-file.ts')
    const { epochs, ...rest } = page
    const brokers = this.moment(id).brokers.map(({ args, properties, stopped }) => {
      const brokerEpoch = epochs.get(Number(properties.get('node.id'))) ?? -1
      return { args, properties: [...properties], stopped, brokerEpoch }
    })
    return packSnapshot({ ...rest, brokers }, this.filesAt(id))
  }

  private async *filesAt(id: number) {
    const { home, disks } = this.remembered
    for (const file of home.own()) yield { place: 'home' as const, ...file }
    for await (const file of disks.filesAt(id)) yield { place: 'disk' as const, ...file }
  }

  /** Makes the machine that of a snapshot; no broker runs. Whoever opens it goes on, other programs are ended. Rejects with DiskError. */
  async unpack({ disk, home, executables }: Snapshot): Promise<void> {
    const { machine, home: tree, disks } = this.remembered
    const others = machine.processes.list().filter((process) => !isShell(process) && process.args[0] !== 'snapshot')
    for (const process of others) process.signal('KILL')
    await Promise.all(others.map(({ exited }) => exited))
    await disks.replaceAll(disk)
    tree.replaceOwn(home, executables)
  }

  /** Starts the brokers of a snapshot, as relaunch.ts does. */
  launchAll(brokers: SnapshotMachine['brokers']): Promise<void> {
    const launches = brokers.map(({ properties, ...one }) => ({ ...one, properties: new Map(properties) }))
    return this.launch(launches)
  }

  async forget(ids: readonly number[]): Promise<void> {
    for (const id of ids) this.kept.delete(id)
    await this.remembered.disks.dropPoints(ids)
  }

  /** The disks are somebody else's now; their restore points are not touched. */
  lose(): void {
    this.kept.clear()
  }

  private moment(id: number): Moment {
    const moment = this.kept.get(id)
    if (!moment) throw new Error(`nothing is remembered as ${id}`)
    return moment
  }
}

function isShell({ args }: Process): boolean {
  return args[0] === '-bash'
}
