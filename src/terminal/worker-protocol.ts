import type { TimeSetting } from '../../engine/core/env/adjustable-clock.ts'
import type { SnapshotMachine } from '../cluster/snapshot-file.ts'
import type { ClockCommand, ClockReport } from './commands/clock.ts'
import type { FaultReport } from './commands/fault.ts'
import type { PageSnapshot } from './moments.ts'
import type { SessionEvent } from './shell-session.ts'

/** What the terminal's worker offers the page; all shells, files and processes live there. */
export interface TerminalWorkerApi {
  /** Plugs the worker into the page's network and gives it the page's services. Call once, first. */
  connect(network: MessagePort, host: TerminalHost): Promise<void>
  openTab(tab: number, size: TerminalSize, screen: (text: string) => void, event: (event: SessionEvent) => void): void
  closeTab(tab: number): void
  /** Keys as xterm gives them. */
  input(tab: number, keys: string): void
  /** Keys of a command, at an empty prompt: what stands half-typed there is given up, as Ctrl-C does. */
  command(tab: number, keys: string): void
  resize(tab: number, size: TerminalSize): void
  /** Whether a command runs in the foreground of the tab. */
  busy(tab: number): Promise<boolean>
  /** Runs a line in the tab's shell beside the prompt: output as text, nothing on the screen. */
  capture(tab: number, line: string): Promise<CommandResult>
  /** Starts the nodes of properties files as background processes, formatting folders that are new. */
  bootNodes(configPaths: readonly string[]): Promise<void>
  /** Signals the process of a node, as `kill -STOP PID` in a terminal would. */
  signalNode(nodeId: number, signal: 'STOP' | 'CONT'): Promise<void>
  /** What time it is at first, for everything in the terminal. */
  setTime(time: TimeSetting): Promise<void>
  setRate(rate: number): Promise<void>
  stepTime(ms: number): Promise<void>
  moveWallClock(byMs: number): Promise<void>
  /** Remembers files, disks, shells and which brokers run, under an id larger than those before. */
  keepMoment(id: number): Promise<void>
  /** Brings all of it back but the brokers, which must have ended. */
  putBack(id: number): Promise<void>
  /** Starts the brokers that ran at the moment; resolves when they serve, or are still waiting for others after a while. */
  relaunch(id: number): Promise<void>
  /** A moment as one file. */
  packMoment(id: number, page: PageSnapshot): Promise<Uint8Array>
  /** Checks a snapshot and tells what is in it beside files. Rejects with a SnapshotError's message. */
  lookAtSnapshot(bytes: Uint8Array): Promise<SnapshotMachine>
  /** Makes the machine that of a snapshot that was looked at; no broker runs. */
  unpackSnapshot(bytes: Uint8Array): Promise<void>
  /** As {@link relaunch}, of a snapshot. */
  launchSnapshot(machine: SnapshotMachine): Promise<void>
  forgetMoments(ids: readonly number[]): Promise<void>
  /** Another tab has the machine: of its moments nothing is touched. */
  loseMoments(): Promise<void>
  listFiles(path: string): Promise<FileEntry[]>
  readFile(path: string, position: number, length: number): Promise<Uint8Array>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

export interface FileEntry {
  readonly path: string
  readonly name: string
  readonly kind: 'file' | 'folder'
  readonly size: number
  readonly modified: number
}

/** What the page does for the terminal's worker. */
export interface TerminalHost {
  /** Starts a broker process; `ready` is told when it serves or why it cannot, `exited` when it is over. */
  startBroker(
    properties: readonly (readonly [string, string])[],
    log: (lines: readonly string[]) => void,
    ready: (problem: string | null) => void,
    exited: (status: number) => void,
  ): Promise<number>
  /** Controlled shutdown, an end without farewell, a freeze and its end. */
  signalBroker(process: number, how: 'TERM' | 'KILL' | 'STOP' | 'CONT'): void
  /** Opens the page's editor for a process; resolves when the learner closes it. */
  edit(pid: number, path: string): Promise<void>
  /** Closes the editor of this process, if it still is open. */
  endEdit(pid: number): void
  /** A line is about to be run; resolves when it may. */
  beforeCommand(line: string): Promise<void>
  /** The whole machine as one file. */
  saveSnapshot(): Promise<Uint8Array>
  /** Makes the machine that of a snapshot; resolves with why it cannot be opened, or null when its brokers serve. */
  openSnapshot(bytes: Uint8Array): Promise<string | null>
  /** Carries out the words of the `fault` command. */
  fault(words: readonly string[]): Promise<FaultReport>
  /** What the `clock` command acts on. */
  clock(command: ClockCommand): Promise<ClockReport>
}
