import { BoundedRegExp } from '../../patterns/bounded-regexp.ts'
import { baseName, resolvePath } from '../shell/files.ts'
import { globMatch } from '../shell/glob.ts'
import type { Program } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { linesOf } from '../shell/whole-input.ts'
import { walk } from './files.ts'
import { allText, complain, coreutil, inputs, linesIn, statusOf, UsageError, wholeNumber } from './options.ts'
import { posixRegExp } from './regexp.ts'
import { Turns } from './turns.ts'

const grep = coreutil(
  {
    flags: 'ivnclrRoqwxEFHhPs',
    values: 'emABC',
    joined: 'e',
    long: {
      'ignore-case': 'i',
      'invert-match': 'v',
      'line-number': 'n',
      count: 'c',
      'only-matching': 'o',
      quiet: 'q',
      'extended-regexp': 'E',
      'fixed-strings': 'F',
      color: 's',
      'line-buffered': 's',
    },
  },
  async (context, { flags, values, rest: operands }) => {
    const rest = [...operands]
    const patterns = values.has('e') ? [values.get('e') as string] : rest.splice(0, 1)
    const [pattern] = patterns
    if (pattern === undefined) throw new UsageError('usage: grep [OPTION]... PATTERNS [FILE]...')
    const expression = matcher(pattern, flags)
    const turns = new Turns(context)
    const recursive = flags.has('r') || flags.has('R')
    const names = recursive ? await filesUnder(context.files, context.cwd, rest.length > 0 ? rest : ['.']) : rest
    const withName = (names.length > 1 || recursive || flags.has('H')) && !flags.has('h')
    let found = false
    const before = wholeNumber(values.get('B') ?? values.get('C') ?? '0', 'context length argument')
    const after = wholeNumber(values.get('A') ?? values.get('C') ?? '0', 'context length argument')
    const most = values.has('m') ? wholeNumber(values.get('m') as string, 'max count') : Number.POSITIVE_INFINITY
    for await (const { name, reader } of inputs(context, names)) {
      const prefix = withName ? `${name === '-' ? '(standard input)' : name}:` : ''
      let count = 0
      let number = 0
      let trailing = 0
      const kept: string[] = []
      for await (const line of linesOf(reader)) {
        number++
        await turns.take()
        const hit = expression.test(line) !== flags.has('v')
        if (hit) {
          found = true
          count++
          if (flags.has('q')) return 0
          if (flags.has('l') || flags.has('c')) {
            if (flags.has('l')) break
            continue
          }
          for (const one of kept.splice(0)) await writeText(context.stdout, `${one}\n`)
          const place = flags.has('n') ? `${number}:` : ''
          const shown = flags.has('o')
            ? Array.from(expression.all(line), ({ groups }) => groups[0] as string).filter(Boolean)
            : [line]
          for (const text of shown) await writeText(context.stdout, `${prefix}${place}${text}\n`)
          trailing = after
          if (count >= most) break
        } else if (trailing > 0) {
          trailing--
          await writeText(context.stdout, `${prefix}${line}\n`)
        } else if (before > 0) {
          kept.push(`${prefix}${line}`)
          if (kept.length > before) kept.shift()
        }
      }
      if (flags.has('c')) await writeText(context.stdout, `${prefix}${count}\n`)
      if (flags.has('l') && count > 0) await writeText(context.stdout, `${name}\n`)
    }
    return found ? 0 : statusOf(context) === 1 ? 2 : 1
  },
)

/** Lines of the pattern are alternatives, as POSIX has it. */
function matcher(patterns: string, flags: ReadonlySet<string>): BoundedRegExp {
  const one = (pattern: string) =>
    flags.has('F')
      ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : posixRegExp(pattern, { extended: flags.has('E') || flags.has('P') })
  const alternatives = patterns.split('\n').map(one)
  const source = alternatives.length > 1 ? alternatives.map((text) => `(?:${text})`).join('|') : one(patterns)
  const bounded = flags.has('x') ? `^(?:${source})$` : flags.has('w') ? `\\b(?:${source})\\b` : source
  try {
    return new BoundedRegExp(bounded, flags.has('i') ? 'i' : '')
  } catch {
    throw new UsageError('Invalid regular expression')
  }
}

async function filesUnder(files: Parameters<typeof walk>[0], cwd: string, roots: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const root of roots)
    for await (const { path, stat } of walk(files, resolvePath(cwd, root), root))
      if (stat.kind === 'file') found.push(path)
  return found
}

/** Each test of find takes its argument and answers for a path. */
const FIND_TESTS: {
  readonly [name: string]: (argument: string) => (path: string, kind: 'file' | 'folder', size: number) => boolean
} = {
  '-name': (pattern) => (path) => globMatch(pattern, baseName(path)),
  '-iname': (pattern) => (path) => globMatch(pattern.toLowerCase(), baseName(path).toLowerCase()),
  '-path': (pattern) => (path) => globMatch(pattern, path),
  '-type': (type) => (_path, kind) => (type === 'd') === (kind === 'folder'),
  '-size': (text) => {
    const match = /^([-+]?)(\d+)([ckM]?)$/.exec(text)
    const bytes = Number(match?.[2] ?? 0) * ({ c: 1, k: 1024, M: 1048576 }[match?.[3] ?? ''] ?? 512)
    return (_path, _kind, size) =>
      match?.[1] === '+' ? size > bytes : match?.[1] === '-' ? size < bytes : size === bytes
  },
}

const find: Program = async (context) => {
  const args = context.args.slice(1)
  const roots: string[] = []
  while (args[0] !== undefined && !args[0].startsWith('-')) roots.push(args.shift() as string)
  const tests: ReturnType<(typeof FIND_TESTS)[string]>[] = []
  let depth = Number.POSITIVE_INFINITY
  let remove = false
  let exec: string[] | undefined
  for (let name = args.shift(); name !== undefined; name = args.shift()) {
    const test = FIND_TESTS[name]
    if (test) tests.push(test(args.shift() ?? ''))
    else if (name === '-maxdepth') depth = Number(args.shift())
    else if (name === '-delete') remove = true
    else if (name === '-exec')
      exec = args.splice(0, args.findIndex((arg) => arg === ';' || arg === '+') + 1).slice(0, -1)
    else if (name !== '-print' && name !== '-a') return complain(context, `find: unknown predicate \`${name}'`, 1)
  }
  let status = 0
  for (const root of roots.length > 0 ? roots : ['.']) {
    const start = resolvePath(context.cwd, root)
    if (!(await context.files.stat(start)))
      status = await complain(context, `find: '${root}': No such file or directory`, 1)
    for await (const { path, stat, level } of walk(context.files, start, root)) {
      if (level > depth || !tests.every((test) => test(path, stat.kind, stat.size))) continue
      if (remove) await context.files.remove(resolvePath(context.cwd, path))
      else if (exec) await context.run(exec.map((word) => word.replaceAll('{}', path)))
      else await writeText(context.stdout, `${path}\n`)
    }
  }
  return status
}

const xargs = coreutil({ flags: 'tr0', values: 'nI' }, async (context, { flags, values, rest }) => {
  const text = await allText(context, [])
  const words = flags.has('0')
    ? text.split('\0').filter(Boolean)
    : values.has('I')
      ? linesIn(text)
      : text.split(/\s+/).filter(Boolean)
  const command = rest.length > 0 ? rest : ['echo']
  const size = values.has('I') ? 1 : wholeNumber(values.get('n') ?? '5000', 'number')
  if (words.length === 0 && flags.has('r')) return 0
  let status = 0
  for (let i = 0; i < Math.max(1, words.length); i += size) {
    const batch = words.slice(i, i + size)
    const mark = values.get('I')
    const args =
      mark === undefined ? [...command, ...batch] : command.map((word) => word.replaceAll(mark, batch[0] ?? ''))
    if (flags.has('t')) await writeText(context.stderr, `${args.join(' ')}\n`)
    if ((await context.run(args)) !== 0) status = 123
  }
  return status
})

/** Programs that look for things. */
export const SEARCH_PROGRAMS: { readonly [name: string]: Program } = {
  grep,
  egrep: (context) => grep({ ...context, args: ['grep', '-E', ...context.args.slice(1)] }),
  fgrep: (context) => grep({ ...context, args: ['grep', '-F', ...context.args.slice(1)] }),
  find,
  xargs,
}
