import { DecodeError } from '../base/bytes.ts'
import { apiOf } from '../protocol/apis.ts'
import { decodeRequest, encodeRequest, peekHeader } from '../protocol/frame.ts'
import { errorAnswer } from './error-answer.ts'
import { type Counted, count } from './match.ts'
import { namedIn } from './named.ts'
import { actionText, type SetRule } from './rule.ts'

/** What becomes of one request at the broker's door. */
export type Fate =
  | { readonly kind: 'drop' | 'close-before' | 'close-after' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** `instead`: what the broker is asked, so that the answer comes in its turn; `answer`: what the client is told then. */
  | { readonly kind: 'answer'; readonly instead: Uint8Array; readonly answer: Uint8Array }

/** A request that some rule was for. */
export interface Decided {
  readonly counted: readonly Counted[]
  readonly correlationId: number
  readonly api: string
  readonly client: string
  /** null: it goes its way. */
  readonly fate: Fate | null
  /** The action in words. */
  readonly action: string
}

export interface Asked {
  readonly broker: number
  readonly topicName: (id: string) => string | undefined
}

/** Holds a request (a frame with its length) against the rules; null when none is for it. */
export function decide(rules: readonly SetRule[], frame: Uint8Array, asked: Asked): Decided | null {
  try {
    return decideDecoded(rules, frame.subarray(4), asked)
  } catch (error) {
    // Bytes that are no request are the broker's to refuse.
    if (error instanceof DecodeError || error instanceof RangeError) return null
    throw error
  }
}

function decideDecoded(rules: readonly SetRule[], data: Uint8Array, { broker, topicName }: Asked): Decided | null {
  const header = peekHeader(data)
  const api = apiOf(header.apiKey)?.name
  if (!api || !rules.some((rule) => rule.api === api)) return null
  const client = header.clientId ?? ''
  const named = () => namedIn(decodeRequest(data).body, topicName)
  const counted = count(rules, { api, broker, client, named })
  if (counted.length === 0) return null
  const hit = counted.find(({ isHit }) => isHit)?.rule
  const fate = hit ? fateOf(hit, data) : null
  const { correlationId } = header
  return { counted, correlationId, api, client, fate, action: hit ? actionText(hit.action) : '' }
}

function fateOf({ action }: SetRule, data: Uint8Array): Fate | null {
  if (action.kind === 'delay' || action.kind === 'drop') return action
  if (action.kind === 'close') return { kind: action.when === 'before' ? 'close-before' : 'close-after' }
  const request = decodeRequest(data)
  // Nobody waits for an answer: Kafka says that something went wrong by ending the connection.
  if ((request.body as { readonly acks?: number }).acks === 0) return { kind: 'close-before' }
  const answer = errorAnswer(request, action.error)
  if (!answer) return null
  const { correlationId, clientId } = request.header
  return { kind: 'answer', answer, instead: encodeRequest('ApiVersions', 0, { correlationId, clientId }, {}) }
}
