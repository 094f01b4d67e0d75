import type { Named } from './named.ts'
import { isSpent, type SetRule, type Which } from './rule.ts'

/** A request as rules look at it. */
export interface AskedRequest {
  readonly api: string
  readonly broker: number
  readonly client: string
  /** Decoded only when a rule asks. */
  named(): Named
}

/** Whether a rule is for the request. */
export function isFor({ api, broker, client, topic, group }: Which, request: AskedRequest): boolean {
  if (api !== request.api) return false
  if (broker !== undefined && broker !== request.broker) return false
  if (client !== undefined && !isLike(client, request.client)) return false
  if (topic !== undefined && !request.named().topics.has(topic)) return false
  return group === undefined || request.named().groups.has(group)
}

function isLike(pattern: string, text: string): boolean {
  const [first = '', ...parts] = pattern.split('*')
  if (parts.length === 0) return text === pattern
  const last = parts.pop() as string
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at + last.length <= text.length
}

/** What is counted of a rule. */
export interface Counted {
  readonly rule: SetRule
  readonly isHit: boolean
}

/**
 * Holds a request against the rules: those that it is for, counted once more. The first that hits is the one that acts, and
 * the last of what is given.
 */
export function count(rules: readonly SetRule[], request: AskedRequest): Counted[] {
  const counted: Counted[] = []
  for (const rule of rules) {
    if (isSpent(rule) || !isFor(rule, request)) continue
    const seen = rule.seen + 1
    const isHit = seen >= rule.nth
    counted.push({ rule: { ...rule, seen, hits: rule.hits + (isHit ? 1 : 0) }, isHit })
    if (isHit) break
  }
  return counted
}

/** The rules with these in the place of those of the same id, by whoever has counted furthest. */
export function merged(rules: readonly SetRule[], others: readonly SetRule[]): SetRule[] {
  return rules.map((rule) => {
    const other = others.find(({ id }) => id === rule.id)
    return other && other.seen > rule.seen ? { ...rule, seen: other.seen, hits: other.hits } : rule
  })
}
