import { signal } from '@preact/signals'
import type { TraceEvent } from '../../engine/core/env/env.ts'
import type { Telemetry } from '../cluster/host-types.ts'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import type { Undone } from './history.ts'
import type { StateChange } from './state-changes.ts'

/** Something that happened in the cluster. */
export type ClusterEvent = TraceEvent & { readonly at: number; readonly nodeId: number }

/** What the picture of groups is drawn from: what coordinators told, and when brokers began anew. */
const OF_GROUPS = /^(group\.|broker\.starting$)/
const KEPT_OF_GROUPS = 2000

const KEPT = 500
/** Nobody reads these, and they come by the hundred. */
const UNTOLD = /^(raft|metadata)\./
const KEPT_LINES = 2000

/** What brokers said and what became of them, newest last, bounded. */
export class EventLog {
  readonly events = signal<readonly ClusterEvent[]>([])
  /** What became of groups, newest last, bounded; `heard`: the cluster's monotonic time, ms. */
  readonly ofGroups = signal<readonly ClusterEvent[]>([])
  /** The last lines of each node's server log, over its restarts. */
  readonly serverLogs = signal<ReadonlyMap<number, readonly string[]>>(new Map())
  /** Since when the cluster is the one it is: another value when it was put back or replaced; `after`: the last event before. */
  readonly since = signal<{ readonly after: ClusterEvent | undefined }>({ after: undefined })
  private readonly watchers = new Set<(event: ClusterEvent) => void>()
  private readonly states = new Map<number, BrokerState>()
  /** Nodes whose process is of the time before the last turn: what it still tells belongs there. */
  private readonly past = new Set<number>()
  /** Nodes that are nothing else. */
  private readonly controllers = new Set<number>()

  constructor(private readonly time: { wall(): number; monotonic(): number }) {}

  hear(nodeId: number, { log, events }: Telemetry): void {
    if (log.length > 0) this.hearLog(nodeId, log)
    for (const event of events) this.add({ ...event, nodeId })
  }

  brokerChanged({ nodeId, state, properties }: BrokerProcess): void {
    if (properties.get('process.roles') === 'controller') this.controllers.add(nodeId)
    else this.controllers.delete(nodeId)
    if (this.states.get(nodeId) === state) return
    this.know(nodeId, state)
    this.add({ type: `broker.${state}`, at: this.time.wall(), nodeId })
  }

  /** Undo made the broker what it was: nothing happened, yet what happens next is told by what it is now. */
  brokerPutBack({ nodeId, state }: BrokerProcess): void {
    this.know(nodeId, state)
    if (isOver(state)) this.past.add(nodeId)
    // What the process before it told last may have been heard only now.
    if (state === 'starting') this.ofGroups.value = this.ofGroups.value.filter((event) => event.nodeId !== nodeId)
  }

  /** The wall clock of the whole cluster was moved. */
  clockMoved(byMs: number): void {
    this.add({ type: 'clock.jumped', at: this.time.wall(), nodeId: -1, byMs })
  }

  /** The cluster's metadata changed; `nodeId` −1: no broker's own word. */
  stateChanged(changes: readonly StateChange[]): void {
    for (const change of changes) this.add({ ...change, at: this.time.wall(), nodeId: -1 })
  }

  /** The cluster was put back to another moment, or another one is in its place. */
  becameAnother(): void {
    this.ofGroups.value = []
    this.since.value = { after: this.events.peek().at(-1) }
  }

  /** What was told until now may not hold any more; nothing has happened in the cluster. */
  wentBack(what: Undone): void {
    const told = typeof what === 'string' ? { type: `undone.${what}` } : { type: 'undone.step', text: what.text }
    this.show({ ...told, at: this.time.wall(), nodeId: -1 })
    for (const [nodeId, state] of this.states) if (isOver(state)) this.past.add(nodeId)
  }

  onEvent(watch: (event: ClusterEvent) => void): () => void {
    this.watchers.add(watch)
    return () => this.watchers.delete(watch)
  }

  serverLog(nodeId: number): readonly string[] {
    return this.serverLogs.peek().get(nodeId) ?? []
  }

  private hearLog(nodeId: number, lines: readonly string[]): void {
    const kept = [...this.serverLog(nodeId), ...lines].slice(-KEPT_LINES)
    this.serverLogs.value = new Map([...this.serverLogs.peek(), [nodeId, kept]])
  }

  private add(told: ClusterEvent): void {
    const event = this.controllers.has(told.nodeId) ? { ...told, role: 'controller' } : told
    if (OF_GROUPS.test(event.type)) {
      const heard = { ...event, heard: this.time.monotonic() }
      this.ofGroups.value = [...this.ofGroups.value, heard].slice(-KEPT_OF_GROUPS)
    }
    if (!UNTOLD.test(event.type)) this.show(event)
    for (const watch of this.watchers) watch(event)
  }

  private know(nodeId: number, state: BrokerState): void {
    this.states.set(nodeId, state)
    if (state === 'starting') this.past.delete(nodeId)
  }

  private show(event: ClusterEvent): void {
    const told = this.events.peek()
    const turn = told.findLastIndex(isTurn)
    const place = this.past.has(event.nodeId) && turn >= 0 ? turn : told.length
    this.events.value = [...told.slice(0, place), event, ...told.slice(place)].slice(-KEPT)
  }
}

function isOver(state: BrokerState): boolean {
  return state === 'killed' || state === 'stopped'
}

/** Whether what was told before it may not hold any more. */
export function isTurn({ type }: ClusterEvent): boolean {
  return type.startsWith('undone.')
}
