import type { LinkEnd, LinkFault } from '../cluster/faults.ts'
import type { ClusterPlan } from '../cluster/plan.ts'
import { runLessonCell } from '../lessons/lesson-actions.ts'
import type { GoalState } from '../lessons/lesson-session.ts'
import type { CellResult } from '../notebook/cell-session.ts'
import { screens } from '../terminal/terminal-pane.tsx'
import type { CommandResult } from '../terminal/worker-protocol.ts'
import { planText } from '../topology/plan-text.ts'
import type { BrokerChanges } from './consequences.ts'
import type { CourseEvent } from './course-events.ts'
import type { Step } from './history.ts'
import type { Page } from './page.ts'

/** `window.logbook`: drives the page through the same paths as the learner's hands. For instructors who embed it, and tests. */
export interface LogbookApi {
  /** Resolves when the cluster serves (or another tab owns it); rejects when it cannot start. */
  readonly ready: Promise<void>
  readonly terminal: {
    /** Runs a line in a tab's shell (default: the active tab) and gives its output. */
    run(line: string, options?: { tab?: number }): Promise<CommandResult>
    /** What the screen of a tab shows, with what scrolled away. */
    text(tab?: number): string
  }
  readonly cells: {
    /** Runs a cell of the open lesson by its id, `first-events/03-offsets/producer`; rejects when there is none. */
    run(id: string): Promise<CellResult>
  }
  readonly lesson: {
    /** Opens a lesson by its id, `first-events/01-quickstart`; throws when there is none. */
    open(id: string): void
    /** The goals of the open lesson as the learner sees them; texts are HTML. */
    goals(): readonly GoalState[]
  }
  /**
   * Calls `heard` with what is done in the course from now on, the open lesson first: what the page around a frame gets by
   * postMessage. Gives what ends it. Throws for another name than `course`.
   */
  on(events: 'course', heard: (event: CourseEvent) => void): () => void
  readonly cluster: {
    status(): { readonly nodeId: number; readonly state: string }[]
    /** The last lines of a node's server log, over its restarts, as the broker wrote them. */
    serverLog(nodeId: number): readonly string[]
    /** Ends a broker without farewell, as `kill -9` does. */
    kill(nodeId: number): Promise<void>
    /** Controlled shutdown; resolves when it has begun. */
    stop(nodeId: number): Promise<void>
    /** Freezes a broker as SIGSTOP does; `false` lets it go on. */
    pause(nodeId: number, paused?: boolean): Promise<void>
    /** Starts a node, or all that do not run; resolves when they serve. */
    start(nodeId?: number): Promise<void>
    /** Runs another set of nodes; `controllers: 0` makes brokers controllers too. Resolves when they serve. */
    arrange(plan: ClusterPlan): Promise<void>
    /** Cuts both directions of a link, between nodes or between a node and `'nodes'`, `'clients'`, `'anyone'`. */
    cut(a: LinkEnd, b: LinkEnd): Promise<void>
    /** A fault on one direction of a link. */
    setLink(fault: LinkFault): Promise<void>
    /** Mends the links of a node, or all. */
    heal(nodeId?: number): Promise<void>
    /**
     * Faults at a protocol point, in the words of the `fault` command: `add Produce drop --topic orders`, `list`, `remove all`.
     * Gives what the command prints; rejects with what is wrong with the words.
     */
    fault(words: string): Promise<readonly string[]>
    /** A broker's disk: slow, full, or well again (`{ slowMs: 0, full: false }`). */
    setDisk(nodeId: number, fault: { readonly slowMs: number; readonly full: boolean }): Promise<void>
  }
  readonly snapshot: {
    /** The whole cluster, with its files, clock and settings, as one file. */
    save(): Promise<Uint8Array>
    /** Makes the cluster that of the file; rejects with the reason, and then nothing is lost. */
    open(bytes: Uint8Array): Promise<void>
  }
  readonly history: {
    /** What can be undone, the last step at the end. */
    steps(): readonly Step[]
    /** Brings cluster, files, clock and shells back to before the last step; resolves when the brokers serve. */
    undo(): Promise<void>
  }
  readonly clock: {
    /** How fast time runs for brokers and terminals: 1 is real, 0 stands still. */
    setRate(rate: number): void
    /** Moves the wall clock forward; resolves with what that brought each broker when it is done. */
    advance(ms: number): Promise<readonly BrokerChanges[]>
    /** Lets monotonic time go by at once, also while it stands still. */
    step(ms: number): Promise<void>
    /** Wall time of the cluster, ms since 1970. */
    now(): number
  }
}

declare global {
  interface Window {
    logbook: LogbookApi
  }
}

/** The API over a page; `ready` is the promise of its start. */
export function logbookApi(page: Page, ready: Promise<void>): LogbookApi {
  const act = (text: string, run: () => unknown) => page.act('fault', text, run)
  return {
    ready,
    terminal: {
      run: (line, { tab } = {}) => page.terminal.capture(line, tab),
      text: (tab = page.terminal.active.value) => textOf(tab),
    },
    cells: { run: (id) => runLessonCell(page, id) },
    lesson: {
      open: (id) => {
        if (!page.lesson.go(id)) throw new Error(`no lesson ${id}`)
      },
      goals: () => page.lesson.goals(),
    },
    on: (events, heard) => {
      if (events !== 'course') throw new Error(`no events ${JSON.stringify(events)}: there are "course"`)
      let stop = () => {}
      let isOver = false
      void import('./course-events.ts').then(({ tellCourse }) => {
        if (!isOver) stop = tellCourse(page, heard)
      })
      return () => {
        isOver = true
        stop()
      }
    },
    cluster: {
      status: () => page.brokers.value.map(({ nodeId, state }) => ({ nodeId, state })),
      serverLog: (nodeId) => page.events.serverLog(nodeId),
      kill: (nodeId) => act(`kill -9 ${nodeId}`, () => page.kill(nodeId)),
      stop: (nodeId) => act(`stop ${nodeId}`, () => page.stop(nodeId)),
      pause: (nodeId, paused = true) =>
        act(`${paused ? 'pause' : 'continue'} ${nodeId}`, () => page.pause(nodeId, paused)),
      start: (nodeId) => act(`start ${nodeId ?? ''}`, () => (nodeId === undefined ? page.boot() : page.boot(nodeId))),
      async arrange(plan) {
        await page.act('cluster', planText(plan), () => page.arrange(plan))
      },
      cut: (a, b) => act(`cut ${a} ${b}`, () => page.faults.cut(a, b)),
      setLink: (fault) => act(`link ${fault.from} ${fault.to}`, () => page.faults.setLink(fault)),
      heal: (nodeId) => act(`heal ${nodeId ?? ''}`, () => page.faults.healLinks(nodeId)),
      async fault(words) {
        const split = words.trim().split(/\s+/)
        if (split[0] !== 'list') await page.history.before('fault', `fault ${words}`)
        return page.faults.command(split)
      },
      setDisk: (nodeId, fault) => act(`disk ${nodeId}`, () => page.faults.setDisk(nodeId, fault)),
    },
    snapshot: { save: () => page.saveSnapshot(), open: (bytes) => page.openSnapshot(bytes) },
    history: {
      steps: () => page.history.steps.value,
      undo: () => page.history.undo(),
    },
    clock: {
      setRate: (rate) => page.clock.setRate(rate),
      async advance(ms) {
        const { spanText } = await import('../terminal/commands/spans.ts')
        await page.history.before('clock', `+${spanText(ms)}`)
        return page.clock.advance(ms)
      },
      step: (ms) => page.clock.step(ms),
      now: () => page.time.wall(),
    },
  }
}

function textOf(tab: number): string {
  const buffer = screens.get(tab)?.buffer.active
  if (!buffer) return ''
  let text = ''
  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row)
    // A row that continues the one before is not a line of its own.
    if (line)
      text += (line.isWrapped || row === 0 ? '' : '\n') + line.translateToString(!buffer.getLine(row + 1)?.isWrapped)
  }
  return text.replace(/\n+$/, '')
}
