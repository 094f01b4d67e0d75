import { resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { readAll } from '../shell/whole-input.ts'
import { unescapeAnsi } from '../shell/words.ts'
import { complain, coreutil, inputs, statusOf, UsageError, wholeNumber } from './options.ts'
import { printf } from './printf.ts'

const echo: Program = async ({ args, stdout }) => {
  const rest = args.slice(1)
  let escapes = false
  let newline = '\n'
  while (/^-[neE]+$/.test(rest[0] ?? '')) {
    const flags = rest.shift() as string
    if (flags.includes('n')) newline = ''
    if (flags.includes('e')) escapes = true
  }
  const text = rest.join(' ')
  await writeText(stdout, (escapes ? unescapeAnsi(text) : text) + newline)
  return 0
}

const seq: Program = async (context) => {
  const numbers = context.args
    .slice(1)
    .filter((arg) => !/^-[swf]/.test(arg) || /^-\d/.test(arg))
    .map(Number)
  if (numbers.length === 0 || numbers.some(Number.isNaN))
    return complain(context, 'seq: invalid floating point argument', 1)
  const [first, step, last] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  const [from, by, to] = [first as number, step as number, last as number]
  if (by === 0) return complain(context, 'seq: invalid Zero increment value', 1)
  let text = ''
  for (let value = from; by > 0 ? value <= to : value >= to; value += by) {
    text += `${Number(value.toFixed(10))}\n`
    if (text.length > 8192) {
      await writeText(context.stdout, text)
      text = ''
    }
  }
  await writeText(context.stdout, text)
  return 0
}

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3600, d: 86_400 }

function seconds(text: string): number {
  const match = /^(\d*\.?\d+)([smhd]?)$/.exec(text)
  if (!match) throw new UsageError(`invalid time interval '${text}'`)
  return Number(match[1]) * (UNITS[match[2] || 's'] as number)
}

const sleep = coreutil({ flags: '' }, async ({ machine }, { rest }) => {
  if (rest.length === 0) throw new UsageError('missing operand')
  await machine.sleep(rest.reduce((sum, text) => sum + seconds(text), 0) * 1000)
  return 0
})

const date = coreutil(
  { flags: 'uIR', values: 'd', long: { utc: 'u', date: 'd' } },
  async ({ machine, stdout }, { flags, values, rest }) => {
    const given = values.get('d')
    const moment = new Date(
      given === undefined ? machine.wall() : /^@/.test(given) ? Number(given.slice(1)) * 1000 : given,
    )
    if (Number.isNaN(moment.getTime())) throw new UsageError(`invalid date '${given}'`)
    const format =
      rest.find((arg) => arg.startsWith('+'))?.slice(1) ?? (flags.has('I') ? '%F' : '%a %b %e %H:%M:%S %Z %Y')
    await writeText(stdout, `${formatDate(moment, format, flags.has('u'))}\n`)
    return 0
  },
)

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function formatDate(moment: Date, format: string, utc: boolean): string {
  const local = utc ? moment : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const month = MONTHS[local.getUTCMonth()] as string
  const day = DAYS[local.getUTCDay()] as string
  const parts: { readonly [letter: string]: string } = {
    Y: String(local.getUTCFullYear()),
    m: pad(local.getUTCMonth() + 1),
    d: pad(local.getUTCDate()),
    e: String(local.getUTCDate()).padStart(2),
    H: pad(local.getUTCHours()),
    M: pad(local.getUTCMinutes()),
    S: pad(local.getUTCSeconds()),
    N: `${pad(local.getUTCMilliseconds(), 3)}000000`,
    s: String(Math.floor(moment.getTime() / 1000)),
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    B: month,
    Z: utc ? 'UTC' : zone(moment),
    z: utc ? '+0000' : offset(moment),
    '%': '%',
    n: '\n',
    t: '\t',
  }
  return format
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%3N', pad(local.getUTCMilliseconds(), 3))
    .replace(/%([a-zA-Z%])/g, (all, letter: string) => parts[letter] ?? all)
}

/** `+0800` */
function offset(moment: Date): string {
  const minutes = -moment.getTimezoneOffset()
  const size = Math.abs(minutes)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${pad(size % 60)}`
}

function zone(moment: Date): string {
  return (
    new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
      .formatToParts(moment)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
  )
}

const ps: Program = async ({ machine, stdout, args }) => {
  const full = args.slice(1).some((arg) => /[ef]/.test(arg)) || args.slice(1).includes('aux')
  await writeText(stdout, full ? 'UID          PID STIME    CMD\n' : '    PID CMD\n')
  for (const process of machine.processes.list()) {
    const started = formatDate(new Date(process.started), '%H:%M:%S', false)
    const command = process.args.join(' ')
    await writeText(
      stdout,
      full
        ? `learner  ${String(process.pid).padStart(7)} ${started} ${command}\n`
        : `${String(process.pid).padStart(7)} ${command}\n`,
    )
  }
  return 0
}

const time: Program = async (context) => {
  const started = context.machine.monotonic()
  const status = await context.run(context.args.slice(1))
  const took = (context.machine.monotonic() - started) / 1000
  const show = (value: number) => `${Math.floor(value / 60)}m${(value % 60).toFixed(3)}s`
  await writeText(context.stderr, `\nreal\t${show(took)}\n`)
  return status
}

const watch = coreutilKeepingRest('n', async (context, values, command) => {
  const every = Number(values.get('n') ?? 2) * 1000
  for (;;) {
    await writeText(context.stdout, `\x1b[H\x1b[2JEvery ${(every / 1000).toFixed(1)}s: ${command.join(' ')}\n\n`)
    await context.run(command)
    await context.machine.sleep(every)
  }
})

const timeout = coreutilKeepingRest('ks', async (context, _values, [limit = '', ...command]) => {
  const running = context.run(command)
  const expired = context.machine.sleep(seconds(limit) * 1000).then(() => 124)
  return Promise.race([running, expired])
})

/** A command that the terminal's end does not end. Its output stays where it goes: there is no nohup.out. */
const nohup: Program = async (context) => {
  const command = context.args.slice(1)
  if (command.length === 0) return complain(context, 'nohup: missing operand', 125)
  context.process.onSignal('HUP', () => {})
  return context.exec(command)
}

/** For programs whose own options end at the first word that is not one. */
function coreutilKeepingRest(
  letters: string,
  run: (context: ProgramContext, values: ReadonlyMap<string, string>, rest: readonly string[]) => Promise<number>,
): Program {
  return async (context) => {
    const args = context.args.slice(1)
    const values = new Map<string, string>()
    while (args[0]?.startsWith('-')) {
      const option = (args.shift() as string).slice(1)
      if (letters.includes(option[0] as string))
        values.set(option[0] as string, option.slice(1) || (args.shift() ?? ''))
    }
    return run(context, values, args)
  }
}

const xxd = coreutil({ flags: 'pcu', values: 'lsc' }, async (context, { flags, values, rest }) => {
  const start = wholeNumber(values.get('s') ?? '0', 'offset')
  for await (const { reader } of inputs(context, rest.slice(0, 1))) {
    const all = await readAll(reader)
    const bytes = all.subarray(
      start,
      values.has('l') ? start + wholeNumber(values.get('l') as string, 'length') : undefined,
    )
    await writeText(context.stdout, flags.has('p') ? plainHex(bytes) : dump(bytes, start))
  }
  return statusOf(context)
})

function plainHex(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return (hex.match(/.{1,60}/g) ?? []).map((line) => `${line}\n`).join('')
}

function dump(bytes: Uint8Array, start: number): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)]
    const hex = row
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .replace(/.{4}/g, '$& ')
    const shown = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    text += `${(start + at).toString(16).padStart(8, '0')}: ${hex.padEnd(40)} ${shown}\n`
  }
  return text
}

const clear: Program = async ({ stdout, stdoutIsTty, tty }) => {
  if (tty && stdoutIsTty) tty.clear()
  else await writeText(stdout, '\x1b[H\x1b[2J\x1b[3J')
  return 0
}

const which: Program = async (context) => {
  let status = 0
  for (const name of context.args.slice(1)) {
    const found = await context.machine.find(name, context.cwd, context.env.get('PATH') ?? '')
    if (found.kind === 'refused') status = 1
    else await writeText(context.stdout, `${found.path}\n`)
  }
  return status
}

const basename: Program = async ({ args, stdout }) => {
  const [, path = '', suffix = ''] = args
  const name = path.replace(/\/+$/, '').split('/').pop() ?? ''
  await writeText(stdout, `${suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`)
  return 0
}

const dirname: Program = async ({ args, stdout }) => {
  const path = (args[1] ?? '').replace(/\/+$/, '')
  await writeText(stdout, `${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'}\n`)
  return 0
}

const says = (text: string): Program => {
  return async ({ stdout }) => {
    await writeText(stdout, `${text}\n`)
    return 0
  }
}

/** `nano`, `vi`, `edit`: the page's editor on a file. */
const edit: Program = async (context) => {
  const file = context.args.slice(1).find((arg) => !arg.startsWith('-'))
  const name = context.args[0]
  if (file === undefined) return complain(context, `${name}: which file?`, 1)
  if (!context.tty?.edit) return complain(context, `${name}: needs the page: there is no editor here`, 1)
  const turn = editorFree.then(() => editInTurn(context, resolvePath(context.cwd, file)))
  editorFree = turn.catch(() => {})
  await turn
  return 0
}

/** The page has one editor: who comes while it is open waits until it is closed. */
let editorFree = Promise.resolve()

/** Opens the editor until it is closed or the process is over, whatever ended that. */
async function editInTurn({ process, tty }: ProgramContext, path: string): Promise<void> {
  if (process.state !== 'done') await Promise.race([tty?.edit?.(process, path), process.exited])
}

/** Programs about processes, time, names and numbers. */
export const SYSTEM_PROGRAMS: { readonly [name: string]: Program } = {
  echo,
  printf,
  seq,
  sleep,
  date,
  ps,
  time,
  watch,
  timeout,
  nohup,
  xxd,
  clear,
  which,
  basename,
  dirname,
  edit,
  nano: edit,
  vi: edit,
  vim: edit,
  whoami: says('learner'),
  hostname: says('localhost'),
  uname: says('Logbook'),
}
