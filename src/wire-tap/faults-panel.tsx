import { useSignal } from '@preact/signals'
import { X } from 'lucide'
import { isSpent, parseRule, RULE_WORDS, RuleError, ruleText, type SetRule } from '../../engine/core/faults/rule.ts'
import type { Page } from '../session/page.ts'
import { Icon } from '../ui/icon.tsx'
import { t } from '../ui/strings.ts'
import './faults-panel.css'
import { ruleProblem } from './rule-problem.ts'
import { type Word, w } from './words.ts'

/** What the learner has put together so far. */
interface Draft {
  readonly api: string
  readonly action: ActionChoice
  readonly delay: string
  readonly error: string
  readonly broker: string
  readonly client: string
  readonly topic: string
  readonly nth: string
  readonly times: string
}

type ActionChoice = 'drop' | 'delay' | 'answer' | 'close before' | 'close after'

const ACTIONS: readonly (readonly [ActionChoice, Word])[] = [
  ['drop', 'its answer is lost'],
  ['answer', 'an error is answered instead'],
  ['delay', 'it arrives later'],
  ['close before', 'the connection ends before it is handled'],
  ['close after', 'the connection ends after it was handled'],
]

const START: Draft = {
  api: 'Produce',
  action: 'drop',
  delay: '5s',
  error: 'NOT_LEADER_OR_FOLLOWER',
  broker: '',
  client: '',
  topic: '',
  nth: '1',
  times: '1',
}

/** The words of the `fault add` command for a draft. */
function wordsOf({ api, action, delay, error, broker, client, topic, nth, times }: Draft): string[] {
  const what = action === 'delay' ? ['delay', delay] : action === 'answer' ? ['answer', error] : action.split(' ')
  const options = { '--broker': broker, '--client': client, '--topic': topic, '--nth': nth, '--times': times }
  const given = Object.entries(options).filter(([name, value]) => value !== '' && !(value === '1' && isCount(name)))
  return [api, ...what, ...given.flat()]
}

function isCount(option: string): boolean {
  return option === '--nth' || option === '--times'
}

function problemOf(words: readonly string[]): string | null {
  try {
    parseRule(words)
    return null
  } catch (error) {
    if (error instanceof RuleError) return error.message
    throw error
  }
}

/** The faults that are set, and the form for another. */
export function FaultsPanel({ page }: { page: Page }) {
  const { rules } = page.faults.rules.value
  return (
    <details class="wire-faults">
      <summary>
        {w('Faults at a protocol point')}
        {rules.length > 0 && <span class="fault">{rules.length}</span>}
      </summary>
      <FaultForm page={page} />
      {rules.length === 0 ? <p class="dim">{w('No faults are set.')}</p> : <Rules page={page} rules={rules} />}
    </details>
  )
}

function act(page: Page, words: readonly string[]): Promise<unknown> {
  return page.act('fault', `fault ${words.join(' ')}`, () => page.faults.command(words))
}

function Rules({ page, rules }: { page: Page; rules: readonly SetRule[] }) {
  return (
    <ul class="wire-rules">
      {rules.map((rule) => (
        <li key={rule.id} class={isSpent(rule) ? 'spent' : ''}>
          <span class="mono">
            #{rule.id} {ruleText(rule)}
          </span>
          <span class="dim">
            {w(Number.isFinite(rule.times) ? 'hit {hits} of {times}' : 'hit {hits}', {
              hits: rule.hits,
              times: rule.times,
            })}
          </span>
          <button
            type="button"
            class="remove"
            title={w('remove')}
            aria-label={`${w('remove')} #${rule.id}`}
            onClick={({ currentTarget }) => {
              toNext(currentTarget)
              void act(page, ['remove', String(rule.id)])
            }}
          >
            <Icon icon={X} />
          </button>
        </li>
      ))}
      {rules.length > 1 && (
        <li>
          <button
            type="button"
            class="link"
            onClick={({ currentTarget }) => {
              toSummary(currentTarget)
              void act(page, ['remove', 'all'])
            }}
          >
            {w('remove all')}
          </button>
        </li>
      )}
    </ul>
  )
}

/** The button of a fault goes with it: the keyboard goes on at the next fault, or the one before, or above them all. */
function toNext(pressed: HTMLElement): void {
  const all = [...(pressed.closest('ul')?.querySelectorAll<HTMLElement>('.remove') ?? [])]
  const at = all.indexOf(pressed)
  const next = all[at + 1] ?? all[at - 1]
  if (next) next.focus()
  else toSummary(pressed)
}

function toSummary(pressed: HTMLElement): void {
  pressed.closest('details')?.querySelector('summary')?.focus()
}

function FaultForm({ page }: { page: Page }) {
  const draft = useSignal(START)
  const refused = useSignal<string | null>(null)
  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part }
    refused.value = null
  }
  const words = wordsOf(draft.value)
  const problem = problemOf(words) ?? refused.value
  const topics = [...page.inspector.state.value.topics.values()].filter(({ internal }) => !internal)
  const text = (name: 'delay' | 'client' | 'nth' | 'times' | 'error' | 'api', label: string, list?: string) => (
    <label>
      {label}{' '}
      <input
        class={isShort(name) ? 'short' : ''}
        value={draft.value[name]}
        list={list}
        onInput={(event) => change({ [name]: event.currentTarget.value.trim() })}
      />
    </label>
  )
  return (
    <form
      class="filters"
      aria-label={w('Faults at a protocol point')}
      onSubmit={(event) => {
        event.preventDefault()
        act(page, ['add', ...words]).catch((error: Error) => (refused.value = error.message))
      }}
    >
      {text('api', w('which request'), 'fault-apis')}
      <label>
        {w('what happens')}{' '}
        <select
          class="wide"
          value={draft.value.action}
          onChange={(event) => change({ action: event.currentTarget.value as ActionChoice })}
        >
          {ACTIONS.map(([action, word]) => (
            <option key={action} value={action}>
              {w(word)}
            </option>
          ))}
        </select>
      </label>
      {draft.value.action === 'delay' && text('delay', w('how much later'))}
      {draft.value.action === 'answer' && text('error', w('error'), 'fault-errors')}
      <Choice
        label={w('topic')}
        value={draft.value.topic}
        values={topics.map(({ name }) => name)}
        onPick={(topic) => change({ topic })}
      />
      <Choice
        label={t('broker')}
        value={draft.value.broker}
        values={page.brokers.value.map(({ nodeId }) => String(nodeId))}
        onPick={(broker) => change({ broker })}
      />
      {text('client', t('client'))}
      {text('nth', w('which of them'))}
      {text('times', w('how many'))}
      <button type="submit" class="primary" disabled={problem !== null}>
        {w('set fault')}
      </button>
      <p class={problem === null ? 'dim mono' : 'bad'} role="status">
        {problem === null ? `fault add ${words.join(' ')}` : ruleProblem(problem)}
      </p>
      <Names id="fault-apis" names={RULE_WORDS.apis} />
      <Names id="fault-errors" names={RULE_WORDS.errors} />
    </form>
  )
}

function isShort(name: string): boolean {
  return name === 'nth' || name === 'times' || name === 'delay'
}

function Names({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  )
}

interface ChoiceProps {
  label: string
  value: string
  values: readonly string[]
  onPick: (value: string) => void
}

function Choice({ label, value, values, onPick }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        <option value="">{w('any')}</option>
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}
