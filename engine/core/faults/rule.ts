/** Faults at a point of the protocol: which requests, and what becomes of them. */
import { ALL_APIS, APIS, type ApiName } from '../protocol/apis.ts'
import { type ErrorName, Errors } from '../protocol/errors.ts'

/** Which requests a rule is for. What is left out is not asked for. */
export interface Which {
  readonly api: ApiName
  /** Node id of the broker that receives it. */
  readonly broker?: number
  /** The `client.id`; a `*` stands for any text. */
  readonly client?: string
  /** A topic that the request names. */
  readonly topic?: string
  /** A group that the request names. */
  readonly group?: string
  /** The first of these requests that is hit, from 1. */
  readonly nth: number
  /** How many are hit from there on; Infinity: all. */
  readonly times: number
}

/** What becomes of a request. */
export type Action =
  /** It is handled, but its answer is lost, and everything that the broker says on this connection from then on. */
  | { readonly kind: 'drop' }
  /** It reaches the broker so much later, and what the client sends on this connection waits behind it. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** It is not handled; the answer is this error wherever its schema has a place for one. */
  | { readonly kind: 'answer'; readonly error: ErrorName }
  /** The connection ends before the request is handled, or once it has been and before the answer. */
  | { readonly kind: 'close'; readonly when: 'before' | 'after' }

export interface Rule extends Which {
  readonly action: Action
}

/** A rule that is set. */
export interface SetRule extends Rule {
  readonly id: number
  /** Requests that it was for, so far. */
  readonly seen: number
  /** Those of them that it hit. */
  readonly hits: number
}

/** Most rules at a time: each request is held against all of them. */
export const MOST_RULES = 32

/** Longest delay, ms. */
const MOST_DELAY_MS = 10 * 60_000

/** Words that make no rule; the message says why, for whoever wrote them. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
}

export const RULE_HELP = `REQUEST WHAT [--broker N] [--client ID] [--topic T] [--group G] [--nth N] [--times N|all]
  REQUEST   the name of an API: Produce, Fetch, Heartbeat, OffsetCommit ...
  WHAT      drop             the broker handles it, the answer is lost, and so is all it says on this connection afterwards
            delay TIME       it reaches the broker later: 500ms, 10s, 1m
            answer ERROR     the broker never sees it, the client is told NOT_LEADER_OR_FOLLOWER, say
            close before     the connection ends before the request is handled
            close after      it ends once the request has been handled, in place of the answer
  --client  client.id of who asks, * for any text     --nth    the first of them that is hit (1)
  --topic, --group  named in the request              --times  how many from there on (1)`

/** Reads `Produce drop --topic orders --nth 3`. Throws RuleError. */
export function parseRule(words: readonly string[]): Rule {
  const [name, what, ...rest] = words
  const api = apiNamed(name)
  const read = Object.hasOwn(ACTIONS, what ?? '') ? ACTIONS[what as string] : undefined
  if (!read) throw new RuleError(`what becomes of ${api}? ${ACTION_WORDS.join(', ')}${what ? `, not ${what}` : ''}`)
  const { action, options } = read(rest)
  if (action.kind === 'answer' && !answersErrors(api)) throw new RuleError(`an answer to ${api} has no error code`)
  return { api, action, nth: 1, times: 1, ...readOptions(options) }
}

interface ReadAction {
  readonly action: Action
  readonly options: readonly string[]
}

const ACTIONS: { readonly [word: string]: (words: readonly string[]) => ReadAction } = {
  drop: (options) => ({ action: { kind: 'drop' }, options }),
  delay: ([time, ...options]) => ({ action: { kind: 'delay', ms: delayOf(time) }, options }),
  answer: ([error, ...options]) => ({ action: { kind: 'answer', error: errorNamed(error) }, options }),
  close: ([when, ...options]) => {
    if (when !== 'before' && when !== 'after') throw new RuleError(`close before or close after, not ${when ?? ''}`)
    return { action: { kind: 'close', when }, options }
  },
}

/** The words after the API's name. */
export const ACTION_WORDS = Object.keys(ACTIONS)

const API_NAMES = Object.keys(APIS) as readonly ApiName[]
const ERROR_NAMES = (Object.keys(Errors) as readonly ErrorName[]).filter((name) => Errors[name] > 0)

/** What a rule can be for, and what it can answer. */
export const RULE_WORDS: { readonly apis: readonly string[]; readonly errors: readonly string[] } = {
  apis: API_NAMES,
  errors: ERROR_NAMES,
}

function apiNamed(name = ''): ApiName {
  const found = API_NAMES.find((one) => one.toLowerCase() === name.toLowerCase())
  if (found) return found
  for (const { name: known } of ALL_APIS.values())
    if (known.toLowerCase() === name.toLowerCase()) throw new RuleError(`no node here serves ${known}`)
  const near = API_NAMES.filter((one) => name !== '' && one.toLowerCase().startsWith(name.toLowerCase()))
  throw new RuleError(`no request is called '${name}'${near.length > 0 ? ` (${near.slice(0, 4).join(', ')}?)` : ''}`)
}

function errorNamed(name = ''): ErrorName {
  const found = ERROR_NAMES.find((one) => one === name.toUpperCase())
  if (found) return found
  const near = ERROR_NAMES.filter((one) => name !== '' && one.includes(name.toUpperCase()))
  throw new RuleError(`no error is called '${name}'${near.length > 0 ? ` (${near.slice(0, 4).join(', ')}?)` : ''}`)
}

const UNIT_MS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000 }

function delayOf(text = ''): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  const ms = Math.round(Number(number) * (UNIT_MS[unit] ?? Number.NaN))
  if (ms > 0 && ms <= MOST_DELAY_MS) return ms
  throw new RuleError(`how long? 500ms, 10s, at most 10m, not '${text}'`)
}

type Option = (value: string) => Partial<Which>

const OPTIONS: { readonly [name: string]: Option } = {
  '--broker': (value) => ({ broker: wholeNumber('--broker', value, 0) }),
  '--client': (client) => ({ client }),
  '--topic': (topic) => ({ topic }),
  '--group': (group) => ({ group }),
  '--nth': (value) => ({ nth: wholeNumber('--nth', value, 1) }),
  '--times': (value) => ({ times: value === 'all' ? Number.POSITIVE_INFINITY : wholeNumber('--times', value, 1) }),
}

/** The options of a rule. */
export const OPTION_WORDS = Object.keys(OPTIONS)

function readOptions(words: readonly string[]): Partial<Which> {
  let which: Partial<Which> = {}
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at] as string
    const value = words[at + 1]
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
    if (!option) throw new RuleError(`'${name}' is none of ${OPTION_WORDS.join(', ')}`)
    if (value === undefined || value === '') throw new RuleError(`${name} wants a value`)
    which = { ...which, ...option(value) }
  }
  return which
}

function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least) return number
  throw new RuleError(`${option} wants a number from ${least}, not ${text}`)
}

/** The words that {@link parseRule} reads as this rule. */
export function ruleText({ api, action, broker, client, topic, group, nth, times }: Rule): string {
  const options: readonly (readonly [string, string | number | undefined])[] = [
    ['--broker', broker],
    ['--client', client],
    ['--topic', topic],
    ['--group', group],
    ['--nth', nth === 1 ? undefined : nth],
    ['--times', times === 1 ? undefined : times === Number.POSITIVE_INFINITY ? 'all' : times],
  ]
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]))
  return [api, actionText(action), ...given].join(' ')
}

/** The action as it is written in a rule. */
export function actionText(action: Action): string {
  if (action.kind === 'delay') return `delay ${timeText(action.ms)}`
  if (action.kind === 'answer') return `answer ${action.error}`
  return action.kind === 'close' ? `close ${action.when}` : action.kind
}

function timeText(ms: number): string {
  if (ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`
}

/** Whether a rule has hit all that it was to hit. */
export function isSpent({ hits, times }: SetRule): boolean {
  return hits >= times
}

/** Whether some version of the answer has a place for an error. */
function answersErrors(api: ApiName): boolean {
  return hasErrorCode(APIS[api].response.fields)
}

function hasErrorCode(fields: (typeof APIS)[ApiName]['response']['fields']): boolean {
  return Object.entries(fields).some(([name, field]) => {
    const inner = field.kind === 'array' ? field.element?.fields : field.fields
    return isErrorCode(name) || (inner !== undefined && hasErrorCode(inner))
  })
}

/** `errorCode`, and what Kafka calls so in places. */
export function isErrorCode(name: string): boolean {
  return /^(partition|acknowledge)?errorCode$/i.test(name)
}
