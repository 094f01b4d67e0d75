import { ArithmeticError, evaluate } from './arithmetic.ts'
import { MOST_DEPTH } from './bounds.ts'
import { type Builtin, type BuiltinCall, type Io, type ShellHandle, Unwind } from './builtin.ts'
import { exec } from './exec.ts'
import { resolvePath } from './files.ts'
import { local, returnFrom, showFunction } from './functions.ts'
import { ExpansionError } from './parameter.ts'
import type { Job, Signal } from './processes.ts'
import { SIGNAL_NUMBERS, signalNamed } from './processes.ts'
import { readLine } from './read-line.ts'
import { changeSettings } from './settings.ts'
import type { ShellState } from './state.ts'
import { unlessLeft, writeText } from './streams.ts'
import { testExpression } from './test-command.ts'
import { trap } from './trapping.ts'

/** The commands that must run in the shell itself, by name. */
export const BUILTINS: { readonly [name: string]: Builtin } = {
  ':': async () => 0,
  true: async () => 0,
  false: async () => 1,
  cd,
  pwd: async ({ shell, io }) => print(io, `${shell.state.cwd}\n`),
  export: exportNames,
  unset,
  set,
  env: listExported,
  read: readLine,
  exit: async ({ shell, args }) => unwind('exit', args, shell.state.status),
  return: returnFrom,
  local,
  break: async ({ args }) => unwind('break', args, 1),
  continue: async ({ args }) => unwind('continue', args, 1),
  shift,
  let: letCommand,
  test: testCommand,
  '[': testCommand,
  jobs,
  fg,
  bg,
  wait: waitFor,
  kill,
  trap,
  source: sourceFile,
  '.': sourceFile,
  history,
  type: typeOf,
  command: runCommandBuiltin,
  exec,
}

async function print(io: Io, text: string, status = 0): Promise<number> {
  await writeText(io.stdout, text)
  return status
}

function unwind(how: Unwind['how'], args: readonly string[], fallback: number): never {
  throw new Unwind(how, args[1] === undefined ? fallback : Number(args[1]) & 255)
}

async function cd({ shell, args, io }: BuiltinCall): Promise<number> {
  const { state, machine } = shell
  const wanted = args[1] === '-' ? state.get('OLDPWD') : (args[1] ?? state.get('HOME') ?? '/')
  const path = resolvePath(state.cwd, wanted ?? '/')
  const stat = await machine.files.stat(path)
  if (!stat) return shell.complain(io, `cd: ${wanted}: No such file or directory`, 1)
  if (stat.kind !== 'folder') return shell.complain(io, `cd: ${wanted}: Not a directory`, 1)
  state.set('OLDPWD', state.cwd)
  state.cwd = path
  return args[1] === '-' ? print(io, `${path}\n`) : 0
}

async function exportNames({ shell, args }: BuiltinCall): Promise<number> {
  for (const arg of args.slice(1)) {
    const [name = '', ...value] = arg.split('=')
    if (value.length > 0) shell.state.set(name, value.join('='))
    shell.state.export(name)
  }
  return 0
}

async function unset({ shell, args }: BuiltinCall): Promise<number> {
  const [option, ...rest] = args.slice(1)
  const names = option === '-f' || option === '-v' ? rest : args.slice(1)
  for (const name of names) unsetOne(shell.state, name, option)
  return 0
}

/** Without an option: the variable, or where there is none the function. */
function unsetOne(state: ShellState, name: string, option: string | undefined): void {
  const isFunction = option === '-f' || (option !== '-v' && state.get(name) === undefined)
  if (isFunction) state.functions.delete(name)
  else state.unset(name)
}

async function set({ shell, args, io }: BuiltinCall): Promise<number> {
  if (args.length > 1) return changeSettings(shell, args.slice(1), io)
  return print(io, [...shell.state.allVariables()].map(([name, value]) => `${name}=${value}\n`).join(''))
}

async function listExported({ shell, args, io, assigned }: BuiltinCall): Promise<number> {
  const rest = args.slice(1)
  const extra = new Map(assigned)
  while (/^\w+=/.test(rest[0] ?? '')) {
    const [name = '', ...value] = (rest.shift() as string).split('=')
    extra.set(name, value.join('='))
  }
  if (rest.length > 0) return shell.runProgram(rest, io, rest.join(' '), extra)
  return print(io, [...shell.state.exported(), ...extra].map(([name, value]) => `${name}=${value}\n`).join(''))
}

async function shift({ shell, args }: BuiltinCall): Promise<number> {
  const { positional } = shell.state
  const count = Number(args[1] ?? 1)
  if (count > positional.length) return 1
  shell.state.positional = positional.slice(count)
  return 0
}

async function letCommand({ shell, args, io }: BuiltinCall): Promise<number> {
  try {
    const values = args.slice(1).map((expression) => evaluate(expression, shell.state))
    return values.at(-1) === 0 ? 1 : 0
  } catch (error) {
    if (error instanceof ArithmeticError) return shell.complain(io, `let: ${error.message}`, 1)
    throw error
  }
}

async function testCommand({ shell, args, io }: BuiltinCall): Promise<number> {
  const words = args.slice(1)
  if (args[0] === '[' && words.pop() !== ']') return shell.complain(io, "[: missing `]'", 2)
  try {
    return (await testExpression(words, shell.machine.files, shell.state.cwd)) ? 0 : 1
  } catch (error) {
    return shell.complain(io, `${args[0]}: ${(error as Error).message}`, 2)
  }
}

async function jobs({ shell, io }: BuiltinCall): Promise<number> {
  const { jobs: list } = shell.state
  return print(
    io,
    list
      .list()
      .map((job) => `${list.line(job)}\n`)
      .join(''),
  )
}

async function fg({ shell, args, io }: BuiltinCall): Promise<number> {
  const job = shell.state.jobs.get(args[1])
  if (!job) return noSuchJob(shell, 'fg', args[1], io)
  await writeText(io.stdout, `${job.text}\n`)
  shell.line.foreground = job
  job.signal('CONT')
  const state = await job.settled()
  shell.line.foreground = undefined
  if (state === 'stopped') return 148
  shell.state.jobs.remove(job)
  return job.processes.at(-1)?.status ?? 0
}

async function bg({ shell, args, io }: BuiltinCall): Promise<number> {
  const job = shell.state.jobs.get(args[1])
  if (!job) return noSuchJob(shell, 'bg', args[1], io)
  job.signal('CONT')
  return print(io, `[${job.id}]+ ${job.text} &\n`)
}

function noSuchJob(shell: ShellHandle, name: string, spec: string | undefined, io: Io): Promise<number> {
  return shell.complain(io, `${name}: ${spec ?? 'current'}: no such job`, 1)
}

async function waitFor({ shell, args }: BuiltinCall): Promise<number> {
  const { jobs: list, traps } = shell.state
  const chosen = args.length > 1 ? args.slice(1).map((spec) => list.get(spec)) : [...list.list()]
  let status = 0
  for (const job of chosen) {
    if (!job) return 127
    const over = Promise.all(job.processes.map((process) => process.exited))
    if (!(await isOver(over, traps?.arrived))) return traps?.statusOfArrived ?? 0
    status = job.processes.at(-1)?.status ?? 0
  }
  return args.length > 1 ? status : 0
}

/** False: a signal came before. */
function isOver(over: Promise<unknown>, arrived: AbortSignal | undefined): Promise<boolean> {
  return unlessLeft(over, arrived).then(
    () => true,
    () => false,
  )
}

async function kill({ shell, args, io }: BuiltinCall): Promise<number> {
  const rest = args.slice(1)
  if (rest[0] === '-l') return print(io, `${Object.keys(SIGNAL_NUMBERS).join(' ')}\n`)
  let signal: Signal | undefined = 'TERM'
  if (rest[0]?.startsWith('-')) {
    const given = (rest.shift() as string).slice(1)
    const name = given === 's' ? (rest.shift() ?? '') : given
    signal = signalNamed(name)
    if (!signal) return shell.complain(io, `kill: ${name}: invalid signal specification`, 1)
  }
  if (rest.length === 0) return usage(io, 'kill: usage: kill [-s sigspec | -signum] pid | %job ...')
  let status = 0
  for (const target of rest) status = (await killOne(shell, target, signal, io)) || status
  return status
}

async function usage(io: Io, text: string): Promise<number> {
  await writeText(io.stderr, `${text}\n`)
  return 2
}

async function killOne(shell: ShellHandle, target: string, signal: Signal, io: Io): Promise<number> {
  const found: Job | { signal(signal: Signal): void } | undefined = target.startsWith('%')
    ? shell.state.jobs.get(target)
    : shell.machine.processes.get(Number(target))
  if (found) {
    found.signal(signal)
    return 0
  }
  if (target.startsWith('%')) return shell.complain(io, `kill: ${target}: no such job`, 1)
  const reason = /^\d+$/.test(target)
    ? `(${target}) - No such process`
    : `${target}: arguments must be process or job IDs`
  return shell.complain(io, `kill: ${reason}`, 1)
}

async function sourceFile({ shell, args, io }: BuiltinCall): Promise<number> {
  const { state, machine } = shell
  const path = resolvePath(state.cwd, args[1] ?? '')
  if (!(await machine.files.stat(path))) return shell.complain(io, `${args[1]}: No such file or directory`, 1)
  if (state.nesting >= MOST_DEPTH)
    throw new ExpansionError(`${args[1]}: maximum source nesting level exceeded (${MOST_DEPTH})`)
  const outer = state.positional
  if (args.length > 2) state.positional = args.slice(2)
  state.sourced++
  try {
    return await shell.execute(new TextDecoder().decode(await machine.files.read(path)), io)
  } finally {
    state.sourced--
    state.positional = outer
  }
}

async function history({ shell, io }: BuiltinCall): Promise<number> {
  return print(io, shell.state.history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}\n`).join(''))
}

async function typeOf(call: BuiltinCall): Promise<number> {
  const { shell, args, io } = call
  let status = 0
  for (const name of args.slice(1)) {
    if (shell.state.functions.has(name)) {
      await showFunction(call, name)
      continue
    }
    const found = BUILTINS[name]
      ? undefined
      : await shell.machine.find(name, shell.state.cwd, shell.state.get('PATH') ?? '')
    if (!found) await writeText(io.stdout, `${name} is a shell builtin\n`)
    else if (found.kind === 'refused') status = await shell.complain(io, `type: ${name}: not found`, 1)
    else await writeText(io.stdout, `${name} is ${found.path}\n`)
  }
  return status
}

/** `command -v`: what would be run, or nothing and 1. */
async function pathsOf({ state, machine }: ShellHandle, names: readonly string[], io: Io): Promise<number> {
  let status = 0
  for (const name of names) {
    const found =
      state.functions.has(name) || BUILTINS[name]
        ? undefined
        : await machine.find(name, state.cwd, state.get('PATH') ?? '')
    if (found?.kind === 'refused') status = 1
    else await writeText(io.stdout, `${found?.path ?? name}\n`)
  }
  return status
}

async function runCommandBuiltin({ shell, args, io }: BuiltinCall): Promise<number> {
  const rest = args.slice(1)
  if (rest[0] === '-v') return pathsOf(shell, rest.slice(1), io)
  return rest.length === 0 ? 0 : shell.runProgram(rest, io, rest.join(' '))
}
