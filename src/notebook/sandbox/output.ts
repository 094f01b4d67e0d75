import { MOST_ITEMS, MOST_PARTS, MOST_TEXT, sizeOf } from './bounds.ts'
import type { OutputItem } from './messages.ts'

/** A longer text is cut. */
const LONGEST = 20_000
const BATCH = 200

/**
 * Sends what a cell puts out, as much as a run may (a loop that prints must fill neither the page nor its memory): at once, since the next statement may never yield; in batches when it is much within a
 * moment.
 */
export class Output {
  private items: OutputItem[] = []
  private sent = 0
  private readonly size = { text: 0, parts: 0 }
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
    const { text, parts } = sizeOf(item)
    this.size.text += text
    this.size.parts += parts
    const full = this.sent > MOST_ITEMS || this.size.text > MOST_TEXT || this.size.parts > MOST_PARTS
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
  text: 'The cell has put out too much to show; the rest is left out.',
}

function shortened(item: OutputItem): OutputItem {
  if (item.kind !== 'text' || item.text.length <= LONGEST) return item
  return { ...item, text: `${item.text.slice(0, LONGEST)}… ${item.text.length - LONGEST} more characters` }
}
