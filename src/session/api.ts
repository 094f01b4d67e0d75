import { runLessonCell } from '../lessons/lesson-actions.ts'
import type { GoalState } from '../lessons/lesson-session.ts'
import type { CellResult } from '../notebook/cell-session.ts'
import { screens } from '../terminal/terminal-pane.tsx'
import type { CommandResult } from '../terminal/worker-protocol.ts'
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
  readonly cluster: {
    status(): { readonly nodeId: number; readonly state: string }[]
    /** Ends a broker without farewell, as `kill -9` does. */
    kill(nodeId: number): void
    /** Controlled shutdown. */
    stop(nodeId: number): void
    /** Starts the default node again; resolves when it serves. */
    start(): Promise<void>
  }
}

declare global {
  interface Window {
    logbook: LogbookApi
  }
}

/** The API over a page; `ready` is the promise of its start. */
export function logbookApi(page: Page, ready: Promise<void>): LogbookApi {
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
    cluster: {
      status: () => page.brokers.value.map(({ nodeId, state }) => ({ nodeId, state })),
      kill: (nodeId) => page.kill(nodeId),
      stop: (nodeId) => page.stop(nodeId),
      start: () => page.boot(),
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
