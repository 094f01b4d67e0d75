import { type Signal, signal } from '@preact/signals'
import { ownCell } from '../notebook/cell-session.ts'
import type { Page } from '../session/page.ts'
import { typeToEnd } from '../terminal/type-to-end.ts'
import type { KeyedItem } from './keep-keys.ts'
import { cellId, type Notebook } from './notebook.ts'
import { f } from './words.ts'

/** How far a run of the whole notebook has come. */
interface Place {
  /** Of what can be run, from 1. */
  readonly number: number
  readonly of: number
}

/** Runs what can be run in a notebook, one after the other, until something fails or the learner stops it, or takes back what was done. */
export class RunAll {
  /** Null while nothing runs. */
  readonly place: Signal<Place | null> = signal(null)
  /** What is said beside the notebook's tools: how the last run ended, or what came of another of them. */
  readonly said = signal('')
  private stopping = new AbortController()

  private constructor(
    private readonly page: Page,
    private readonly notebook: Notebook,
  ) {}

  /** That of a notebook: it goes on while the notebook is not shown. */
  static of(page: Page, notebook: Notebook): RunAll {
    let all = runs.get(notebook)
    if (!all) runs.set(notebook, (all = new RunAll(page, notebook)))
    return all
  }

  /** Resolves when all was run or it is known why not, which is said then; nothing is begun while a run is under way. */
  async start(): Promise<void> {
    if (this.place.peek()) return
    this.stopping = new AbortController()
    const forget = this.page.history.onUndo(() => this.stop())
    try {
      this.said.value = await this.runItems(this.stopping.signal)
    } finally {
      forget()
      this.place.value = null
    }
  }

  /** Ends the cell or the command that is under way; nothing comes after it. */
  stop(): void {
    this.stopping.abort()
  }

  /** Gives what is said of the run. */
  private async runItems(stopped: AbortSignal): Promise<string> {
    const items = this.notebook.items.peek().filter(({ kind }) => kind !== 'text')
    const isStopped = new Promise<string>((resolve) => stopped.addEventListener('abort', () => resolve(f('Stopped'))))
    for (const [i, item] of items.entries()) {
      this.place.value = { number: i + 1, of: items.length }
      const why = await Promise.race([isStopped, this.run(item, stopped)])
      if (why !== null) return `${i + 1}/${items.length}: ${why}`
    }
    return f('All was run')
  }

  /** Why nothing is to come after it; null: it did what it was to do. */
  private async run({ kind, key, source }: KeyedItem, stopped: AbortSignal): Promise<string | null> {
    if (kind === 'cell') return this.runCell(key, source, stopped)
    if (source.trim() === '') return null
    const status = await typeToEnd(this.page.terminal, source, stopped)
    if (status === null) return f('Stopped')
    return status === 0 ? null : `${f('exit status')} ${status}`
  }

  private async runCell(key: number, source: string, stopped: AbortSignal): Promise<string | null> {
    const session = ownCell(this.page, cellId(key), source)
    const stop = () => session.stop()
    stopped.addEventListener('abort', stop)
    const result = await session.run()
    stopped.removeEventListener('abort', stop)
    return result.stopped ? f('Stopped') : result.error
  }
}

const runs = new WeakMap<Notebook, RunAll>()
