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

/** The one that is, or was last, on the screen. */
let shown: Notebook | undefined

/** The learner's own notebook: kept in this browser, or wherever it was sent. */
export class Notebook {
  readonly items: Signal<readonly KeyedItem[]>
  private next = 0

  constructor(items: readonly Item[]) {
    this.items = signal(items.map((item) => this.keyed(item)))
  }

  /** That which this browser keeps, or a first one; what another tab writes into it shows here. */
  static kept(): Notebook {
    const kept = read()
    const notebook = new Notebook(kept.length > 0 ? kept : FIRST)
    if (!shown) addEventListener('storage', ({ key, newValue }) => key === KEY && shown?.takeOver(newValue ?? ''))
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
    this.set(this.items.peek().map((item) => (item.key === key ? { ...item, source } : item)))
  }

  /** Puts a new item behind the one of this key; at the top where there is none. */
  add(after: number, kind: Item['kind']): void {
    const items = [...this.items.peek()]
    items.splice(items.findIndex(({ key }) => key === after) + 1, 0, this.keyed({ kind, source: '' }))
    this.set(items)
  }

  remove(key: number): void {
    this.set(this.items.peek().filter((item) => item.key !== key))
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
