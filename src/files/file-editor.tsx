import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Editor } from '../notebook/editor/editor.ts'
import type { Page } from '../session/page.ts'
import { language, theme } from '../session/settings.ts'
import { FileError } from '../terminal/shell/files.ts'
import { t } from '../ui/strings.ts'
import { bytesOf, type EditedText, NotEditable, textOf } from './edited-text.ts'
import './file-editor.css'
import '../ui/dialog.css'

/** The editor's own words. */
const ZH = {
  'Files of more than 4 MiB are not edited here.': '此处不能编辑超过 4 MiB 的文件。',
  'This is not text in UTF-8: saving it as text would change its other bytes. xxd shows them.':
    '这不是 UTF-8 文本：当作文本保存会改动其他字节。可用 xxd 查看。',
  "Its lines do not all end alike, and saving would make them so. tr -d '\\r' makes a copy with plain line ends.":
    "它的换行符不一致，保存会把它们统一。可用 tr -d '\\r' 生成只含普通换行符的副本。",
  'It cannot be opened:': '无法打开：',
  'It was not saved:': '未能保存：',
} as const

const WHY_NOT = {
  bytes: 'This is not text in UTF-8: saving it as text would change its other bytes. xxd shows them.',
  lines:
    "Its lines do not all end alike, and saving would make them so. tr -d '\\r' makes a copy with plain line ends.",
} as const

function own(text: keyof typeof ZH): string {
  return language.value === 'zh' ? ZH[text] : text
}

/** A file is saved only when `ready`: while it is `loading` nothing is known of it, and what was `refused` is not there. */
type Stage = 'loading' | 'ready' | 'saving' | 'refused'

/** What `nano`, `vi` and `edit` open: Monaco on one file of the machine. Saves with Ctrl-S or the button. */
export function FileEditor({ page }: { page: Page }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const file = useRef<EditedText>({ text: '', mark: '' })
  const text = useRef('')
  const stage = useSignal<Stage>('loading')
  const problem = useSignal<string | null>(null)
  const editing = page.editing.value
  useEffect(() => {
    if (!editing) return undefined
    dialog.current?.showModal()
    let editor: Editor | undefined
    let closed = false
    stage.value = 'loading'
    problem.value = null
    loadEditor(page, editing.path).then(
      ({ mountEditor, content }) => {
        if (closed || !host.current) return
        file.current = content
        text.current = content.text
        editor = mountEditor(host.current, optionsOf(editing.path, content.text), {
          changed: (code) => {
            text.current = code
          },
          run: () => void save(),
          left: () => cancel.current?.focus(),
        })
        stage.value = 'ready'
        editor.focus()
      },
      (error: unknown) => {
        if (closed) return
        stage.value = 'refused'
        problem.value = `${own('It cannot be opened:')} ${reasonOf(error)}`
      },
    )
    return () => {
      closed = true
      editor?.dispose()
    }
  }, [editing])
  const dark = theme.value === 'dark'
  useEffect(() => {
    if (editing) void import('../notebook/editor/editor.ts').then(({ applyTheme }) => applyTheme(dark)).catch(() => {})
  }, [dark])
  const close = () => {
    editing?.done()
    page.editing.value = null
    dialog.current?.close()
  }
  const save = async () => {
    if (!editing || stage.peek() !== 'ready') return
    stage.value = 'saving'
    problem.value = null
    try {
      await page.terminal.api.writeFile(editing.path, bytesOf(file.current, text.current))
      if (page.editing.peek() === editing) close()
    } catch (error) {
      stage.value = 'ready'
      problem.value = `${own('It was not saved:')} ${reasonOf(error)}`
    }
  }
  const key = (event: KeyboardEvent) => {
    // The Escape that leaves the editor, held down, must not close the dialog as well.
    if (event.key === 'Escape' && event.repeat) event.preventDefault()
    if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return
    event.preventDefault()
    if (!event.repeat) void save()
  }
  return (
    <dialog ref={dialog} class="file-editor" aria-labelledby="file-editor-title" onClose={close} onKeyDown={key}>
      {editing && (
        <>
          <h2 id="file-editor-title" class="mono">
            {editing.path}
          </h2>
          <div ref={host} class="editor-host" aria-busy={stage.value === 'loading'} />
          {problem.value !== null && (
            <p class="warn" role="alert">
              {problem.value}
            </p>
          )}
          <div class="actions">
            <button ref={cancel} type="button" class="secondary" onClick={close}>
              {t('Cancel')}
            </button>
            <button type="button" class="primary" disabled={stage.value !== 'ready'} onClick={() => void save()}>
              {t('Save')}
            </button>
          </div>
        </>
      )}
    </dialog>
  )
}

const MOST = 4 * 1024 * 1024

/** The editor's code and what is in the file. Rejects when there is a file that cannot be edited. */
async function loadEditor(page: Page, path: string) {
  const [{ mountEditor }, content] = await Promise.all([
    import('../notebook/editor/editor.ts'),
    readText(page.terminal.api, path),
  ])
  return { mountEditor, content }
}

/** The text of a file; one that is not there is a new one. */
async function readText(api: Page['terminal']['api'], path: string): Promise<EditedText> {
  const bytes = await api.readFile(path, 0, MOST + 1).catch((error: unknown) => {
    if (isMissing(error, path)) return new Uint8Array()
    throw error
  })
  if (bytes.length > MOST) throw new Error(own('Files of more than 4 MiB are not edited here.'))
  try {
    return textOf(bytes)
  } catch (error) {
    throw error instanceof NotEditable ? new Error(own(WHY_NOT[error.why])) : error
  }
}

/** Of an error of the terminal's worker only the text gets here, which is the C library's for its code. */
function isMissing(error: unknown, path: string): boolean {
  return reasonOf(error) === new FileError('ENOENT', path).message
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function optionsOf(path: string, code: string) {
  return {
    id: path.slice(1),
    label: path,
    code,
    dark: theme.peek() === 'dark',
    language: 'plaintext',
  } as const
}
