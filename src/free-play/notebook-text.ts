/** A piece of a notebook: text (Markdown), a cell, or commands for the terminal. */
export interface Item {
  readonly kind: 'text' | 'cell' | 'commands'
  readonly source: string
}

const FENCES: { readonly [kind in Item['kind']]: string } = { text: '', cell: 'ts', commands: 'sh' }
const KINDS = new Map<string, Item['kind']>([
  ['ts', 'cell'],
  ['sh', 'commands'],
])

/** The notebook as Markdown that reads well on any Git host. */
export function toMarkdown(items: readonly Item[]): string {
  return `${items.map(({ kind, source }) => (kind === 'text' ? asText(source) : fenced(FENCES[kind], source))).join('\n\n')}\n`
}

/** Two texts one after the other stay two: an empty comment lies between what has no fence. */
function asText(source: string): string {
  return source.trim() === '' ? SEPARATOR : source.trim()
}

const SEPARATOR = '<!-- -->'

/** A fence longer than any inside. */
function fenced(info: string, source: string): string {
  const longest = Math.max(2, ...[...source.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${info}\n${source}\n${fence}`
}

/** Reads such Markdown, or anybody's: fences of `ts` and `sh` are cells and commands, all else is text. */
export function fromMarkdown(markdown: string): Item[] {
  const items: Item[] = []
  let text: string[] = []
  const flush = () => {
    const source = text.join('\n').trim()
    if (source !== '') items.push({ kind: 'text', source: source === SEPARATOR ? '' : source })
    text = []
  }
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const [, fence, info] = /^(`{3,})(\w+)/.exec(line) ?? []
    const kind = KINDS.get(info ?? '')
    const end = fence === undefined || kind === undefined ? -1 : lines.indexOf(fence, at + 1)
    if (kind === undefined || end < 0) {
      text.push(line)
      continue
    }
    flush()
    items.push({ kind, source: lines.slice(at + 1, end).join('\n') })
    at = end
  }
  flush()
  return items
}

/** What the cells of a notebook are called, on the screen and as files: in their order, from cell-1; '' for what is none. */
export function cellNames(items: readonly Item[]): string[] {
  let number = 0
  return items.map(({ kind }) => (kind === 'cell' ? `cell-${++number}` : ''))
}
