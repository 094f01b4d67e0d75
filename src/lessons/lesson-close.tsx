import { ArrowRight } from 'lucide'
import { language } from '../session/settings.ts'
import { Icon } from '../ui/icon.tsx'
import { Html } from './html.tsx'
import type { LessonSession } from './lesson-session.ts'
import { unpredicted } from './unpredicted.ts'
import { w } from './words.ts'
import './lesson-close.css'

interface CloseProps {
  readonly session: LessonSession
  /** What may lie over the text goes. */
  readonly leave: () => void
}

/** What comes once all goals are met: the next lesson, and the predictions that were passed over. */
export function LessonClose({ session, leave }: CloseProps) {
  const next = session.library.neighbour(session.id, 1)
  return (
    <>
      {next && (
        <button type="button" class="primary next" onClick={() => session.go(next.id)}>
          {w('Next')}
          {w(': ')}
          {session.library.of(next.id, language.value).title} <Icon icon={ArrowRight} />
        </button>
      )}
      <Unpredicted session={session} leave={leave} />
    </>
  )
}

function Unpredicted({ session, leave }: CloseProps) {
  const left = unpredicted(session)
  if (left.length === 0) return null
  return (
    <div class="unpredicted" role="group" aria-label={w('Not predicted yet:')}>
      <p>{w('Not predicted yet:')}</p>
      {left.map(({ number, quiz }) => (
        <button
          type="button"
          key={number}
          onClick={() => {
            leave()
            show(number)
          }}
        >
          <Html html={quiz.question} />
        </button>
      ))}
    </div>
  )
}

/** The keyboard is in the prediction then. */
function show(number: number): void {
  const quiz = document.querySelectorAll<HTMLElement>('.lesson .prose .quiz')[number]
  quiz?.scrollIntoView({ block: 'center' })
  quiz?.focus({ preventScroll: true })
}
