import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'

/** The cluster's true state as the protocol tells it: what pictures draw and goals are checked against. */
export interface ClusterState {
  readonly clusterId: string
  /** Leader of the controller quorum; -1: none that answers. */
  readonly controllerId: number
  readonly brokers: readonly BrokerInfo[]
  /** By name; internal ones too. */
  readonly topics: ReadonlyMap<string, TopicState>
  readonly groups: readonly GroupState[]
}

export interface BrokerInfo {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface TopicState {
  readonly name: string
  readonly id: string
  readonly internal: boolean
  readonly partitions: readonly PartitionState[]
}

export interface PartitionState extends TopicPartition {
  /** -1: no leader. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly logStartOffset: number
  /** -1 while no leader answers. */
  readonly highWatermark: number
  /** Bytes of the leader's log. */
  readonly size: number
  /** What each broker that answers says of its replica. */
  readonly copies: ReadonlyMap<number, ReplicaState>
}

/** A replica as its broker describes it (DescribeLogDirs). */
export interface ReplicaState {
  /** Bytes of its log. */
  readonly size: number
  /** How far its log end is behind the high watermark, in records. */
  readonly lag: number
}

export interface GroupState {
  readonly id: string
  /** Empty, PreparingRebalance, CompletingRebalance, Stable, Dead. */
  readonly state: string
  readonly members: readonly GroupMember[]
  readonly committed: readonly (TopicPartition & { readonly offset: number })[]
}

export interface GroupMember {
  readonly memberId: string
  readonly clientId: string
  readonly partitions: readonly TopicPartition[]
}

export const EMPTY_STATE: ClusterState = { clusterId: '', controllerId: -1, brokers: [], topics: new Map(), groups: [] }
