import type { TraceEvent } from '../env/env.ts'
import { isSpent, MOST_RULES, parseRule, RULE_HELP, type Rule, RuleError, ruleText, type SetRule } from './rule.ts'

/** The rules that are set in a cluster, with what its brokers have counted of them. A value: changes make another. */
export interface RuleList {
  readonly rules: readonly SetRule[]
  readonly nextId: number
}

export const NO_RULES: RuleList = { rules: [], nextId: 1 }

/** Sets one more. When there are too many, one that has done all it was to do gives way; throws RuleError when there is none. */
export function withRule({ rules, nextId }: RuleList, rule: Rule): RuleList {
  const spent = rules.length < MOST_RULES ? undefined : rules.find(isSpent)
  const kept = rules.filter((one) => one !== spent)
  if (kept.length >= MOST_RULES) throw new RuleError(`there are ${MOST_RULES} faults already: remove some`)
  return { rules: [...kept, { ...rule, id: nextId, seen: 0, hits: 0 }], nextId: nextId + 1 }
}

/** Takes away those of the ids. */
export function withoutRules({ rules, nextId }: RuleList, ids: readonly number[]): RuleList {
  return { rules: rules.filter(({ id }) => !ids.includes(id)), nextId }
}

/** Takes in what a broker told (`fault.hit`, `fault.passed`); the same list when that was of no rule. */
export function withCount(list: RuleList, { type, fault, seen, hits }: TraceEvent): RuleList {
  if (type !== 'fault.hit' && type !== 'fault.passed') return list
  const counted = list.rules.find((rule) => rule.id === fault && Number(seen) > rule.seen)
  if (!counted) return list
  const now = { ...counted, seen: Number(seen), hits: Number(hits) }
  return { ...list, rules: list.rules.map((rule) => (rule === counted ? now : rule)) }
}

export const FAULT_USAGE = `usage: fault add ${RULE_HELP}
       fault list                what is set, and how often it has hit
       fault remove N ... | all
For example: fault add Produce drop --topic orders
Snapshots do not keep them.
`

/** What came of a `fault` command. */
export interface FaultOutcome {
  readonly list: RuleList
  /** What is said of it. */
  readonly lines: readonly string[]
}

/** Carries out `add …`, `list`, `remove …`. Throws RuleError. */
export function faultCommand(list: RuleList, [what, ...words]: readonly string[]): FaultOutcome {
  if (what === 'add') return added(withRule(list, parseRule(words)))
  if (what === 'remove') return { list: withoutRules(list, idsIn(list, words)), lines: [] }
  if (what !== 'list')
    throw new RuleError(what === undefined ? 'add, list or remove?' : `add, list or remove, not ${what}`)
  if (words.length > 0) throw new RuleError(`list takes no '${words.join(' ')}'`)
  return { list, lines: list.rules.length > 0 ? list.rules.map(ruleLine) : ['no faults'] }
}

function added(list: RuleList): FaultOutcome {
  return { list, lines: list.rules.slice(-1).map(ruleLine) }
}

function idsIn({ rules }: RuleList, words: readonly string[]): number[] {
  if (words.length === 0) throw new RuleError('remove which? A number of fault list, or all')
  if (words.join() === 'all') return rules.map(({ id }) => id)
  return words.map((word) => {
    const found = rules.find(({ id }) => String(id) === word.replace(/^#/, ''))
    if (!found) throw new RuleError(`no fault ${word}`)
    return found.id
  })
}

/** `#1  Produce drop --topic orders  (hit 0 of 1)` */
export function ruleLine(rule: SetRule): string {
  return `#${rule.id}  ${ruleText(rule)}  (${countText(rule)})`
}

function countText(rule: SetRule): string {
  const { hits, times, seen, nth } = rule
  const hit = times === Number.POSITIVE_INFINITY ? `hit ${hits}` : `hit ${hits} of ${times}`
  return seen < nth && seen > 0 ? `${hit}, ${seen} let by` : hit
}
