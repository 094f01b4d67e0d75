import { evaluate } from './arithmetic.ts'
import type { ParameterOperation, Part } from './ast.ts'
import { expectRoom } from './bounds.ts'
import type { Expander } from './expander.ts'
import { Glob, globMatch } from './glob.ts'

/** An operation that there is none of, say: the command line ends. */
export class ExpansionError extends Error {
  override readonly name: string = 'ExpansionError'
}

/** A parameter that must not be unset: it ends a script, too. */
export class UnsetError extends ExpansionError {
  override readonly name = 'UnsetError'
}

/** What an operation works on; `word` expands what stands behind its operator. */
interface Operand {
  readonly name: string
  readonly value: string | undefined
  readonly isSet: boolean
  readonly shell: Expander
  word(): Promise<string>
}

type Operation = (operand: Operand) => string | Promise<string>

const OPERATIONS: { readonly [O in ParameterOperation['operator']]: Operation } = {
  length: ({ value = '' }) => String(Array.from(value).length),
  ':-': ({ isSet, value = '', word }) => (isSet ? value : word()),
  '-': ({ isSet, value = '', word }) => (isSet ? value : word()),
  ':+': ({ isSet, word }) => (isSet ? word() : ''),
  '+': ({ isSet, word }) => (isSet ? word() : ''),
  ':=': setIfNeeded,
  '=': setIfNeeded,
  ':?': refuseIfUnset,
  '?': refuseIfUnset,
  ':': substring,
  '#': async ({ value = '', word }) => strip(value, { front: true, longest: false }, await word()),
  '##': async ({ value = '', word }) => strip(value, { front: true, longest: true }, await word()),
  '%': async ({ value = '', word }) => strip(value, { front: false, longest: false }, await word()),
  '%%': async ({ value = '', word }) => strip(value, { front: false, longest: true }, await word()),
  '/': replaceFirst,
  '//': async ({ value = '', word }) => {
    const [pattern, by] = patternAndText(await word())
    return replaced(value, { pattern, by, all: true })
  },
  '^': ({ value = '' }) => value.slice(0, 1).toUpperCase() + value.slice(1),
  '^^': ({ value = '' }) => value.toUpperCase(),
  ',': ({ value = '' }) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ',,': ({ value = '' }) => value.toLowerCase(),
  bad: async ({ word }) => {
    throw new ExpansionError(`\${${await word()}}: bad substitution`)
  },
}

const FOR_UNSET = /^:?[-+=?]$/

/** The value of `$x` or `${x…}`; `word` expands what stands behind the operator. Throws ExpansionError. */
export async function parameter(
  { name, operation }: Part & { kind: 'variable' },
  shell: Expander,
  expand: (word: ParameterOperation['word']) => Promise<string>,
): Promise<string> {
  const value = shell.get(name)
  const mayBeUnset = operation && (FOR_UNSET.test(operation.operator) || operation.operator === 'bad')
  if (value === undefined && shell.refusesUnset && !mayBeUnset && !/^[@*]$/.test(name))
    throw new UnsetError(`${name}: unbound variable`)
  if (!operation) return value ?? ''
  const { operator, word } = operation
  const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  return OPERATIONS[operator]({ name, value, isSet, shell, word: () => expand(word) })
}

async function setIfNeeded({ name, isSet, shell, word }: Operand): Promise<string> {
  if (!isSet) shell.set(name, await word())
  return shell.get(name) as string
}

async function refuseIfUnset({ name, value = '', isSet, word }: Operand): Promise<string> {
  if (isSet) return value
  throw new UnsetError(`${name}: ${(await word()) || 'parameter null or not set'}`)
}

/** `${x:offset:length}`; negative ones count from the end. */
async function substring({ value = '', word, shell }: Operand): Promise<string> {
  const [offset = '', length] = (await word()).split(':')
  const from = evaluate(offset || '0', shell)
  const start = from < 0 ? value.length + from : from
  if (start < 0) return ''
  if (length === undefined) return value.slice(start)
  const count = evaluate(length || '0', shell)
  if (count >= 0) return value.slice(start, start + count)
  if (value.length + count < start) throw new ExpansionError(`${length}: substring expression < 0`)
  return value.slice(start, value.length + count)
}

function strip(value: string, { front, longest }: { front: boolean; longest: boolean }, pattern: string): string {
  const chars = front ? [...value] : [...value].reverse()
  const glob = front ? new Glob(pattern) : new Glob(pattern).reversed()
  const length = longest ? glob.longest(chars, 0) : glob.shortest(chars, 0)
  if (length === undefined) return value
  const kept = chars.slice(length)
  return (front ? kept : kept.reverse()).join('')
}

async function replaceFirst({ value = '', word }: Operand): Promise<string> {
  const text = await word()
  const [pattern, by] = patternAndText(text.replace(/^[#%]/, ''))
  if (text.startsWith('#')) return replacedEnd(value, { pattern, by, front: true })
  if (text.startsWith('%')) return replacedEnd(value, { pattern, by, front: false })
  return replaced(value, { pattern, by, all: false })
}

/** A slash that is escaped belongs to the pattern. */
function patternAndText(text: string): [string, string] {
  const pattern = /^(?:\\.|[^/\\])*/.exec(text)?.[0] ?? ''
  return [pattern, text.slice(pattern.length + 1)]
}

function replacedEnd(value: string, { pattern, by, front }: { pattern: string; by: string; front: boolean }): string {
  const kept = strip(value, { front, longest: true }, pattern)
  if (kept === value && !globMatch(pattern, '')) return value
  return front ? by + kept : kept + by
}

/** The longest match at each place, from left to right. */
function replaced(value: string, { pattern, by, all }: { pattern: string; by: string; all: boolean }): string {
  if (pattern === '') return value
  const glob = new Glob(pattern)
  const chars = [...value]
  let result = ''
  for (let at = 0; at < chars.length; expectRoom(result.length)) {
    const length = glob.longest(chars, at) ?? 0
    if (length === 0) result += chars[at++]
    else if (!all) return result + by + chars.slice(at + length).join('')
    else {
      result += by
      at += length
    }
  }
  return result
}
