import { useEffect, useRef, useState } from 'preact/hooks'
import { reasonOf } from '../session/local-error.ts'
import type { Page } from '../session/page.ts'
import type { LocalText } from '../session/settings.ts'
import { packAt, packFrom } from '../session/show-other.ts'
import { pickFile } from '../ui/files.ts'
import { t } from '../ui/strings.ts'
import { opening } from './open-shown.ts'
import { p } from './words.ts'
import '../ui/dialog.css'

/** Asks where a pack is, and says why it cannot be opened. */
export function PackDialog({ page, close }: { page: Page; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<{ readonly reason: string | LocalText } | null>(null)
  const [busy, setBusy] = useState(false)
  const stopped = useRef(new AbortController())
  useEffect(() => dialog.current?.showModal(), [])
  const closed = () => {
    stopped.current.abort()
    close()
  }
  const open = async (opening: (stopped: AbortController) => Promise<void>) => {
    setBusy(true)
    try {
      await opening(stopped.current)
      closed()
    } catch (error) {
      setProblem({ reason: reasonOf(error) })
    }
    setBusy(false)
  }
  const fromFile = async () => {
    const file = await pickFile('.zip')
    if (file) await open((stopped) => packFrom(page, file, stopped))
  }
  return (
    <dialog ref={dialog} class="pack-dialog" aria-labelledby="pack-title" onClose={closed}>
      <h2 id="pack-title">{p('Open a pack …').replace(/ ?…+/, '')}</h2>
      <p>{p('Lessons that somebody else wrote: from an address, or from a zip of its folder.')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void open((stopped) => packAt(page, address, { stopped }))
        }}
      >
        <label class="labelled">
          {p('Address of the folder, its pack.yaml, or a zip')}
          <input
            type="text"
            inputMode="url"
            value={address}
            placeholder="https://…/pack.yaml"
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        {problem !== null && (
          <pre class="problem" role="alert">
            {typeof problem.reason === 'function' ? problem.reason() : problem.reason}
          </pre>
        )}
        <p class="dim">
          {p('Their commands run when you run them, in this page’s cluster; their cells run in the sandbox.')}
          {t(' ')}
          {p('A pack from a file is here until the page is reloaded.')}
        </p>
        <div class="actions">
          <button type="button" class="secondary" onClick={() => void fromFile()} disabled={busy}>
            {p('A file …')}
          </button>
          <span class="grow" />
          <button type="button" class="secondary" onClick={() => dialog.current?.close()}>
            {p('Cancel')}
          </button>
          <button type="submit" class="primary" disabled={busy || address.trim() === ''}>
            {busy ? `${p('Opening …')} ${opening.value ?? ''}` : p('Open')}
          </button>
        </div>
      </form>
    </dialog>
  )
}
