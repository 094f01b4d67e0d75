import { resolvePath } from '../shell/files.ts'
import type { Program, ProgramContext } from '../shell/program.ts'
import { writeText } from '../shell/streams.ts'
import { linesOf, readAll } from '../shell/whole-input.ts'
import { unescapeAnsi } from '../shell/words.ts'
import { allText, coreutil, inputs, linesIn, statusOf, UsageError, wholeNumber } from './options.ts'

const cat = coreutil({ flags: 'nbsuAeTtv', long: { number: 'n' } }, async (context, { flags, rest }) => {
  let number = 0
  for await (const { reader } of inputs(context, rest)) {
    if (flags.has('n')) {
      for await (const line of linesOf(reader))
        await writeText(context.stdout, `${String(++number).padStart(6)}\t${line}\n`)
    } else for (let chunk = await reader.read(); chunk; chunk = await reader.read()) await context.stdout.write(chunk)
  }
  return statusOf(context)
})

const head = coreutil(
  { flags: 'qv0123456789', values: 'nc', long: { lines: 'n', bytes: 'c' } },
  async (context, { flags, values, rest }) => {
    const digits = [...flags].filter((flag) => /\d/.test(flag)).join('')
    const wanted = wholeNumber(values.get('n') ?? (digits || '10'), 'number of lines')
    for await (const { name, reader } of inputs(context, rest)) {
      if (rest.length > 1) await writeText(context.stdout, `==> ${name} <==\n`)
      if (values.has('c')) {
        const bytes = await readAll(reader)
        await context.stdout.write(bytes.subarray(0, wholeNumber(values.get('c') as string, 'number of bytes')))
        continue
      }
      if (wanted < 0) {
        const lines = linesIn(new TextDecoder().decode(await readAll(reader)))
        for (const line of lines.slice(0, wanted)) await writeText(context.stdout, `${line}\n`)
        continue
      }
      let left = wanted
      if (left === 0) continue
      for await (const line of linesOf(reader)) {
        await writeText(context.stdout, `${line}\n`)
        if (--left === 0) break
      }
    }
    return statusOf(context)
  },
)

const tail = coreutil(
  { flags: 'fFqv0123456789', values: 'nc', long: { follow: 'f', lines: 'n', bytes: 'c' } },
  async (context, { flags, values, rest }) => {
    const digits = [...flags].filter((flag) => /\d/.test(flag)).join('')
    const spec = values.get('n') ?? (digits || '10')
    const text = await allText(context, rest)
    if (values.has('c'))
      await writeText(context.stdout, text.slice(-wholeNumber(values.get('c') as string, 'number of bytes')))
    else {
      const lines = linesIn(text)
      const count = Math.abs(wholeNumber(spec.replace('+', ''), 'number of lines'))
      const shown = spec.startsWith('+') ? lines.slice(count - 1) : count === 0 ? [] : lines.slice(-count)
      for (const line of shown) await writeText(context.stdout, `${line}\n`)
    }
    const [file] = rest
    if ((flags.has('f') || flags.has('F')) && file !== undefined) await follow(context, resolvePath(context.cwd, file))
    return statusOf(context)
  },
)

const FOLLOW_EVERY_MS = 250

/** Prints what a file grows by, until interrupted. */
async function follow({ files, machine, stdout }: ProgramContext, path: string): Promise<never> {
  let size = (await files.stat(path))?.size ?? 0
  for (;;) {
    await machine.sleep(FOLLOW_EVERY_MS)
    const now = (await files.stat(path))?.size ?? 0
    if (now > size) await stdout.write(await files.readRange(path, size, now - size))
    size = now
  }
}

const wc = coreutil(
  { flags: 'lwcm', long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' } },
  async (context, { flags, rest }) => {
    const rows: { readonly counts: readonly number[]; readonly name: string }[] = []
    for await (const { name, reader } of inputs(context, rest)) {
      const bytes = await readAll(reader)
      const text = new TextDecoder().decode(bytes)
      const words = text.split(/\s+/).filter(Boolean).length
      rows.push({ counts: [text.split('\n').length - 1, words, [...text].length, bytes.length], name })
    }
    const total = [0, 1, 2, 3].map((i) => rows.reduce((sum, { counts }) => sum + (counts[i] ?? 0), 0))
    const which = flags.size === 0 ? ['l', 'w', 'c'] : ['l', 'w', 'm', 'c'].filter((flag) => flags.has(flag))
    const isAlone = which.length === 1 && rest.length <= 1
    // As GNU has it: columns are as wide as the sum of the files' bytes; what is no file may be any size.
    const width = isAlone ? 1 : rest.length === 0 || rest.includes('-') ? 7 : String(total[3]).length
    for (const { counts, name } of rows.length > 1 ? [...rows, { counts: total, name: 'total' }] : rows) {
      const cells = which.map((flag) => String(counts['lwmc'.indexOf(flag)]).padStart(width))
      await writeText(context.stdout, `${cells.join(' ')}${rest.length === 0 ? '' : ` ${name}`}\n`)
    }
    return statusOf(context)
  },
)

const sort = coreutil(
  { flags: 'nrufbhVs', values: 'kto', long: { numeric: 'n', reverse: 'r', unique: 'u', key: 'k' } },
  async (context, { flags, values, rest }) => {
    const lines = linesIn(await allText(context, rest))
    const key = keyOf(values.get('k'), values.get('t'))
    const numeric = flags.has('n') || /n/.test(values.get('k') ?? '')
    const fold = (text: string) => (flags.has('f') ? text.toLowerCase() : text)
    const compare = (a: string, b: string) =>
      numeric
        ? (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0)
        : fold(a) < fold(b)
          ? -1
          : fold(a) > fold(b)
            ? 1
            : 0
    const sign = flags.has('r') || /r/.test(values.get('k') ?? '') ? -1 : 1
    const byKey = (a: string, b: string) =>
      sign * (compare(key(a), key(b)) || (flags.has('s') || flags.has('u') ? 0 : compareText(a, b)))
    lines.sort(byKey)
    const shown = flags.has('u')
      ? lines.filter((line, i) => i === 0 || compare(key(line), key(lines[i - 1] as string)) !== 0)
      : lines
    await writeText(context.stdout, shown.map((line) => `${line}\n`).join(''))
    return statusOf(context)
  },
)

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function keyOf(spec: string | undefined, separator: string | undefined): (line: string) => string {
  if (spec === undefined) return (line) => line
  const [from = 1, to] = spec.split(',').map((part) => Number.parseInt(part, 10))
  const split = (line: string) => (separator === undefined ? line.trim().split(/\s+/) : line.split(separator))
  return (line) =>
    split(line)
      .slice(from - 1, to)
      .join(separator ?? ' ')
}

const uniq = coreutil(
  { flags: 'cdui', long: { count: 'c', repeated: 'd', unique: 'u' } },
  async (context, { flags, rest }) => {
    const lines = linesIn(await allText(context, rest.slice(0, 1)))
    const fold = (line: string) => (flags.has('i') ? line.toLowerCase() : line)
    const groups: { line: string; count: number }[] = []
    for (const line of lines) {
      const last = groups.at(-1)
      if (last && fold(last.line) === fold(line)) last.count++
      else groups.push({ line, count: 1 })
    }
    const shown = groups.filter(({ count }) => (!flags.has('d') || count > 1) && (!flags.has('u') || count === 1))
    for (const { line, count } of shown)
      await writeText(context.stdout, flags.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`)
    return statusOf(context)
  },
)

const cut = coreutil(
  { flags: 's', values: 'dfcb', long: { delimiter: 'd', fields: 'f', characters: 'c' } },
  async (context, { flags, values, rest }) => {
    const list = values.get('f') ?? values.get('c') ?? values.get('b')
    if (list === undefined) throw new UsageError('you must specify a list of bytes, characters, or fields')
    const wanted = selection(list)
    const delimiter = values.get('d') ?? '\t'
    for await (const { reader } of inputs(context, rest)) {
      for await (const line of linesOf(reader)) {
        const fields = values.has('f') ? line.split(delimiter) : [...line]
        if (values.has('f') && fields.length === 1) {
          if (!flags.has('s')) await writeText(context.stdout, `${line}\n`)
          continue
        }
        await writeText(
          context.stdout,
          `${fields.filter((_one, i) => wanted(i + 1)).join(values.has('f') ? delimiter : '')}\n`,
        )
      }
    }
    return statusOf(context)
  },
)

function selection(list: string): (position: number) => boolean {
  const ranges = list.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part)
    if (!match || part === '-' || part === '') throw new UsageError(`invalid field value '${part}'`)
    const from = Number(match[1] || 1)
    return { from, to: match[2] ? Number(match[3] || Number.POSITIVE_INFINITY) : from }
  })
  return (position) => ranges.some(({ from, to }) => position >= from && position <= to)
}

const tr = coreutil(
  { flags: 'dscC', long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' } },
  async (context, { flags, rest }) => {
    const [first = '', second = ''] = rest.map(characters)
    const inFirst = (char: string) => first.includes(char) !== (flags.has('c') || flags.has('C'))
    const replace = (char: string): string => {
      if (!inFirst(char)) return char
      if (flags.has('d')) return ''
      return second === ''
        ? char
        : (second[Math.min([...first].indexOf(char), second.length - 1)] ?? second.at(-1) ?? '')
    }
    let last = ''
    const squeezed = second === '' ? first : second
    for (let chunk = await context.stdin.read(); chunk; chunk = await context.stdin.read()) {
      let out = ''
      for (const char of new TextDecoder().decode(chunk)) {
        const mapped = replace(char)
        if (flags.has('s') && mapped !== '' && mapped === last && squeezed.includes(mapped)) continue
        out += mapped
        if (mapped !== '') last = mapped
      }
      await writeText(context.stdout, out)
    }
    return 0
  },
)

const CLASSES: { readonly [name: string]: string } = {
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lower: 'abcdefghijklmnopqrstuvwxyz',
  digit: '0123456789',
  space: ' \t\n\r\v\f',
  alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  punct: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
}

function characters(set: string): string {
  return unescapeAnsi(set)
    .replace(/\[:(\w+):\]/g, (_all, name: string) => CLASSES[name] ?? '')
    .replace(/(.)-(.)/gs, (_all, from: string, to: string) => {
      const count = to.charCodeAt(0) - from.charCodeAt(0) + 1
      return Array.from({ length: Math.max(0, count) }, (_one, i) => String.fromCharCode(from.charCodeAt(0) + i)).join(
        '',
      )
    })
}

const tee = coreutil({ flags: 'ai', long: { append: 'a' } }, async (context, { flags, rest }) => {
  const paths = rest.map((name) => resolvePath(context.cwd, name))
  if (!flags.has('a')) for (const path of paths) await context.files.write(path, new Uint8Array())
  for (let chunk = await context.stdin.read(); chunk; chunk = await context.stdin.read()) {
    await context.stdout.write(chunk)
    for (const path of paths) await context.files.append(path, chunk)
  }
  return 0
})

const rev = coreutil({ flags: '' }, async (context, { rest }) => {
  for await (const { reader } of inputs(context, rest)) {
    for await (const line of linesOf(reader)) await writeText(context.stdout, `${[...line].reverse().join('')}\n`)
  }
  return statusOf(context)
})

const tac = coreutil({ flags: '' }, async (context, { rest }) => {
  for (const line of linesIn(await allText(context, rest)).reverse()) await writeText(context.stdout, `${line}\n`)
  return statusOf(context)
})

const nl = coreutil({ flags: '', values: 'b' }, async (context, { rest }) => {
  let number = 0
  for await (const { reader } of inputs(context, rest)) {
    for await (const line of linesOf(reader))
      await writeText(context.stdout, line === '' ? '       \n' : `${String(++number).padStart(6)}\t${line}\n`)
  }
  return statusOf(context)
})

/** Programs that read text and write text. */
export const TEXT_PROGRAMS: { readonly [name: string]: Program } = {
  cat,
  head,
  tail,
  wc,
  sort,
  uniq,
  cut,
  tr,
  tee,
  rev,
  tac,
  nl,
}
