import type { ErrorCode } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'

/** A leader's wish for another in-sync set. */
export interface IsrProposal {
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  /** Broker epoch -1: not known; the controller then does not compare it. */
  readonly isr: readonly { readonly brokerId: number; readonly brokerEpoch: number }[]
}

/** What the controller made of a proposal. */
export type IsrOutcome =
  | { readonly error: Exclude<ErrorCode, 0> | number }
  | {
      readonly error: 0
      readonly leaderEpoch: number
      readonly partitionEpoch: number
      readonly isr: readonly number[]
    }

/** The way of ISR changes to the controller. */
export interface IsrChannel {
  /** Resolves with the controller's word, however often it had to be asked. One proposal a partition at a time. */
  propose(proposal: IsrProposal): Promise<IsrOutcome>
}

/** The leader's log as its followers reach it. Rejects with NetworkError. */
export interface LeaderEndpoint {
  sendFetch(request: RequestInit<'Fetch'>): Promise<ResponseOf<'Fetch'>>
  sendListOffsets(request: RequestInit<'ListOffsets'>): Promise<ResponseOf<'ListOffsets'>>
  /** What is under way rejects. */
  close(): void
}

/** The other nodes, as the metadata has them now and as they are reached. */
export interface Peers {
  /** This broker's epoch. */
  readonly brokerEpoch: number
  /** Epoch of a broker that may be in an ISR: registered, not fenced, not shutting down. Undefined: it may not. */
  eligibleEpoch(broker: number): number | undefined
  /** Whether the broker is registered and not fenced. */
  isAlive(broker: number): boolean
  /** A connection of its own to a broker; where that broker is, is asked anew with each connecting. */
  endpoint(broker: number, clientId: string): LeaderEndpoint
  /** Sends to the active controller. Rejects with NetworkError. */
  alterPartition(request: RequestInit<'AlterPartition'>): Promise<ResponseOf<'AlterPartition'>>
}

/** How followers fetch: the `replica.*` configs. */
export interface ReplicationConfig {
  /** `replica.lag.time.max.ms` */
  readonly lagTimeMaxMs: number
  /** `num.replica.fetchers` */
  readonly fetchers: number
  /** `replica.fetch.max.bytes`, of one partition. */
  readonly partitionMaxBytes: number
  /** `replica.fetch.response.max.bytes` */
  readonly responseMaxBytes: number
  /** `replica.fetch.min.bytes` */
  readonly minBytes: number
  /** `replica.fetch.wait.max.ms` */
  readonly maxWaitMs: number
  /** `replica.fetch.backoff.ms` */
  readonly backoffMs: number
}
