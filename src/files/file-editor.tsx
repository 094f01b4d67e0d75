import { useEffect, useRef } from 'preact/hooks'
import type { Editor } from '../notebook/editor/editor.ts'
import type { Page } from '../session/page.ts'
import { theme } from '../session/settings.ts'
import { t } from '../ui/strings.ts'
import './file-editor.css'
import '../ui/dialog.css'

/** What `nano`, `vi` and `edit` open: Monaco on one file of the machine. Saves with Ctrl-S or the button. */
export function FileEditor({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const text = useRef('')
  const editing = page.editing.value
  useEffect(() => {
    if (!editing) return undefined
    dialog.current?.showModal()
    let editor: Editor | undefined
    let closed = false
    void openEditor(page, editing.path, host.current as HTMLElement, text, save).then((made) => {
      if (closed) made.dispose()
      else editor = made
    })
    return () => {
      closed = true
      editor?.dispose()
    }
  }, [editing])
  const dark = theme.value === 'dark'
  useEffect(() => {
    if (editing) void import('../notebook/editor/editor.ts').then(({ applyTheme }) => applyTheme(dark))
  }, [dark])
  const close = () => {
    editing?.done()
    page.editing.value = null
    dialog.current?.close()
  }
  const save = async () => {
    const path = page.editing.value?.path
    if (path) await page.terminal.api.writeFile(path, new TextEncoder().encode(text.current))
    close()
  }
  const key = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return
    event.preventDefault()
    void save()
  }
  return (
    <dialog ref={dialog} class="file-editor" aria-labelledby="file-editor-title" onClose={close} onKeyDown={key}>
      {editing && (
        <>
          <h2 id="file-editor-title" class="mono">
            {editing.path}
          </h2>
          <div ref={host} class="editor-host" />
          <div class="actions">
            <button type="button" class="secondary" onClick={close}>
              {t('Cancel')}
            </button>
            <button type="button" class="primary" onClick={() => void save()}>
              {t('Save')}
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}

const MOST = 4 * 1024 * 1024

async function openEditor(
  page: Page,
  path: string,
  host: HTMLElement,
  text: { current: string },
  save: () => Promise<void>,
): Promise<Editor> {
  const [{ mountEditor }, bytes] = await Promise.all([
    import('../notebook/editor/editor.ts'),
    // A file that is not there is a new one.
    page.terminal.api.readFile(path, 0, MOST).catch(() => new Uint8Array()),
  ])
  text.current = new TextDecoder().decode(bytes)
  const options = {
    id: path.slice(1),
    label: path,
    code: text.current,
    dark: theme.peek() === 'dark',
    language: 'plaintext',
  } as const
  const editor = mountEditor(host, options, {
    changed: (code) => {
      text.current = code
    },
    run: () => void save(),
    left: () => {},
  })
  editor.focus()
  return editor
}
