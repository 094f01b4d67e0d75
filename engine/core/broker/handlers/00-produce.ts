/**
 * Produce, versions 3-13. 7 zstd; 8 record errors; 10 leader hints (KIP-951); 13 topic ids (KIP-516).
 * `KafkaApis.handleProduceRequest`, `ReplicaManager.appendRecords`.
 */

import type { AppendResult, RecordError } from '../../log/log-types.ts'
import { type ErrorCode, Errors, errorName } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { batchHeaderAt, CorruptRecordError } from '../../record/batch.ts'
import { codecsLoading, compressorLoading } from '../../record/codecs.ts'
import { COMPRESSIONS } from '../../record/compression.ts'
import { AT, Attributes, wholeBatchSize } from '../../record/header.ts'
import type { Partition } from '../../replication/partition.ts'
import { type Answer, type BrokerServices, CloseConnection, type Handler, type RequestContext } from '../handler.ts'
import { LeaderHints } from '../leader-hint.ts'
import type { DelayedOperation } from '../purgatory.ts'

type Acks = -1 | 0 | 1
type TopicData = RequestOf<'Produce'>['topicData'][number]

/** One partition of a request on its way: what it got so far, and what it waits for. */
interface Produced {
  readonly topic: string
  readonly index: number
  /** null: refused before the log saw it. */
  readonly partition: Partition | null
  error: ErrorCode
  readonly baseOffset: number
  readonly lastOffset: number
  readonly logAppendTime: number
  readonly logStartOffset: number
  readonly message: string | null
  readonly recordErrors: readonly RecordError[]
}

const REFUSED = { baseOffset: -1, lastOffset: -1, logAppendTime: -1, message: null, recordErrors: [] } as const

/** How long acks=1 waits for this broker's disk when the client gave less: Kafka would block without limit. */
const LEAST_DISK_WAIT_MS = 30_000

export const produce: Handler<'Produce'> = (context, request, services) => {
  const loading = compressorFor(request, services)
  if (!loading && !context.connection.produceTurn) return append(context, request, services)
  return appendInTurn(loading, context, request, services)
}

/** Once the codec is there and all that came before on the connection is appended: producers rely on their order. */
async function appendInTurn(
  loading: Promise<unknown> | undefined,
  ...[context, request, services]: Parameters<typeof append>
): Promise<Answer<'Produce'>> {
  const { connection } = context
  const turn = Promise.all([connection.produceTurn, loading])
  connection.produceTurn = turn
  await turn
  if (connection.produceTurn === turn) connection.produceTurn = undefined
  return append(context, request, services)
}

/** Records are unpacked to be looked at, and packed anew where the topic's `compression.type` is another. */
function compressorFor(request: RequestOf<'Produce'>, services: BrokerServices): Promise<unknown> | undefined {
  const waits: Promise<void>[] = []
  for (const topic of request.topicData)
    for (const { index, records } of topic.partitionData) {
      const own = services.replicaManager.get(nameOf(topic, services), index)?.log.config.compression
      const loading = compressorLoading(own ?? 'none') ?? codecsLoading(records)
      if (loading) waits.push(loading)
    }
  return waits.length > 0 ? Promise.all(waits) : undefined
}

const append: Handler<'Produce'> = (context, request, services) => {
  const acks = request.acks
  const refuse = (error: ErrorCode) => response(context, request, services, refuseAll(request, error, services))
  if (acks !== -1 && acks !== 0 && acks !== 1) return refuse(Errors.INVALID_REQUIRED_ACKS)
  if (request.transactionalId === null && hasTransactional(request))
    return refuse(Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
  const produced = request.topicData.map((topic) => appendTopic(topic, acks, context, services))
  if (acks === 0) return answerNothing(produced.flat())
  const waiting = produced.flat().filter(({ error }) => error === Errors.NONE)
  const done = () => response(context, request, services, produced)
  if (waiting.every((one) => isDone(one, acks))) return done()
  return new Promise((resolve) => {
    const operation = new DelayedProduce(waiting, acks, () => resolve(done()))
    const keys = waiting.map(({ partition }) => partition as Partition)
    const waitMs = acks === 1 ? Math.max(request.timeoutMs, LEAST_DISK_WAIT_MS) : Math.max(request.timeoutMs, 0)
    services.purgatory.tryCompleteElsePark(operation, keys, waitMs)
  })
}

/** acks=0: no answer; the client learns of an error by the closed connection. */
function answerNothing(produced: readonly Produced[]): null {
  const failed = produced.find(({ error }) => error !== Errors.NONE)
  if (failed) throw new CloseConnection(`produce with acks=0 to ${failed.topic}-${failed.index}: error ${failed.error}`)
  return null
}

function hasTransactional({ topicData }: RequestOf<'Produce'>): boolean {
  return topicData.some(({ partitionData }) => partitionData.some(({ records }) => isTransactional(records)))
}

/** By its attributes alone: the whole header is read once, when it is checked. */
function isTransactional(records: Uint8Array | null): boolean {
  if (!records || records.length < AT.records || records[AT.magic] !== 2) return false
  return ((records[AT.attributes + 1] as number) & Attributes.transactional) !== 0
}

/** One of each partition; of those that come twice Kafka takes the last. */
function partitionsOf({ partitionData }: TopicData): TopicData['partitionData'] {
  const byIndex = new Map(partitionData.map((one) => [one.index, one]))
  return byIndex.size === partitionData.length ? partitionData : [...byIndex.values()]
}

function refuseAll(request: RequestOf<'Produce'>, error: ErrorCode, services: BrokerServices): Produced[][] {
  return request.topicData.map((topic) =>
    partitionsOf(topic).map(({ index }) => ({
      ...REFUSED,
      topic: nameOf(topic, services),
      index,
      partition: null,
      error,
      logStartOffset: -1,
    })),
  )
}

function nameOf(topic: TopicData, services: BrokerServices): string {
  return topic.name || (services.image.topicById(topic.topicId)?.name ?? '')
}

function appendTopic(topic: TopicData, acks: Acks, context: RequestContext, services: BrokerServices): Produced[] {
  const name = nameOf(topic, services)
  return partitionsOf(topic).map(({ index, records }) => {
    const refuse = (error: ErrorCode): Produced => {
      return { ...REFUSED, topic: name, index, partition: null, error, logStartOffset: -1 }
    }
    if (context.version >= 13 && name === '') return refuse(Errors.UNKNOWN_TOPIC_ID)
    if (!services.image.partition(name, index)) return refuse(Errors.UNKNOWN_TOPIC_OR_PARTITION)
    const judged = judge(records, context.version)
    if (judged.error !== undefined) return refuse(judged.error)
    const { batch } = judged
    const partition = services.replicaManager.serving(name, index)
    if (!partition) return refuse(Errors.NOT_LEADER_OR_FOLLOWER)
    const result = partition.append(batch, { origin: 'client', requiredAcks: acks })
    if (result.error === Errors.NONE && result.duplicate) tellRepeated(partition, result, batch, services)
    return appended(partition, result)
  })
}

/** For pictures and checks: the batch is in the log already, by its producer's sequence, and is not written again. */
function tellRepeated(
  { topic, index }: Partition,
  { baseOffset }: { readonly baseOffset: number },
  records: Uint8Array,
  { env }: BrokerServices,
): void {
  const { producerId, baseSequence } = batchHeaderAt(records)
  env.trace.event({ type: 'produce.repeated', partition: `${topic}-${index}`, baseOffset, producerId, baseSequence })
}

/** What may be appended, or why not. */
type Judged = { readonly batch: Uint8Array; readonly error?: undefined } | { readonly error: ErrorCode }

function judge(records: Uint8Array | null, version: number): Judged {
  try {
    const size = records ? wholeBatchSize(records) : undefined
    // What follows is looked at too, and left out when it is no whole batch.
    if (!records || size === undefined || wholeBatchSize(records, size) !== undefined || records[AT.magic] !== 2)
      return { error: Errors.INVALID_RECORD }
    const batch = records.subarray(0, size)
    return attributesError(batch, version) ?? { batch }
  } catch (error) {
    if (error instanceof CorruptRecordError) return { error: Errors.CORRUPT_MESSAGE }
    throw error
  }
}

/** What the version does not know (`ProduceRequest.validateRecords`), or nobody here can do. */
function attributesError(batch: Uint8Array, version: number): Judged | undefined {
  const attributes = batch[AT.attributes + 1] ?? 0
  // What Kafka tells a producer whose transaction no coordinator can confirm; none runs here yet.
  if (attributes & Attributes.transactional) return { error: Errors.NOT_ENOUGH_REPLICAS }
  const isZstd = COMPRESSIONS[attributes & Attributes.compression] === 'zstd'
  return isZstd && version < 7 ? { error: Errors.UNSUPPORTED_COMPRESSION_TYPE } : undefined
}

/** Errors for which Kafka does not tell the log start (`ReplicaManager.appendRecordsToLeader`). */
const WITHOUT_LOG_START: ReadonlySet<number> = new Set([
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.NOT_LEADER_OR_FOLLOWER,
  Errors.MESSAGE_TOO_LARGE,
  Errors.RECORD_LIST_TOO_LARGE,
  Errors.CORRUPT_MESSAGE,
  Errors.KAFKA_STORAGE_ERROR,
])

function appended(partition: Partition, result: AppendResult): Produced {
  const { topic, index } = partition
  const logStartOffset = WITHOUT_LOG_START.has(result.error) ? -1 : partition.log.logStartOffset
  const place = { ...REFUSED, topic, index, partition, logStartOffset }
  if (result.error === Errors.NONE) return { ...place, ...result, logStartOffset }
  // Only records refused one by one come with a message; other errors speak for themselves.
  const { error, message, recordErrors } = result
  return recordErrors ? { ...place, error, message, recordErrors } : { ...place, error }
}

/** Whether what was appended is acknowledged, or can no longer be; sets the error then. */
function isDone(one: Produced, acks: Acks): boolean {
  const partition = one.partition as Partition
  const lost = partition.checkLeader(-1)
  if (lost !== Errors.NONE) one.error = lost
  if (one.error !== Errors.NONE) return true
  if (acks === 1) return partition.durableEndOffset > one.lastOffset
  if (partition.highWatermark <= one.lastOffset) return false
  if (!partition.enoughAfterAppend) one.error = Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND
  return true
}

class DelayedProduce implements DelayedOperation {
  constructor(
    private readonly waiting: readonly Produced[],
    private readonly acks: Acks,
    private readonly answer: () => void,
  ) {}

  tryComplete(): boolean {
    if (!this.waiting.every((one) => isDone(one, this.acks))) return false
    this.answer()
    return true
  }

  expire(): void {
    for (const one of this.waiting) if (!isDone(one, this.acks)) one.error = Errors.REQUEST_TIMED_OUT
    this.answer()
  }
}

function response(
  context: RequestContext,
  request: RequestOf<'Produce'>,
  services: BrokerServices,
  produced: readonly Produced[][],
): ResponseInit<'Produce'> {
  const hints = new LeaderHints(services.image, context.listener)
  for (const one of produced.flat()) tellRefused(one, services)
  const all = request.topicData.map(({ name, topicId }, at) => ({
    name,
    topicId,
    partitionResponses: (produced[at] as Produced[]).map((one) => ({
      index: one.index,
      errorCode: one.error,
      baseOffset: one.error === Errors.NONE ? one.baseOffset : -1,
      logAppendTimeMs: one.logAppendTime,
      logStartOffset: one.logStartOffset,
      recordErrors: one.recordErrors.map(({ batchIndex, message }) => ({
        batchIndex,
        batchIndexErrorMessage: message,
      })),
      errorMessage: one.message,
      currentLeader: context.version >= 10 ? hints.of(one.error, one.topic, one.index) : undefined,
    })),
  }))
  // A topic of which no partition was sent is not spoken of.
  const responses = all.filter(({ partitionResponses }) => partitionResponses.length > 0)
  return { responses, nodeEndpoints: hints.nodeEndpoints() }
}

/** For pictures and checks. */
function tellRefused({ topic, index, error }: Produced, { env }: BrokerServices): void {
  if (error === Errors.NONE) return
  env.trace.event({ type: 'produce.refused', partition: `${topic}-${index}`, error: errorName(error) })
}
