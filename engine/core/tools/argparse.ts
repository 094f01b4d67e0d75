/** Command lines as argparse4j reads them, with its messages. */
import type { ArgSpec, CommandSpec, ParserSpec } from './argparse-spec.ts'
import { help, nameOf, usage } from './argparse-usage.ts'
import { Exit, type ToolIo } from './tool.ts'

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
  /** `command`: the subcommand that did not like it, of whose usage is told. */
  constructor(
    message: string,
    readonly command = '',
  ) {
    super(message)
  }
}

/** Reads a command line; --help and mistakes end the tool. */
export function parseArguments(io: ToolIo, spec: ParserSpec, args: readonly string[]): Arguments {
  try {
    return new Reader(io, spec).read(args)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    return argumentError(io, spec, error.message, error.command)
  }
}

/** Says what is wrong as `parser.handleError` does and ends the tool with 1. */
export function argumentError(io: ToolIo, spec: ParserSpec, message: string, command = ''): never {
  if (spec.onError) spec.onError(io, message)
  else io.stderr.write(`${usage(spec, command)}\n${justified(`${spec.prog}: error: ${message}`)}\n`)
  throw new Exit(1)
}

/** Reads the words of the main parser, and from a subcommand on those of that one alone. */
class Reader {
  private readonly values = new Map<string, string[]>()
  private command = ''

  constructor(
    private readonly io: ToolIo,
    private readonly spec: ParserSpec,
  ) {}

  read(args: readonly string[]): Arguments {
    for (let at = 0; at < args.length; at++) {
      const word = args[at] as string
      if (word === '-h' || word === '--help') this.helpAndExit()
      const [flag, attached] = split(word)
      const arg = this.find(flag)
      if (arg) at += this.take(arg, attached, args.slice(at + 1))
      else if (word.startsWith('-')) throw this.unrecognized(word)
      else if (this.spec.commands && this.command === '') this.choose(word)
      else throw this.unrecognized(args.slice(at).join(' '))
    }
    this.checkComplete()
    return new Arguments(this.command, this.values)
  }

  private helpAndExit(): never {
    this.io.stdout.write(help(this.spec, this.command))
    throw new Exit(0)
  }

  private error(message: string): ArgumentError {
    return new ArgumentError(message, this.command)
  }

  private unrecognized(words: string): ArgumentError {
    return this.error(`unrecognized arguments: '${words}'`)
  }

  /** The parser whose turn it is. */
  private get parser(): CommandSpec {
    return this.spec.commands?.[this.command] ?? this.spec
  }

  /** The argument of a flag; the beginning of a long one does where no other begins so. */
  private find(flag: string): ArgSpec | undefined {
    const { args } = this.parser
    const exact = args.find(({ flags }) => flags.includes(flag))
    if (exact || !/^--./.test(flag)) return exact
    const meant = args.flatMap(({ flags }) => flags).filter((name) => name.startsWith(flag))
    if (meant.length > 1) throw this.error(`ambiguous option: ${flag} could match ${meant.sort().join(', ')}`)
    return args.find(({ flags }) => flags.includes(meant[0] ?? ''))
  }

  private choose(word: string): void {
    const names = Object.keys(this.spec.commands ?? {})
    if (!names.includes(word)) {
      throw this.error(`invalid choice: '${word}' (choose from ${names.map((name) => `'${name}'`).join(', ')})`)
    }
    this.command = word
  }

  private take(arg: ArgSpec, attached: string | undefined, rest: readonly string[]): number {
    this.refuseBoth(arg)
    const name = nameOf(arg.flags)
    const list = arg.action === 'append' || arg.action === '+' ? (this.values.get(name) ?? []) : []
    if (arg.action === 'true') {
      this.values.set(name, [])
      return 0
    }
    const taken = this.valuesOf(arg, attached, rest)
    for (const value of taken.values) this.checkType(arg, value)
    this.values.set(name, [...list, ...taken.values])
    return taken.words
  }

  /** Of arguments that exclude each other the second is refused. */
  private refuseBoth(arg: ArgSpec): void {
    const group = this.parser.exclusive?.find(({ flags }) => flags.some((flag) => arg.flags.includes(flag)))
    const other = group?.flags.find((flag) => !arg.flags.includes(flag) && this.has(flag))
    if (other === undefined) return
    throw this.error(`argument ${arg.flags.join('/')}: not allowed with argument ${this.shown(other)}`)
  }

  private has(flag: string): boolean {
    return this.values.has(nameOf([flag]))
  }

  private shown(flag: string): string {
    return this.find(flag)?.flags.join('/') ?? flag
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
      throw this.error(`argument ${arg.flags.join('/')}: ${expected}`)
    }
    return { values: taken, words: taken.length }
  }

  private checkType(arg: ArgSpec, value: string): void {
    if (!arg.type || NUMBERS[arg.type].pattern.test(value)) return
    const { javaType } = NUMBERS[arg.type]
    throw this.error(
      `argument ${arg.flags.join('/')}: could not convert '${value}' to ${javaType} (For input string: "${value}")`,
    )
  }

  /** The subcommand is looked at first, then what stands before it. */
  private checkComplete(): void {
    if (this.spec.commands && this.command === '') throw this.error('too few arguments')
    for (const command of new Set([this.command, ''])) this.checkRequired(command)
  }

  private checkRequired(command: string): void {
    const { args, exclusive = [] } = this.spec.commands?.[command] ?? this.spec
    const shown = (flag: string) => args.find(({ flags }) => flags.includes(flag))?.flags.join('/') ?? flag
    // Of several the one declared last is told.
    const missing = args.findLast(({ required, flags }) => required && !this.values.has(nameOf(flags)))
    if (missing) throw new ArgumentError(`argument ${missing.flags.join('/')} is required`, command)
    const unchosen = exclusive.find(({ required, flags }) => required && !flags.some((flag) => this.has(flag)))
    if (!unchosen) return
    throw new ArgumentError(`one of the arguments ${unchosen.flags.map(shown).join(' ')} is required`, command)
  }
}

function split(word: string): [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

const NUMBERS = {
  int: { javaType: 'Integer', pattern: /^[-+]?\d+$/ },
  long: { javaType: 'Long', pattern: /^[-+]?\d+$/ },
  double: { javaType: 'Double', pattern: /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[dDfF]?\s*$/ },
} as const

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
