import { type Signal, signal } from '@preact/signals'
import { fromMarkdown, type Item, toMarkdown } from './notebook-text.ts'

/** An item with a number of its own, under which its cell lives while it is moved about. */
export interface KeyedItem extends Item {
  readonly key: number
}

const KEY = 'logbook.free-play'
const FIRST: readonly Item[] = [
  { kind: 'text', source: '# Free play\n\nText, commands and cells of your own, on the cluster of this page.' },
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
    this.items = signal(items.map((item) => this.keyed(item)))
  }

  /** That which this browser keeps, or a first one; what another tab writes into it shows here. Its cells go on while it is not shown. */
  static kept(): Notebook {
    if (shown) return shown
    const kept = read()
    const notebook = new Notebook(kept.length > 0 ? kept : FIRST)
    addEventListener('storage', ({ key, newValue }) => key === KEY && notebook.takeOver(newValue ?? ''))
    shown = notebook
    return notebook
  }

  private takeOver(markdown: string): void {
    if (markdown !== this.markdown) this.items.value = fromMarkdown(markdown).map((item) => this.keyed(item))
  }

  get markdown(): string {
    return toMarkdown(this.items.peek())
  }

  change(key: number, source: string): void {
    if (this.items.peek().some((item) => item.key === key && item.source !== source))
      this.set(this.items.peek().map((item) => (item.key === key ? { ...item, source } : item)))
  }

  /** Puts a new item behind the one of this key; at the top where there is none. */
  add(after: number, kind: Item['kind']): void {
    const items = [...this.items.peek()]
    items.splice(items.findIndex(({ key }) => key === after) + 1, 0, this.keyed({ kind, source: '' }))
    this.set(items)
  }

  remove(key: number): void {
    const items = this.items.peek()
    const at = items.findIndex((item) => item.key === key)
    const item = items[at]
    if (!item) return
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

  /** Takes the place of all that is there. */
  replace(markdown: string): void {
    this.removed.value = null
    this.set(fromMarkdown(markdown).map((item) => this.keyed(item)))
  }

  private keyed(item: Item): KeyedItem {
    return { ...item, key: this.next++ }
  }

  private set(items: readonly KeyedItem[]): void {
    this.items.value = items
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

function read(): Item[] {
  try {
    return fromMarkdown(localStorage.getItem(KEY) ?? '')
  } catch {
    return []
  }
}
