import { evaluate } from './arithmetic.ts'
import type { Part, Script, Word } from './ast.ts'
import { type FileSystem, resolvePath } from './files.ts'
import { globMatch, hasGlob } from './glob.ts'

/** What expansion needs of the shell. */
export interface Expander {
  readonly cwd: string
  readonly files: FileSystem
  get(name: string): string | undefined
  set(name: string, value: string): void
  /** `$@` */
  readonly positional: readonly string[]
  /** Output of `$(…)`, without trailing line feeds. */
  capture(script: Script): Promise<string>
}

/** A piece of a field after expansion; quoted pieces are not globbed or split. */
interface Piece {
  readonly text: string
  readonly quoted: boolean
}

/** The fields (arguments) that words expand to: braces, tilde, variables, `$(…)`, splitting, globs. */
export async function expandWords(words: readonly Word[], shell: Expander): Promise<string[]> {
  const fields: string[] = []
  for (const word of words.flatMap(expandBraces)) {
    for (const field of await fieldsOf(word, shell)) fields.push(...(await glob(field, shell)))
  }
  return fields
}

/** One string, without splitting or globs: assignments, redirect targets, here-documents. */
export async function expandText(word: Word, shell: Expander): Promise<string> {
  let text = ''
  for (const part of tilde(word, shell)) text += await valueOfPart(part, shell)
  return text
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
    for (const [i, piece] of text.split(/[ \t\n]+/).entries()) {
      if (i > 0) open = undefined
      if (piece === '') continue
      if (!open) fields.push((open = []))
      open.push({ text: piece, quoted: false })
    }
  }
  return fields
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
      return parameter(part, shell)
    case 'command':
      return shell.capture(part.script)
    case 'arithmetic': {
      let expression = ''
      for (const inner of part.expression) expression += await valueOfPart(inner, shell)
      return String(evaluate(expression, shell))
    }
  }
}

async function parameter(part: Part & { kind: 'variable' }, shell: Expander): Promise<string> {
  const value = shell.get(part.name)
  if (!part.operation) return value ?? ''
  const { operator, word } = part.operation
  const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  switch (operator) {
    case 'length':
      return String((value ?? '').length)
    case ':-':
    case '-':
      return isSet ? (value as string) : expandText(word, shell)
    case ':+':
    case '+':
      return isSet ? expandText(word, shell) : ''
    case ':=':
    case '=':
      if (!isSet) shell.set(part.name, await expandText(word, shell))
      return shell.get(part.name) as string
    default:
      return strip(value ?? '', operator, await expandText(word, shell))
  }
}

function strip(value: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const cuts = Array.from({ length: value.length + 1 }, (_, i) => i)
  const front = operator.startsWith('#')
  const longest = operator.length === 2
  if (front === longest) cuts.reverse()
  const cut = cuts.find((at) => globMatch(pattern, front ? value.slice(0, at) : value.slice(at)))
  if (cut === undefined) return value
  return front ? value.slice(cut) : value.slice(0, cut)
}

async function glob(field: readonly Piece[], shell: Expander): Promise<string[]> {
  const plain = field.map((piece) => piece.text).join('')
  if (!field.some((piece) => !piece.quoted && hasGlob(piece.text))) return [plain]
  const pattern = field.map((piece) => (piece.quoted ? piece.text.replace(/[*?[\]\\]/g, '\\$&') : piece.text)).join('')
  const matches = await matchPaths(pattern, shell)
  return matches.length > 0 ? matches : [plain]
}

async function matchPaths(pattern: string, shell: Expander): Promise<string[]> {
  const absolute = pattern.startsWith('/')
  let found = [absolute ? '/' : '']
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const next: string[] = []
    for (const base of found) next.push(...(await matchIn(base, part, shell)))
    found = next
  }
  return found
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

/** `a{b,c}d` and `{1..5}`: before everything else, on unquoted text only. */
function expandBraces(word: Word): Word[] {
  for (const [i, part] of word.entries()) {
    if (part.kind !== 'text' || part.quoted) continue
    const match = /\{(?:([^{},]*(?:,[^{},]*)+)|(-?\d+)\.\.(-?\d+)|([a-z])\.\.([a-z]))\}/.exec(part.text)
    if (!match) continue
    const before = part.text.slice(0, match.index)
    const after = part.text.slice(match.index + match[0].length)
    return alternatives(match).flatMap((choice) =>
      expandBraces([...word.slice(0, i), { ...part, text: before + choice + after }, ...word.slice(i + 1)]),
    )
  }
  return [word]
}

function alternatives(match: RegExpExecArray): string[] {
  if (match[1] !== undefined) return match[1].split(',')
  if (match[2] !== undefined) return range(Number(match[2]), Number(match[3])).map(String)
  const from = (match[4] as string).charCodeAt(0)
  return range(from, (match[5] as string).charCodeAt(0)).map((code) => String.fromCharCode(code))
}

function range(from: number, to: number): number[] {
  const step = from <= to ? 1 : -1
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => from + i * step)
}
