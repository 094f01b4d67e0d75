/** Usages as argparse4j lays them out: options, then those of which one is to be chosen, broken at 75 columns. */
import type { ArgSpec, CommandSpec, Exclusive, ParserSpec } from './argparse-spec.ts'

const WIDTH = 75
/** A longer name stands on a line of its own. */
const LONGEST_HEAD = 30

/** The usage of a parser, or of one of its subcommands, which begins with what the parser itself requires. */
export function usage(spec: ParserSpec, command = ''): string {
  const sub = spec.commands?.[command]
  const head = `usage: ${spec.prog}`
  return wrapped(head, sub ? [...requiredPieces(spec), command, ...pieces(sub)] : [...pieces(spec), ...choices(spec)])
}

function wrapped(head: string, words: readonly string[]): string {
  const startsBelow = head.length > LONGEST_HEAD
  const indent = ' '.repeat(startsBelow ? 'usage: '.length : head.length + 1)
  const lines = startsBelow ? [head] : []
  let line = startsBelow ? indent : `${head} `
  for (const word of words) {
    if (line.trimEnd().length > indent.trimEnd().length && line.length + word.length > WIDTH) {
      lines.push(line.trimEnd())
      line = indent
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()].join('\n')
}

function pieces({ args, exclusive = [] }: CommandSpec): string[] {
  const grouped = new Set(exclusive.flatMap(({ flags }) => flags))
  const alone = args.filter(({ flags }) => !grouped.has(flags[0] as string))
  return ['[-h]', ...alone.map(piece), ...exclusive.flatMap((group) => groupPieces(args, group))]
}

/** What must stand before a subcommand. */
function requiredPieces({ args, exclusive = [] }: CommandSpec): string[] {
  const groups = exclusive.filter(({ required }) => required)
  return [...args.filter(({ required }) => required).map(piece), ...groups.flatMap((group) => groupPieces(args, group))]
}

function choices({ commands }: ParserSpec): string[] {
  return commands ? [`{${Object.keys(commands).join(',')}}`, '...'] : []
}

function piece(arg: ArgSpec): string {
  return arg.required ? withValue(arg) : `[${withValue(arg)}]`
}

/** `(--a A |`, `--b B)`; one alone stands without parentheses. */
function groupPieces(args: readonly ArgSpec[], { flags, required }: Exclusive): string[] {
  const members = flags.flatMap((flag) => args.filter((arg) => arg.flags.includes(flag))).map(withValue)
  const [open, close] = required ? (members.length > 1 ? ['(', ')'] : ['', '']) : ['[', ']']
  return members.map((text, index) => {
    const isLast = index === members.length - 1
    return `${index === 0 ? open : ''}${text}${isLast ? close : ' |'}`
  })
}

function withValue(arg: ArgSpec): string {
  const name = metavar(arg)
  if (arg.action === 'true') return `${arg.flags[0]}`
  return `${arg.flags[0]} ${arg.action === '+' ? `${name} [${name} ...]` : name}`
}

/** What a value is called. */
export function metavar({ flags, metavar: given }: ArgSpec): string {
  return given ?? nameOf(flags).toUpperCase().replaceAll('-', '_')
}

/** The name under which an argument is found: its first flag without dashes. */
export function nameOf(flags: readonly string[]): string {
  return (flags[0] as string).replace(/^--?/, '')
}

/** What --help prints, on stdout. */
export function help(spec: ParserSpec, command = ''): string {
  const sub = spec.commands?.[command]
  const args = [
    { flags: ['-h', '--help'], action: 'true', help: 'show this help message and exit' } as const,
    ...(sub ?? spec).args,
  ]
  const lines = [
    usage(spec, command),
    '',
    ...(sub ? [] : [spec.description, '']),
    'named arguments:',
    ...args.flatMap(helpLines),
  ]
  const subcommands = sub ? [] : Object.entries(spec.commands ?? {})
  for (const [name, { args: own }] of subcommands) lines.push(`\n${name}:`, ...own.flatMap(helpLines))
  return `${lines.join('\n')}\n`
}

function helpLines(arg: ArgSpec): string[] {
  const value = arg.action === 'true' ? '' : ` ${metavar(arg)}`
  return [`  ${arg.flags.map((flag) => flag + value).join(', ')}`, `                         ${arg.help}`]
}
