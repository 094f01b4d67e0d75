import { Check, ChevronDown, ChevronRight, Lightbulb, RotateCcw, Square, WandSparkles } from 'lucide'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Page } from '../session/page.ts'
import { Icon } from '../ui/icon.tsx'
import { lazy } from '../ui/lazy.tsx'
import { useIsLow } from '../ui/use-is-low.ts'
import { leaves } from './check-leaves.ts'
import { Html } from './html.tsx'
import { runStep } from './lesson-actions.ts'
import type { GoalState } from './lesson-session.ts'
import { wholeParts } from './whole-words.ts'
import { w } from './words.ts'

const LessonClose = lazy(async () => (await import('./lesson-close.tsx')).LessonClose)
const ResetDialog = lazy(async () => (await import('./reset-dialog.tsx')).ResetDialog)

/** Goals, hints, the solution and reset: the lower edge of the lesson. */
export function GoalsBar({ page }: { page: Page }) {
  const session = page.lesson
  const goals = session.goals()
  const { lesson } = session.open.value
  const { hintsShown } = session.progressOf(session.id)
  const step = session.showing.value
  const [asking, setAsking] = useState(false)
  const isLow = useIsLow()
  const [chosen, setChosen] = useState<boolean | null>(null)
  const shown = chosen ?? !isLow
  const met = goals.filter((goal) => goal.met).length
  useEffect(() => setChosen(null), [isLow, session.key])
  const seen = useRef({ key: session.key, hintsShown })
  useEffect(() => {
    const before = seen.current
    seen.current = { key: session.key, hintsShown }
    if (isLow && before.key === session.key && hintsShown > before.hintsShown) setChosen(true)
  }, [session.key, hintsShown])
  return (
    <section
      class={isLow ? 'goals low' : 'goals'}
      aria-label={w('Goals')}
      onKeyDown={({ key }) => isLow && key === 'Escape' && setChosen(null)}
    >
      <header>
        <h2>
          <button type="button" aria-expanded={shown} onClick={() => setChosen(!shown)}>
            <Icon icon={shown ? ChevronDown : ChevronRight} /> {w('Goals')}{' '}
            <span class="tally">{`${met}/${goals.length}`}</span>
            {isLow && !shown && <NextGoal goal={goals.find((goal) => !goal.met)} />}
          </button>
        </h2>
        {/* Not `disabled`: it keeps the keyboard when the last hint is shown. */}
        <button type="button" aria-disabled={hintsShown >= lesson.hints.length} onClick={() => session.showHint()}>
          <Icon icon={Lightbulb} /> {w('Hint')} {hintsShown > 0 && `${hintsShown}/${lesson.hints.length}`}
        </button>
        <button
          type="button"
          class="show-me"
          data-showing={step === null ? undefined : step + 1}
          title={step === null ? undefined : w('Stop here')}
          onClick={({ detail }) => {
            if (detail > 1) return
            if (step === null) void session.showSolution((one) => runStep(page, one))
            else session.stopShowing()
          }}
        >
          <Icon icon={step === null ? WandSparkles : Square} />{' '}
          {step === null ? w('Show me') : `${w('Showing …')} ${step + 1}/${lesson.solution.length}`}
        </button>
        <button type="button" aria-label={w('Reset lesson')} title={w('Reset lesson')} onClick={() => setAsking(true)}>
          <Icon icon={RotateCcw} />
        </button>
      </header>
      <div class="body" hidden={isLow && !shown}>
        <ol hidden={!shown}>
          {goals.map((goal, i) => (
            <GoalLine key={goal.html} goal={goal} told={isNews(goals, i)} />
          ))}
        </ol>
        <div class="hints" aria-live="polite">
          {lesson.hints.slice(0, hintsShown).map((hint) => (
            <div class="hint" key={hint}>
              <Html html={hint} />
            </div>
          ))}
        </div>
        {met === goals.length && <LessonClose session={session} leave={() => setChosen(null)} />}
      </div>
      <Announcement key={session.key} goals={goals} onAllMet={() => isLow && setChosen(true)} />
      {asking && <ResetDialog page={page} close={() => setAsking(false)} />}
    </section>
  )
}

/** What there is room for of the goals where the window is low. */
function NextGoal({ goal }: { goal: GoalState | undefined }) {
  return (
    <span class="next-goal">
      {goal ? `${w('next')}${w(': ')}` : w('All goals met')}
      {goal && <Html html={goal.html} />}
    </span>
  )
}

/** Whether what is the case now has not been said by an open goal further up. */
function isNews(goals: readonly GoalState[], i: number): boolean {
  const now = goals[i]?.now ?? ''
  return now !== '' && !goals.slice(0, i).some((goal) => !goal.met && goal.now === now)
}

function GoalLine({ goal, told }: { goal: GoalState; told: boolean }) {
  return (
    <li class={goal.met ? 'met' : ''} data-line={goal.line}>
      <span class="tick" role="img" aria-label={goal.met ? w('met') : w('not met')}>
        {goal.met && <Icon icon={Check} />}
      </span>
      <span class="goal">
        <Html html={goal.html} />
        {!goal.met && told && <Now goal={goal} />}
      </span>
    </li>
  )
}

/** What is the case instead; it leads to where that is seen. */
function Now({ goal: { check, now } }: { goal: GoalState }) {
  const isSeen = leaves(check).some((leaf) => !('ran' in leaf || 'command' in leaf))
  const text = wholeParts(now).map((part, i) => (i % 2 === 1 ? <i key={part}>{part}</i> : part))
  const show = async () => (await import('./where-seen.ts')).whereSeen(check)?.()
  return (
    <span class="diff" title={now}>
      {`${w('now')}${w(': ')}`}
      {isSeen ? (
        <button type="button" class="link" title={w('Show where that is seen')} onClick={() => void show()}>
          {text}
        </button>
      ) : (
        text
      )}
    </span>
  )
}

/** Tells a screen reader of each goal that comes true, once. */
function Announcement({ goals, onAllMet }: { goals: readonly GoalState[]; onAllMet: () => void }) {
  const before = useRef<readonly boolean[] | null>(null)
  const [said, setSaid] = useState('')
  const met = goals.map((goal) => goal.met)
  const key = met.join()
  useEffect(() => {
    const fresh = goals.filter((goal, i) => goal.met && before.current?.[i] === false)
    if (fresh.length > 0)
      setSaid(`${w('Goal met')}${w(': ')}${fresh.map(({ html }) => html.replace(/<[^>]*>/g, '')).join('; ')}`)
    if (fresh.length > 0 && met.every(Boolean)) {
      setSaid(w('All goals met'))
      onAllMet()
    }
    before.current = met
  }, [key])
  return (
    <div class="visually-hidden" aria-live="polite">
      {said}
    </div>
  )
}
