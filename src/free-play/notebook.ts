import { type Signal, signal } from '@preact/signals'
import { forgetCell, shownCell } from '../notebook/cell-session.ts'
import { type Language, language } from '../session/settings.ts'
import { type KeyedItem, keysAfterChange, keysOfSame } from './keep-keys.ts'
import { fromMarkdown, type Item, toMarkdown } from './notebook-text.ts'

const KEY = 'logbook.free-play'
const FIRST_TEXT: { readonly [language in Language]: string } = {
  en: '# Free play\n\nText, commands and cells of your own, on the cluster of this page.',
  zh: '# 自由练习\n\n在本页的集群上，写你自己的文本、命令和单元格。',
}
const FIRST: readonly Item[] = [
  {
    kind: 'commands',
    source: 'kafka-topics.sh --create --topic playground --partitions 3 --bootstrap-server localhost:9092',
  },
  {
    kind: 'cell',
    source: `import { KafkaProducer } from 'kafka-clients'

const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
for (const key of ['a', 'b', 'c']) {
  const { partition, offset } = await producer.send({ topic: 'playground', key, value: \`hello from \${key}\` })
  console.log(key, '→ partition', partition, 'offset', offset)
}
await producer.close()`,
  },
]

/** The one of this page, once it was on the screen. */
let shown: Notebook | undefined

/** The learner's own notebook: kept in this browser, or wherever it was sent. */
export class Notebook {
  readonly items: Signal<readonly KeyedItem[]>
  /** The item that was removed last, and where it stood, until it is put back or another notebook comes. */
  readonly removed: Signal<{ readonly item: KeyedItem; readonly at: number } | null> = signal(null)
  private next = 0

  constructor(items: readonly Item[]) {
    this.items = signal(this.keyed(items, []))
  }

  /** That which this browser keeps, or a first one; what another tab writes into it shows here. Its cells go on while it is not shown. */
  static kept(): Notebook {
    if (shown) return shown
    const notebook = new Notebook(read() ?? [{ kind: 'text', source: FIRST_TEXT[language.peek()] }, ...FIRST])
    addEventListener('storage', ({ key, newValue }) => key === KEY && notebook.takeOver(newValue ?? ''))
    shown = notebook
    return notebook
  }

  /** What another tab wrote, a key press mostly: who reads or runs something here is not disturbed. */
  takeOver(markdown: string): void {
    if (markdown === this.markdown) return
    const items = fromMarkdown(markdown)
    this.show(this.keyed(items, keysAfterChange(this.items.peek(), items)))
    for (const { key, source } of this.items.peek()) {
      const cell = shownCell(cellId(key))
      if (cell && cell.code.peek() !== source) cell.edit(source)
    }
  }

  get markdown(): string {
    return toMarkdown(this.items.peek())
  }

  change(key: number, source: string): void {
    if (this.items.peek().some((item) => item.key === key && item.source !== source))
      this.set(this.items.peek().map((item) => (item.key === key ? { ...item, source } : item)))
  }

  /** Puts a new item behind the one of this key; at the top where there is none. Gives its key. */
  add(after: number, kind: Item['kind']): number {
    const items = [...this.items.peek()]
    const key = this.next++
    items.splice(items.findIndex((item) => item.key === after) + 1, 0, { kind, source: '', key })
    this.set(items)
    return key
  }

  /** Ends its cell, which {@link putBack} brings back with what it put out. */
  remove(key: number): void {
    const items = this.items.peek()
    const at = items.findIndex((item) => item.key === key)
    const item = items[at]
    if (!item) return
    shownCell(cellId(key))?.stop()
    this.forgetRemoved()
    this.removed.value = { item, at }
    this.set(items.toSpliced(at, 1))
  }

  /** Puts the item that was removed last back to its place. */
  putBack(): void {
    const removed = this.removed.peek()
    this.removed.value = null
    if (removed) this.set(this.items.peek().toSpliced(removed.at, 0, removed.item))
  }

  /** Moves an item by one place, up (-1) or down (1); past either end it stays. */
  move(key: number, by: 1 | -1): void {
    const items = [...this.items.peek()]
    const from = items.findIndex((item) => item.key === key)
    const [item] = items.slice(from, from + 1)
    if (!item || !items[from + by]) return
    items.splice(from, 1)
    items.splice(from + by, 0, item)
    this.set(items)
  }

  /** Takes the place of all that is there; what is the same goes on. */
  replace(markdown: string): void {
    this.forgetRemoved()
    const items = fromMarkdown(markdown)
    this.set(this.keyed(items, keysOfSame(this.items.peek(), items)))
  }

  private forgetRemoved(): void {
    const removed = this.removed.peek()
    this.removed.value = null
    if (removed) forgetCell(cellId(removed.item.key))
  }

  /** With new keys for those that have none. */
  private keyed(items: readonly Item[], keys: readonly (number | undefined)[]): KeyedItem[] {
    return items.map((item, i) => ({ ...item, key: keys[i] ?? this.next++ }))
  }

  /** The cells of those that go end. */
  private show(items: readonly KeyedItem[]): void {
    const stay = new Set([...items, this.removed.peek()?.item].map((item) => item?.key))
    for (const { key } of this.items.peek()) if (!stay.has(key)) forgetCell(cellId(key))
    this.items.value = items
  }

  private set(items: readonly KeyedItem[]): void {
    this.show(items)
    try {
      localStorage.setItem(KEY, this.markdown)
    } catch {
      // Storage refused: the notebook lives as long as the page; it can be saved as a file.
    }
  }
}

/** The id under which the cell of an item runs. */
export function cellId(key: number): string {
  return `free-play/${key}`
}

/** Undefined: this browser has never kept one, or does not. */
function read(): Item[] | undefined {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === null ? undefined : fromMarkdown(kept)
  } catch {
    return undefined
  }
}
