import { KEPT, type Past, type PastCommand, type PastEvent, type PastProgram } from './past.ts'

/** What is kept of a past when the page goes: as JSON can say it. */
export interface KeptPast {
  readonly commands: readonly PastCommand[]
  readonly programs: readonly PastProgram[]
  readonly events: readonly PastEvent[]
  /** What held, for how long, ms, and how often it had been done. */
  readonly held: readonly (readonly [what: string, ms: number, times: number])[]
}

/** What comes of nothing but a learner's hands, or their programs. */
const OF_HANDS = /^(?:broker\.(?:killed|stopped|paused)|clock\.jumped|fault\.hit|group\.|produce\.)/

/** Whether somebody did something; nodes that start, and what follows from that, is nobody's doing. */
export function wasActed({ commands, programs, events }: Past): boolean {
  return commands.length + programs.length > 0 || events.some(({ type }) => OF_HANDS.test(type))
}

/** All that is known of a past, for another page. */
export function keptOf({ commands, programs, events, since, now }: Past): KeptPast {
  const held = [...since].map(([what, { at, times }]) => [what, now() - at, times] as const)
  return { commands, programs, events, held }
}

/** The lesson goes on: what was known of it stands before the commands of this page, whose start is nothing that happened. */
export function resume(past: Past, { commands, programs, events, held }: KeptPast): void {
  past.commands = [...commands, ...past.commands].slice(-KEPT)
  past.programs = [...programs, ...past.programs].slice(-KEPT)
  past.events = events
  past.since = new Map(held.map(([what, ms, times]) => [what, { at: past.now() - ms, times }]))
}
