/** What a decision is made from, and what it is. Deciding changes nothing; only the replay of its records does. */
import type { Random } from '../env/env.ts'
import type { ClusterImage } from '../metadata/image.ts'
import type { MetadataRecord } from '../metadata/records.ts'
import type { ErrorCode } from '../protocol/errors.ts'
import type { BrokerSessions } from './sessions.ts'

/** The controller's part of the process' configuration. */
export interface ControllerConfig {
  readonly nodeId: number
  readonly clusterId: string
  readonly defaultPartitions: number
  readonly defaultReplicationFactor: number
  /** `broker.session.timeout.ms` */
  readonly sessionTimeoutMs: number
  /** What a topic's configs fall back on, by topic config name: the controller's own properties and the stock values. */
  readonly topicDefaults: ReadonlyMap<string, TopicDefault>
  /** The text of a broker config as the controller has it; null: not set and no default. */
  readonly brokerValue: (name: string) => string | null
  /** Whether a topic config is a list (APPEND and SUBTRACT work on it); undefined: no such config. */
  readonly isListConfig: (name: string) => boolean | undefined
}

/** A value and its source, numbered as in DescribeConfigs. */
export interface TopicDefault {
  readonly value: string
  readonly source: number
}

/** Everything a decision may look at. */
export interface ControllerState {
  /** With all appended records applied, committed or not. */
  readonly image: ClusterImage
  readonly sessions: BrokerSessions
  readonly config: ControllerConfig
  readonly random: Random
  /** Monotonic time, ms. */
  readonly now: number
  /** 0: the voters are in the configs; 1: they are in the log (KIP-853). */
  readonly kraftVersion: number
  /** Offset that the first record of this decision gets. */
  readonly nextOffset: number
}

/** Records to append as one batch, and what to answer once they are committed. */
export interface Decision<R> {
  readonly records: readonly MetadataRecord[]
  readonly response: R
}

/** A protocol error with its message, thrown inside one decision about one item and turned into the item's answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    readonly code: ErrorCode,
    message: string | null = null,
  ) {
    super(message ?? '')
    this.text = message
  }
  /** As it goes into a response. */
  readonly text: string | null
}

/** Whether ELR (KIP-966) is on. */
export function elrEnabled(image: ClusterImage): boolean {
  return (image.features.get('eligible.leader.replicas.version') ?? 0) >= 1
}

/** min.insync.replicas of a topic, from its own config, the cluster's, or the stock value. */
export function minInsyncReplicas(state: Pick<ControllerState, 'image' | 'config'>, topic: string): number {
  const own = state.image.configsOf(2, topic).get('min.insync.replicas')
  const cluster = state.image.configsOf(4, '').get('min.insync.replicas')
  return Number(own ?? cluster ?? state.config.topicDefaults.get('min.insync.replicas')?.value ?? 1)
}

/** Whether a topic allows unclean elections. */
export function uncleanElectionAllowed(state: Pick<ControllerState, 'image' | 'config'>, topic: string): boolean {
  const name = 'unclean.leader.election.enable'
  const own = state.image.configsOf(2, topic).get(name) ?? state.image.configsOf(4, '').get(name)
  return (own ?? state.config.topicDefaults.get(name)?.value) === 'true'
}
