import type { ReadonlySignal } from '@preact/signals'
import type { Inspector } from '../cluster/inspector.ts'
import type { OwnershipState } from '../cluster/ownership.ts'
import type { EventLog } from '../session/event-log.ts'
import type { TerminalClient } from '../terminal/terminal-client.ts'
import type { Past, PastProgram } from './past.ts'
import { Returning } from './returning.ts'

/** Where a lesson hears what happens. */
export interface PastSources {
  readonly terminal: TerminalClient
  readonly events: EventLog
  readonly inspector: Inspector
  /** Nodes that end for another tab, which takes the cluster over, are nothing that happened. */
  readonly ownership: ReadonlySignal<OwnershipState>
}

/** Who judges by the past. */
export interface Follower {
  /** Something happened, or the cluster was read. */
  look(): void
  /** Whether it needs to know of the program. */
  asksFor(program: PastProgram): boolean
}

/** From now on the past knows what happens on the page, and the follower looks at it. */
export function followPast(
  { terminal, events, inspector, ownership }: PastSources,
  past: Past,
  follower: Follower,
): void {
  const returning = new Returning()
  const look = () => follower.look()
  terminal.onFinished(({ line, status }) => {
    past.ran({ line, status })
    look()
  })
  terminal.onProgram((program) => {
    if (!follower.asksFor(program)) return
    past.called(program)
    look()
  })
  events.onEvent((event) => {
    if (!returning.isOnly(event) && ownership.peek() === 'owner') past.happened(event)
    look()
  })
  inspector.watch((state) => {
    returning.saw(state)
    look()
  })
}
