/** Command lines as argparse4j reads them, with its messages. */
import { Exit, type ToolIo } from './tool.ts'

export interface ArgSpec {
  /** `['--bootstrap-server', '-b']`. */
  readonly flags: readonly string[]
  readonly help: string
  /** Absent: it takes one value. `true`: a flag; `append`: may be repeated; `+`: one or more values. */
  readonly action?: 'true' | 'append' | '+'
  readonly required?: true
  readonly type?: 'int' | 'long'
}

/** Arguments of which at most one may be given, or exactly one. */
export interface Exclusive {
  readonly flags: readonly string[]
  readonly required: boolean
}

export interface CommandSpec {
  readonly args: readonly ArgSpec[]
  readonly exclusive?: readonly Exclusive[]
}

export interface ParserSpec extends CommandSpec {
  readonly prog: string
  readonly description: string
  /** Subcommands, of which one must be given. */
  readonly commands?: { readonly [name: string]: CommandSpec }
  /** Prints an error in the tool's own way instead of usage and message. */
  readonly onError?: (io: ToolIo, message: string) => void
}

/** What was found, by the first flag's name without dashes. */
export class Arguments {
  constructor(
    readonly command: string,
    private readonly values: ReadonlyMap<string, readonly string[]>,
  ) {}

  has(name: string): boolean {
    return this.values.has(name)
  }
  get(name: string): string | undefined {
    return this.values.get(name)?.at(-1)
  }
  all(name: string): readonly string[] {
    return this.values.get(name) ?? []
  }
  number(name: string): number | undefined {
    const text = this.get(name)
    return text === undefined ? undefined : Number(text)
  }
}

class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

/** Reads a command line; --help and mistakes end the tool. */
export function parseArguments(io: ToolIo, spec: ParserSpec, args: readonly string[]): Arguments {
  try {
    return new Reader(io, spec).read(args)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    return argumentError(io, spec, error.message)
  }
}

/** Says what is wrong as `parser.handleError` does and ends the tool with 1. */
export function argumentError(io: ToolIo, spec: ParserSpec, message: string): never {
  if (spec.onError) spec.onError(io, message)
  else io.stderr.write(`${usage(spec)}\n${justified(`${spec.prog}: error: ${message}`)}\n`)
  throw new Exit(1)
}

function usage(spec: ParserSpec): string {
  const commands = spec.commands ? ` {${Object.keys(spec.commands).join(',')}} ...` : ''
  return `usage: ${spec.prog} [-h]${spec.args.map(usageOf).join('')}${commands}`
}

function usageOf({ flags, action, required }: ArgSpec): string {
  const value = action === 'true' ? '' : ` ${metavar(flags)}`
  return required ? ` ${flags[0]}${value}` : ` [${flags[0]}${value}]`
}

function metavar(flags: readonly string[]): string {
  return nameOf(flags).toUpperCase().replaceAll('-', '_')
}

function nameOf(flags: readonly string[]): string {
  return (flags[0] as string).replace(/^--?/, '')
}

/** What --help prints, on stdout. */
export function help(spec: ParserSpec): string {
  const lines = [usage(spec), '', spec.description, '']
  const table = (title: string, args: readonly ArgSpec[]) => {
    lines.push(title)
    for (const arg of args) {
      const value = arg.action === 'true' ? '' : ` ${metavar(arg.flags)}`
      lines.push(`  ${arg.flags.map((flag) => flag + value).join(', ')}`, `                         ${arg.help}`)
    }
  }
  table('named arguments:', [
    { flags: ['-h', '--help'], action: 'true', help: 'show this help message and exit' },
    ...spec.args,
  ])
  for (const [name, command] of Object.entries(spec.commands ?? {})) table(`\n${name}:`, command.args)
  return `${lines.join('\n')}\n`
}

class Reader {
  private readonly values = new Map<string, string[]>()
  private command: string | undefined

  constructor(
    private readonly io: ToolIo,
    private readonly spec: ParserSpec,
  ) {}

  read(args: readonly string[]): Arguments {
    const unknown: string[] = []
    for (let at = 0; at < args.length; at++) {
      const word = args[at] as string
      if (word === '-h' || word === '--help') this.helpAndExit()
      const [flag, attached] = split(word)
      const arg = this.find(flag)
      if (arg) at += this.take(arg, attached, args.slice(at + 1))
      else if (!word.startsWith('-') && this.spec.commands && this.command === undefined) this.choose(word)
      else unknown.push(word)
    }
    if (unknown.length > 0) throw new ArgumentError(`unrecognized arguments: '${unknown.join(' ')}'`)
    this.checkComplete()
    return new Arguments(this.command ?? '', this.values)
  }

  private helpAndExit(): never {
    this.io.stdout.write(help(this.spec))
    throw new Exit(0)
  }

  /** The main parser's arguments, and those of the subcommand once it is known. */
  private get args(): readonly ArgSpec[] {
    const own = this.command === undefined ? [] : (this.spec.commands?.[this.command]?.args ?? [])
    return [...own, ...this.spec.args]
  }

  private find(flag: string): ArgSpec | undefined {
    return this.args.find(({ flags }) => flags.includes(flag))
  }

  private choose(word: string): void {
    const names = Object.keys(this.spec.commands ?? {})
    if (!names.includes(word)) {
      throw new ArgumentError(`invalid choice: '${word}' (choose from ${names.map((name) => `'${name}'`).join(', ')})`)
    }
    this.command = word
  }

  private take(arg: ArgSpec, attached: string | undefined, rest: readonly string[]): number {
    const name = nameOf(arg.flags)
    const list = arg.action === 'append' || arg.action === '+' ? (this.values.get(name) ?? []) : []
    if (arg.action === 'true') {
      this.values.set(name, [])
      return 0
    }
    const taken = this.valuesOf(arg, attached, rest)
    for (const value of taken.values) checkType(arg, value)
    this.values.set(name, [...list, ...taken.values])
    return taken.words
  }

  private valuesOf(
    arg: ArgSpec,
    attached: string | undefined,
    rest: readonly string[],
  ): { values: string[]; words: number } {
    if (attached !== undefined) return { values: [attached], words: 0 }
    const end = rest.findIndex((word) => word.startsWith('-') && !/^-\d+$/.test(word))
    const values = rest.slice(0, end < 0 ? rest.length : end)
    const taken = arg.action === '+' ? values : values.slice(0, 1)
    if (taken.length === 0) {
      const expected = arg.action === '+' ? 'expected at least one argument' : 'expected one argument'
      throw new ArgumentError(`argument ${arg.flags.join('/')}: ${expected}`)
    }
    return { values: taken, words: taken.length }
  }

  private checkComplete(): void {
    if (this.spec.commands && this.command === undefined) throw new ArgumentError('too few arguments')
    const command = this.command === undefined ? undefined : this.spec.commands?.[this.command]
    for (const arg of this.args) {
      if (arg.required && !this.values.has(nameOf(arg.flags))) {
        throw new ArgumentError(`argument ${arg.flags.join('/')} is required`)
      }
    }
    for (const group of [...(this.spec.exclusive ?? []), ...(command?.exclusive ?? [])]) this.checkExclusive(group)
  }

  private checkExclusive({ flags, required }: Exclusive): void {
    const shown = (flag: string) => this.find(flag)?.flags.join('/') ?? flag
    const given = flags.filter((flag) => this.values.has(flag.replace(/^--?/, '')))
    if (given.length > 1) {
      throw new ArgumentError(
        `argument ${shown(given[1] as string)}: not allowed with argument ${shown(given[0] as string)}`,
      )
    }
    if (required && given.length === 0) {
      throw new ArgumentError(`one of the arguments ${flags.map(shown).join(' ')} is required`)
    }
  }
}

function split(word: string): [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

function checkType(arg: ArgSpec, value: string): void {
  if (!arg.type || /^[-+]?\d+$/.test(value)) return
  const javaType = arg.type === 'int' ? 'Integer' : 'Long'
  throw new ArgumentError(
    `argument ${arg.flags.join('/')}: could not convert '${value}' to ${javaType} (For input string: "${value}")`,
  )
}

const WIDTH = 75

/** Long messages are broken at 75 columns, behind spaces and hyphens, and all lines but the last are filled with spaces. */
export function justified(text: string): string {
  const lines: string[] = []
  let line = ''
  // The line feed behind the message counts, as it does in argparse4j.
  for (const piece of `${text}\n`.match(/[\s\S]*?(?: +|-(?=[A-Za-z])|\n)/g) ?? []) {
    if (line.length + piece.length > WIDTH && line !== '') {
      lines.push(filled(line.trimEnd()))
      line = ''
    }
    line += piece
  }
  return [...lines, line.trimEnd()].join('\n')
}

/** Spreads missing columns over the gaps, from the middle out. */
function filled(line: string): string {
  const words = line.split(' ')
  const gaps = words.slice(1).map(() => 1)
  for (let missing = WIDTH - line.length; missing > 0 && gaps.length > 0; ) {
    const count = Math.min(missing, gaps.length)
    const fromRight = Math.floor((gaps.length - count) / 2)
    for (let i = 0; i < count; i++)
      gaps[gaps.length - 1 - fromRight - i] = (gaps[gaps.length - 1 - fromRight - i] as number) + 1
    missing -= count
  }
  return words.map((word, index) => (index === 0 ? word : ' '.repeat(gaps[index - 1] as number) + word)).join('')
}
