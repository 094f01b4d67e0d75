import { useEffect, useRef, useState } from 'preact/hooks'
import type { Term } from '../lessons/glossary.ts'
import { glossary, library } from '../lessons/page-library.ts'
import type { Page } from '../session/page.ts'
import { type Language, language } from '../session/settings.ts'
import { CloseRow } from '../ui/close-row.tsx'
import { counted } from '../ui/counted.ts'
import { p } from './words.ts'
import '../ui/dialog.css'

interface DialogProps {
  readonly page: Page
  readonly close: () => void
  /** What is looked for at first. */
  readonly wanted?: string | undefined
}

/** Every term that the course teaches, what it means, and the lessons in which it is seen. */
export function GlossaryDialog({ page, close, wanted: first = '' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [terms, setTerms] = useState<readonly Term[]>([])
  const [problem, setProblem] = useState('')
  const [wanted, setWanted] = useState(first)
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => void glossary().then(setTerms, (error: unknown) => setProblem(String(error))), [])
  const shown = matching(terms, wanted, language.value)
  const go = (id: string) => {
    if (!page.lesson.isOwnCourse) page.lesson.use(null, id)
    else page.lesson.go(id)
    dialog.current?.close()
  }
  return (
    <dialog ref={dialog} class="glossary" aria-labelledby="glossary-title" onClose={close}>
      <h2 id="glossary-title">{p('Glossary …').replace(/ ?…+/, '')}</h2>
      <input
        type="search"
        aria-label={p('Find a term')}
        placeholder={p('Find a term')}
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {problem !== '' && <p role="alert">{problem}</p>}
      <p class="visually-hidden" role="status">
        {counted(shown.length, 'term')}
      </p>
      <dl tabIndex={0}>
        {shown.map((term) => (
          <Entry key={term.en} term={term} go={go} />
        ))}
      </dl>
      <CloseRow />
    </dialog>
  )
}

function Entry({ term, go }: { term: Term; go: (id: string) => void }) {
  const here = language.value
  const other = here === 'en' ? 'zh' : 'en'
  return (
    <div>
      <dt>
        {term[here]} {term[other] !== term[here] && <small lang={other}>{term[other]}</small>}
      </dt>
      <dd>
        {term.means[here]}{' '}
        {term.seen.map((id) => (
          <button type="button" key={id} onClick={() => go(id)}>
            {library.entries.find((entry) => entry.id === id)?.number} {library.of(id, here).title}
          </button>
        ))}
      </dd>
    </div>
  )
}

/** Terms in whose names, or else in whose meanings, the text is; by name. */
function matching(terms: readonly Term[], wanted: string, inLanguage: Language): Term[] {
  const text = wanted.trim().toLowerCase()
  const names = ({ en, zh, also }: Term) => [en, zh, ...also].join('\n').toLowerCase()
  const byName = [...terms].sort((a, b) => a[inLanguage].localeCompare(b[inLanguage], inLanguage))
  const named = byName.filter((term) => names(term).includes(text))
  const meant = byName.filter((term) => !named.includes(term) && term.means[inLanguage].toLowerCase().includes(text))
  return [...named, ...meant]
}
