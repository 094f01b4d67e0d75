import type { TraceEvent } from '../../engine/core/env/env.ts'
import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import { changesBetween } from '../session/state-changes.ts'

/** A command that has ended. */
export interface PastCommand {
  readonly line: string
  readonly status: number
}

/** A program that has ended: the words that the shell made of what was typed, and the exit status. */
export interface PastProgram {
  readonly args: readonly string[]
  readonly status: number
}

/** Something that happened: what a node said, what became of it, or (`nodeId` −1) a change of the cluster's metadata. */
export type PastEvent = TraceEvent & { readonly nodeId: number }

/** Since when something holds, and how often it had been done by the last look. */
export interface Held {
  readonly at: number
  readonly times: number
}

/** So many commands, and so many events of a kind: none pushes out another that a goal asks for. */
export const KEPT = 500
/** No goal asks for these, and they come by the hundred. */
const IGNORED = /^(raft|metadata)\./

/** What has happened since the lesson began, bounded; and since when the things hold that are to stay. */
export class Past {
  commands: readonly PastCommand[] = []
  programs: readonly PastProgram[] = []
  events: readonly PastEvent[] = []
  private before: ClusterState = EMPTY_STATE
  /** Since when things hold, by what is asked, as text: a lesson that is read in another language asks the same. */
  since: Map<string, Held> = new Map()
  private dueAt = Number.POSITIVE_INFINITY

  /** `now`: milliseconds of the cluster's clock that only goes forward, and stands still when the learner stops it. */
  constructor(readonly now: () => number) {}

  /** The lesson begins: what was before it does not count. */
  begin(): void {
    this.commands = []
    this.programs = []
    this.events = []
    this.since = new Map()
  }

  /** The lesson's cluster is as it begins with: what happened to bring it about does not count, what the learner ran meanwhile does. */
  broughtAbout(): void {
    this.events = []
    this.since = new Map()
  }

  /** Remembers what has happened; what it gives puts that back. */
  keep(): () => void {
    const { commands, programs, events } = this
    return () => {
      this.commands = commands
      this.programs = programs
      this.events = events
    }
  }

  ran(command: PastCommand): void {
    this.commands = [...this.commands, command].slice(-KEPT)
  }

  called(program: PastProgram): void {
    this.programs = [...this.programs, program].slice(-KEPT)
  }

  happened(event: PastEvent): void {
    if (IGNORED.test(event.type) || String(event['partition']).startsWith('__')) return
    const alike = this.events.filter(({ type }) => type === event.type)
    const oldest = alike.length < KEPT ? undefined : alike[0]
    this.events = [...(oldest ? this.events.filter((one) => one !== oldest) : this.events), event]
  }

  /** How often the cleaner has been at a partition, on any broker. */
  cleanings(partition: string): number {
    return this.events.filter((one) => one.type === 'log.cleaned' && one['partition'] === partition).length
  }

  /** The cluster was read: what differs from the reading before has happened. */
  read(state: ClusterState): void {
    for (const change of changesBetween(this.before, state)) this.happened({ ...change, nodeId: -1 })
    this.before = state
  }

  /**
   * How long something holds by now, ms; −1 while it does not. `what` stands for it from one look to the next; where it was
   * done again (`times` is more than at the look before) it is counted from there.
   */
  heldFor(what: object, holds: boolean, times = 0): number {
    const asked = JSON.stringify(what)
    const before = this.since.get(asked)
    if (!holds) this.since.delete(asked)
    if (!holds) return -1
    const at = before && times <= before.times ? before.at : this.now()
    this.since.set(asked, { at, times })
    return this.now() - at
  }

  /** Nothing may happen until then, and yet a goal may have come true. */
  lookAgainIn(ms: number): void {
    this.dueAt = Math.min(this.dueAt, this.now() + ms)
  }

  /** Milliseconds until somebody should look again; undefined when nobody asked for it. Asked once, it is forgotten. */
  takeDue(): number | undefined {
    const due = this.dueAt
    this.dueAt = Number.POSITIVE_INFINITY
    return Number.isFinite(due) ? Math.max(0, due - this.now()) : undefined
  }
}
