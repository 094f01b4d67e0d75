/** One request whose answer Apache Kafka and we must give alike. */
import type { ApiName } from '../core/protocol/apis.ts'
import type { VersionRange } from '../core/protocol/schema.ts'

/** What a request may be made from: what earlier answers told, and its version. */
export interface Known {
  readonly version: number
  /** The id of a topic that was made before. */
  topicId(name: string): string
  /** The member id that a group last gave out. */
  memberId(group: string): string
}

/** Fields of all versions; a version is sent those that it has. */
export type Body = { readonly [field: string]: unknown }

export interface AnswerCase {
  readonly api: ApiName
  /** What is odd about it; names it together with API and version. */
  readonly what: string
  readonly body: (known: Known) => Body
  /** Versions that it is sent in; default: all. */
  readonly versions?: VersionRange
  /** Where it is sent; default: the brokers'. */
  readonly listener?: 'controller'
  /** Asked again until this is so: what takes a moment on any broker. */
  readonly until?: (answer: Body) => boolean
  /** Asked again as long as this is answered. */
  readonly unless?: (answer: Body) => boolean
}

/** Cases of one API in the order given: what is odd, then the body. */
export function casesOf(
  api: ApiName,
  table: { readonly [what: string]: Body | ((known: Known) => Body) },
  versions?: VersionRange,
): AnswerCase[] {
  return Object.entries(table).map(([what, body]) => ({
    api,
    what,
    body: typeof body === 'function' ? body : () => body,
    ...(versions !== undefined && { versions }),
  }))
}

/** The same cases, sent to the controller's listener. */
export function atController(cases: readonly AnswerCase[]): AnswerCase[] {
  return cases.map((one) => {
    return { ...one, what: `to the controller: ${one.what}`, listener: 'controller', unless: comesTooSoon }
  })
}

/** Some mistakes end the term of Apache's controller: the next request waits until there is one again. */
function comesTooSoon(answer: Body): boolean {
  const text = JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
  return text.includes(`"errorCode":${NOT_CONTROLLER},`)
}

const NOT_CONTROLLER = 41

/** An id that no topic has. */
export const NO_TOPIC = 'AAAAAAAAAAAAAAAAAAAAKg'
export const TOO_LONG = 'x'.repeat(250)
export const ILLEGAL = 'a name!'
