import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { ClusterTime } from '../cluster/time.ts'
import type { PageHistory } from '../session/history.ts'
import type { Run } from './runner.ts'
import type { CellError, FromWorker, OutputItem } from './sandbox/messages.ts'
import { textOf } from './text-of.ts'
import { n } from './words.ts'

/**
 * `loading`: compiler, sandbox and libraries are on their way. `background`: the last statement has run, but a connection
 * or a timer is still there (as a Node process would live on).
 */
export type CellState = 'idle' | 'loading' | 'running' | 'background'

/** What a run gave when its last statement was done: all it printed, and the error that ended it. */
export interface CellResult {
  readonly output: string
  readonly error: string | null
  /** It was ended before its last statement was done, by Stop or by undo, say. */
  readonly stopped?: true
}

/** What a cell needs of the page. */
export interface CellPage {
  readonly history: PageHistory
  readonly time: ClusterTime
  readonly plugCell: (connected: (peer: string) => void) => { readonly port: MessagePort; readonly unplug: () => void }
}

/** What a run needs, loaded with the first one. */
const loadModules = () => Promise.all([import('./compile.ts'), import('./runner.ts')])

/** The compiler and the runner; tests bring their own. */
type Modules = () => Promise<
  readonly [Pick<typeof import('./compile.ts'), 'compileCell'>, Pick<typeof import('./runner.ts'), 'startRun'>]
>

/** A run from the press of the button on. */
interface Current {
  /** Null until its worker is there. */
  run: Run | null
  readonly settle: (result: CellResult) => void
  /** What ends with the run. */
  readonly forgetUndo: () => void
}

/** A cell: its code (which outlives the page), and what its last run put out. */
export class CellSession {
  readonly code: Signal<string>
  readonly output: Signal<readonly OutputItem[]> = signal([])
  readonly state: Signal<CellState> = signal('idle')
  /** How long the last run took, ms; null when it was stopped or is under way. */
  readonly took: Signal<number | null> = signal(null)
  /** Addresses of the connections that its last run made, as brokers see them. */
  readonly peers: Signal<ReadonlySet<string>> = signal(new Set())
  /** The line of the cell in which the last run failed, from 1. */
  readonly errorLine: ReadonlySignal<number | null> = computed(() => {
    const error = this.output.value.findLast((item) => item.kind === 'error')
    return error?.line ?? null
  })
  /** Output that the next drawing shows. */
  private arrived: OutputItem[] = []
  /** The run that is starting or goes on: whoever finds another here has been ended. */
  private current: Current | undefined
  /** When its first statement began, ms of `performance`. */
  private runningSince = 0

  /** `key` names it in localStorage; null: the code is the learner's own and kept elsewhere, and there is none to go back to. */
  constructor(
    private readonly page: CellPage,
    private readonly key: string | null,
    private original: string,
    private readonly modules: Modules = loadModules,
  ) {
    this.code = signal(read(key) ?? original)
  }

  /** Whether there is no code but the learner's. */
  get isOwn(): boolean {
    return this.key === null
  }

  get isEdited(): boolean {
    return !this.isOwn && this.code.value !== this.original
  }

  /** Whether it is a cell of this page. */
  isOf(page: CellPage): boolean {
    return this.page === page
  }

  /** The lesson has this code now, in another language, say. What was put out stays, and so does what the learner wrote. */
  retell(original: string): void {
    if (this.state.peek() !== 'idle' || this.original === original) return
    const isEdited = this.code.peek() !== this.original
    this.original = original
    if (!isEdited) this.code.value = original
  }

  edit(code: string): void {
    this.code.value = code
    keep(this.key, code === this.original ? null : code)
  }

  /** Ends what runs, forgets the output, and takes the code back to the lesson's, unless it is the learner's own. */
  reset(): void {
    this.stop()
    this.output.value = []
    this.peers.value = new Set()
    this.took.value = null
    if (!this.isOwn) this.edit(this.original)
  }

  /** Ends the run at once, an endless loop too. */
  stop(): void {
    this.showArrived()
    this.current?.settle({ ...this.result(), stopped: true })
    if (this.state.peek() === 'running') this.output.value = [...this.output.peek(), stoppedAfter(this.runningSince)]
    this.end()
  }

  /** Runs the cell (from the start, if it runs already). Resolves when its last statement is done, or it was stopped. */
  run(): Promise<CellResult> {
    this.stop()
    this.output.value = []
    this.peers.value = new Set()
    this.took.value = null
    this.state.value = 'loading'
    const forgetUndo = this.page.history.onUndo(() => this.stop())
    return new Promise((settle) => {
      const mine: Current = { run: null, settle, forgetUndo }
      this.current = mine
      void this.start(mine)
    })
  }

  private end(): void {
    const { current } = this
    this.current = undefined
    current?.run?.end()
    current?.forgetUndo()
    this.showArrived()
    this.state.value = 'idle'
    current?.settle(this.result())
  }

  private result(): CellResult {
    const error = this.output.value.findLast((item) => item.kind === 'error')
    return { output: this.output.value.map(textOf).join('\n'), error: error?.text ?? null }
  }

  /** Goes on from step to step as long as the run is the current one: each of them takes time, in which it may be stopped. */
  private async start(mine: Current): Promise<void> {
    const isMine = () => this.current === mine
    try {
      await this.page.history.before('cell', this.key?.split('/').at(-1) ?? 'cell')
      if (!isMine()) return
      const [{ compileCell }, { startRun }] = await this.modules()
      const compiled = await compileCell(this.code.value)
      if (!isMine()) return
      if ('error' in compiled) return this.fail(compiled.error)
      this.state.value = 'running'
      this.runningSince = performance.now()
      const run = await startRun(
        compiled.cell,
        { plug: this.page.plugCell((peer) => isMine() && this.connected(peer)), time: this.page.time.setting },
        {
          message: (message) => isMine() && this.receive(message),
          crashed: (message) => isMine() && this.fail(plainError(message)),
        },
      )
      if (isMine()) mine.run = run
      else run.end()
    } catch (error) {
      if (isMine()) this.fail(plainError(error instanceof Error ? error.message : String(error)))
    }
  }

  private connected(peer: string): void {
    this.peers.value = new Set([...this.peers.value, peer])
  }

  private receive(message: FromWorker): void {
    if (message.type === 'output') return this.take(message.items)
    this.showArrived()
    if (message.type === 'idle') this.end()
    else {
      this.took.value = message.ms
      this.state.value = 'background'
      this.current?.settle(this.result())
    }
  }

  /** Many messages a moment are one change of the page. */
  private take(items: readonly OutputItem[]): void {
    if (this.arrived.length === 0) setTimeout(() => this.showArrived(), 16)
    this.arrived.push(...items)
  }

  private showArrived(): void {
    if (this.arrived.length > 0) this.output.value = [...this.output.value, ...this.arrived]
    this.arrived = []
  }

  private fail(error: CellError): void {
    this.showArrived()
    this.output.value = [...this.output.value, error]
    this.end()
  }
}

/** A run that put out nothing is not to end without a word. */
function stoppedAfter(since: number): OutputItem {
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  return { kind: 'text', level: 'info', text: n('Stopped after {seconds} s.').replace('{seconds}', seconds) }
}

function plainError(text: string): CellError {
  return { kind: 'error', text, line: null, stack: [] }
}

function read(key: string | null): string | null {
  try {
    return key === null ? null : localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string | null, code: string | null): void {
  if (key === null) return
  try {
    if (code === null) localStorage.removeItem(key)
    else localStorage.setItem(key, code)
  } catch {
    // Storage refused (private mode): the code lives as long as the page.
  }
}

const sessions = new Map<string, CellSession>()

/** The session of a lesson's cell: made once, it goes on while its view comes and goes. */
export function cellSession(page: CellPage, id: string, lessonCode: string): CellSession {
  const code = lessonCode.trimEnd()
  const session = kept(page, id) ?? add(id, new CellSession(page, `logbook.cell.${id}`, code))
  session.retell(code)
  return session
}

/** The session of a cell of the learner's own, whose code somebody else keeps; `code` is what it begins with. */
export function ownCell(page: CellPage, id: string, code: string): CellSession {
  return kept(page, id) ?? add(id, new CellSession(page, null, code))
}

function kept(page: CellPage, id: string): CellSession | undefined {
  const session = sessions.get(id)
  if (session?.isOf(page)) return session
  session?.stop()
  return undefined
}

function add(id: string, session: CellSession): CellSession {
  sessions.set(id, session)
  return session
}

/** The session of a cell that is gone for good: what runs in it ends. */
export function forgetCell(id: string): void {
  sessions.get(id)?.stop()
  sessions.delete(id)
}

/** The session of a cell that the lesson shows. */
export function shownCell(id: string): CellSession | undefined {
  return sessions.get(id)
}
