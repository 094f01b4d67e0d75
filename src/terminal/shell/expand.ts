import { evaluate } from './arithmetic.ts'
import type { Part, Word } from './ast.ts'
import { expectRoom, MOST_WORDS } from './bounds.ts'
import type { Expander } from './expander.ts'
import { DEFAULT_IFS, splitFields } from './fields.ts'
import { resolvePath } from './files.ts'
import { globMatch, hasGlob } from './glob.ts'
import { ExpansionError, parameter } from './parameter.ts'

/** A piece of a field after expansion; quoted pieces are not globbed or split. */
interface Piece {
  readonly text: string
  readonly quoted: boolean
}

/** The fields (arguments) that words expand to: braces, tilde, variables, `$(…)`, splitting, globs. */
export async function expandWords(words: readonly Word[], shell: Expander): Promise<string[]> {
  const fields: string[] = []
  for (const word of expandAllBraces(words)) {
    for (const field of await fieldsOf(word, shell)) fields.push(...(await glob(field, shell)))
  }
  return fields
}

/** One string, without splitting or globs: assignments, redirect targets, here-documents. */
export async function expandText(word: Word, shell: Expander): Promise<string> {
  let text = ''
  for (const part of tilde(word, shell)) {
    text += await valueOfPart(part, shell)
    expectRoom(text.length)
  }
  return text
}

/** A pattern of `case` and `[[ x == … ]]`: what is quoted in it stands for itself. */
export function expandPattern(word: Word, shell: Expander): Promise<string> {
  return expandQuoting(word, shell, quoteGlob)
}

/** The pattern behind `=~`; likewise. */
export function expandRegExp(word: Word, shell: Expander): Promise<string> {
  return expandQuoting(word, shell, (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}

async function expandQuoting(word: Word, shell: Expander, quote: (text: string) => string): Promise<string> {
  let pattern = ''
  for (const part of tilde(word, shell)) {
    const text = await valueOfPart(part, shell)
    pattern += part.quoted ? quote(text) : text
  }
  return pattern
}

function quoteGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}

async function fieldsOf(word: Word, shell: Expander): Promise<Piece[][]> {
  const fields: Piece[][] = []
  let open: Piece[] | undefined
  for (const part of tilde(word, shell)) {
    if (isAllPositional(part)) {
      for (const [i, text] of shell.positional.entries()) {
        if (i > 0) open = undefined
        if (!open) fields.push((open = []))
        open.push({ text, quoted: part.quoted })
      }
      continue
    }
    const text = await valueOfPart(part, shell)
    if (part.quoted || part.kind === 'text') {
      if (!open) fields.push((open = []))
      open.push({ text, quoted: part.quoted })
      continue
    }
    const ifs = shell.get('IFS') ?? DEFAULT_IFS
    if (startsApart(text, ifs)) open = undefined
    for (const [i, piece] of splitFields(text, ifs).entries()) {
      if (i > 0) open = undefined
      if (!open) fields.push((open = []))
      open.push({ text: piece, quoted: false })
    }
    if (text !== '' && ifs.includes(text.at(-1) as string)) open = undefined
  }
  return fields
}

/** Whether what stands before the text is a field of its own. */
function startsApart(text: string, ifs: string): boolean {
  return /^[ \t\n]/.test(text) && ifs.includes(text[0] as string)
}

function isAllPositional(part: Part): part is Part & { kind: 'variable' } {
  return part.kind === 'variable' && (part.name === '@' || (part.name === '*' && !part.quoted))
}

function tilde(word: Word, shell: Expander): Word {
  const [first, ...rest] = word
  if (first?.kind !== 'text' || first.quoted || !/^~(?=\/|$)/.test(first.text)) return word
  return [{ ...first, text: (shell.get('HOME') ?? '~') + first.text.slice(1) }, ...rest]
}

async function valueOfPart(part: Part, shell: Expander): Promise<string> {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'variable':
      return parameter(part, shell, (word) => expandText(word, shell))
    case 'command':
      return shell.capture(part.script)
    case 'arithmetic': {
      let expression = ''
      for (const inner of part.expression) expression += await valueOfPart(inner, shell)
      return String(evaluate(expression, shell))
    }
  }
}

async function glob(field: readonly Piece[], shell: Expander): Promise<string[]> {
  const plain = field.map((piece) => piece.text).join('')
  if (!field.some((piece) => !piece.quoted && hasGlob(piece.text))) return [plain]
  const pattern = field.map((piece) => (piece.quoted ? quoteGlob(piece.text) : piece.text)).join('')
  const matches = await matchPaths(pattern, shell)
  return matches.length > 0 ? matches : [plain]
}

async function matchPaths(pattern: string, shell: Expander): Promise<string[]> {
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '/' : '']
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const next: string[] = []
    for (const base of found) next.push(...(await matchIn(base, part, shell)))
    if (next.length > MOST_WORDS / 10) throw new ExpansionError('Argument list too long')
    found = next
  }
  return pattern.endsWith('/') ? foldersOf(found, shell) : found
}

async function foldersOf(paths: readonly string[], { files, cwd }: Expander): Promise<string[]> {
  const stats = await Promise.all(paths.map((path) => files.stat(resolvePath(cwd, path))))
  return paths.filter((_path, i) => stats[i]?.kind === 'folder').map((path) => path.replace(/\/?$/, '/'))
}

async function matchIn(base: string, part: string, shell: Expander): Promise<string[]> {
  const join = (name: string) => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`)
  if (!hasGlob(part)) {
    const path = join(part.replace(/\\(.)/g, '$1'))
    return (await shell.files.stat(resolvePath(shell.cwd, path))) ? [path] : []
  }
  const folder = resolvePath(shell.cwd, base || '.')
  if ((await shell.files.stat(folder))?.kind !== 'folder') return []
  const names = await shell.files.list(folder)
  return names.filter((name) => (!name.startsWith('.') || part.startsWith('.')) && globMatch(part, name)).map(join)
}

const BRACES =
  /\{(?:([^{},]*(?:,[^{},]*)+)|(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?|([a-zA-Z])\.\.([a-zA-Z])(?:\.\.(-?\d+))?)\}/

function expandAllBraces(words: readonly Word[]): Word[] {
  const all: Word[] = []
  for (const word of words)
    for (const one of expandBraces(word)) {
      all.push(one)
      expectWords(all.length)
    }
  return all
}

function expectWords(count: number): void {
  if (count > MOST_WORDS) throw new ExpansionError(`brace expansion: failed to allocate memory for ${count} elements`)
}

/** `a{b,c}d`, `{1..5}`, `{01..10..3}`: before everything else, on unquoted text only. */
function* expandBraces(word: Word): Generator<Word> {
  for (const [i, part] of word.entries()) {
    if (part.kind !== 'text' || part.quoted) continue
    const match = BRACES.exec(part.text)
    if (!match) continue
    const before = part.text.slice(0, match.index)
    const after = part.text.slice(match.index + match[0].length)
    for (const choice of alternatives(match))
      yield* expandBraces([...word.slice(0, i), { ...part, text: before + choice + after }, ...word.slice(i + 1)])
    return
  }
  yield word
}

function alternatives([, list, from, to, step, first, last, letters]: RegExpExecArray): string[] {
  if (list !== undefined) return list.split(',')
  if (from !== undefined && to !== undefined) {
    const width = /^-?0\d/.test(from) || /^-?0\d/.test(to) ? Math.max(from.length, to.length) : 0
    return range(Number(from), Number(to), Number(step ?? 1)).map((one) => padded(one, width))
  }
  const codes = [first, last].map((letter) => (letter as string).charCodeAt(0)) as [number, number]
  return range(...codes, Number(letters ?? 1)).map((code) => String.fromCharCode(code))
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')
}

function range(from: number, to: number, wanted: number): number[] {
  const size = Math.abs(wanted) || 1
  const step = from <= to ? size : -size
  const length = Math.floor(Math.abs(to - from) / size) + 1
  expectWords(length)
  return Array.from({ length }, (_, i) => from + i * step)
}
