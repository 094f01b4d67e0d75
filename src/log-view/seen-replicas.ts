import { signal } from '@preact/signals'
import type { ClusterEvent, EventLog } from '../session/event-log.ts'

/** What was last heard of a replica. */
export interface SeenReplica {
  readonly start: number
  readonly end: number
  /** How far it reached before it was cut; its own end while it never was. */
  readonly reached: number
}

/** A partition of one topic: another one of the same name has another id. */
export interface LogIdentity {
  readonly topicId: string
  /** `orders-0` */
  readonly name: string
}

type ByNode = ReadonlyMap<number, SeenReplica>
type Events = Pick<EventLog, 'since' | 'events'>

const NONE: ByNode = new Map()

/** What is known of a replica after it has told its ends. */
export function afterHearing(before: SeenReplica | undefined, start: number, end: number): SeenReplica {
  const reached = before && end < before.end ? before.end : Math.max(end, before?.reached ?? end)
  return { start, end, reached }
}

/** The ends that replicas told, by log and node; of the cluster as it is now, not of what it was before it was put back. */
export class SeenReplicas {
  private readonly seen = signal<{ readonly since: object | undefined; readonly logs: ReadonlyMap<string, ByNode> }>({
    since: undefined,
    logs: new Map(),
  })

  constructor(private readonly events: Events) {}

  /** With cuts that nobody looked at. */
  of(log: LogIdentity): ByNode {
    return withCuts(this.heardOf(log), this.cutsOf(log))
  }

  /** A replica told its ends when it was asked at `since`. */
  hear(
    log: LogIdentity,
    nodeId: number,
    told: { readonly since: object; readonly start: number; readonly end: number },
  ) {
    const since = this.events.since.peek()
    if (told.since !== since) return
    const known = this.heardOf(log)
    const now = afterHearing(known.get(nodeId), told.start, told.end)
    const others = this.seen.peek().since === since ? this.seen.peek().logs : []
    this.seen.value = { since, logs: new Map([...others, [keyOf(log), new Map([...known, [nodeId, now]])]]) }
  }

  private heardOf(log: LogIdentity): ByNode {
    const { since, logs } = this.seen.value
    return since === this.events.since.value ? (logs.get(keyOf(log)) ?? NONE) : NONE
  }

  /** What brokers said of this log since there is a topic of the name: the leader of a new one begins with epoch 0. */
  private cutsOf({ name }: LogIdentity): ClusterEvent[] {
    const { after } = this.events.since.value
    const events = this.events.events.value
    const mine = events.slice(after ? events.lastIndexOf(after) + 1 : 0).filter(({ partition }) => partition === name)
    const begun = mine.findLastIndex(({ type, leaderEpoch }) => type === 'partition.leading' && leaderEpoch === 0)
    return mine.slice(begun + 1).filter(({ type }) => type === 'log.truncated')
  }
}

function keyOf({ topicId, name }: LogIdentity): string {
  return `${topicId} ${name}`
}

function withCuts(known: ByNode, cuts: readonly ClusterEvent[]): ByNode {
  return new Map(
    [...known].map(([id, replica]) => {
      const from = Number(cuts.findLast(({ nodeId }) => nodeId === id)?.['from'] ?? 0)
      return [id, { ...replica, reached: Math.max(replica.reached, from) }]
    }),
  )
}
