/** What a client knows of the cluster: brokers, topics, leaders. Refreshed on demand, on errors, and by age. */

import { ZERO_UUID } from '../base/uuid.ts'
import type { Env } from '../env/env.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { exceptionOf, KafkaException, TimeoutException } from './errors.ts'
import { Freshness } from './metadata-freshness.ts'
import type { NetworkClient, Node } from './network-client.ts'
import { backoffMs, type Deadline, sleep } from './timing.ts'

/** One partition as the last metadata had it. */
export interface PartitionInfo {
  readonly topic: string
  readonly partition: number
  /** Node id; -1: no leader now. */
  readonly leader: number
  /** -1 when the broker does not say. */
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly inSyncReplicas: readonly number[]
  readonly offlineReplicas: readonly number[]
}

export interface TopicInfo {
  readonly name: string
  readonly topicId: string
  readonly internal: boolean
  /** By partition number. */
  readonly partitions: readonly PartitionInfo[]
}

/** Which topics to ask for. */
export type Wanted = 'all' | readonly string[]

export interface MetadataOptions {
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly maxAgeMs: number
  readonly allowAutoTopicCreation: boolean
  /** The servers are controllers, which know no topics: DescribeCluster names them. */
  readonly ofControllers?: boolean
}

export class Metadata {
  private readonly topics = new Map<string, TopicInfo>()
  private readonly names = new Map<string, string>()
  /** Errors of topics in the last answer. */
  private readonly errors = new Map<string, number>()
  private refreshing: { wanted: Wanted; done: Promise<void> } | undefined
  private readonly freshness: Freshness
  clusterId: string | null = null
  controllerId = -1
  /** Grows with every answer. */
  version = 0

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly options: MetadataOptions,
  ) {
    this.freshness = new Freshness(env.clock, options.maxAgeMs)
  }

  /** Whether it speaks to controllers. */
  get ofControllers(): boolean {
    return this.options.ofControllers === true
  }

  topic(name: string): TopicInfo | undefined {
    return this.topics.get(name)
  }

  allTopics(): readonly TopicInfo[] {
    return [...this.topics.values()]
  }

  nameOf(topicId: string): string | undefined {
    return this.names.get(topicId)
  }

  partition(topic: string, partition: number): PartitionInfo | undefined {
    return this.topics.get(topic)?.partitions[partition]
  }

  leaderOf(topic: string, partition: number): Node | undefined {
    const info = this.partition(topic, partition)
    return info && info.leader >= 0 ? this.network.node(info.leader) : undefined
  }

  /** A broker by its id; undefined: none of that id is known. */
  node(id: number): Node | undefined {
    return this.network.node(id)
  }

  /** Until when what is learnt now is believed, monotonic ms (`metadata.max.age.ms`). */
  expiryOfNow(): number {
    return this.env.clock.monotonic() + this.options.maxAgeMs
  }

  isOver(until: number): boolean {
    return this.env.clock.monotonic() >= until
  }

  errorOf(topic: string): number {
    return this.errors.get(topic) ?? Errors.NONE
  }

  /** Nobody asks about the topic any more: who does again learns of it anew. */
  drop(topic: string): void {
    this.topics.delete(topic)
    this.errors.delete(topic)
    this.freshness.forget(topic)
  }

  /** What is known may be wrong: the next {@link ensure} asks again. */
  invalidate(): void {
    this.freshness.end()
  }

  /** Whether what is known of these topics, or of brokers alone, was doubted since it was told, or is old. */
  needsRefresh(wanted: Wanted): boolean {
    return !this.freshness.has(wanted)
  }

  /** Asks a broker once; calls meanwhile for the same topics share the request. Rejects with a KafkaException. */
  async refresh(wanted: Wanted): Promise<void> {
    const running = this.refreshing
    if (running) {
      await running.done.catch(() => undefined)
      if (covers(running.wanted, wanted) && !this.needsRefresh(wanted)) return
      return this.refresh(wanted)
    }
    const done = this.ask(wanted).finally(() => {
      this.refreshing = undefined
    })
    this.refreshing = { wanted, done }
    return done
  }

  /** Refreshes until it worked; rejects with TimeoutException when the time is up before. */
  ensure(wanted: Wanted, deadline: Deadline): Promise<void> {
    return deadline.bound(this.refreshUntil(wanted, deadline), tooLate)
  }

  private async refreshUntil(wanted: Wanted, deadline: Deadline): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.refresh(wanted)
      } catch (error) {
        if (!(error instanceof KafkaException) || !error.retriable || this.network.isClosed) throw error
        if (deadline.isOver) throw tooLate()
        await this.pause(attempt, deadline)
      }
    }
  }

  private pause(attempt: number, deadline: Deadline): Promise<void> {
    const { retryBackoffMs, retryBackoffMaxMs } = this.options
    const wait = backoffMs(this.env, attempt, { initialMs: retryBackoffMs, maxMs: retryBackoffMaxMs })
    return sleep(this.env, Math.min(wait, deadline.left))
  }

  private async ask(wanted: Wanted): Promise<void> {
    const node = this.network.leastLoaded()
    if (this.options.ofControllers) return this.askController(node)
    const topics = wanted === 'all' ? null : wanted.map((name) => ({ name, topicId: ZERO_UUID }))
    const { allowAutoTopicCreation } = this.options
    const { body } = await this.network.send(node, 'Metadata', { topics, allowAutoTopicCreation })
    if (body.errorCode !== Errors.NONE) throw exceptionOf(body.errorCode)
    this.update(body, wanted)
  }

  private async askController(node: Node): Promise<void> {
    const { body } = await this.network.send(node, 'DescribeCluster', { endpointType: 2 })
    if (body.errorCode !== Errors.NONE) throw exceptionOf(body.errorCode, body.errorMessage)
    this.network.setNodes(body.brokers.map(({ brokerId, host, port, rack }) => ({ id: brokerId, host, port, rack })))
    this.clusterId = body.clusterId
    this.controllerId = body.controllerId
    this.freshness.begin([])
    this.version++
  }

  private update(body: ResponseOf<'Metadata'>, wanted: Wanted): void {
    if (body.brokers.length > 0) {
      this.network.setNodes(body.brokers.map(({ nodeId, host, port, rack }) => ({ id: nodeId, host, port, rack })))
    }
    this.clusterId = body.clusterId
    this.controllerId = body.controllerId
    const before = new Map(this.topics)
    this.forget(wanted)
    for (const topic of body.topics) this.updateTopic(topic, before.get(topic.name ?? ''))
    this.reportErrors(body)
    this.freshness.begin(wanted)
    this.version++
  }

  private forget(wanted: Wanted): void {
    const gone = wanted === 'all' ? [...this.topics.keys()] : wanted
    for (const name of gone) {
      this.errors.delete(name)
      if (wanted === 'all') this.topics.delete(name)
    }
  }

  private updateTopic(topic: ResponseOf<'Metadata'>['topics'][number], known: TopicInfo | undefined): void {
    const name = topic.name ?? ''
    if (topic.errorCode !== Errors.NONE) {
      this.errors.set(name, topic.errorCode)
      if (topic.errorCode !== Errors.LEADER_NOT_AVAILABLE) this.topics.delete(name)
      return
    }
    const partitions: PartitionInfo[] = []
    const before = known?.topicId === topic.topicId ? known.partitions : []
    for (const partition of topic.partitions) {
      const index = partition.partitionIndex
      partitions[index] = newer(before[index], partitionInfo(name, partition))
    }
    this.topics.set(name, { name, topicId: topic.topicId, internal: topic.isInternal, partitions })
    if (topic.topicId !== ZERO_UUID) this.names.set(topic.topicId, name)
  }

  private reportErrors(body: ResponseOf<'Metadata'>): void {
    const troubled = body.topics.filter((topic) => topic.errorCode !== Errors.NONE)
    const invalid = troubled.filter((topic) => topic.errorCode === Errors.INVALID_TOPIC_EXCEPTION)
    if (invalid.length > 0) {
      const names = invalid.map((topic) => topic.name).join(', ')
      this.network.log(
        'ERROR',
        `Metadata response reported invalid topics [${names}]`,
        'org.apache.kafka.clients.Metadata',
      )
    }
    const shown = troubled.filter((topic) => !invalid.includes(topic)).map((t) => `${t.name}=${errorName(t.errorCode)}`)
    if (shown.length > 0) {
      this.network.warn(
        `The metadata response from the cluster reported a recoverable issue with correlation id ${this.version} : {${shown.join(', ')}}`,
      )
    }
  }
}

function tooLate(): TimeoutException {
  return new TimeoutException('Timeout expired while fetching topic metadata')
}

/** A broker that is behind tells of leaders of before: what is known of a later epoch stays (KIP-320, `Metadata.java`). */
function newer(known: PartitionInfo | undefined, told: PartitionInfo): PartitionInfo {
  return known && told.leaderEpoch >= 0 && told.leaderEpoch < known.leaderEpoch ? known : told
}

function partitionInfo(
  topic: string,
  partition: ResponseOf<'Metadata'>['topics'][number]['partitions'][number],
): PartitionInfo {
  return {
    topic,
    partition: partition.partitionIndex,
    leader: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicaNodes,
    inSyncReplicas: partition.isrNodes,
    offlineReplicas: partition.offlineReplicas,
  }
}

function covers(asked: Wanted, wanted: Wanted): boolean {
  if (asked === 'all') return true
  return wanted !== 'all' && wanted.every((name) => asked.includes(name))
}
