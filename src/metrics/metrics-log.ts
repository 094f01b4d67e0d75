import { signal } from '@preact/signals'
import { APIS } from '../../engine/core/protocol/apis.ts'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { TappedRequest } from '../cluster/host-types.ts'
import { isOfPage } from '../cluster/inspector.ts'

/** What one broker did in one interval; rates are a second. */
export interface BrokerSample {
  readonly requests: number
  readonly bytesIn: number
  readonly bytesOut: number
}

/** One interval of about a second. */
export interface Sample {
  /** Wall time of its end, ms since 1970. */
  readonly at: number
  readonly brokers: ReadonlyMap<number, BrokerSample>
  /** Milliseconds from request to answer; null when nothing was answered. Requests that wait on purpose do not count. */
  readonly latency: { readonly p50: number; readonly p99: number } | null
  readonly underReplicated: number
  readonly isrChanges: number
}

/** Five minutes of seconds. */
export const KEPT = 300
/** Latencies kept of one interval: more of them change the percentiles little. */
const MOST_LATENCIES = 2000

/** Their answers are held back until there is something to tell. */
const WAITING = new Set<number>(
  [APIS.Fetch, APIS.FetchSnapshot, APIS.JoinGroup, APIS.SyncGroup, APIS.ConsumerGroupHeartbeat].map(({ key }) => key),
)

interface Counted {
  requests: number
  bytesIn: number
  bytesOut: number
}

/** The cluster's metrics of the last minutes, second by second, from what the brokers' taps saw. Bounded. */
export class MetricsLog {
  readonly samples = signal<readonly Sample[]>([])
  private counted = new Map<number, Counted>()
  private latencies: number[] = []
  private underReplicated = 0
  private isrChanges = 0
  private began: number

  /** `now`: milliseconds of wall time. */
  constructor(private readonly now: () => number) {
    this.began = now()
  }

  /** What a broker's tap saw; the page's own questions are left out. */
  hear(nodeId: number, requests: readonly TappedRequest[]): void {
    const counted = this.counted.get(nodeId) ?? { requests: 0, bytesIn: 0, bytesOut: 0 }
    this.counted.set(nodeId, counted)
    for (const request of requests) {
      const { took, requestBytes, responseBytes, apiKey } = request
      // A request is told of when it comes and when it is answered.
      if (took < 0 || isOfPage(request)) continue
      counted.requests++
      counted.bytesIn += requestBytes
      counted.bytesOut += responseBytes
      if (!WAITING.has(apiKey) && this.latencies.length < MOST_LATENCIES) this.latencies.push(took)
    }
  }

  isrChanged(): void {
    this.isrChanges++
  }

  stateRead({ topics }: ClusterState): void {
    const partitions = [...topics.values()].flatMap((topic) => topic.partitions)
    this.underReplicated = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length
  }

  /** Ends an interval; called about once a second. */
  tick(): void {
    const at = this.now()
    const seconds = (at - this.began) / 1000
    if (seconds <= 0) return
    const rates = ({ requests, bytesIn, bytesOut }: Counted): BrokerSample => ({
      requests: requests / seconds,
      bytesIn: bytesIn / seconds,
      bytesOut: bytesOut / seconds,
    })
    const brokers = new Map([...this.counted].map(([id, counted]) => [id, rates(counted)]))
    const { underReplicated, isrChanges } = this
    const sample = { at, brokers, latency: percentiles(this.latencies), underReplicated, isrChanges }
    this.samples.value = [...this.samples.value, sample].slice(-KEPT)
    this.began = at
    for (const [id] of this.counted) this.counted.set(id, { requests: 0, bytesIn: 0, bytesOut: 0 })
    this.latencies = []
    this.isrChanges = 0
  }
}

/** Nearest rank. */
function percentiles(values: number[]): Sample['latency'] {
  if (values.length === 0) return null
  const sorted = values.sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number
  return { p50: at(0.5), p99: at(0.99) }
}
