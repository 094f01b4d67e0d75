/** A piece of a notebook: text (Markdown), a cell, or commands for the terminal. */
export interface Item {
  readonly kind: 'text' | 'cell' | 'commands'
  readonly source: string
  /** What a cell was called where it came from. */
  readonly name?: string
}

const FENCES: { readonly [kind in Item['kind']]: string } = { text: '', cell: 'ts', commands: 'sh' }
const KINDS = new Map<string, Item['kind']>([
  ['ts', 'cell'],
  ['sh', 'commands'],
])

/** The notebook as Markdown that reads well on any Git host. */
export function toMarkdown(items: readonly Item[]): string {
  let wasPlain = false
  const blocks = items.map(({ kind, source, name }) => {
    const isPlain = kind === 'text' && !wasPlain && readsAsItIs(source)
    wasPlain = isPlain
    if (isPlain) return source
    return kind === 'text' ? marked(source) : fenced(`${FENCES[kind]}${name ? ` cell=${name}` : ''}`, source)
  })
  return `${blocks.join('\n\n')}\n`
}

/** Whether text that stands for itself comes back as it is, whatever stands below it. */
function readsAsItIs(source: string): boolean {
  const hasBegin = source.split('\n').some((line) => begins(line) !== undefined)
  return source !== '' && source === source.trim() && source !== EMPTY && !hasBegin
}

/** How earlier versions wrote an empty text. */
const EMPTY = '<!-- -->'
const FENCE = /^(`{3,})(\w+)(?:\s+cell=([\w-]+))?/
const TEXT_BEGINS = /^<!-- text(\+*) -->$/

/** Text between two comments, which nobody sees: what follows upon other text, or would be read as something else. */
function marked(source: string): string {
  const lines = source.split('\n')
  let plus = ''
  while (lines.includes(textEnd(plus))) plus += '+'
  return `<!-- text${plus} -->\n${source}\n${textEnd(plus)}`
}

function textEnd(plus: string): string {
  return `<!-- /text${plus} -->`
}

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
    if (source !== '') items.push({ kind: 'text', source: source === EMPTY ? '' : source })
    text = []
  }
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  const ends = new Ends(lines)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const begun = begins(line)
    const end = begun ? ends.after(at, begun.end) : -1
    if (!begun || end < 0) {
      text.push(line)
      continue
    }
    flush()
    const { kind, name } = begun
    items.push({ kind, source: lines.slice(at + 1, end).join('\n'), ...(name ? { name } : {}) })
    at = end
  }
  flush()
  return items
}

/** Where pieces end. An end that was looked for in vain is not looked for again further down: anybody's text may begin thousands. */
class Ends {
  private readonly missing = new Set<string>()

  constructor(private readonly lines: readonly string[]) {}

  after(at: number, end: string): number {
    const found = this.missing.has(end) ? -1 : this.lines.indexOf(end, at + 1)
    if (found < 0) this.missing.add(end)
    return found
  }
}

interface Begun {
  readonly kind: Item['kind']
  readonly name?: string | undefined
  readonly end: string
}

/** What begins with a line, and the line with which it ends. */
function begins(line: string): Begun | undefined {
  const [, plus] = TEXT_BEGINS.exec(line) ?? []
  if (plus !== undefined) return { kind: 'text', end: textEnd(plus) }
  const [, fence, info = '', cell] = FENCE.exec(line) ?? []
  const kind = KINDS.get(info)
  return fence !== undefined && kind ? { kind, end: fence, name: kind === 'cell' ? cell : undefined } : undefined
}

/** As names of programs they would be run by npm itself, or be those of other cells. */
const NO_NAME = /^(?:(?:pre|post)?(?:install|prepare|publish|pack)|prepublishonly|dependencies|cell-\d+)$/

/** What the cells of a notebook are called, on the screen and as files: as they were named, or by their number; '' for what is none. */
export function cellNames(items: readonly Item[]): string[] {
  const taken = new Set<string>()
  let number = 0
  return items.map(({ kind, name }) => {
    if (kind !== 'cell') return ''
    number++
    const key = (name ?? '').toLowerCase()
    if (!name || taken.has(key) || NO_NAME.test(key)) return `cell-${number}`
    taken.add(key)
    return name
  })
}
