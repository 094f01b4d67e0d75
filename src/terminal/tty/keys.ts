/** A key press as a terminal sends it, under its readline name. */
export type Key = { readonly name: 'text'; readonly text: string } | { readonly name: Exclude<KeyName, 'text'> }

type KeyName =
  | 'text'
  | 'enter'
  | 'tab'
  | 'backspace'
  | 'delete'
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'home'
  | 'end'
  | 'word-left'
  | 'word-right'
  | 'kill-end'
  | 'kill-start'
  | 'kill-word'
  | 'yank'
  | 'clear'
  | 'interrupt'
  | 'suspend'
  | 'end-of-file'
  | 'search'
  | 'abort'
  | 'escape'
  | 'ignored'

const SEQUENCES: { readonly [sequence: string]: Exclude<KeyName, 'text'> } = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[3~': 'delete',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x02': 'left',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x06': 'right',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x10': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x0e': 'down',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x01': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x05': 'end',
  '\x1b[1;5D': 'word-left',
  '\x1b[1;3D': 'word-left',
  '\x1bb': 'word-left',
  '\x1b[1;5C': 'word-right',
  '\x1b[1;3C': 'word-right',
  '\x1bf': 'word-right',
  '\x0b': 'kill-end',
  '\x15': 'kill-start',
  '\x17': 'kill-word',
  '\x19': 'yank',
  '\x0c': 'clear',
  '\x03': 'interrupt',
  '\x1a': 'suspend',
  '\x04': 'end-of-file',
  '\x12': 'search',
  '\x07': 'abort',
  '\x1b': 'escape',
}

const NEXT = /^(?:\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z]|[a-z])|\r\n|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+)/

/** The keys in what a terminal sent at once (a key press, or a paste of many). */
export function keysIn(input: string): Key[] {
  const keys: Key[] = []
  // Bracketed paste marks are not keys.
  let rest = input.replaceAll('\x1b[200~', '').replaceAll('\x1b[201~', '')
  while (rest !== '') {
    const match = NEXT.exec(rest)?.[0] ?? (rest[0] as string)
    rest = rest.slice(match.length)
    const name = SEQUENCES[match === '\r\n' ? '\r' : match]
    if (name) keys.push({ name })
    else if (/^[\x00-\x1f\x7f]/.test(match)) keys.push({ name: 'ignored' })
    else keys.push({ name: 'text', text: match })
  }
  return keys
}
