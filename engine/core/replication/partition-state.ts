import type { Uuid } from '../base/uuid.ts'

/** What the committed metadata says of one partition: `PartitionRecord` with its topic. */
export interface PartitionState {
  readonly topic: string
  readonly topicId: Uuid
  readonly partition: number
  /** Broker id, -1: none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Id of the log dir in which the controller has this broker's replica; undefined: nobody has told it. */
  readonly directory?: Uuid
}

/** A partition's name: `orders-0`, also that of its folder. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}-${partition}`
}
