import { useEffect, useRef, useState } from 'preact/hooks'
import { theme } from '../session/settings.ts'
import type { CellSession } from './cell-session.ts'
import type { Editor } from './editor/editor.ts'
import { highlight } from './highlight.ts'
import { n } from './words.ts'

/** How the cell asks its code to take the focus. */
export interface CodeHandle {
  edit(line?: number): void
}

/** The code of a cell: coloured text, and Monaco in its place once somebody edits it. */
export function CodeView({
  session,
  id,
  name,
  handle,
}: {
  session: CellSession
  id: string
  name: string
  handle: { current: CodeHandle | null }
}) {
  const [mode, setMode] = useState<'text' | 'loading' | 'editor' | 'failed'>('text')
  const host = useRef<HTMLDivElement>(null)
  const text = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | null>(null)
  const errorLine = session.errorLine.value
  const code = session.code.value
  const dark = theme.value === 'dark'

  const open = async (line?: number) => {
    if (editor.current) return editor.current.focus(line)
    setMode('loading')
    try {
      const { mountEditor } = await import('./editor/editor.ts')
      if (!host.current || editor.current) return
      // What is hidden has no size and takes no focus; the next rendering says the same.
      host.current.hidden = false
      const options = { id, label: `${name}.ts`, code: session.code.value, dark: theme.value === 'dark' }
      editor.current = mountEditor(host.current, options, {
        changed: (changed) => session.edit(changed),
        run: () => void session.run(),
        left: () => leave(),
      })
      setMode('editor')
      editor.current.mark(marked(session.errorLine.value))
      editor.current.focus(line)
    } catch {
      setMode('failed')
    }
  }
  const leave = () => {
    editor.current?.dispose()
    editor.current = null
    setMode('text')
    requestAnimationFrame(() => text.current?.focus())
  }
  handle.current = { edit: (line) => void open(line) }

  // What is in the session by now: while somebody types, a rendering lags behind.
  useEffect(() => editor.current?.show(session.code.peek()), [code])
  useEffect(() => editor.current?.mark(marked(errorLine)), [errorLine])
  useEffect(() => {
    if (editor.current) void import('./editor/editor.ts').then(({ applyTheme }) => applyTheme(dark))
  }, [dark])
  useEffect(() => () => editor.current?.dispose(), [])

  return (
    <>
      {mode !== 'editor' && (
        <div
          class="cell-code"
          role="group"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a button would hide the code from screen readers
          tabIndex={0}
          ref={text}
          aria-label={`${n('Enter edits the code of')} ${name}.ts`}
          aria-busy={mode === 'loading'}
          onClick={(event) => void open(lineAt(event))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            void open()
          }}
        >
          <pre>
            {highlight(code).map((pieces, i) => (
              <div key={i} class={i + 1 === errorLine ? 'line cell-error-line' : 'line'} data-line={i + 1}>
                {pieces.map(({ kind, text: piece }, j) =>
                  kind === 'plain' ? (
                    piece
                  ) : (
                    <span key={j} class={kind}>
                      {piece}
                    </span>
                  ),
                )}
              </div>
            ))}
          </pre>
        </div>
      )}
      {mode === 'failed' && <div class="warn">{n('the editor did not load')}</div>}
      <div class="cell-editor" ref={host} hidden={mode !== 'editor'} />
    </>
  )
}

function lineAt(event: MouseEvent): number | undefined {
  const line = (event.target as HTMLElement).closest<HTMLElement>('[data-line]')?.dataset['line']
  return line === undefined ? undefined : Number(line)
}

function marked(line: number | null): readonly number[] {
  return line === null ? [] : [line]
}
