import type { Page } from '../session/page.ts'
import { type CellResult, cellSession, shownCell } from './cell-session.ts'
import { textOf } from './text-of.ts'

/** An editable piece of a lesson that runs real client code. `id` is unique over lessons: `lesson/name`. */
export function Cell({ page, id, name, code }: { page: Page; id: string; name: string; code: string }) {
  const session = cellSession(page, id, code)
  return (
    <figure class="cell" data-cell={id} data-state={session.state.value}>
      <figcaption>{name}</figcaption>
      <pre>{session.code.value}</pre>
      <button type="button" onClick={() => void session.run()}>
        Run
      </button>
      <button type="button" onClick={() => session.stop()}>
        Stop
      </button>
      <div class="cell-output">{session.output.value.map(textOf).join('\n')}</div>
    </figure>
  )
}

/** Runs a cell of the lesson as the learner's hands would: the shown one if `id` is shown, else `code` by itself. */
export function runCell(page: Page, id: string, code: string): Promise<CellResult> {
  return (shownCell(id) ?? cellSession(page, id, code)).run()
}
