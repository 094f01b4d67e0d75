import { type Signal, signal } from '@preact/signals'
import { ownCell, shownCell } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { cellId, type KeyedItem, type Notebook } from './notebook.ts'
import { f } from './words.ts'

const CTRL_C = '\x03'

/** How far a run of the whole notebook has come. */
interface Place {
  /** Of what can be run, from 1. */
  readonly number: number
  readonly of: number
}

/** Runs what can be run in a notebook, one after the other, until something fails or the learner stops it. */
export class RunAll {
  /** Null while nothing runs. */
  readonly place: Signal<Place | null> = signal(null)
  private stopping: () => void = () => {}

  constructor(
    private readonly page: Page,
    private readonly notebook: Notebook,
  ) {}

  /** Resolves when all was run, with what is said of it; nothing is begun while a run is under way. */
  async start(): Promise<string> {
    if (this.place.peek()) return ''
    const items = this.notebook.items.peek().filter(({ kind }) => kind !== 'text')
    const stopped = new Promise<string>((resolve) => (this.stopping = () => resolve(f('Stopped'))))
    try {
      for (const [i, item] of items.entries()) {
        this.place.value = { number: i + 1, of: items.length }
        const why = await Promise.race([stopped, this.run(item)])
        if (why !== null) return `${i + 1}/${items.length}: ${why}`
      }
      return f('All was run')
    } finally {
      this.place.value = null
    }
  }

  /** Ends the cell or the command that is under way; nothing comes after it. */
  stop(): void {
    this.stopping()
  }

  /** Why nothing is to come after it; null: it did what it was to do. */
  private async run(item: KeyedItem): Promise<string | null> {
    return item.kind === 'cell' ? this.runCell(item) : this.runCommands(item)
  }

  private async runCell({ key, source }: KeyedItem): Promise<string | null> {
    const session = ownCell(this.page, cellId(key), source)
    const stop = this.endBy(() => session.stop())
    const { error } = await session.run()
    stop()
    return error
  }

  private async runCommands({ source }: KeyedItem): Promise<string | null> {
    const { terminal } = this.page
    const tab = terminal.active.peek()
    const stop = this.endBy(() => void terminal.api.input(tab, CTRL_C))
    const { status, stderr } = await terminal.capture(source, tab)
    stop()
    return status === 0 ? null : stderr.trim().split('\n').at(-1) || `${f('exit status')} ${status}`
  }

  /** What {@link stop} does besides, until what this gives is called. */
  private endBy(end: () => void): () => void {
    const before = this.stopping
    this.stopping = () => {
      before()
      end()
    }
    return () => {
      this.stopping = before
    }
  }
}

/** Ends the cell of an item that goes. */
export function endCell(key: number): void {
  shownCell(cellId(key))?.stop()
}
