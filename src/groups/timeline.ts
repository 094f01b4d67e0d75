import type { ClusterEvent } from '../session/event-log.ts'

/** An event of a group, with its place on the page's own axis of cluster time, ms. */
export interface Placed {
  readonly type: string
  readonly group: string
  readonly nodeId: number
  /** Cluster time: it stands while the clock stands, runs ten times as fast at 10×, and does not jump with the wall clock. */
  readonly t: number
  /** Wall time, ms since 1970. */
  readonly at: number
  readonly [field: string]: unknown
}

/**
 * Puts what several coordinators told on one axis. Each measures by a monotonic clock of its own, which begins with its process;
 * how far it is behind the page's is seen from the quickest of its messages.
 */
export function placed(events: readonly ClusterEvent[]): Placed[] {
  const behind = new Map<number, number>()
  const lives = new Map<number, number>()
  const keyed = events.flatMap((event) => {
    const life = lives.get(event.nodeId) ?? 0
    if (event.type === 'broker.starting') lives.set(event.nodeId, life + 1)
    if (!event.type.startsWith('group.')) return []
    const key = event.nodeId * 1000 + life
    const delay = Number(event['heard']) - Number(event['ms'])
    behind.set(key, Math.min(behind.get(key) ?? delay, delay))
    return [{ event, key }]
  })
  return keyed.map(({ event, key }) => ({
    ...event,
    group: String(event['group']),
    t: Number(event['ms']) + (behind.get(key) as number),
  }))
}
