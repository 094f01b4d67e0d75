import type { Io, ShellHandle } from './builtin.ts'
import type { Setting } from './script.ts'
import { writeText } from './streams.ts'

const LETTERS: { readonly [letter: string]: Setting } = { e: 'errexit', u: 'nounset', x: 'xtrace' }
const NAMES: readonly Setting[] = ['errexit', 'nounset', 'pipefail', 'xtrace']
const USAGE = 'set: usage: set [-eux] [-o option-name] [--] [arg ...]'

/** `set -e`, `set +o pipefail`, `set -- a b`: changes settings and the positional parameters. */
export async function changeSettings(shell: ShellHandle, words: readonly string[], io: Io): Promise<number> {
  const rest = [...words]
  while (/^[-+]./.test(rest[0] ?? '')) {
    const word = rest.shift() as string
    if (word === '--') {
      shell.state.positional = rest
      return 0
    }
    if (/^[-+]o$/.test(word) && rest.length === 0) return listSettings(shell, io)
    const wrong = change(shell, word, rest)
    if (wrong !== undefined) return shell.complain(io, `set: ${wrong}`, 2)
  }
  if (rest.length > 0) shell.state.positional = rest
  return 0
}

/** Takes the name behind an `o` off `rest`; gives what cannot be understood. */
function change({ state }: ShellHandle, word: string, rest: string[]): string | undefined {
  for (const letter of word.slice(1)) {
    const [name] = rest
    const setting = settingOf(letter, rest)
    if (!setting)
      return letter === 'o' ? `${name}: invalid option name` : `${word[0]}${letter}: invalid option\n${USAGE}`
    if (word.startsWith('-')) state.settings.add(setting)
    else state.settings.delete(setting)
  }
  return undefined
}

/** What a letter behind `-` switches; that of `-o` takes its name off `rest`. Undefined: there is none such. */
export function settingOf(letter: string, rest: string[]): Setting | undefined {
  if (letter !== 'o') return LETTERS[letter]
  const name = rest.shift()
  return NAMES.find((one) => one === name)
}

async function listSettings({ state }: ShellHandle, io: Io): Promise<number> {
  const lines = NAMES.map((name) => `${name.padEnd(15)}\t${state.settings.has(name) ? 'on' : 'off'}\n`)
  await writeText(io.stdout, lines.join(''))
  return 0
}

/** Words as `set -x` shows them. */
export function traced(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
