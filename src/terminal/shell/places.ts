import { MOST_PROCESSES, NoProcess } from './bounds.ts'
import type { ShellHandle } from './builtin.ts'
import type { Process } from './processes.ts'

/** Places that are left for what the keyboard starts, to look at the others and to end them. */
const RESERVED = 20

/**
 * Throws NoProcess where no more processes may be. What starts shells that start shells would go on wherever a place is free: all
 * that its line has started ends then, but the shell `own` itself, which hears of it.
 */
export function expectPlace(
  { machine, line: { command } }: ShellHandle,
  own: Process | undefined,
  { isBackground }: { readonly isBackground: boolean },
): void {
  if (machine.processes.size < MOST_PROCESSES - (isBackground ? RESERVED : 0)) return
  const others = machine.processes.list().filter((process) => process !== own)
  if (own && command) for (const process of others) if (process.command === command) process.signal('KILL')
  throw new NoProcess()
}
