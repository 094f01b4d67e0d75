import type { Page } from '../session/page.ts'
import { MoreMenu } from './more-menu.tsx'
import { UndoButton } from './undo-button.tsx'

/** The ways back: a step, or to a machine that was saved. */
export function PastControls({ page }: { page: Page }) {
  return (
    <span class="past">
      <UndoButton page={page} />
      <MoreMenu page={page} />
    </span>
  )
}
