/** Command lines as jopt-simple 5.0.4 reads them (abbreviations off), with its messages. */
import { javaHash } from '../base/hash.ts'
import { hashMapOrder } from '../base/java-order.ts'
import { KafkaException } from '../client/errors.ts'
import { Exit, type ToolIo } from './tool.ts'

/** An option of a tool. */
export interface OptionSpec {
  readonly description: string
  /** `'server to connect to'`: it takes an argument, shown so; absent: it is a flag. */
  readonly arg?: string
  readonly type?: 'String' | 'Integer' | 'Long'
  /** The argument may be left out. */
  readonly optionalArg?: true
  readonly default?: string
  /** The parser itself insists on it. */
  readonly required?: true
  /** It may only be given beside one of these. */
  readonly availableIf?: readonly string[]
}

export type OptionTable = { readonly [name: string]: OptionSpec }

const JOPT = 'joptsimple'

/** A command line that does not do, with jopt-simple's class and message. */
export class OptionException extends KafkaException {
  constructor(javaClass: string, message: string, cause?: KafkaException) {
    super(message, { javaClass: `${JOPT}.${javaClass}`, cause })
  }
}

const COMMON: OptionTable = {
  help: { description: 'Print usage information.' },
  version: { description: 'Display Kafka version.' },
}

/** How jopt-simple, which converts by reflection, wraps it. */
function notANumber(text: string): KafkaException {
  const cause = new KafkaException(`For input string: "${text}"`, { javaClass: 'java.lang.NumberFormatException' })
  return new KafkaException(String(cause), { javaClass: 'joptsimple.internal.ReflectionException', cause })
}

/** What was found on a command line. Values are converted when asked for, as jopt-simple does. */
export class Options {
  constructor(
    private readonly table: OptionTable,
    private readonly found: ReadonlyMap<string, readonly string[]>,
  ) {}

  has(name: string): boolean {
    return this.found.has(name)
  }

  /** The value or the option's default; undefined when it has neither. Throws when given twice. */
  valueOf(name: string): string | undefined {
    const values = this.found.get(name) ?? []
    if (values.length > 1) {
      throw new OptionException(
        'MultipleArgumentsForOptionException',
        `Found multiple arguments for option ${name}, but you asked for only one`,
      )
    }
    return values[0] ?? this.table[name]?.default
  }

  valuesOf(name: string): readonly string[] {
    const values = this.found.get(name)
    if (values && values.length > 0) return values
    const standard = this.table[name]?.default
    return standard === undefined ? [] : [standard]
  }

  /** The value as an Integer or Long. Throws on other texts. */
  numberOf(name: string): number | undefined {
    const text = this.valueOf(name)
    if (text === undefined) return undefined
    if (!isConvertible(this.table[name] as OptionSpec, text)) {
      throw new OptionException(
        'OptionArgumentConversionException',
        `Cannot parse argument '${text}' of option ${name}`,
        notANumber(text),
      )
    }
    return Number(text)
  }

  /** Options that were given, in order of first appearance. */
  get names(): readonly string[] {
    return [...this.found.keys()]
  }
}

/** Reads a command line. Throws {@link OptionException}. */
export function parseOptions(table: OptionTable, args: readonly string[]): Options {
  const all = { ...COMMON, ...table }
  const found = new Map<string, string[]>()
  for (let at = 0; at < args.length; at++) {
    const token = args[at] as string
    if (token === '--') break
    const option = optionIn(token, all)
    if (!option) continue
    const list = found.get(option.name) ?? []
    found.set(option.name, list)
    at += takeArgument(option, all, args[at + 1], list)
  }
  if (!found.has('help') && !found.has('version')) {
    requireAll(all, found)
    refuseUnavailable(all, found)
  }
  return new Options(all, found)
}

interface Token {
  readonly name: string
  /** What follows `=`. */
  readonly attached: string | undefined
}

/** The option that a word names; undefined for words that are none. */
function optionIn(token: string, table: OptionTable): Token | undefined {
  if (!token.startsWith('-') || token === '-') return undefined
  const body = token.replace(/^--?/, '')
  const equals = body.indexOf('=')
  const name = equals < 0 ? body : body.slice(0, equals)
  const attached = equals < 0 ? undefined : body.slice(equals + 1)
  if (Object.hasOwn(table, name)) return { name, attached }
  const shown = token.startsWith('--') ? name : (name[0] ?? '')
  throw new OptionException('UnrecognizedOptionException', `${shown} is not a recognized option`)
}

/** Adds the option's argument to the list; gives how many further words it took. */
function takeArgument({ name, attached }: Token, table: OptionTable, next: string | undefined, list: string[]): number {
  const spec = table[name] as OptionSpec
  if (spec.arg === undefined && !spec.type) return 0
  if (attached !== undefined) {
    list.push(attached)
    return 0
  }
  if (spec.optionalArg) {
    if (next === undefined || !isArgumentOf(spec, next)) return 0
    list.push(next)
    return 1
  }
  if (next === undefined) {
    throw new OptionException('OptionMissingRequiredArgumentException', `Option ${name} requires an argument`)
  }
  list.push(next)
  return 1
}

/** Whether a word is the optional argument: what cannot be one is left alone; a negative number is no option where a number is wanted. */
function isArgumentOf(spec: OptionSpec, word: string): boolean {
  const isOption = word.startsWith('-') && word !== '-'
  return isConvertible(spec, word) && (!isOption || isNumeric(spec))
}

function isNumeric({ type }: OptionSpec): boolean {
  return type === 'Integer' || type === 'Long'
}

function isConvertible(spec: OptionSpec, text: string): boolean {
  if (!isNumeric(spec)) return true
  return /^[-+]?\d+$/.test(text) && (spec.type === 'Long' || Math.abs(Number(text)) <= 0x7fff_ffff)
}

function requireAll(table: OptionTable, found: ReadonlyMap<string, readonly string[]>): void {
  const missing = Object.keys(table).filter((name) => table[name]?.required && !found.has(name))
  if (missing.length === 0) return
  throw new OptionException('MissingRequiredOptionsException', `Missing required option(s) [${missing.join(', ')}]`)
}

/** jopt-simple keeps an option with a condition in a HashMap, by the list of its names, which orders the message. */
const ofNameList = (name: string) => (31 + javaHash(name)) | 0

function refuseUnavailable(table: OptionTable, found: ReadonlyMap<string, readonly string[]>): void {
  const conditional = Object.keys(table).filter((name) => table[name]?.availableIf)
  const unavailable = hashMapOrder(conditional, ofNameList).filter(
    (name) => found.has(name) && !table[name]?.availableIf?.some((other) => found.has(other)),
  )
  if (unavailable.length === 0) return
  throw new OptionException(
    'UnavailableOptionException',
    `Option(s) [${unavailable.join(', ')}] are unavailable given other options on the command line`,
  )
}

/** The table that `--help` prints: two columns, 80 wide. */
export function optionTable(table: OptionTable): string {
  return tableOf({ ...COMMON, ...table })
}

/** As {@link optionTable}, without `--help` and `--version` unless they are named. */
export function tableOf(all: OptionTable): string {
  const names = Object.keys(all).sort()
  const anyRequired = names.some((name) => all[name]?.required)
  const rows = names.map(
    (name) => [optionCell(name, all[name] as OptionSpec), descriptionCell(all[name] as OptionSpec)] as const,
  )
  const heading = anyRequired ? 'Option (* = required)' : 'Option'
  const left = Math.min(39, Math.max(heading.length, ...rows.map(([cell]) => cell.length)))
  const right = 78 - left
  const lines = [
    `${heading.padEnd(left)}  ${'Description'.padEnd(right)}`,
    `${'-'.repeat(heading.length).padEnd(left)}  ${'-'.repeat('Description'.length).padEnd(right)}`,
  ]
  for (const [cell, text] of rows) {
    const a = wrap(cell, left)
    const b = wrap(text, right)
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      lines.push(`${(a[i] ?? '').padEnd(left)}  ${(b[i] ?? '').padEnd(right)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function optionCell(name: string, spec: OptionSpec): string {
  const star = spec.required ? '* ' : ''
  if (spec.arg === undefined && !spec.type) return `${star}--${name}`
  const type = spec.type ?? 'String'
  const inside = spec.arg ? `${type}: ${spec.arg}` : type
  return spec.optionalArg ? `${star}--${name} [${inside}]` : `${star}--${name} <${inside}>`
}

function descriptionCell({ description, default: standard }: OptionSpec): string {
  return standard === undefined ? description : `${description} (default: ${standard})`
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const candidate = line === '' ? word : `${line} ${word}`
    if (candidate.length > width && line !== '') {
      lines.push(line)
      line = `  ${word}`
    } else line = candidate
  }
  lines.push(line)
  return lines
}

/** A message and the option table on stderr, then exit 1 (`CommandLineUtils.printUsageAndExit`). */
export function usageExit(io: ToolIo, table: OptionTable, message: string): never {
  io.stderr.write(`${message}\n${optionTable(table)}`)
  throw new Exit(1)
}

/** What every jopt tool does first: no arguments or --help gives the description and table, --version the version. */
export function helpOrVersion(
  io: ToolIo,
  table: OptionTable,
  options: Options,
  about: { args: readonly string[]; description: string },
): void {
  if (about.args.length === 0 || options.has('help')) usageExit(io, table, about.description)
  if (options.has('version')) {
    io.stdout.write('4.3.1\n')
    throw new Exit(0)
  }
}

/** `CommandLineUtils.checkRequiredArgs`. */
export function checkRequired(io: ToolIo, table: OptionTable, options: Options, ...required: readonly string[]): void {
  for (const name of required) {
    if (!options.has(name)) usageExit(io, table, `Missing required argument "[${name}]"`)
  }
}

/** `CommandLineUtils.checkInvalidArgs`. */
export function checkInvalid(
  io: ToolIo,
  table: OptionTable,
  options: Options,
  used: string,
  invalid: readonly string[],
): void {
  if (!options.has(used)) return
  for (const name of invalid) {
    if (options.has(name)) usageExit(io, table, `Option "[${used}]" can't be used with option "[${name}]"`)
  }
}
