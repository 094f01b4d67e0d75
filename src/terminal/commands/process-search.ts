import { BoundedRegExp, SearchTooLong } from '../../patterns/bounded-regexp.ts'
import type { Process, Signal } from '../shell/processes.ts'
import { signalNamed } from '../shell/processes.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { parseOptions, UsageError } from './options.ts'

/** pgrep and pkill: processes by a pattern of their name or, with -f, of their whole command line. */

interface Search {
  readonly flags: ReadonlySet<string>
  readonly pattern: BoundedRegExp
}

const FLAGS = 'faclnovxi'

const pgrep: Program = (context) =>
  searching(context, context.args, async (found, { flags }) => {
    if (flags.has('c')) return writeText(context.stdout, `${found.length}\n`)
    for (const process of found) await writeText(context.stdout, `${shown(process, flags)}\n`)
  })

function shown(process: Process, flags: ReadonlySet<string>): string {
  if (flags.has('a')) return `${process.pid} ${process.args.join(' ')}`
  return flags.has('l') ? `${process.pid} ${nameOf(process)}` : String(process.pid)
}

const pkill: Program = async (context) => {
  const [own = '', ...rest] = context.args
  const given = rest[0]?.startsWith('-') ? signalNamed(rest[0].slice(1)) : undefined
  const signal: Signal = given ?? 'TERM'
  return searching(context, [own, ...(given ? rest.slice(1) : rest)], async (found) => {
    for (const process of found) process.signal(signal)
  })
}

async function searching(
  context: ProgramContext,
  args: readonly string[],
  use: (found: readonly Process[], search: Search) => Promise<void>,
): Promise<number> {
  const name = args[0] as string
  const complain = async (message: string) => {
    await writeText(context.stderr, `${name}: ${message}\n`)
    return 2
  }
  try {
    const { flags, rest } = parseOptions(args, { flags: FLAGS })
    const [pattern, ...more] = rest
    if (pattern === undefined)
      return complain(`no matching criteria specified\nTry \`${name} --help' for more information.`)
    if (more.length > 0)
      return complain(`only one pattern can be provided\nTry \`${name} --help' for more information.`)
    const search = {
      flags,
      pattern: new BoundedRegExp(flags.has('x') ? `^(?:${pattern})$` : pattern, flags.has('i') ? 'i' : ''),
    }
    const found = matching(context, search)
    await use(found, search)
    return found.length > 0 ? 0 : 1
  } catch (error) {
    if (error instanceof UsageError || error instanceof SyntaxError || error instanceof SearchTooLong)
      return complain(error.message)
    throw error
  }
}

/** Never the search itself; the newest or the oldest alone on request. */
function matching({ machine, process: own }: ProgramContext, { flags, pattern }: Search): readonly Process[] {
  const others = machine.processes.list().filter((process) => process !== own)
  const found = others.filter((process) => {
    const text = flags.has('f') ? process.args.join(' ') : nameOf(process)
    return pattern.test(text) !== flags.has('v')
  })
  if (flags.has('n')) return found.slice(-1)
  return flags.has('o') ? found.slice(0, 1) : found
}

function nameOf({ args }: Process): string {
  return (args[0] ?? '').replace(/^.*\//, '')
}

/** By name. */
export const PROCESS_PROGRAMS: { readonly [name: string]: Program } = { pgrep, pkill }
