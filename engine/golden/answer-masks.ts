/** What of an answer differs from one cluster to the next. */
import { toHex } from '../core/base/bytes.ts'
import { ZERO_UUID } from '../core/base/uuid.ts'
import type { ApiName } from '../core/protocol/apis.ts'
import type { AnswerCase, Body } from './answer-case.ts'

/** Fields whose values nobody can foretell; it is not hidden that they are -1 or empty. */
const UNFORESEEN = new Set([
  'brokerEpoch',
  'clusterId',
  'documentation',
  'finalizedFeaturesEpoch',
  'lastCaughtUpTimestamp',
  'lastFetchTimestamp',
  'logEndOffset',
  'producerId',
  'replicaDirectoryId',
  'sessionId',
])
/** Of one API only. A disk in memory has no end. */
const UNFORESEEN_OF: { readonly [N in ApiName]?: readonly string[] } = {
  DescribeLogDirs: ['totalBytes', 'usableBytes', 'partitionSize'],
  DescribeQuorum: ['highWatermark', 'leaderEpoch'],
}
/** Of the controller's listener only: how many terms there were. */
const UNFORESEEN_OF_CONTROLLER = ['leaderEpoch']
/** APIs of transactions, tokens, telemetry, newer groups: no node of ours serves them. */
const UNSERVED = [
  [24, 28],
  [38, 41],
  [51, 51],
  [61, 61],
  [65, 66],
  [68, 68],
  [71, 72],
  [76, 79],
  [83, 92],
] as const

/** Within texts: members that got an id of the broker's making, times around now, the node's directory. */
const WITHIN: readonly (readonly [pattern: RegExp, put: string])[] = [
  [/\b(cases|static|myself)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+/g, '$1-<uuid>'],
  [/(the cluster id \\")[\w-]{22}/g, '$1<id>'],
  [/(within )\[-?\d+, \d+\]/g, '$1<times>'],
  [/(id=1, directoryId=)[\w-]{22}/g, '$1<id>'],
]

export class Masks {
  constructor(private readonly data: string) {}

  /** One line of JSON; lists of structs are in no order. */
  text(one: AnswerCase, answer: Body, { topicIds }: { readonly topicIds: ReadonlyMap<string, string> }): string {
    const text = JSON.stringify(new Masking(one, namesOf(topicIds)).value('', answer))
    return WITHIN.reduce((out, [pattern, put]) => out.replace(pattern, put), text).replaceAll(this.data, '<data>')
  }
}

const namesOf = (topicIds: ReadonlyMap<string, string>) => new Map([...topicIds].map(([name, id]) => [id, name]))

class Masking {
  constructor(
    private readonly asked: AnswerCase,
    private readonly names: ReadonlyMap<unknown, string>,
  ) {}

  value(name: string, value: unknown): unknown {
    if (value instanceof Uint8Array) return toHex(value)
    if (typeof value === 'bigint') return Number(value)
    if (Array.isArray(value)) return this.list(name, value)
    if (typeof value === 'object' && value !== null) return this.struct(value as Body)
    const topic = this.names.get(value)
    if (topic !== undefined) return `<id of ${topic}>`
    if (UNFORESEEN_OF[this.asked.api]?.includes(name)) return '<any>'
    const ofController = this.asked.listener === 'controller' && UNFORESEEN_OF_CONTROLLER.includes(name)
    return (ofController || UNFORESEEN.has(name)) && !isNothing(value) ? '<any>' : value
  }

  private list(name: string, values: readonly unknown[]): unknown[] {
    const masked = values.filter(isServed).map((one) => this.value(name, one))
    if (masked.every((one) => typeof one !== 'object')) return masked
    return masked.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }

  private struct(value: Body): Body {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.value(name, inner)]))
  }
}

const isNothing = (value: unknown) => value === null || value === '' || value === -1 || value === ZERO_UUID

function isServed(value: unknown): boolean {
  const key = typeof value === 'object' && value !== null && 'apiKey' in value ? Number(value.apiKey) : -1
  return UNSERVED.every(([first, last]) => key < first || key > last)
}
