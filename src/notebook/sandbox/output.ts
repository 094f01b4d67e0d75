import type { OutputItem } from './messages.ts'

/** A run puts out so much at most: a loop that prints must fill neither the page nor its memory. */
const MOST_ITEMS = 5000
const MOST_TEXT = 2_000_000
const LONGEST = 20_000
const BATCH = 200

/**
 * Sends what a cell puts out: at once, since the next statement may never yield; in batches when it is much within a
 * moment.
 */
export class Output {
  private items: OutputItem[] = []
  private sent = 0
  private length = 0
  /** Items since the moment began. */
  private burst = 0

  constructor(
    private readonly send: (items: readonly OutputItem[]) => void,
    private readonly soon: (run: () => void) => void,
  ) {}

  /** Takes an item; when the run has put out enough, says so once and drops the rest. */
  add(item: OutputItem): void {
    if (this.sent > MOST_ITEMS) return
    this.sent++
    this.length += sizeOf(item)
    const full = this.sent > MOST_ITEMS || this.length > MOST_TEXT
    if (full) this.sent = MOST_ITEMS + 1
    this.items.push(full ? STOPPED : shortened(item))
    if (this.burst++ === 0) this.soon(() => this.endMoment())
    if (full || this.burst <= BATCH || this.items.length >= BATCH) this.flush()
  }

  flush(): void {
    if (this.items.length === 0) return
    const items = this.items
    this.items = []
    this.send(items)
  }

  private endMoment(): void {
    this.burst = 0
    this.flush()
  }
}

const STOPPED: OutputItem = {
  kind: 'text',
  level: 'warn',
  text: 'The cell goes on, but it has put out too much to show; the rest is left out.',
}

function sizeOf(item: OutputItem): number {
  if (item.kind === 'text' || item.kind === 'error') return item.text.length
  if (item.kind === 'table') return item.rows.flat().reduce((sum, text) => sum + text.length, 0)
  if (item.kind === 'chart') return item.title.length + Object.keys(item.values).join().length + 50
  return item.rows.reduce((sum, row) => sum + (row.key?.length ?? 0) + (row.value?.length ?? 0) + 50, 0)
}

function shortened(item: OutputItem): OutputItem {
  if (item.kind !== 'text' || item.text.length <= LONGEST) return item
  return { ...item, text: `${item.text.slice(0, LONGEST)}… ${item.text.length - LONGEST} more characters` }
}
