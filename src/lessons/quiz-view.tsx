import type { Signal } from '@preact/signals'
import { CircleCheck, CircleX } from 'lucide'
import { Icon } from '../ui/icon.tsx'
import { Html } from './html.tsx'
import type { QuizState } from './judges-desk.ts'
import type { Quiz } from './lesson.ts'
import type { LessonSession } from './lesson-session.ts'
import { numberIn } from './number-in.ts'
import { w } from './words.ts'

/** A prediction: answered first, then judged by the running cluster. */
export function QuizView({ quiz, session }: { quiz: Quiz; session: LessonSession }) {
  const state = session.quiz(quiz)
  const predict = (answer: number) => session.predict(quiz, answer)
  return (
    <div class="quiz" role="group" aria-label={w('Predict')} tabIndex={-1}>
      <Html class="question" html={quiz.question} />
      {quiz.kind === 'choice' ? (
        <Options quiz={quiz} state={state} predict={predict} />
      ) : (
        <NumberField state={state} draft={session.draft(quiz)} predict={predict} />
      )}
      <Outcome state={state} />
    </div>
  )
}

function Options({
  quiz,
  state,
  predict,
}: {
  quiz: Quiz & { kind: 'choice' }
  state: QuizState
  predict: (answer: number) => void
}) {
  return (
    <div class="options">
      {quiz.options.map(({ html }, i) => (
        <button
          type="button"
          key={html}
          class={`opt ${state.truth === i ? 'right' : ''}`}
          aria-pressed={state.answer === i}
          disabled={state.answer !== undefined && state.answer !== i && state.truth !== i}
          onClick={() => predict(i)}
        >
          {state.truth === i && <Icon icon={CircleCheck} label={w('the right answer')} />}
          <Html html={html} />
        </button>
      ))}
    </div>
  )
}

function NumberField({
  state,
  draft,
  predict,
}: {
  state: QuizState
  draft: Signal<string>
  predict: (answer: number) => void
}) {
  const text = draft.value
  const number = numberIn(text)
  if (state.answer !== undefined) return null
  return (
    <form
      class="options"
      onSubmit={(event) => {
        event.preventDefault()
        if (number === null) return
        // The form goes: the keyboard stays where the answer will be.
        event.currentTarget.closest<HTMLElement>('.quiz')?.focus()
        predict(number)
      }}
    >
      <input
        inputMode="numeric"
        size={6}
        aria-label={w('your number')}
        placeholder={w('your number')}
        value={text}
        onInput={(event) => {
          draft.value = event.currentTarget.value
        }}
      />
      <button type="submit" class="opt" disabled={number === null}>
        {w('Answer')}
      </button>
    </form>
  )
}

function Outcome({ state: { quiz, answer, truth } }: { state: QuizState }) {
  const isNumber = quiz.kind === 'number'
  return (
    <div aria-live="polite">
      {answer !== undefined && truth === undefined && (
        <p class="verdict">
          <span>
            {isNumber && (
              <>
                {w('You said')}
                {w(': ')}
                <b>{answer}</b>
                {w('. ')}
              </>
            )}
            {w('The cluster will answer once you have gone on.')}
          </span>
        </p>
      )}
      {answer !== undefined && truth !== undefined && (
        <>
          <p class={`verdict ${answer === truth ? 'ok' : 'bad'}`}>
            <Icon icon={answer === truth ? CircleCheck : CircleX} /> {answer === truth ? w('Right') : w('Not so')}
            <span class="told">
              {isNumber && ` · ${w('You said')} ${answer}${w(', ')}${w('the cluster says')} ${truth}`}
              {!isNumber && answer !== truth && <Chosen html={quiz.options[answer]?.html ?? ''} />}
            </span>
          </p>
          <p class="why">
            <Html html={quiz.why} />
          </p>
        </>
      )}
    </div>
  )
}

function Chosen({ html }: { html: string }) {
  return (
    <>
      {` · ${w('You chose')}${w(' ')}“`}
      <Html html={html} />”
    </>
  )
}
