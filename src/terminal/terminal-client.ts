import { type Signal, signal } from '@preact/signals'
import * as Comlink from 'comlink'
import type { RequestsOf } from '../session/selection.ts'
import type { SessionEvent } from './shell-session.ts'
import type { CommandResult, TerminalHost, TerminalSize, TerminalWorkerApi } from './worker-protocol.ts'

/** A tab as the page knows it. */
export interface TerminalTab {
  readonly id: number
  readonly title: string
}

/** A command that was run in a tab, for goals, history and undo. */
export interface CommandRun {
  readonly tab: number
  readonly line: string
  readonly status: number
  /** The tab waits for a line now: none was typed meanwhile. False of a line that ran beside the prompt. */
  readonly isLast: boolean
}

/** A program that has ended, for goals: its words, as the shell made them of what was typed. */
export interface ProgramRun {
  readonly args: readonly string[]
  readonly status: number
}

/** A line that was run and asked brokers for something. */
export interface CommandRequests extends RequestsOf {
  readonly command: number
  readonly tab: number
  readonly peers: Signal<ReadonlySet<string>>
}

const KEPT_COMMANDS = 100
/** A screen that says nothing of its size for so long is not seen, ms. */
const UNSEEN_MS = 200
/** Connections of one line that are remembered: a loop makes new ones for ever. */
const KEPT_PEERS = 200

/** The page's side of the terminal: tabs, and the worker in which their shells run. */
export class TerminalClient {
  readonly tabs = signal<readonly TerminalTab[]>([])
  readonly active = signal(0)
  /** The two tabs that are shown side by side, or none. */
  readonly split = signal<readonly [number, number] | null>(null)
  /** Lines that connected to brokers, newest last. */
  readonly commands = signal<readonly CommandRequests[]>([])
  private readonly worker = new Worker(new URL('./terminal-worker.ts', import.meta.url), {
    type: 'module',
    name: 'terminal',
  })
  readonly api = Comlink.wrap<TerminalWorkerApi>(this.worker)
  private readonly screens = new Map<number, (text: string) => void>()
  private readonly kept = new Map<number, string>()
  /** By tab: resolves once its shell knows how large its screen is. */
  private readonly fits = new Map<number, { readonly known: Promise<void>; readonly tell: () => void }>()
  private readonly finished = new Set<(run: CommandRun) => void>()
  private readonly programs = new Set<(run: ProgramRun) => void>()
  private nextTab = 1

  async connect(network: MessagePort, host: TerminalHost): Promise<void> {
    await this.api.connect(Comlink.transfer(network, [network]), Comlink.proxy(host))
  }

  /** Opens a tab and makes it the active one. */
  open(size: TerminalSize = { columns: 80, rows: 24 }): number {
    const id = this.nextTab++
    this.tabs.value = [...this.tabs.value, { id, title: `${id}` }]
    this.select(id)
    const screen = Comlink.proxy((text: string) => this.print(id, text))
    const event = Comlink.proxy((happened: SessionEvent) => this.onEvent(id, happened))
    void this.api.openTab(id, size, screen, event)
    return id
  }

  /** Makes a tab the active one; with a split it takes the active half, unless it is shown already. */
  select(id: number): void {
    const pair = this.split.value
    if (pair && !pair.includes(id)) this.split.value = pair[0] === this.active.value ? [id, pair[1]] : [pair[0], id]
    this.active.value = id
  }

  /** Shows two tabs side by side, or one again. */
  toggleSplit(): void {
    if (this.split.value) {
      this.split.value = null
      return
    }
    const left = this.active.value
    const right = this.tabs.value.find((tab) => tab.id !== left)?.id ?? this.open()
    this.split.value = left < right ? [left, right] : [right, left]
    this.active.value = right
  }

  close(id: number): void {
    void this.api.closeTab(id)
    this.forget(id)
  }

  /** Where a tab's output goes; what came before is given at once. */
  attach(id: number, screen: (text: string) => void): () => void {
    this.screens.set(id, screen)
    const kept = this.kept.get(id)
    if (kept) screen(kept)
    this.kept.delete(id)
    return () => this.screens.delete(id)
  }

  onProgram(listener: (run: ProgramRun) => void): () => void {
    this.programs.add(listener)
    return () => this.programs.delete(listener)
  }

  onFinished(listener: (run: CommandRun) => void): () => void {
    this.finished.add(listener)
    return () => this.finished.delete(listener)
  }

  /** Types a line into a tab as the learner would, and runs it; opens a new tab when the active one is busy. */
  async type(line: string, tab = this.active.value): Promise<number> {
    const target = (await this.api.busy(tab)) ? this.open() : tab
    this.select(target)
    await this.fitted(target)
    void this.api.command(target, `${line.replaceAll('\n', '\r')}\r`)
    return target
  }

  /** A new tab's shell is to know how wide its screen is before it writes a line that may be longer; nobody waits long for it. */
  private async fitted(id: number): Promise<void> {
    const unseen = new Promise<void>((resume) => setTimeout(resume, UNSEEN_MS))
    await Promise.race([this.fitOf(id).known, unseen])
  }

  private fitOf(id: number) {
    let fit = this.fits.get(id)
    if (!fit) {
      let tell = () => {}
      const known = new Promise<void>((resolve) => (tell = resolve))
      this.fits.set(id, (fit = { known, tell }))
    }
    return fit
  }

  /** A tab's screen has this size now. */
  resize(id: number, size: TerminalSize): void {
    this.fitOf(id).tell()
    void this.api.resize(id, size)
  }

  /** Runs a line and gives its output. It counts as run, as if it had been typed. */
  async capture(line: string, tab = this.active.value): Promise<CommandResult> {
    const result = await this.api.capture(tab, line)
    for (const told of this.finished) told({ tab, line, status: result.status, isLast: false })
    return result
  }

  private print(id: number, text: string): void {
    const screen = this.screens.get(id)
    if (screen) screen(text)
    else this.kept.set(id, (this.kept.get(id) ?? '') + text)
  }

  private onEvent(id: number, event: SessionEvent): void {
    if (event.type === 'closed') return this.forget(id)
    if (event.type === 'connected') return this.connected(id, event)
    if (event.type === 'ended') return this.programEnded(event)
    const title = event.type === 'started' ? tabTitle(id, event.line) : `${id}`
    this.tabs.value = this.tabs.value.map((tab) => (tab.id === id ? { id, title } : tab))
    if (event.type !== 'finished') return
    const { line, status, isLast } = event
    for (const told of this.finished) told({ tab: id, line, status, isLast })
  }

  private programEnded({ args, status }: SessionEvent & { type: 'ended' }): void {
    for (const told of this.programs) told({ args, status })
  }

  private connected(tab: number, { line, command, local }: SessionEvent & { type: 'connected' }): void {
    const known = this.commands.value.find((one) => one.command === command)
    if (known) known.peers.value = new Set([...known.peers.value, local].slice(-KEPT_PEERS))
    else {
      const made = { command, tab, text: line.trim(), peers: signal<ReadonlySet<string>>(new Set([local])) }
      this.commands.value = [...this.commands.value, made].slice(-KEPT_COMMANDS)
    }
  }

  private forget(id: number): void {
    const rest = this.tabs.value.filter((tab) => tab.id !== id)
    this.fits.delete(id)
    this.tabs.value = rest
    if (this.split.value?.includes(id)) this.split.value = null
    if (this.active.value === id) this.active.value = rest.at(-1)?.id ?? 0
    if (rest.length === 0) this.open()
  }
}

/** What a tab is called while a command runs: `1 · producer` for kafka-console-producer.sh. */
export function tabTitle(id: number, line: string): string {
  const name = (line.trim().split(/\s+/)[0] ?? '').replace(/^.*\//, '').replace(/\.sh$/, '')
  return `${id} · ${name.replace(/^kafka-(console-)?/, '').slice(0, 18)}`
}
