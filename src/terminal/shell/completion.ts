import { plainName } from '../tty/plain-text.ts'
import { BUILTINS } from './builtins.ts'
import { baseName, folderOf, resolvePath } from './files.ts'
import type { Machine } from './program.ts'
import type { ShellState } from './state.ts'
import { type Quote, quotedRest, typedWords } from './typed-words.ts'

/** What could stand where Tab was pressed; `replaces` is what the word before the cursor stands for, which each choice extends. */
export interface Candidates {
  readonly replaces: string
  /** The quote that is open at the cursor. */
  readonly quote: Quote
  /** The choices are no texts, but something that the shell is to expand. */
  readonly isExpanded?: boolean
  readonly choices: readonly string[]
}

/** Completions of a tool's options and their values (topics, groups); undefined when it has nothing to say. */
export type ToolCompleter = (words: readonly string[], word: string) => Promise<readonly string[] | undefined>

/** Candidates for the text before the cursor. */
export async function candidates(
  before: string,
  state: ShellState,
  machine: Machine,
  tools: ToolCompleter,
): Promise<Candidates> {
  const { words, word, quote } = typedWords(before)
  const offer = (choices: readonly string[]) => ({ replaces: word, quote, choices })
  if (word.startsWith('$')) return { ...offer(variables(state, word)), isExpanded: true }
  if (words.length === 0 && !word.includes('/')) return offer(commands(machine, word))
  const known = words.length > 0 ? await tools(words, word) : undefined
  if (known && known.length > 0) return offer(known.filter((one) => one.startsWith(word)))
  return offer(await paths(word, state, machine))
}

/** What to insert and what to list for the candidates, as readline does. */
export function completion(found: Candidates): { insert: string; choices: readonly string[] } {
  const { replaces, choices, quote, isExpanded } = found
  const [only] = choices
  const inserted = (text: string) => (isExpanded ? text.slice(replaces.length) : quotedRest(text, found))
  if (only === undefined) return { insert: '', choices: [] }
  if (choices.length === 1) return { insert: inserted(only) + (/[/=]$/.test(only) ? '' : `${quote} `), choices: [] }
  const shared = sharedStart(choices)
  return shared.length > replaces.length
    ? { insert: inserted(shared), choices: [] }
    : { insert: '', choices: choices.map((choice) => plainName(baseName(choice) || choice)) }
}

function sharedStart(texts: readonly string[]): string {
  const [first = ''] = texts
  let length = first.length
  for (const text of texts) while (!text.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}

function variables(state: ShellState, word: string): string[] {
  return [...state.allVariables().keys()].map((name) => `$${name}`).filter((name) => name.startsWith(word))
}

function commands(machine: Machine, word: string): string[] {
  return [...new Set([...machine.names(), ...Object.keys(BUILTINS)])].filter((name) => name.startsWith(word)).sort()
}

async function paths(word: string, state: ShellState, machine: Machine): Promise<string[]> {
  const typed = word.replace(/^~(?=\/)/, state.get('HOME') ?? '~')
  const slash = typed.lastIndexOf('/')
  const base = typed.slice(slash + 1)
  const folder = slash < 0 ? state.cwd : folderOf(resolvePath(state.cwd, `${typed.slice(0, slash + 1)}x`))
  if ((await machine.files.stat(folder))?.kind !== 'folder') return []
  const shown = word.slice(0, word.lastIndexOf('/') + 1)
  const names = (await machine.files.list(folder)).filter(
    (name) => name.startsWith(base) && (base !== '' || !name.startsWith('.')),
  )
  const stats = await Promise.all(names.map((name) => machine.files.stat(resolvePath(folder, name))))
  return names.map((name, i) => `${shown}${name}${stats[i]?.kind === 'folder' ? '/' : ''}`)
}
