import { APIS } from '../../engine/core/protocol/apis.ts'
import type { WireRequest } from '../wire-tap/wire-log.ts'

export type Kind = 'produce' | 'fetch' | 'nodes' | 'other'

/** How long a mark is on its way across the strip, ms. */
export const WINDOW_MS = 4000
/** Of a kind no more are drawn than can be told apart: one in so many ms. */
const APART_MS = 24
/** What a broker tells of at once came within so many ms. */
const SPREAD_MS = 1000

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [APIS.Produce.key, 'produce'],
  [APIS.Fetch.key, 'fetch'],
  ...[APIS.Vote, APIS.BeginQuorumEpoch, APIS.EndQuorumEpoch, APIS.BrokerHeartbeat, APIS.AlterPartition].map(
    ({ key }) => [key, 'nodes'] as const,
  ),
])

/** The requests of the last seconds that reached one broker, as times, by kind; however many came, boundedly many. */
export class TrafficMarks {
  private readonly times = new Map<Kind, number[]>()

  /** `now`: ms of the page's own clock, that runs on while the cluster's is set or stands. */
  came(requests: readonly WireRequest[], now: number): void {
    const newest = Math.max(...requests.map(({ at }) => at))
    for (const { apiKey, at } of requests) {
      const kind = KINDS.get(apiKey) ?? 'other'
      const times = this.times.get(kind) ?? []
      this.times.set(kind, times)
      const time = now - Math.min(SPREAD_MS, newest - at)
      if (time - (times.at(-1) ?? Number.NEGATIVE_INFINITY) >= APART_MS) times.push(time)
    }
    for (const kind of this.times.keys()) this.of(kind, now)
  }

  /** Those that are still on their way, the oldest first. */
  of(kind: Kind, now: number): readonly number[] {
    const times = this.times.get(kind) ?? []
    while (times[0] !== undefined && now - times[0] > WINDOW_MS) times.shift()
    return times
  }
}
