import { planText } from '../topology/plan-text.ts'
import type { Problem } from './lesson.ts'
import type { LessonSession } from './lesson-session.ts'
import { w } from './words.ts'

/** Asks before the lesson's nodes take the place of those that run. */
export function StartNotice({ session }: { session: LessonSession }) {
  const needs = session.needs.value
  const arranging = session.arranging.value
  if (!needs && !arranging) return null
  return (
    <div class="notice start" role="status">
      {arranging || !needs ? (
        w('The nodes of this lesson are starting …')
      ) : (
        <>
          <p>
            <b>
              {w('This lesson has nodes of its own:')}
              {w(' ')}
              {planText(needs)}
            </b>
            {w('Those that run now are shut down; their files stay, and are there when you choose them again.')}
          </p>
          <button
            type="button"
            class="primary"
            onClick={({ currentTarget }) => {
              // The button goes: the keyboard stays in the text.
              currentTarget.closest<HTMLElement>('.prose')?.focus({ preventScroll: true })
              void session.arrange()
            }}
          >
            {w('Start them')}
          </button>
        </>
      )}
    </div>
  )
}

/** What is wrong with the lesson's file. */
export function FaultsNotice({ problems }: { problems: readonly Problem[] }) {
  return (
    <div class="notice bad">
      <b>{w('This lesson has faults')}</b>
      <ul>
        {problems.map(({ file, line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            <code>
              {file}:{line}:{column}
            </code>{' '}
            {message}
          </li>
        ))}
      </ul>
    </div>
  )
}
