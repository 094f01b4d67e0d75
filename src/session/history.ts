import { type Signal, signal } from '@preact/signals'
import type { TimeSetting } from '../../engine/core/env/adjustable-clock.ts'
import type { KeptFaults } from '../cluster/faults.ts'
import type { ClusterPlan } from '../cluster/plan.ts'
import type { KeptServers } from '../cluster/processes.ts'

export type StepKind = 'command' | 'cell' | 'fault' | 'clock' | 'cluster'

/** Something that the learner did and that can be undone. */
export interface Step {
  readonly id: number
  readonly kind: StepKind
  /** The command, the cell's name, what was done to which broker. */
  readonly text: string
}

/** What is taken back: a step, all since the lesson began, or all there was, for a snapshot. */
export type Undone = Step | 'lesson' | 'snapshot'

/** What the page itself knows of a moment; files, shells and processes are the terminal's to remember. */
export interface PageMoment {
  /** Of the nodes that ran. */
  readonly servers: KeptServers
  readonly plan: ClusterPlan
  readonly time: TimeSetting
  readonly faults: KeptFaults
  /** Nodes that the page knew of. */
  readonly nodes: readonly number[]
  /** Puts back what the open lesson knows of the past. */
  readonly lesson: () => void
}

/** What the history acts on. */
export interface HistoryHost {
  /** Remembers everything under the id while nothing moves. Rejects when that cannot be done. */
  keep(id: number): Promise<PageMoment>
  /** Brings everything back to what was remembered. */
  putBack(id: number, moment: PageMoment): Promise<void>
  forget(ids: readonly number[]): Promise<void>
  /** All that was remembered is somebody else's now; nothing of it may be touched. */
  lose(): Promise<void>
}

/** So many steps can be undone. */
const MOST_STEPS = 50

/** What the learner did, step by step: before each a restore point, so that undo brings everything back to before it. */
export class PageHistory {
  readonly steps: Signal<readonly Step[]> = signal([])
  /** The step that is being undone, or or what else is taken back; else null. */
  readonly undoing: Signal<Undone | null> = signal(null)
  /** Whether the open lesson's start is remembered. */
  readonly hasStart = signal(false)
  private readonly moments = new Map<number, PageMoment>()
  private start: { readonly id: number; readonly moment: PageMoment } | null = null
  private last: Promise<void> = Promise.resolve()
  private nextId = 1
  private readonly watchers = new Set<(what: Undone) => void>()

  constructor(private readonly host: HistoryHost) {}

  /** A step is about to be done; resolves when it may be. Without room for a restore point it can be done all the same. */
  before(kind: StepKind, text: string): Promise<void> {
    return this.inTurn(async () => {
      const id = this.nextId++
      try {
        this.moments.set(id, await this.host.keep(id))
      } catch {
        await this.forgetParts(id)
        return
      }
      this.steps.value = [...this.steps.value, { id, kind, text }]
      await this.forgetOldest()
    })
  }

  /** Back to before the last step; nothing when there is none. Rejects with the reason when a broker cannot start. */
  undo(): Promise<void> {
    return this.inTurn(async () => {
      const step = this.steps.value.at(-1)
      const moment = step && this.moments.get(step.id)
      if (!step || !moment) return
      await this.putBack(step, step.id, moment)
      this.steps.value = this.steps.value.slice(0, -1)
      this.moments.delete(step.id)
      // What was remembered later is gone; the lesson began later, then.
      if (this.start && this.start.id > step.id) this.noStart()
      await this.host.forget([step.id])
    })
  }

  /** The open lesson begins with what `prepare` leaves, unless that says false: {@link toStart} comes back to it. */
  markStart(prepare: () => Promise<boolean>): Promise<void> {
    return this.inTurn(async () => {
      const before = this.start
      this.noStart()
      if (before) await this.host.forget([before.id])
      if (!(await prepare())) return
      const id = this.nextId++
      try {
        this.start = { id, moment: await this.host.keep(id) }
        this.hasStart.value = true
      } catch {
        // No room: the lesson can be reset by hand.
        await this.forgetParts(id)
      }
    })
  }

  /** Back to the lesson's start; all steps are forgotten. */
  toStart(): Promise<void> {
    return this.inTurn(async () => {
      const { start } = this
      if (!start) return
      await this.putBack('lesson', start.id, start.moment)
      const steps = this.steps.value.filter(({ id }) => id < start.id)
      for (const { id } of this.steps.value) if (id > start.id) this.moments.delete(id)
      this.steps.value = steps
    })
  }

  /** Remembers now as long as `use` needs it. Rejects when that cannot be done. */
  atMoment<T>(use: (id: number, moment: PageMoment) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      const id = this.nextId++
      try {
        return await use(id, await this.host.keep(id))
      } finally {
        await this.forgetParts(id)
      }
    })
  }

  /** Nothing can be gone back to any more: another tab has the machine. */
  lose(): Promise<void> {
    return this.inTurn(async () => {
      this.steps.value = []
      this.moments.clear()
      this.noStart()
      await this.host.lose()
    })
  }

  /** Called with what is about to be undone; gives what ends that. */
  onUndo(listener: (what: Undone) => void): () => void {
    this.watchers.add(listener)
    return () => void this.watchers.delete(listener)
  }

  /**
   * Runs `work`, which puts something else in the place of all there is: what programs did until now does not go on. When it
   * fails everything becomes again what it was; rejects with the reason, also when that could not be remembered.
   */
  replaceAll(work: () => Promise<void>): Promise<void> {
    return this.atMoment(async (id, moment) => {
      this.undoing.value = 'snapshot'
      try {
        for (const told of this.watchers) told('snapshot')
        await work()
      } catch (error) {
        await this.putBack('snapshot', id, moment)
        throw error
      } finally {
        this.undoing.value = null
      }
    })
  }

  private async putBack(what: Undone, id: number, moment: PageMoment): Promise<void> {
    this.undoing.value = what
    try {
      for (const told of this.watchers) told(what)
      await this.host.putBack(id, moment)
    } finally {
      this.undoing.value = null
    }
  }

  private noStart(): void {
    this.start = null
    this.hasStart.value = false
  }

  /** Of a moment that is no longer wanted, or that could not be remembered as a whole. */
  private async forgetParts(id: number): Promise<void> {
    await this.host.forget([id]).catch(() => {})
  }

  private async forgetOldest(): Promise<void> {
    const oldest = this.steps.value.slice(0, -MOST_STEPS).map(({ id }) => id)
    if (oldest.length === 0) return
    this.steps.value = this.steps.value.slice(-MOST_STEPS)
    for (const id of oldest) this.moments.delete(id)
    await this.host.forget(oldest)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work)
    this.last = done.then(
      () => {},
      () => {},
    )
    return done
  }
}
