import { useEffect, useRef } from 'preact/hooks'
import { Html } from '../lessons/html.tsx'
import type { Editor } from '../notebook/editor/editor.ts'
import { language, theme } from '../session/settings.ts'
import type { Author } from './author.ts'
import { VocabularyView } from './vocabulary-view.tsx'
import { a } from './words.ts'

/** How much of what stands before a place is seen, px. */
const BEFORE = 60

/** The file, editable unless it is written elsewhere, and what is wrong with it. */
export function SourceView({ author }: { author: Author }) {
  const { draft } = author
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | null>(null)
  const path = draft.path.value
  const show = () => {
    const place = author.place.peek()
    if (place === null || !editor.current || !host.current) return
    const { line, column } = place
    editor.current.focus(line, column)
    host.current.parentElement?.scrollTo({ top: Math.max(0, editor.current.topOf(line, column) - BEFORE) })
    author.place.value = null
  }
  useEffect(() => {
    let closed = false
    void mount(host.current as HTMLDivElement, author).then((made) => {
      if (closed) return made.dispose()
      editor.current = made
      mark()
      show()
    })
    return () => {
      closed = true
      editor.current?.dispose()
      editor.current = null
    }
  }, [path])
  useEffect(show, [author.place.value])
  const dark = theme.value === 'dark'
  useEffect(() => {
    if (editor.current) void import('../notebook/editor/editor.ts').then(({ applyTheme }) => applyTheme(dark))
  }, [dark])
  const problems = draft.problems.value
  const mark = () => editor.current?.mark([...new Set(draft.problems.peek().map(({ line }) => line))])
  useEffect(mark, [problems])
  // What was saved elsewhere takes the place of what is shown; of what is typed here the editor knows already.
  useEffect(() => editor.current?.show(draft.source), [draft.source])
  return (
    <>
      <div class="source-host">
        <div ref={host} />
      </div>
      <ul class="source-problems" aria-live="polite">
        {problems.length === 0 && draft.isLookedThrough && <li class="ok">{a('No fault')}</li>}
        {problems.map(({ line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            <button type="button" onClick={() => author.land(line, column)}>
              <code>{`${line}:${column}`}</code> {message}
            </button>
          </li>
        ))}
      </ul>
      <GoalLines author={author} />
      <VocabularyView />
      {language.value === 'zh' && <p class="dim">{a('Messages of the parser and of the proof are in English.')}</p>}
    </>
  )
}

/** The way from a goal to its line without a mouse. */
function GoalLines({ author }: { author: Author }) {
  const { goals } = author.draft.read.lesson
  if (goals.length === 0) return null
  return (
    <details class="source-goals">
      <summary>{`${a('Goals')} (${goals.length})`}</summary>
      <ul>
        {goals.map(({ line, html }) => (
          <li key={line}>
            <button type="button" onClick={() => author.land(line)}>
              <code>{line}</code> <Html html={html.replace(/<\/?a\b[^>]*>/g, '')} />
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

async function mount(host: HTMLDivElement, author: Author): Promise<Editor> {
  const { draft } = author
  const [{ mountEditor }] = await Promise.all([
    import('../notebook/editor/editor.ts'),
    import('monaco-editor/languages/definitions/markdown/register.js'),
  ])
  const options = { id: `drafts/${draft.path.peek()}`, label: draft.path.peek(), code: draft.source } as const
  return mountEditor(
    host,
    { ...options, dark: theme.peek() === 'dark', language: 'markdown', readOnly: draft.isWatched },
    { changed: (code) => draft.edit(code), run: () => void author.prove(), left: () => {} },
  )
}
