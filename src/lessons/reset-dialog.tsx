import { useEffect, useRef } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { resetCommands, resetLesson } from './reset.ts'
import { w } from './words.ts'
import '../ui/dialog.css'

/** Asks before the lesson is begun anew. */
export function ResetDialog({ page, close }: { page: Page; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const commands = resetCommands(page)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby="reset-title" onClose={close}>
      <h2 id="reset-title">{w('Reset this lesson?')}</h2>
      {page.history.hasStart.value ? (
        <p>
          {w(
            'Goals, hints and predictions of this lesson are forgotten; cluster, files, clock and terminals go back to what they were when it began.',
          )}
        </p>
      ) : commands.length === 0 ? (
        <p>{w('Goals, hints and predictions of this lesson are forgotten. It has left nothing in the cluster.')}</p>
      ) : (
        <>
          <p>
            {w('Goals, hints and predictions of this lesson are forgotten, and this is deleted, in your terminal:')}
          </p>
          <pre class="file">{commands.join('\n')}</pre>
          <p>{w('Stop its producers and consumers first (Ctrl-C): a group that has members cannot be deleted.')}</p>
        </>
      )}
      <div class="actions">
        <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
          {w('Cancel')}
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            dialog.current?.close()
            void resetLesson(page)
          }}
        >
          {w('Reset lesson')}
        </button>
      </div>
    </dialog>
  )
}
