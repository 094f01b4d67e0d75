/** What a consumer reads: its subscription or assignment, and where it stands in each partition. */
import type { ResetStrategy } from './consumer-config.ts'
import { IllegalStateException } from './errors.ts'
import { PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

/** One assigned partition. */
export interface AssignedPartition {
  readonly partition: TopicPartition
  /** Offset of the next record to hand out; null: not known yet. */
  position: number | null
  /** Leader epoch of the last record before the position, for commits. */
  offsetEpoch: number | null
  /** The leader that the position is known for; null: none was asked. */
  leader: { readonly id: number; readonly epoch: number } | null
  /** Nothing is fetched until that leader says that its log holds the position. */
  isUnvalidated: boolean
  paused: boolean
  /** It is about to be given up: what is handed out now would be handed out again. */
  pendingRevocation: boolean
  /** Its position is to be looked up by this rule. */
  reset: ResetStrategy | null
  /** As the last fetch told; null before. */
  highWatermark: number | null
  logStartOffset: number | null
}

/** What the user asked to read. */
export type SubscriptionKind = 'none' | 'topics' | 'pattern' | 'assigned'

const EXCLUSIVE = 'Subscription to topics, partitions and pattern are mutually exclusive'

export class SubscriptionState {
  kind: SubscriptionKind = 'none'
  /** Topics subscribed to; with a pattern, those that match now. */
  topics: ReadonlySet<string> = new Set()
  /** What all members of the group subscribe to, while this one leads: it assigns anew when one of them changes. */
  groupTopics: ReadonlySet<string> = new Set()
  pattern: RegExp | undefined
  readonly assigned = new PartitionMap<AssignedPartition>()

  subscribeTopics(topics: readonly string[]): void {
    this.become('topics')
    this.topics = new Set(topics)
  }

  subscribePattern(pattern: RegExp): void {
    this.become('pattern')
    this.pattern = pattern
    this.topics = new Set()
  }

  assignManually(partitions: readonly TopicPartition[]): void {
    this.become('assigned')
    this.setAssigned(partitions)
  }

  private become(kind: SubscriptionKind): void {
    if (this.kind !== 'none' && this.kind !== kind) throw new IllegalStateException(EXCLUSIVE)
    this.kind = kind
  }

  unsubscribe(): void {
    this.kind = 'none'
    this.topics = new Set()
    this.groupTopics = new Set()
    this.pattern = undefined
    this.assigned.clear()
  }

  /** Takes a new set of partitions; those kept keep their position. */
  setAssigned(partitions: readonly TopicPartition[]): void {
    const keys = new Set(partitions.map(partitionKey))
    for (const partition of this.assigned.keys())
      if (!keys.has(partitionKey(partition))) this.assigned.delete(partition)
    for (const { topic, partition } of partitions) {
      if (!this.assigned.has({ topic, partition })) this.assigned.set({ topic, partition }, fresh({ topic, partition }))
    }
  }

  get usesGroup(): boolean {
    return this.kind === 'topics' || this.kind === 'pattern'
  }

  /** The state of an assigned partition. Throws IllegalStateException for others. */
  state(partition: TopicPartition): AssignedPartition {
    const state = this.assigned.get(partition)
    if (!state) throw new IllegalStateException(`No current assignment for partition ${partitionKey(partition)}`)
    return state
  }

  /** Topics of which metadata is needed; 'all' with a pattern. */
  get wantedTopics(): 'all' | readonly string[] {
    if (this.kind === 'pattern') return 'all'
    const topics = new Set([...this.topics, ...this.groupTopics])
    for (const { topic } of this.assigned.keys()) topics.add(topic)
    return [...topics]
  }

  needingPosition(): AssignedPartition[] {
    return this.assigned.values().filter((state) => state.position === null && state.reset === null)
  }

  needingReset(): AssignedPartition[] {
    return this.assigned.values().filter((state) => state.reset !== null)
  }
}

/** Whether its records wait, for the user or for a rebalance. */
export function isHeld({ paused, pendingRevocation }: AssignedPartition): boolean {
  return paused || pendingRevocation
}

/** Puts a partition where the next record to hand out is; `epoch` of the record before, where it is known. */
export function moveTo(state: AssignedPartition, offset: number, epoch: number | null): void {
  state.position = offset
  state.offsetEpoch = epoch
  state.reset = null
  state.leader = null
  state.isUnvalidated = false
}

function fresh(partition: TopicPartition): AssignedPartition {
  return {
    partition,
    position: null,
    offsetEpoch: null,
    leader: null,
    isUnvalidated: false,
    paused: false,
    pendingRevocation: false,
    reset: null,
    highWatermark: null,
    logStartOffset: null,
  }
}
