/** Sends batches to partition leaders, retries them, and keeps their order and identity. */
import type { Env, Timer } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import { compressorLoading } from '../record/codecs.ts'
import { Accumulator, type PartitionQueue } from './accumulator.ts'
import type { Channel } from './channel.ts'
import { exceptionOf, isRetriable, KafkaException, saysMetadataIsStale, TimeoutException } from './errors.ts'
import type { Metadata } from './metadata.ts'
import type { NetworkClient, Node } from './network-client.ts'
import { errorIn, isUnsure, type PartitionAnswer, requestProduce } from './produce-request.ts'
import type { ProducerBatch } from './producer-batch.ts'
import type { ProducerSettings } from './producer-config.ts'
import { NO_PRODUCER_ID, type ProducerIdentity, requestProducerId } from './producer-id.ts'
import type { ProducerMetrics } from './producer-metrics.ts'
import { retryText, splitText, staleText, unanswered } from './sender-words.ts'
import { backoffMs } from './timing.ts'
import { partitionKey, type TopicPartition } from './topic-partition.ts'

const LOGGER = 'org.apache.kafka.clients.producer.internals.Sender'

/** Codes after which an idempotent producer's sequence is in doubt and it goes on under a new id. */
const LOSES_IDENTITY = new Set<number>([
  Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
  Errors.UNKNOWN_PRODUCER_ID,
  Errors.INVALID_PRODUCER_EPOCH,
  Errors.INVALID_PRODUCER_ID_MAPPING,
])

interface Sent extends TopicPartition {
  readonly queue: PartitionQueue
  readonly batch: ProducerBatch
}

export class Sender {
  readonly accumulator: Accumulator
  private identity: ProducerIdentity = NO_PRODUCER_ID
  private gettingIdentity = false
  private gettingCompressor = false
  /** The sequence of some partition is broken: a new id is needed once nothing is in flight. */
  private identityLost = false
  private identityAttempts = 0
  private readonly requests = new Map<number, number>()
  /** Nodes to which a connection is being made. */
  private readonly connecting = new Set<number>()
  private timer: { at: number; handle: Timer } | undefined
  private refreshing = false
  private refreshAttempts = 0
  private drainQueued = false
  private closed = false
  /** Sends that wait for room in buffer.memory. */
  waitingForRoom = 0
  /** Called when room came free or a batch was settled. */
  onProgress: () => void = () => undefined

  constructor(
    private readonly env: Env,
    private readonly network: NetworkClient,
    private readonly metadata: Metadata,
    private readonly settings: ProducerSettings,
    private readonly metrics: ProducerMetrics,
  ) {
    this.accumulator = new Accumulator(settings)
  }

  /** Looks soon at what may be sent; many calls in one turn make one look. */
  wake(): void {
    if (this.drainQueued || this.closed) return
    this.drainQueued = true
    void Promise.resolve().then(() => {
      this.drainQueued = false
      this.drain()
    })
  }

  /** Looks again in `ms` at the latest. */
  wakeIn(ms: number): void {
    const at = this.env.clock.monotonic() + ms
    if (this.timer && this.timer.at <= at) return
    this.timer?.handle.cancel()
    const handle = this.env.timers.after(ms, () => {
      this.timer = undefined
      this.drain()
    })
    this.timer = { at, handle }
  }

  private drain(): void {
    if (this.closed) return
    const now = this.env.clock.monotonic()
    this.expire(now)
    if (!this.ready()) return
    // A request takes one batch a partition: what is ready behind them goes into the next, until enough are in flight.
    let round = this.sendReady(now)
    while (round.sent) round = this.sendReady(now)
    if (this.accumulator.hasUnsent) this.wakeIn(Math.min(round.soonest, 1000))
  }

  /** One request to each node that may have one; ms until a batch that is not ready yet is. */
  private sendReady(now: number): { sent: boolean; soonest: number } {
    let soonest = Number.POSITIVE_INFINITY
    const byNode = new Map<Node, PartitionQueue[]>()
    for (const queue of this.accumulator.all()) {
      const about = { memoryShort: this.waitingForRoom > 0, producerId: this.identity.producerId }
      const wait = this.accumulator.waitFor(queue, now, about)
      if (wait === undefined) continue
      if (wait > 0) soonest = Math.min(soonest, wait)
      else this.place(queue, byNode)
    }
    let sent = false
    for (const [node, queues] of byNode) sent = this.sendTo(node, queues) || sent
    return { sent, soonest }
  }

  private place(queue: PartitionQueue, byNode: Map<Node, PartitionQueue[]>): void {
    const { topic, partition } = queue.partition
    const leader = this.metadata.leaderOf(topic, partition)
    if (!leader || this.metadata.needsRefresh([topic])) this.refreshMetadata()
    if (leader) byNode.set(leader, [...(byNode.get(leader) ?? []), queue])
  }

  private refreshMetadata(): void {
    if (this.refreshing) return
    this.refreshing = true
    this.metadata
      .refresh(this.topicsInUse())
      .then(
        () => {
          this.refreshAttempts = 0
        },
        () => undefined,
      )
      .finally(() => this.refreshed())
  }

  /** What was not sent to for long may be deleted, and is forgotten (`ProducerMetadata.retainTopic`). */
  private topicsInUse(): string[] {
    const { inUse, idle } = this.accumulator.topics(this.env.clock.monotonic() - this.settings.metadataMaxIdleMs)
    for (const topic of idle) this.metadata.drop(topic)
    return [...inUse]
  }

  private refreshed(): void {
    const wait = this.backoff(this.refreshAttempts++)
    this.env.timers.after(wait, () => {
      this.refreshing = false
      this.wake()
    })
  }

  private backoff(attempts: number): number {
    const { retryBackoffMs, retryBackoffMaxMs } = this.settings
    return backoffMs(this.env, attempts, { initialMs: retryBackoffMs, maxMs: retryBackoffMaxMs })
  }

  /** Whether batches can be made: the compressor is there, and the id of an idempotent producer; both are got on the first look. */
  private ready(): boolean {
    if (!this.canCompress()) return false
    if (!this.settings.idempotent) return true
    if (this.identityLost && !this.hasInFlight()) this.forgetIdentity()
    if (this.identity.producerId >= 0) return !this.identityLost
    if (!this.gettingIdentity && this.accumulator.hasUnsent) void this.getIdentity()
    return false
  }

  private canCompress(): boolean {
    const loading = compressorLoading(this.settings.compression)
    if (loading && !this.gettingCompressor && this.accumulator.hasUnsent) void this.getCompressor(loading)
    return !loading
  }

  private async getCompressor(loading: Promise<void>): Promise<void> {
    this.gettingCompressor = true
    try {
      await loading
    } catch (error) {
      this.failAll(asKafkaException(error))
    }
    this.gettingCompressor = false
    this.wake()
  }

  private hasInFlight(): boolean {
    for (const queue of this.accumulator.all()) if (queue.inFlight.length > 0) return true
    return false
  }

  private forgetIdentity(): void {
    this.identityLost = false
    this.identity = NO_PRODUCER_ID
    for (const queue of this.accumulator.all()) queue.beginAnew()
  }

  /** `refused`: the broker did not take the batch, so that it cannot have taken those that were sent after it. */
  private loseIdentity(queue: PartitionQueue, { refused }: { refused: boolean }): void {
    this.identityLost = true
    if (refused) queue.hasGap = true
  }

  private async getIdentity(): Promise<void> {
    this.gettingIdentity = true
    try {
      this.identity = await requestProducerId(this.network)
      this.identityAttempts = 0
      this.wake()
    } catch (error) {
      if (!isRetriable(error)) this.failAll(error as KafkaException)
      this.wakeIn(this.backoff(this.identityAttempts++))
      this.expire(this.env.clock.monotonic())
    } finally {
      this.gettingIdentity = false
    }
  }

  /** Whether a request went out. */
  private sendTo(node: Node, queues: readonly PartitionQueue[]): boolean {
    const underWay = this.requests.get(node.id) ?? 0
    const channel = underWay < this.settings.maxInFlight ? this.openChannel(node) : undefined
    if (!channel) return false
    const sent = this.takeBatches(queues)
    if (sent.length === 0) return false
    this.requests.set(node.id, underWay + 1)
    void this.exchange(node, channel, sent)
    return true
  }

  /** Batches wait for a connection without being tried: a node that is away uses up no retries, as with the Java client. */
  private openChannel(node: Node): Channel | undefined {
    const channel = this.network.openChannel(node.id)
    if (!channel && !this.connecting.has(node.id)) void this.connect(node)
    return channel
  }

  private async connect(node: Node): Promise<void> {
    this.connecting.add(node.id)
    try {
      await this.network.channel(node)
    } catch (error) {
      if (!isRetriable(error)) this.failAll(asKafkaException(error))
      this.metadata.invalidate()
    } finally {
      this.connecting.delete(node.id)
      this.drain()
    }
  }

  /** One batch a partition, up to max.request.size. */
  private takeBatches(queues: readonly PartitionQueue[]): Sent[] {
    const sent: Sent[] = []
    let size = 0
    for (const queue of queues) {
      const head = queue.head(this.identity.producerId)
      if (!head || (this.settings.maxInFlight === 1 && queue.inFlight.length > 0)) continue
      if (sent.length > 0 && size + head.sizeInBytes > this.settings.maxRequestSize) break
      const batch = queue.take()
      if (this.settings.idempotent && batch.baseSequence < 0) queue.assignSequence(batch, this.identity)
      size += batch.bytes().length
      sent.push({ ...queue.partition, queue, batch })
    }
    return sent
  }

  private async exchange(node: Node, channel: Channel, sent: readonly Sent[]): Promise<void> {
    const start = this.env.clock.monotonic()
    const request = { correlationId: channel.nextCorrelationId }
    const outcome = await requestProduce(channel, sent, { ...this.settings, metadata: this.metadata }).catch(
      (error: unknown) => unanswered(node, asKafkaException(error)),
    )
    this.requests.set(node.id, (this.requests.get(node.id) ?? 1) - 1)
    const acknowledged: (Acknowledged | undefined)[] = []
    for (const one of sent) {
      if (outcome instanceof KafkaException) this.failed(one, request, outcome)
      else acknowledged.push(this.settle(one, request, outcome?.get(partitionKey(one))))
    }
    this.metrics.requestDone(this.env.clock.monotonic() - start, sent)
    // What comes next leaves before the program hears of its records: the broker does not wait for that.
    this.drain()
    for (const one of acknowledged) one?.batch.complete(one.baseOffset, one.logAppendTimeMs)
    this.onProgress()
  }

  /** The batch, if the broker has it and its records are to be told so. */
  private settle(one: Sent, request: SentRequest, answer: PartitionAnswer | undefined): Acknowledged | undefined {
    const code = this.settings.acks === 0 ? Errors.NONE : answer?.errorCode
    if (code === Errors.NONE || code === Errors.DUPLICATE_SEQUENCE_NUMBER) return this.acknowledged(one, answer)
    if (code === Errors.MESSAGE_TOO_LARGE && one.batch.recordCount > 1) this.split(one)
    else this.failed(one, request, errorIn(answer), answer)
    return undefined
  }

  private acknowledged({ queue, batch }: Sent, answer: PartitionAnswer | undefined): Acknowledged {
    queue.settled(batch)
    this.accumulator.release(batch)
    this.metrics.recordsSent(batch)
    return { batch, baseOffset: answer?.baseOffset ?? -1, logAppendTimeMs: answer?.logAppendTimeMs ?? -1 }
  }

  private split(one: Sent): void {
    const { queue, batch } = one
    this.warn(splitText(partitionKey(one), batch.recordCount))
    queue.settled(batch)
    this.accumulator.release(batch)
    if (batch.baseSequence >= 0) this.loseIdentity(queue, { refused: true })
    const parts = batch.split()
    for (const part of parts) this.accumulator.used += part.reserved
    queue.batches.unshift(...parts)
  }

  private failed(one: Sent, request: SentRequest, error: KafkaException, answer?: PartitionAnswer): void {
    const { queue, batch } = one
    if (this.mayRetry(one, error)) {
      const left = this.settings.retries - batch.attempts - 1
      const message = answer ? answer.errorMessage : error.message
      this.warn(retryText(partitionKey(one), request, { left, code: error.code, message }))
      batch.retryAt = this.env.clock.monotonic() + this.backoff(batch.attempts++)
      // The broker misses what came before, and nothing that is under way can bring it.
      if (!error.retriable && !queue.hasEarlier(batch) && !isUnsure(answer)) this.loseIdentity(queue, { refused: true })
      queue.requeue(batch)
    } else {
      queue.settled(batch)
      this.giveUp(queue, batch, error, answer)
    }
    if (!saysMetadataIsStale(error.code)) return
    this.warn(staleText(partitionKey(one), error))
    this.metadata.invalidate()
  }

  private mayRetry({ queue, batch }: Sent, error: KafkaException): boolean {
    if (this.closed || batch.attempts >= this.settings.retries) return false
    if (this.env.clock.monotonic() - batch.createdAt >= this.settings.deliveryTimeoutMs) return false
    if (error.retriable) return true
    if (batch.baseSequence >= 0 && error.code === Errors.UNKNOWN_PRODUCER_ID) return true
    if (error.code !== Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || batch.baseSequence < 0) return false
    // At the first try it cannot be in the log: under a new identity it can go there.
    return queue.hasEarlier(batch) || batch.attempts === 0
  }

  private giveUp(queue: PartitionQueue, batch: ProducerBatch, error: KafkaException, answer?: PartitionAnswer): void {
    const isInDoubt = batch.attempts > 0 || LOSES_IDENTITY.has(error.code) || !queue.isIdle || error.retriable
    if (batch.baseSequence >= 0 && isInDoubt) {
      // One that was tried before may be in the log all the same: a broker that was restarted knows only the last batch.
      this.loseIdentity(queue, { refused: !error.retriable && batch.attempts === 0 })
    } else if (batch.baseSequence >= 0 && batch.producerId === this.identity.producerId) {
      queue.nextSequence = batch.baseSequence
    }
    this.accumulator.release(batch)
    this.metrics.recordsFailed(batch)
    const own = new Map(answer?.recordErrors.map((e) => [e.batchIndex, e.batchIndexErrorMessage]))
    batch.fail((index) => {
      const message = own.get(index)
      return message === undefined ? error : exceptionOf(Errors.INVALID_RECORD, message)
    })
    this.onProgress()
  }

  /** Fails what waited longer than delivery.timeout.ms. */
  private expire(now: number): void {
    for (const queue of this.accumulator.all()) {
      while (queue.batches[0] && now - queue.batches[0].createdAt >= this.settings.deliveryTimeoutMs) {
        const batch = queue.batches.shift() as ProducerBatch
        const { recordCount, createdAt } = batch
        const waited = Math.round(now - createdAt)
        const message = `Expiring ${recordCount} record(s) for ${partitionKey(queue.partition)}:${waited} ms has passed since batch creation`
        this.giveUp(queue, batch, new TimeoutException(message))
      }
    }
  }

  private failAll(error: KafkaException): void {
    for (const queue of this.accumulator.all()) {
      for (const batch of queue.batches.splice(0)) this.giveUp(queue, batch, error)
    }
  }

  private warn(message: string): void {
    this.network.log('WARN', message, LOGGER)
  }

  /** Stops; what was not sent fails with the given error. */
  close(error: KafkaException): void {
    this.failAll(error)
    this.closed = true
    this.timer?.handle.cancel()
  }
}

/** A batch that the broker has; -1: it did not say where. */
interface Acknowledged {
  readonly batch: ProducerBatch
  readonly baseOffset: number
  readonly logAppendTimeMs: number
}

/** A request that was sent. */
interface SentRequest {
  readonly correlationId: number
}

function asKafkaException(error: unknown): KafkaException {
  return error instanceof KafkaException ? error : new KafkaException(String(error), { cause: error })
}
