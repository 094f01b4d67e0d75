/** Fetches from the leaders of assigned partitions, or from replicas nearer by, and keeps what came until it is polled. */
import { Errors, errorName } from '../protocol/errors.ts'
import type { ResponseOf } from '../protocol/frame.ts'
import { codecsLoading } from '../record/codecs.ts'
import { CompletedFetch } from './completed-fetch.ts'
import type { ConsumerSettings } from './consumer-config.ts'
import { type ConsumerRecord, ConsumerRecords, consumerRecord, type Deserializers } from './consumer-record.ts'
import { exceptionOf, KafkaException, saysMetadataIsStale } from './errors.ts'
import { type FetchPartition, FetchSession, type SessionRequest } from './fetch-session.ts'
import type { Metadata } from './metadata.ts'
import type { NetworkClient, Node } from './network-client.ts'
import { ReadReplicas } from './read-replicas.ts'
import { type AssignedPartition, isHeld, type SubscriptionState } from './subscription-state.ts'
import { byTopic, partitionKey, type TopicPartition } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.consumer.internals.AbstractFetch'

type PartitionAnswer = ResponseOf<'Fetch'>['responses'][number]['partitions'][number]

/** Totals since the consumer was made. */
export interface FetchTotals {
  records: number
  bytes: number
  requests: number
}

export class Fetcher {
  private readonly sessions = new Map<number, FetchSession>()
  private readonly underWay = new Set<number>()
  private readonly completed: CompletedFetch[] = []
  private readonly replicas: ReadReplicas
  readonly totals: FetchTotals = { records: 0, bytes: 0, requests: 0 }

  constructor(
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly subscription: SubscriptionState,
    private readonly settings: ConsumerSettings,
    private readonly events: { arrived(): void; failed(error: KafkaException): void },
  ) {
    this.replicas = new ReadReplicas(metadata)
  }

  /** Whether a poll finds something without waiting. */
  get hasRecords(): boolean {
    return this.completed.some((fetch) => this.isUsable(fetch))
  }

  /** Starts a fetch with every broker that has none under way. */
  sendFetches(): void {
    const wanted = new Map<Node, FetchPartition[]>()
    const buffered = new Set(this.completed.map((fetch) => partitionKey(fetch.partition)))
    for (const [partition, state] of this.subscription.assigned) {
      if (state.position === null || isHeld(state) || state.reset || state.isUnvalidated) continue
      if (buffered.has(partitionKey(partition))) continue
      const node = this.replicas.nodeFor(partition)
      if (!node) this.metadata.invalidate()
      else if (!this.underWay.has(node.id)) {
        wanted.set(node, [...(wanted.get(node) ?? []), this.fetchPartition(state, state.position)])
      }
    }
    for (const [node, partitions] of wanted) void this.fetch(node, partitions)
  }

  private fetchPartition({ partition, leader }: AssignedPartition, position: number): FetchPartition {
    const info = this.metadata.topic(partition.topic)
    return {
      ...partition,
      topicId: info?.topicId ?? '',
      currentLeaderEpoch: leader?.epoch ?? info?.partitions[partition.partition]?.leaderEpoch ?? -1,
      fetchOffset: position,
      partitionMaxBytes: this.settings.maxPartitionFetchBytes,
    }
  }

  private session(node: number): FetchSession {
    let session = this.sessions.get(node)
    if (!session) {
      session = new FetchSession()
      this.sessions.set(node, session)
    }
    return session
  }

  private async fetch(node: Node, partitions: readonly FetchPartition[]): Promise<void> {
    const session = this.session(node.id)
    this.underWay.add(node.id)
    try {
      const channel = await this.network.channel(node)
      const request = session.next(partitions)
      const { requestTimeoutMs } = this.settings
      const answer = await channel.request('Fetch', (version) => this.body(request, version), {
        timeoutMs: requestTimeoutMs + this.settings.fetchMaxWaitMs,
      })
      this.totals.requests++
      const partitionsTold = answer.body.responses.flatMap((topic) => topic.partitions)
      const codecs = partitionsTold.map(({ records }) => codecsLoading(records)).filter((loading) => loading)
      if (codecs.length > 0) await Promise.all(codecs)
      this.take(session, answer.body, answer.version, { node, partitions })
    } catch (error) {
      session.reset({ sessionIsGone: false })
      for (const partition of partitions) this.replicas.forget(partition)
      this.trouble(error)
    } finally {
      this.underWay.delete(node.id)
      this.events.arrived()
    }
  }

  private trouble(error: unknown): void {
    if (error instanceof KafkaException && error.retriable) {
      this.metadata.invalidate()
      return
    }
    this.events.failed(error instanceof KafkaException ? error : new KafkaException(String(error), { cause: error }))
  }

  private body(request: SessionRequest, version: number) {
    const { settings } = this
    return {
      maxWaitMs: settings.fetchMaxWaitMs,
      minBytes: settings.fetchMinBytes,
      maxBytes: settings.fetchMaxBytes,
      isolationLevel: settings.readCommitted ? 1 : 0,
      sessionId: request.sessionId,
      sessionEpoch: request.sessionEpoch,
      topics: [...byTopic(request.changed)].map(([topic, list]) => ({
        ...(version >= 13 ? { topicId: list[0]?.topicId } : { topic }),
        partitions: list.map(({ partition, currentLeaderEpoch, fetchOffset, partitionMaxBytes }) => ({
          partition,
          currentLeaderEpoch,
          fetchOffset,
          partitionMaxBytes,
        })),
      })),
      forgottenTopicsData: [...byTopic(request.forgotten)].map(([topic, list]) => ({
        ...(version >= 13 ? { topicId: list[0]?.topicId } : { topic }),
        partitions: list.map(({ partition }) => partition),
      })),
      rackId: settings.rackId,
    }
  }

  private take(
    session: FetchSession,
    answer: ResponseOf<'Fetch'>,
    version: number,
    asked: { readonly node: Node; readonly partitions: readonly FetchPartition[] },
  ): void {
    if (answer.errorCode !== Errors.NONE) {
      session.reset({ sessionIsGone: answer.errorCode === Errors.FETCH_SESSION_ID_NOT_FOUND })
      const error = exceptionOf(answer.errorCode)
      if (!error.retriable) throw error
      return
    }
    session.answered(answer.sessionId)
    const offsets = new Map(asked.partitions.map((partition) => [partitionKey(partition), partition.fetchOffset]))
    const round = { node: asked.node, offsets }
    for (const topic of answer.responses) {
      const name = version >= 13 ? this.metadata.nameOf(topic.topicId) : topic.topic
      if (name === undefined) continue
      for (const p of topic.partitions) this.takePartition({ topic: name, partition: p.partitionIndex }, p, round)
    }
  }

  private takePartition(
    partition: TopicPartition,
    answer: PartitionAnswer,
    { node, offsets }: { readonly node: Node; readonly offsets: ReadonlyMap<string, number> },
  ): void {
    const state = this.subscription.assigned.get(partition)
    const asked = offsets.get(partitionKey(partition))
    if (!state || asked === undefined || state.position !== asked) return
    if (answer.errorCode !== Errors.NONE) return this.partitionError(state, answer.errorCode, node)
    state.highWatermark = answer.highWatermark
    state.logStartOffset = answer.logStartOffset
    if (answer.preferredReadReplica >= 0) this.replicas.prefer(partition, answer.preferredReadReplica)
    if (!answer.records || answer.records.length === 0) return
    const aborted = this.settings.readCommitted ? (answer.abortedTransactions ?? []) : null
    const { checkCrcs } = this.settings
    this.totals.bytes += answer.records.length
    this.completed.push(new CompletedFetch(partition, asked, answer.records, { checkCrcs, aborted }))
  }

  private partitionError(state: AssignedPartition, errorCode: number, from: Node): void {
    const { topic, partition } = state.partition
    // The replica may have been given up while its answer was under way: who answered counts too.
    const isLeader = this.metadata.leaderOf(topic, partition)?.id === from.id
    const wasElsewhere = this.replicas.forget(state.partition) || !isLeader
    if (errorCode === Errors.OFFSET_OUT_OF_RANGE) {
      // A replica that is behind does not say what the leader has.
      if (!wasElsewhere) this.outOfRange(state)
      return
    }
    if (saysMetadataIsStale(errorCode) || exceptionOf(errorCode).retriable) {
      this.metadata.invalidate()
      return
    }
    if (errorCode === Errors.UNKNOWN_SERVER_ERROR) {
      const message = `Unknown server error while fetching offset ${state.position} for topic-partition ${partitionKey(state.partition)}`
      return this.network.log('WARN', message, LOGGER)
    }
    this.events.failed(exceptionOf(errorCode))
  }

  private outOfRange(state: AssignedPartition): void {
    const { reset } = this.settings
    const key = partitionKey(state.partition)
    if (reset === 'none') {
      this.events.failed(
        new KafkaException(
          `Fetch position ${state.position} is out of range for partition ${key} (${errorName(Errors.OFFSET_OUT_OF_RANGE)})`,
          { javaClass: 'org.apache.kafka.clients.consumer.OffsetOutOfRangeException' },
        ),
      )
      return
    }
    this.network.log(
      'INFO',
      `Fetch position ${state.position} is out of range for partition ${key}, resetting offset`,
      LOGGER,
    )
    state.position = null
    state.reset = reset
  }

  private isUsable(fetch: CompletedFetch): boolean {
    const state = this.subscription.assigned.get(fetch.partition)
    return state !== undefined && !isHeld(state) && !state.isUnvalidated && state.position === fetch.nextOffset
  }

  /**
   * Up to max.poll.records of what came, moving positions behind them. A record that cannot be had is an error while nothing
   * else is there to be handed out, and again at each call until the user seeks elsewhere.
   */
  collect<K, V>(deserializers: Deserializers<K, V>): ConsumerRecords<K, V> {
    const records = new Map<string, ConsumerRecord<K, V>[]>()
    let left = this.settings.maxPollRecords
    for (const fetch of [...this.completed]) {
      if (left === 0) break
      const state = this.subscription.assigned.get(fetch.partition)
      if (state && isHeld(state) && state.position === fetch.nextOffset) continue
      if (!state || state.isUnvalidated || state.position !== fetch.nextOffset) {
        this.completed.splice(this.completed.indexOf(fetch), 1)
        continue
      }
      try {
        left -= this.drain(fetch, state, left, deserializers, records)
      } catch (error) {
        if (records.size === 0) throw error
        break
      }
      if (fetch.isDrained) this.completed.splice(this.completed.indexOf(fetch), 1)
    }
    return new ConsumerRecords(records)
  }

  private drain<K, V>(
    fetch: CompletedFetch,
    state: AssignedPartition,
    max: number,
    deserializers: Deserializers<K, V>,
    into: Map<string, ConsumerRecord<K, V>[]>,
  ): number {
    const list: ConsumerRecord<K, V>[] = []
    try {
      fetch.drain(max, (record, header) => {
        const { timestampType, partitionLeaderEpoch } = header
        list.push(
          consumerRecord(fetch.partition, record, { timestampType, leaderEpoch: partitionLeaderEpoch }, deserializers),
        )
        state.offsetEpoch = partitionLeaderEpoch < 0 ? null : partitionLeaderEpoch
      })
    } catch (error) {
      state.position = fetch.nextOffset
      if (list.length === 0) throw error
    }
    state.position = fetch.nextOffset
    this.totals.records += list.length
    if (list.length > 0) {
      const key = partitionKey(fetch.partition)
      into.set(key, [...(into.get(key) ?? []), ...list])
    }
    return list.length
  }

  /** Closes sessions on the brokers that have one, without waiting. */
  close(): void {
    for (const [node, session] of this.sessions) {
      const request = session.closing()
      const channel = this.network.openChannel(node)
      if (!request || !channel) continue
      const { requestTimeoutMs } = this.settings
      channel
        .request('Fetch', (version) => this.body(request, version), { timeoutMs: requestTimeoutMs })
        .catch(() => undefined)
    }
    this.sessions.clear()
    this.completed.length = 0
  }
}
