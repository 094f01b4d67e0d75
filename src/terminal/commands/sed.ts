import { BoundedRegExp, type Match } from '../../patterns/bounded-regexp.ts'
import { resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { allText, coreutil, linesIn, statusOf, UsageError } from './options.ts'
import { posixRegExp } from './regexp.ts'
import { Turns } from './turns.ts'

/** Where a command applies: a line number, `$`, or a pattern. */
type Address = { readonly line: number } | { readonly last: true } | { readonly pattern: BoundedRegExp }

interface SedCommand {
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly negated: boolean
  readonly run: (state: SedState) => 'next' | 'quit' | undefined
  active: boolean
}

/** `-n`, and when others have their turn. */
interface Editing {
  readonly quiet: boolean
  readonly turns: Turns
}

interface SedState {
  line: string
  print: (text: string) => void
  /** Text of `a`, printed behind the line. */
  after: string[]
}

const sed: Program = coreutil(
  {
    flags: 'nErsi',
    values: 'ef',
    joined: 'e',
    long: { quiet: 'n', expression: 'e', 'regexp-extended': 'E', 'in-place': 'i' },
  },
  async (context, { flags, values, rest }) => {
    const given = values.has('f') ? await scriptFile(context, values.get('f') as string) : values.get('e')
    const [script, ...files] = given === undefined ? rest : [given, ...rest]
    if (script === undefined) throw new UsageError('no script specified')
    const commands = parseScript(script, flags.has('E') || flags.has('r'))
    const editing = { quiet: flags.has('n'), turns: new Turns(context) }
    if (flags.has('i')) {
      for (const name of files) {
        const path = resolvePath(context.cwd, name)
        const text = new TextDecoder().decode(await context.files.read(path))
        await context.files.write(path, new TextEncoder().encode(await edit(linesIn(text), commands, editing)))
      }
      return 0
    }
    await writeText(context.stdout, await edit(linesIn(await allText(context, files)), commands, editing))
    return statusOf(context)
  },
)

async function scriptFile({ files, cwd }: ProgramContext, path: string): Promise<string> {
  return new TextDecoder().decode(await files.read(resolvePath(cwd, path)))
}

async function edit(
  lines: readonly string[],
  commands: readonly SedCommand[],
  { quiet, turns }: Editing,
): Promise<string> {
  let out = ''
  for (const [i, text] of lines.entries()) {
    await turns.take()
    const state: SedState = { line: text, print: (one) => (out += `${one}\n`), after: [] }
    const place = { number: i + 1, last: i === lines.length - 1 }
    const end = runAll(commands, state, place)
    if (end !== 'next' && !quiet) out += `${state.line}\n`
    for (const one of state.after) out += `${one}\n`
    if (end === 'quit') break
  }
  return out
}

function runAll(
  commands: readonly SedCommand[],
  state: SedState,
  place: { number: number; last: boolean },
): 'next' | 'quit' | undefined {
  for (const command of commands) {
    if (applies(command, state.line, place) === command.negated) continue
    const end = command.run(state)
    if (end) return end
  }
  return undefined
}

function applies(command: SedCommand, line: string, place: { number: number; last: boolean }): boolean {
  if (!command.from) return true
  if (!command.to) return matches(command.from, line, place)
  if (!command.active) {
    command.active = matches(command.from, line, place)
    if (command.active && 'line' in command.to && command.to.line <= place.number) command.active = false
    return command.active || matches(command.from, line, place)
  }
  if (matches(command.to, line, place)) command.active = false
  return true
}

function matches(address: Address, line: string, { number, last }: { number: number; last: boolean }): boolean {
  if ('line' in address) return address.line === number
  return 'last' in address ? last : address.pattern.test(line)
}

function parseScript(script: string, extended: boolean): SedCommand[] {
  const parser = { text: script, at: 0 }
  const commands: SedCommand[] = []
  for (;;) {
    parser.text = parser.text.slice(parser.at).replace(/^[\s;]+/, '')
    parser.at = 0
    if (parser.text === '') return commands
    const from = parseAddress(parser, extended)
    let to: Address | undefined
    if (from && parser.text[parser.at] === ',') {
      parser.at++
      to = parseAddress(parser, extended)
    }
    const negated = parser.text[parser.at] === '!'
    if (negated) parser.at++
    commands.push({ from, to, negated, run: parseCommand(parser, extended), active: false })
  }
}

interface Cursor {
  text: string
  at: number
}

function parseAddress(cursor: Cursor, extended: boolean): Address | undefined {
  const number = /^\d+/.exec(cursor.text.slice(cursor.at))
  if (number) {
    cursor.at += number[0].length
    return { line: Number(number[0]) }
  }
  if (cursor.text[cursor.at] === '$') {
    cursor.at++
    return { last: true }
  }
  if (cursor.text[cursor.at] !== '/') return undefined
  const pattern = delimited(cursor, '/')
  return { pattern: regExp(pattern, { extended }) }
}

/** Text up to the next delimiter; the cursor stands on the one before. */
function delimited(cursor: Cursor, delimiter: string): string {
  let text = ''
  for (let i = cursor.at + 1; i < cursor.text.length; i++) {
    const char = cursor.text[i] as string
    if (char === delimiter) {
      cursor.at = i + 1
      return text
    }
    if (char === '\\' && cursor.text[i + 1] === delimiter) {
      text += delimiter
      i++
    } else if (char === '\\') {
      text += char + (cursor.text[i + 1] ?? '')
      i++
    } else text += char
  }
  throw new UsageError(`-e expression #1, char ${cursor.text.length}: unterminated \`s' command`)
}

function parseCommand(cursor: Cursor, extended: boolean): SedCommand['run'] {
  const name = cursor.text[cursor.at++] ?? ''
  if (name === 's') return substitution(cursor, extended)
  if (name === 'y') return transliteration(cursor)
  const text = 'aic'.includes(name) && name !== '' ? restOfLine(cursor) : ''
  const command = COMMANDS[name]
  if (!command) throw new UsageError(`-e expression #1, char 1: unknown command: \`${name}'`)
  return command(text)
}

function restOfLine(cursor: Cursor): string {
  const end = cursor.text.indexOf('\n', cursor.at)
  const text = cursor.text.slice(cursor.at, end < 0 ? undefined : end)
  cursor.at = end < 0 ? cursor.text.length : end
  return text.replace(/^\\?\s*/, '')
}

const COMMANDS: { readonly [name: string]: (text: string) => SedCommand['run'] } = {
  d: () => () => 'next',
  p: () => (state) => {
    state.print(state.line)
    return undefined
  },
  q: () => () => 'quit',
  a: (text) => (state) => {
    state.after.push(text)
    return undefined
  },
  i: (text) => (state) => {
    state.print(text)
    return undefined
  },
  c: (text) => (state) => {
    state.print(text)
    return 'next'
  },
}

function substitution(cursor: Cursor, extended: boolean): SedCommand['run'] {
  const delimiter = cursor.text[cursor.at] as string
  const pattern = delimited(cursor, delimiter)
  cursor.at--
  const replacement = delimited(cursor, delimiter)
  const flags = /^[gpiI0-9]*/.exec(cursor.text.slice(cursor.at))?.[0] ?? ''
  cursor.at += flags.length
  const expression = regExp(pattern, { extended, ignoreCase: /i/i.test(flags) })
  const nth = Number(/\d+/.exec(flags)?.[0] ?? (flags.includes('g') ? 0 : 1))
  return (state) => {
    let seen = 0
    let changed = false
    state.line = expression.replace(state.line, ({ groups }) => {
      seen++
      if (nth !== 0 && seen !== nth && !(flags.includes('g') && seen > nth)) return groups[0] as string
      changed = true
      return fill(replacement, groups)
    })
    if (changed && flags.includes('p')) state.print(state.line)
    return undefined
  }
}

function regExp(
  pattern: string,
  { extended, ignoreCase = false }: { extended: boolean; ignoreCase?: boolean },
): BoundedRegExp {
  try {
    return new BoundedRegExp(posixRegExp(pattern, { extended, escapes: true }), ignoreCase ? 'i' : '')
  } catch {
    throw new UsageError('-e expression #1: Invalid regular expression')
  }
}

function fill(replacement: string, groups: Match['groups']): string {
  return replacement.replace(/\\(\d|n|t|.)|&/gs, (all, code: string | undefined) => {
    if (code === undefined) return String(groups[0])
    if (/\d/.test(code)) return String(groups[Number(code)] ?? '')
    return code === 'n' ? '\n' : code === 't' ? '\t' : all.slice(1)
  })
}

function transliteration(cursor: Cursor): SedCommand['run'] {
  const delimiter = cursor.text[cursor.at] as string
  const from = delimited(cursor, delimiter)
  cursor.at--
  const to = delimited(cursor, delimiter)
  return (state) => {
    state.line = [...state.line].map((char) => (from.includes(char) ? (to[from.indexOf(char)] ?? char) : char)).join('')
    return undefined
  }
}

export const SED_PROGRAMS: { readonly [name: string]: Program } = { sed }
