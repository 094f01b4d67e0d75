/** The builtin `trap`, and where a shell does what its traps want. */
import { type BuiltinCall, type Io, type ShellHandle, Unwind } from './builtin.ts'
import { type Process, statusOf } from './processes.ts'
import { type Reader, writeText } from './streams.ts'
import { type TrapName, Traps, trapNamed } from './traps.ts'

const USAGE = 'trap: usage: trap [-lp] [[arg] signal_spec ...]'

/** `trap 'action' EXIT TERM …`, `trap - EXIT`, `trap -p`, `trap`. */
export async function trap({ shell, args, io }: BuiltinCall): Promise<number> {
  const words = args.slice(1)
  const option = /^-./.test(words[0] ?? '') ? words.shift() : undefined
  if (option === '-p') return list(shell, words, io)
  if (option !== undefined && option !== '--') return shell.complain(io, `trap: ${option}: invalid option\n${USAGE}`, 2)
  if (words.length === 0) return list(shell, words, io)
  const [first = '', ...rest] = words
  if (/^\d+$/.test(first) || (rest.length === 0 && trapNamed(first))) return change(shell, undefined, words, io)
  if (rest.length > 0) return change(shell, first === '-' ? undefined : first, rest, io)
  await writeText(io.stderr, `${USAGE}\n`)
  return 2
}

async function list({ state }: ShellHandle, words: readonly string[], io: Io): Promise<number> {
  const asked = words.map(trapNamed)
  const shown = (state.traps?.listed ?? []).filter(([name]) => words.length === 0 || asked.includes(name))
  await writeText(io.stdout, shown.map(([name, action]) => `trap -- ${quoted(action)} ${shownName(name)}\n`).join(''))
  return 0
}

function quoted(action: string): string {
  return `'${action.replaceAll("'", "'\\''")}'`
}

function shownName(name: TrapName): string {
  return name === 'EXIT' ? name : `SIG${name}`
}

async function change(shell: ShellHandle, action: string | undefined, words: readonly string[], io: Io) {
  shell.state.traps ??= new Traps()
  let status = 0
  for (const word of words) {
    const name = trapNamed(word)
    if (name) shell.state.traps.set(name, action)
    else status = await shell.complain(io, `trap: ${word}: invalid signal specification`, 1)
  }
  shell.armTraps()
  return status
}

/** Does what is to be done for the signals that have come; ends the shell where nothing is. */
export async function heedSignals(shell: ShellHandle, io: Io): Promise<void> {
  const { traps } = shell.state
  if (!traps) return
  for (let action = traps.next(); action !== undefined; action = traps.next()) await act(shell, action, io)
  if (traps.ending) throw new Unwind('exit', statusOf(traps.ending))
}

async function act(shell: ShellHandle, action: string, io: Io): Promise<void> {
  const { status } = shell.state
  await shell.execute(action, io)
  shell.state.status = status
}

/** Reads, and does meanwhile what signals want. */
export async function readHeeding(shell: ShellHandle, stream: Reader, io: Io): Promise<Uint8Array | null> {
  for (;;) {
    const arrived = shell.state.traps?.arrived
    try {
      return await stream.read(arrived)
    } catch (error) {
      if (!arrived?.aborted) throw error
      await heedSignals(shell, io)
    }
  }
}

/** Does what is to be done at the end of a shell that ends with this status; the status that it has then. */
export function atExit(shell: ShellHandle, status: number, io: Io): Promise<number> {
  const action = shell.state.traps?.atExit
  if (action === undefined) return Promise.resolve(status)
  shell.state.status = status
  return statusOfAll(async () => {
    await act(shell, action, io)
    return status
  })
}

/** Runs all that a shell in a process of its own is for, and what is to be done at its end. */
export async function toItsEnd(
  shell: ShellHandle,
  { process, io }: { readonly process: Process; readonly io: Io },
  work: () => Promise<number>,
): Promise<number> {
  const status = await statusOfAll(work)
  const signal = shell.state.traps?.takeEnding()
  const last = await atExit(shell, status, io)
  if (signal && last === status) process.end(status, signal)
  return last
}

async function statusOfAll(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Unwind) return error.value
    throw error
  }
}
