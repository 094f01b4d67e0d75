/**
 * Fetch, versions 4-18. 7 sessions (KIP-227); 9 leader epochs (KIP-320); 12 diverging epochs (KIP-595); 13 topic ids
 * (KIP-516); 15 a follower's broker epoch (KIP-903); 16 leader hints (KIP-951). `KafkaApis.handleFetchRequest`, `ReplicaManager.readFromLog`, `DelayedFetch.scala`.
 */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import { type ErrorCode, Errors, errorName } from '../../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../../protocol/frame.ts'
import { batchHeaderAt } from '../../record/batch.ts'
import type { Partition, PartitionReader } from '../../replication/partition.ts'
import {
  type FetchedPartition,
  FetchSessionCache,
  type PartitionAnswer,
  type WantedPartition,
} from '../fetch-session.ts'
import type { BrokerServices, Handler, RequestContext } from '../handler.ts'
import { LeaderHints } from '../leader-hint.ts'
import type { DelayedOperation } from '../purgatory.ts'
import { readError } from '../read-error.ts'
import { preferredReadReplica, selectsReplicas } from '../replica-selector.ts'

/** Who reads, and so how far: replicas to the end, consumers to the high watermark or the last stable offset. */

/** A wanted partition that this broker may serve. */
interface Target {
  readonly wanted: WantedPartition
  readonly topic: string
}

/** The limits of one request. */
interface Limits {
  readonly reader: PartitionReader
  /** Not a replica, nor one that only looks. */
  readonly isConsumer: boolean
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly version: number
  /** The follower that asks. */
  readonly follower: { readonly id: number; readonly brokerEpoch: number } | null
  /** Rack of a consumer that may be sent to a follower; null: it reads from the leader. */
  readonly rack: string | null
  /** Consumers read from followers here: these are told of a high watermark as soon as it moves. */
  readonly tellsHighWatermark: boolean
}

/** `FetchRequest.CONSUMER_REPLICA_ID` */
const CONSUMER_REPLICA_ID = -1

export const fetch: Handler<'Fetch'> = async (context, request, services) => {
  const limits = limitsOf(context, request, services)
  services.fetchSessions ??= sessionsOf(services)
  const session = services.fetchSessions.open(request, {
    version: context.version,
    isFollower: limits.reader === 'replica',
  })
  if (typeof session === 'number') return { errorCode: session }
  const { targets, refused } = resolve(session.wanted, context.version, services)
  if (limits.follower) for (const target of targets) record(target, limits.follower, services)
  let answers = await readAll(targets, limits, services)
  const isUrgent = limits.tellsHighWatermark && session.isBehind(answers)
  if (refused.length === 0 && !isUrgent && mustWait(answers, limits)) {
    await parked(targets, limits, services)
    answers = await readAll(targets, limits, services)
  }
  const told = session.respond([...answers, ...refused])
  if (limits.follower) charge(told.answers, services)
  const answer = response(context, services, told.sessionId, told.answers)
  // A follower knows the brokers.
  return limits.follower ? { ...answer, nodeEndpoints: [] } : answer
}

function sessionsOf({ env, config }: BrokerServices): FetchSessionCache {
  return new FetchSessionCache(env.clock, env.random, config.number('max.incremental.fetch.session.cache.slots'))
}

function limitsOf(context: RequestContext, request: RequestOf<'Fetch'>, services: BrokerServices): Limits {
  const { replicaId, replicaEpoch } = context.version >= 15 ? request.replicaState : { ...request, replicaEpoch: -1 }
  const maxBytes = Math.min(request.maxBytes, services.config.number('fetch.max.bytes'))
  const reader = replicaId >= 0 ? 'replica' : request.isolationLevel === 1 ? 'read_committed' : 'read_uncommitted'
  return {
    reader,
    isConsumer: replicaId === CONSUMER_REPLICA_ID,
    maxWaitMs: request.maxWaitMs,
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
    version: context.version,
    follower: replicaId >= 0 ? { id: replicaId, brokerEpoch: replicaEpoch } : null,
    rack: replicaId < 0 && context.version >= 11 && selects(services) ? request.rackId : null,
    tellsHighWatermark: replicaId >= 0 && selects(services),
  }
}

function selects({ config }: BrokerServices): boolean {
  return selectsReplicas(config.string('replica.selector.class'))
}

/** The replica to read from: followers and old consumers read from the leader, others from any (KIP-392). */
function replicaFor({ wanted, topic }: Target, limits: Limits, { replicaManager }: BrokerServices) {
  const ofLeader = limits.reader === 'replica' || limits.version < 11
  return ofLeader
    ? replicaManager.leading(topic, wanted.partition, wanted.currentLeaderEpoch)
    : replicaManager.readable(topic, wanted.partition, wanted.currentLeaderEpoch)
}

/** Tells the leader how far its follower is, unless the follower's log has to be cut first. */
function record(
  { wanted, topic }: Target,
  { id, brokerEpoch }: NonNullable<Limits['follower']>,
  services: BrokerServices,
) {
  const partition = services.replicaManager.leading(topic, wanted.partition, wanted.currentLeaderEpoch)
  if (typeof partition === 'number' || isAway(partition, wanted)) return
  const fetched = { offset: wanted.fetchOffset, logStartOffset: wanted.logStartOffset, brokerEpoch }
  partition.recordFetch(id, fetched)
}

/** Counts what followers get of replicas whose sending is limited. */
function charge(answers: readonly PartitionAnswer[], { replicaManager, image }: BrokerServices): void {
  for (const { topic, topicId, data } of answers) {
    const bytes = data.records?.length ?? 0
    if (bytes === 0) continue
    const name = image.topicById(topicId)?.name ?? topic
    const partition = replicaManager.get(name, data.partitionIndex)
    if (partition && replicaManager.leaderQuota.isThrottled(partition)) replicaManager.leaderQuota.record(bytes)
  }
}

/** Names the topics that came as ids, and answers those that the metadata does not know. */
function resolve(wanted: readonly WantedPartition[], version: number, services: BrokerServices) {
  const targets: Target[] = []
  const refused: PartitionAnswer[] = []
  for (const one of wanted) {
    const topic = version >= 13 ? services.image.topicById(one.topicId)?.name : one.topic
    if (topic === undefined) refused.push(unknown(one, Errors.UNKNOWN_TOPIC_ID))
    else if (!services.image.partition(topic, one.partition))
      refused.push(unknown(one, Errors.UNKNOWN_TOPIC_OR_PARTITION))
    else targets.push({ wanted: one, topic })
  }
  return { targets, refused }
}

const NOTHING: Omit<FetchedPartition, 'partitionIndex' | 'errorCode'> = {
  highWatermark: -1,
  lastStableOffset: -1,
  logStartOffset: -1,
  divergingEpoch: { epoch: -1, endOffset: -1 },
  currentLeader: { leaderId: -1, leaderEpoch: -1 },
  snapshotId: { endOffset: -1, epoch: -1 },
  abortedTransactions: null,
  preferredReadReplica: -1,
  records: EMPTY_BYTES,
}

function answer({ topic, topicId }: WantedPartition, data: FetchedPartition): PartitionAnswer {
  return { topic, topicId, data }
}

function failed(wanted: WantedPartition, errorCode: ErrorCode): PartitionAnswer {
  return answer(wanted, { ...NOTHING, partitionIndex: wanted.partition, errorCode })
}

/** Refused before any log was asked: the aborted list is empty, not null. */
function unknown(wanted: WantedPartition, errorCode: ErrorCode): PartitionAnswer {
  return answer(wanted, { ...NOTHING, partitionIndex: wanted.partition, errorCode, abortedTransactions: [] })
}

/** Reads every partition, in order, until the request's limit; only the first with data may exceed it. */
async function readAll(targets: readonly Target[], limits: Limits, services: BrokerServices) {
  const answers: PartitionAnswer[] = []
  let left = limits.maxBytes
  let mayExceed = true
  for (const target of targets) {
    const got = readOne(target, left, mayExceed, limits, services)
    const one = got instanceof Promise ? await got : got
    if (one.data.errorCode === Errors.OFFSET_OUT_OF_RANGE && limits.isConsumer) tellRefused(target, services)
    const size = one.data.records?.length ?? 0
    if (size > 0) mayExceed = false
    left = Math.max(0, left - size)
    answers.push(one)
  }
  return answers
}

/** For pictures and checks. */
function tellRefused({ topic, wanted }: Target, { env }: BrokerServices): void {
  const partition = `${topic}-${wanted.partition}`
  const error = errorName(Errors.OFFSET_OUT_OF_RANGE)
  env.trace.event({ type: 'fetch.refused', partition, error, offset: wanted.fetchOffset })
}

function readOne(
  { wanted, topic }: Target,
  left: number,
  minOneBatch: boolean,
  limits: Limits,
  services: BrokerServices,
): PartitionAnswer | Promise<PartitionAnswer> {
  const partition = replicaFor({ wanted, topic }, limits, services)
  if (typeof partition === 'number') return failed(wanted, partition)
  const { follower, rack } = limits
  if (follower && !partition.follower(follower.id)) return failed(wanted, strangerError(wanted))
  const better = rack !== null && partition.isLeader ? preferred(partition, wanted, rack, services) : undefined
  if (better !== undefined) return answer(wanted, { ...positions(partition, wanted), preferredReadReplica: better })
  const outside = positionError(partition, wanted)
  if (outside !== Errors.NONE) return failed(wanted, outside)
  if (limits.version < 10 && partition.log.config.compression === 'zstd')
    return failed(wanted, Errors.UNSUPPORTED_COMPRESSION_TYPE)
  const diverging = divergence(partition, wanted)
  if (diverging) return answer(wanted, { ...positions(partition, wanted), divergingEpoch: diverging })
  const upTo = partition.endFor(limits.reader)
  const offset = wanted.fetchOffset
  if (offset > partition.log.logEndOffset) return failed(wanted, Errors.OFFSET_OUT_OF_RANGE)
  const maxBytes = Math.min(left, wanted.partitionMaxBytes)
  const read = { offset, maxBytes, upTo, minOneBatch }
  const held = follower !== null && isHeldBack(partition, follower.id, services)
  if (held || offset >= upTo || (maxBytes <= 0 && !minOneBatch))
    return withRecords(partition, wanted, EMPTY_BYTES, limits)
  const hot = partition.log.readSync(read)
  if (hot) return withRecords(partition, wanted, hot.bytes, limits)
  return partition.log.read(read).then(
    ({ bytes }) => withRecords(partition, wanted, bytes, limits),
    (error: unknown) => failed(wanted, readError(partition, error)),
  )
}

/** Whether a follower that is not in sync gets nothing now: what is sent of such replicas has a quota. */
function isHeldBack(partition: Partition, follower: number, { replicaManager }: BrokerServices): boolean {
  return !partition.isr.includes(follower) && replicaManager.leaderQuota.holdsBack(partition)
}

function preferred(partition: Partition, wanted: WantedPartition, rack: string, { image }: BrokerServices) {
  return preferredReadReplica(partition, image, { rack, offset: wanted.fetchOffset })
}

/** A follower that the metadata here does not know (yet) as a replica: it may ask again if it named the term. */
function strangerError({ currentLeaderEpoch }: WantedPartition): ErrorCode {
  return currentLeaderEpoch >= 0 ? Errors.UNKNOWN_LEADER_EPOCH : Errors.NOT_LEADER_OR_FOLLOWER
}

/** Why nothing can be read at the offset: it lies outside the log, or comes from an epoch that this log never saw. */
function positionError({ log }: Partition, { fetchOffset, lastFetchedEpoch }: WantedPartition): ErrorCode {
  const unknown = lastFetchedEpoch >= 0 && log.endOffsetForEpoch(lastFetchedEpoch).endOffset === -1
  return unknown || fetchOffset < log.logStartOffset ? Errors.OFFSET_OUT_OF_RANGE : Errors.NONE
}

/** Whether the reader's log has to be cut, or begun anew, before its offset means anything. */
function isAway(partition: Partition, wanted: WantedPartition): boolean {
  const inside = positionError(partition, wanted) === Errors.NONE && wanted.fetchOffset <= partition.log.logEndOffset
  return !inside || divergence(partition, wanted) !== null
}

/** Where the reader's log left ours (v12+): its last epoch ended earlier here, or never was (KIP-595). */
function divergence(partition: Partition, { lastFetchedEpoch, fetchOffset }: WantedPartition) {
  if (lastFetchedEpoch < 0) return null
  const ours = partition.log.endOffsetForEpoch(lastFetchedEpoch)
  return ours.epoch !== lastFetchedEpoch || ours.endOffset < fetchOffset ? ours : null
}

function positions(partition: Partition, wanted: WantedPartition): FetchedPartition {
  return {
    ...NOTHING,
    partitionIndex: wanted.partition,
    errorCode: Errors.NONE,
    highWatermark: partition.highWatermark,
    lastStableOffset: partition.lastStableOffset,
    logStartOffset: partition.log.logStartOffset,
  }
}

function withRecords(
  partition: Partition,
  wanted: WantedPartition,
  records: Uint8Array,
  limits: Limits,
): PartitionAnswer {
  const aborted = limits.reader === 'read_committed' ? abortedIn(partition, wanted.fetchOffset, records) : null
  return answer(wanted, { ...positions(partition, wanted), abortedTransactions: aborted, records })
}

function abortedIn(partition: Partition, from: number, records: Uint8Array) {
  if (records.length === 0) return []
  return partition.log
    .abortedTransactions(from, endOf(records))
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
}

/** The offset after the last batch. */
function endOf(records: Uint8Array): number {
  let end = 0
  for (let at = 0; at < records.length; ) {
    const header = batchHeaderAt(records, at)
    end = header.lastOffset + 1
    at += header.size
  }
  return end
}

function mustWait(answers: readonly PartitionAnswer[], limits: Limits): boolean {
  if (limits.maxWaitMs <= 0 || answers.length === 0) return false
  if (answers.some(({ data }) => cannotWait(data))) return false
  return answers.reduce((sum, { data }) => sum + (data.records?.length ?? 0), 0) < limits.minBytes
}

function cannotWait({ errorCode, divergingEpoch, preferredReadReplica }: FetchedPartition): boolean {
  return errorCode !== Errors.NONE || divergingEpoch.epoch >= 0 || preferredReadReplica >= 0
}

function parked(targets: readonly Target[], limits: Limits, services: BrokerServices): Promise<void> {
  return new Promise((resolve) => {
    const operation = new DelayedFetch(targets, limits, services, resolve)
    const keys = targets.map(({ wanted, topic }) => services.replicaManager.get(topic, wanted.partition))
    const known = keys.filter((key) => key !== undefined)
    services.purgatory.tryCompleteElsePark(operation, known, limits.maxWaitMs)
  })
}

/** Waits until there is enough to read, or anything that cannot be waited out. */
class DelayedFetch implements DelayedOperation {
  /** Of the targets when the wait began, where the reader is to be told of moves. */
  private readonly highWatermarks: readonly number[]

  constructor(
    private readonly targets: readonly Target[],
    private readonly limits: Limits,
    private readonly services: BrokerServices,
    private readonly done: () => void,
  ) {
    this.highWatermarks = limits.tellsHighWatermark ? targets.map((target) => this.highWatermarkOf(target)) : []
  }

  tryComplete(): boolean {
    if (!this.ready()) return false
    this.done()
    return true
  }

  expire(): void {
    this.done()
  }

  private ready(): boolean {
    let bytes = 0
    if (this.highWatermarks.some((then, at) => this.highWatermarkOf(this.targets[at] as Target) > then)) return true
    for (const target of this.targets) {
      const partition = replicaFor(target, this.limits, this.services)
      if (typeof partition === 'number') return true
      const { follower } = this.limits
      if (follower && isHeldBack(partition, follower.id, this.services)) continue
      bytes += this.readable(partition, target.wanted)
      if (bytes >= this.limits.minBytes) return true
    }
    return false
  }

  private highWatermarkOf({ topic, wanted }: Target): number {
    return this.services.replicaManager.get(topic, wanted.partition)?.highWatermark ?? -1
  }

  /** Bytes that a read would give; enough to complete when the answer is not in memory or is an error. */
  private readable(partition: Partition, wanted: WantedPartition): number {
    const upTo = partition.endFor(this.limits.reader)
    const offset = wanted.fetchOffset
    if (offset > partition.log.logEndOffset || offset < partition.log.logStartOffset) return this.limits.minBytes
    if (offset >= upTo) return 0
    if (this.limits.minBytes <= 1) return this.limits.minBytes
    const read = { offset, maxBytes: wanted.partitionMaxBytes, upTo, minOneBatch: true }
    return partition.log.readSync(read)?.bytes.length ?? this.limits.minBytes
  }
}

function response(
  context: RequestContext,
  services: BrokerServices,
  sessionId: number,
  answers: readonly PartitionAnswer[],
): ResponseInit<'Fetch'> {
  const hints = new LeaderHints(services.image, context.listener)
  const responses: { topic: string; topicId: string; partitions: FetchedPartition[] }[] = []
  for (const { topic, topicId, data } of answers) {
    const hint = context.version >= 16 ? hintOf(hints, services, topicId, data) : undefined
    const partition = hint ? { ...data, currentLeader: hint } : data
    const last = responses.at(-1)
    if (last?.topic === topic && last.topicId === topicId) last.partitions.push(partition)
    else responses.push({ topic, topicId, partitions: [partition] })
  }
  return { sessionId, responses, nodeEndpoints: hints.nodeEndpoints() }
}

function hintOf(hints: LeaderHints, services: BrokerServices, topicId: string, data: FetchedPartition) {
  const topic = services.image.topicById(topicId)?.name
  return topic === undefined ? undefined : hints.of(data.errorCode, topic, data.partitionIndex)
}
