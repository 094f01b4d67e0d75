import { signal } from '@preact/signals'
import { APIS } from '../../engine/core/protocol/apis.ts'
import type { TappedRequest } from '../cluster/host-types.ts'
import { isOfPage } from '../cluster/inspector.ts'
import { shownRequest } from '../session/selection.ts'

/** A request as the Wire view lists it. */
export interface WireRequest extends TappedRequest {
  readonly nodeId: number
}

/** Of each ring. */
const KEPT = 1000
const RINGS = ['programs', 'polls', 'background'] as const
/** So many between two drawings rush by. */
const RUSHING = 30
/** The list is redrawn at most so often; everything is stored. */
const REDRAW_MS = 100
/** And of requests that rush by. */
const REDRAW_RUSHING_MS = 250

/** Answers to these leave the cluster as it was. */
const READING = new Set<number>(
  [
    APIS.ApiVersions,
    APIS.Metadata,
    APIS.Fetch,
    APIS.ListOffsets,
    APIS.DescribeCluster,
    APIS.DescribeTopicPartitions,
    APIS.DescribeConfigs,
    APIS.DescribeLogDirs,
    APIS.DescribeGroups,
    APIS.ConsumerGroupDescribe,
    APIS.ListGroups,
    APIS.OffsetFetch,
    APIS.FindCoordinator,
    APIS.Heartbeat,
    APIS.BrokerHeartbeat,
    APIS.ListPartitionReassignments,
    APIS.OffsetForLeaderEpoch,
    APIS.DescribeQuorum,
    // What a broker sends on to the controller was a request to the broker first.
    APIS.Envelope,
  ].map((api) => api.key),
)

interface Kept {
  request: WireRequest
  /** Grows with each thing that was heard. */
  heard: number
}

/** The requests that brokers received, newest last: those that wait for their answers, and of the others the latest. */
export class WireLog {
  readonly requests = signal<readonly WireRequest[]>([])
  /** More came since the list was last drawn than anybody can read. */
  isRushing = false
  private came = 0
  private heard = 0
  private readonly byKey = new Map<string, Kept>()
  private redraw: ReturnType<typeof setTimeout> | undefined
  private readonly watchers = new Set<(request: WireRequest) => void>()
  private readonly arrivals = new Set<(nodeId: number, requests: readonly WireRequest[]) => void>()

  /** Takes in what a broker's tap saw; true when some of it may have changed the cluster's state. */
  hear(nodeId: number, requests: readonly TappedRequest[]): boolean {
    let changing = false
    const came: WireRequest[] = []
    for (const one of requests) {
      const request = { ...one, nodeId }
      if (this.keep(`${nodeId}:${one.id}`, request)) came.push(request)
      if (one.took >= 0 && !isOfPage(one)) {
        changing ||= !READING.has(one.apiKey)
        for (const watch of this.watchers) watch(request)
      }
    }
    this.came += requests.length
    if (came.length > 0) for (const watch of this.arrivals) watch(nodeId, came)
    if (requests.length > 0) this.schedule()
    return changing
  }

  /** The node is no more: what it has not answered it never will. */
  ended(nodeId: number): void {
    for (const kept of this.byKey.values())
      if (kept.request.isOpen && kept.request.nodeId === nodeId) kept.request = { ...kept.request, isOpen: false }
    this.schedule()
  }

  /** Called for each answered request of others than the page. */
  onAnswered(watch: (request: WireRequest) => void): () => void {
    this.watchers.add(watch)
    return () => this.watchers.delete(watch)
  }

  /** Called with the requests that a node received since it last told. */
  onCame(watch: (nodeId: number, requests: readonly WireRequest[]) => void): () => void {
    this.arrivals.add(watch)
    return () => this.arrivals.delete(watch)
  }

  /**
   * True for one that was not heard of before. A node that was started again numbers from the beginning: what has the
   * number of another request is the newest all the same.
   */
  private keep(key: string, request: WireRequest): boolean {
    const isNew = this.byKey.get(key)?.request.peer !== request.peer
    if (isNew) this.byKey.delete(key)
    this.byKey.set(key, { request, heard: this.heard++ })
    return isNew
  }

  /** Those of which was heard longest ago go, unless they are open or looked at. */
  private prune(): void {
    const looked = shownRequest.peek()
    const mayGo = ({ request }: Kept) =>
      !request.isOpen && !(request.id === looked?.id && request.nodeId === looked.nodeId)
    const closed = [...this.byKey].filter(([, kept]) => mayGo(kept))
    for (const ring of RINGS) {
      const some = closed.filter(([, { request }]) => request.ring === ring)
      if (some.length <= KEPT) continue
      some.sort(([, a], [, b]) => a.heard - b.heard)
      for (const [key] of some.slice(0, some.length - KEPT)) this.byKey.delete(key)
    }
  }

  private schedule(): void {
    this.redraw ??= setTimeout(
      () => {
        this.redraw = undefined
        this.isRushing = this.came > RUSHING
        this.came = 0
        this.prune()
        this.requests.value = [...this.byKey.values()].map(({ request }) => request)
      },
      this.isRushing ? REDRAW_RUSHING_MS : REDRAW_MS,
    )
  }
}
