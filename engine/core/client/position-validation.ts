/** Whether a new leader still has what a consumer read (KIP-320): its log may be shorter than that of the leader before. */
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { exceptionOf, isRetriable, KafkaException } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { NetworkClient, Node } from './network-client.ts'
import type { AssignedPartition, SubscriptionState } from './subscription-state.ts'
import { sleep } from './timing.ts'
import { byTopic, PartitionMap, partitionKey, type TopicPartition } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.consumer.internals.SubscriptionState'
const UNDEFINED = -1

/** Where the leader's log says that an epoch ended. */
interface EpochEnd {
  readonly leaderEpoch: number
  readonly endOffset: number
}

/** Offsets with their partitions, as Java prints a map of OffsetAndMetadata. */
type Divergent = { readonly partition: TopicPartition; readonly end: EpochEnd | null }

export class PositionValidation {
  private asking = false

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly subscription: SubscriptionState,
    private readonly settings: ConsumerSettings,
    private readonly events: { moved(): void; failed(error: KafkaException): void },
  ) {}

  /** Holds back partitions whose leader is another than the position is known for, and asks that leader in the background. */
  validateInBackground(): void {
    for (const state of this.subscription.assigned.values()) this.noteLeader(state)
    if (this.asking) return
    const states = this.subscription.assigned.values().filter((state) => state.isUnvalidated)
    if (states.length === 0) return
    this.asking = true
    void this.ask(states)
      .catch((error: unknown) => this.trouble(error))
      .finally(() => {
        this.asking = false
        this.events.moved()
      })
  }

  /** A position that follows no record, or one of no epoch, has nothing to compare. */
  private noteLeader(state: AssignedPartition): void {
    const { topic, partition } = state.partition
    const info = this.metadata.partition(topic, partition)
    if (state.position === null || state.reset !== null || !info || info.leader < 0) return
    if (state.leader?.id === info.leader && state.leader.epoch === info.leaderEpoch) return
    state.leader = { id: info.leader, epoch: info.leaderEpoch }
    state.isUnvalidated = state.offsetEpoch !== null && info.leaderEpoch >= 0
  }

  private async trouble(error: unknown): Promise<void> {
    if (!isRetriable(error)) this.events.failed(error as KafkaException)
    this.metadata.invalidate()
    await sleep(this.env, this.settings.retryBackoffMs)
  }

  private async ask(states: readonly AssignedPartition[]): Promise<void> {
    const groups = new Map<Node, AssignedPartition[]>()
    for (const state of states) {
      const leader = this.metadata.node(state.leader?.id ?? -1)
      if (leader) groups.set(leader, [...(groups.get(leader) ?? []), state])
    }
    if (groups.size === 0) this.metadata.invalidate()
    const truncated: Divergent[] = []
    await Promise.all(
      [...groups].map(async ([leader, list]) => truncated.push(...(await this.askLeader(leader, list)))),
    )
    if (truncated.length > 0) this.events.failed(truncation(truncated))
    if (states.some((state) => state.isUnvalidated)) await sleep(this.env, this.settings.retryBackoffMs)
  }

  /** Gives the partitions that were cut and that no rule puts elsewhere. */
  private async askLeader(leader: Node, states: readonly AssignedPartition[]): Promise<Divergent[]> {
    const asked = new PartitionMap(states.map((state) => [state.partition, { ...state }] as const))
    const list = states.map(({ partition, leader: of, offsetEpoch }) => ({ ...partition, of, offsetEpoch }))
    const topics = [...byTopic(list)].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map(({ partition, of, offsetEpoch }) => ({
        partition,
        currentLeaderEpoch: of?.epoch ?? UNDEFINED,
        leaderEpoch: offsetEpoch ?? UNDEFINED,
      })),
    }))
    const { body } = await this.network.send(leader, 'OffsetForLeaderEpoch', { replicaId: -1, topics })
    const truncated: Divergent[] = []
    for (const { topic, partitions } of body.topics)
      for (const answer of partitions) {
        const partition = { topic, partition: answer.partition }
        const state = this.subscription.assigned.get(partition)
        const before = asked.get(partition)
        if (!state || !before || !isWhereItWas(state, before)) continue
        if (answer.errorCode !== Errors.NONE) this.refused(answer.errorCode)
        else if (!this.settle(state, answer)) truncated.push({ partition, end: known(answer) })
      }
    return truncated
  }

  private refused(errorCode: number): void {
    const error = exceptionOf(errorCode)
    if (!error.retriable) throw error
    this.metadata.invalidate()
  }

  /** False: the log was cut below the position, and the user wants no rule to decide where to go on. */
  private settle(state: AssignedPartition, end: EpochEnd): boolean {
    const position = state.position as number
    const isKnown = known(end) !== null
    if (isKnown && end.endOffset >= position) {
      state.isUnvalidated = false
      return true
    }
    const { reset } = this.settings
    const what = `Truncation detected for partition ${partitionKey(state.partition)} at offset ${position}`
    if (reset === 'none') {
      const broker = isKnown ? ` (the end offset from the broker is ${end.endOffset})` : ''
      this.network.log('WARN', `${what}${broker}, but no reset policy is set`, LOGGER)
      return false
    }
    state.isUnvalidated = false
    if (isKnown) {
      const where = `resetting offset to the first offset known to diverge ${end.endOffset}`
      this.network.log('INFO', `${what}, ${where}`, LOGGER)
      state.position = end.endOffset
      state.offsetEpoch = end.leaderEpoch
    } else {
      this.network.log('INFO', `${what}, resetting offset`, LOGGER)
      state.position = null
      state.reset = reset
    }
    return true
  }
}

function known(end: EpochEnd): EpochEnd | null {
  return end.endOffset === UNDEFINED || end.leaderEpoch === UNDEFINED ? null : end
}

/** The user did not move it while the leader was asked. */
function isWhereItWas(now: AssignedPartition, asked: AssignedPartition): boolean {
  return now.isUnvalidated && now.position === asked.position && now.offsetEpoch === asked.offsetEpoch
}

function truncation(cut: readonly Divergent[]): KafkaException {
  const offsets = cut.flatMap(({ partition, end }) =>
    end
      ? `${partitionKey(partition)}=OffsetAndMetadata{offset=${end.endOffset}, leaderEpoch=${end.leaderEpoch}, metadata=''}`
      : [],
  )
  return new KafkaException(`Truncated partitions detected with divergent offsets {${offsets.join(', ')}}`, {
    javaClass: 'org.apache.kafka.clients.consumer.LogTruncationException',
  })
}
