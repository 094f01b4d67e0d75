/**
 * Incremental fetch sessions (KIP-227, `FetchManager.java`, `FetchSession.java`): the broker remembers which partitions a
 * client wants and answers only those that have news.
 */
import type { Uuid } from '../base/uuid.ts'
import type { Clock, Random } from '../env/env.ts'
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseOf } from '../protocol/frame.ts'

type FetchTopic = RequestOf<'Fetch'>['topics'][number]
/** One partition of a fetch response. */
export type FetchedPartition = ResponseOf<'Fetch'>['responses'][number]['partitions'][number]

/** What a client wants of one partition; `topic` is '' from v13 on, where `topicId` counts. */
export interface WantedPartition
  extends Omit<FetchTopic['partitions'][number], 'replicaDirectoryId' | 'highWatermark'> {
  readonly topic: string
  readonly topicId: Uuid
}

/** A partition's answer, with the topic as the request named it. */
export interface PartitionAnswer {
  readonly topic: string
  readonly topicId: Uuid
  readonly data: FetchedPartition
}

/** What one request asks for, and how its answers become a response. */
export interface FetchContext {
  readonly wanted: readonly WantedPartition[]
  /** Whether the client was told another high watermark than one of these; never without a session. */
  isBehind(answers: readonly PartitionAnswer[]): boolean
  /** Keeps what the client has to be told, remembers it as told, and names the session (0: none). */
  respond(answers: readonly PartitionAnswer[]): { sessionId: number; answers: readonly PartitionAnswer[] }
}

const INITIAL_EPOCH = 0
const FINAL_EPOCH = -1
const NO_SESSION = 0
const MAX_EPOCH = 0x7fff_ffff

interface CachedPartition {
  wanted: WantedPartition
  highWatermark: number
  logStartOffset: number
}

interface Session {
  readonly id: number
  readonly usesTopicIds: boolean
  /** Followers' sessions are not evicted for clients' ones. */
  readonly privileged: boolean
  readonly created: number
  lastUsed: number
  /** The epoch that the next incremental request must carry. */
  epoch: number
  /** In the order in which they are served: one that had records goes to the end, so that none starves. */
  readonly partitions: Map<string, CachedPartition>
}

/** Who opens the request. */
export interface FetchMetadata {
  readonly version: number
  readonly isFollower: boolean
}

export class FetchSessionCache {
  private readonly sessions = new Map<number, Session>()

  /** @param slots `max.incremental.fetch.session.cache.slots`; @param evictionMs an idle session may go after this long */
  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly random: Pick<Random, 'float'>,
    private readonly slots = 1000,
    private readonly evictionMs = 120_000,
  ) {}

  get size(): number {
    return this.sessions.size
  }

  /** Takes the session part of a request: what is wanted now, or the error that answers it as a whole. */
  open(request: RequestOf<'Fetch'>, from: FetchMetadata): FetchContext | ErrorCode {
    if (request.sessionEpoch === INITIAL_EPOCH || request.sessionEpoch === FINAL_EPOCH) return this.full(request, from)
    const session = this.sessions.get(request.sessionId)
    if (!session) return Errors.FETCH_SESSION_ID_NOT_FOUND
    if (session.epoch !== request.sessionEpoch) return Errors.INVALID_FETCH_SESSION_EPOCH
    if (session.usesTopicIds !== from.version >= 13) return Errors.FETCH_SESSION_TOPIC_ID_ERROR
    return this.incremental(session, request)
  }

  private full(request: RequestOf<'Fetch'>, from: FetchMetadata): FetchContext {
    this.sessions.delete(request.sessionId)
    // Of a partition that comes twice the last counts, in the place of the first.
    const once = new Map([...wantedOf(request)].map((one) => [keyOf(one, one.partition), one]))
    const wanted = [...once.values()]
    if (request.sessionEpoch === FINAL_EPOCH) return sessionless(wanted)
    const respond = (answers: readonly PartitionAnswer[]) => {
      return { sessionId: this.create(wanted, answers, from), answers }
    }
    return { wanted, respond, isBehind: () => false }
  }

  private incremental(session: Session, request: RequestOf<'Fetch'>): FetchContext {
    update(session, request)
    if (session.partitions.size === 0) {
      this.sessions.delete(session.id)
      return sessionless([])
    }
    session.lastUsed = this.clock.monotonic()
    this.sessions.delete(session.id)
    this.sessions.set(session.id, session)
    session.epoch = session.epoch === MAX_EPOCH ? 1 : session.epoch + 1
    const wanted = [...session.partitions.values()].map((cached) => cached.wanted)
    return {
      wanted,
      respond: (answers) => ({ sessionId: session.id, answers: news(session, answers) }),
      isBehind: (answers) => answers.some((answer) => isBehind(session, answer)),
    }
  }

  /** The id of a new session, 0 when there is no room for it. */
  private create(wanted: readonly WantedPartition[], answers: readonly PartitionAnswer[], from: FetchMetadata): number {
    if (wanted.length === 0 || !this.makeRoom(wanted.length, from.isFollower)) return NO_SESSION
    const now = this.clock.monotonic()
    const session: Session = {
      id: this.newId(),
      usesTopicIds: from.version >= 13,
      privileged: from.isFollower,
      created: now,
      lastUsed: now,
      epoch: 1,
      partitions: new Map(wanted.map((partition) => [keyOf(partition, partition.partition), cache(partition)])),
    }
    for (const answer of answers) remember(session, answer)
    this.sessions.set(session.id, session)
    return session.id
  }

  private newId(): number {
    for (;;) {
      const id = 1 + Math.floor(this.random.float() * (MAX_EPOCH - 1))
      if (!this.sessions.has(id)) return id
    }
  }

  /** Whether a slot is free, if need be after evicting the stalest session or one that counts less than the new one. */
  private makeRoom(size: number, privileged: boolean): boolean {
    if (this.sessions.size < this.slots) return true
    const now = this.clock.monotonic()
    const stalest = this.sessions.values().next().value
    const victim = stalest && now - stalest.lastUsed > this.evictionMs ? stalest : this.lesser(size, privileged, now)
    if (!victim) return false
    return this.sessions.delete(victim.id)
  }

  private lesser(size: number, privileged: boolean, now: number): Session | undefined {
    let least: Session | undefined
    for (const session of this.sessions.values()) {
      const settled = now - session.created > this.evictionMs
      const fair = privileged ? !session.privileged || settled : !session.privileged && settled
      if (fair && (!least || rank(session) < rank(least))) least = session
    }
    if (!least) return undefined
    const mine = (privileged ? 1e9 : 0) + size
    return rank(least) < mine ? least : undefined
  }
}

function rank(session: Session): number {
  return (session.privileged ? 1e9 : 0) + session.partitions.size
}

function sessionless(wanted: readonly WantedPartition[]): FetchContext {
  return { wanted, respond: (answers) => ({ sessionId: NO_SESSION, answers }), isBehind: () => false }
}

function isBehind(session: Session, { topic, topicId, data }: PartitionAnswer): boolean {
  const cached = session.partitions.get(keyOf({ topic, topicId }, data.partitionIndex))
  return cached !== undefined && cached.highWatermark < data.highWatermark
}

function* wantedOf(request: RequestOf<'Fetch'>): Iterable<WantedPartition> {
  for (const { topic, topicId, partitions } of request.topics)
    for (const partition of partitions) yield { ...partition, topic, topicId }
}

function keyOf({ topic, topicId }: { topic: string; topicId: Uuid }, partition: number): string {
  return `${topic}/${topicId}/${partition}`
}

function cache(wanted: WantedPartition): CachedPartition {
  return { wanted, highWatermark: -1, logStartOffset: -1 }
}

/** Adds, changes and forgets partitions as an incremental request says. */
function update(session: Session, request: RequestOf<'Fetch'>): void {
  for (const wanted of wantedOf(request)) {
    const key = keyOf(wanted, wanted.partition)
    const cached = session.partitions.get(key)
    if (cached) cached.wanted = wanted
    else session.partitions.set(key, cache(wanted))
  }
  for (const forgotten of request.forgottenTopicsData)
    for (const partition of forgotten.partitions) session.partitions.delete(keyOf(forgotten, partition))
}

/** The answers that a client does not know yet. */
function news(session: Session, answers: readonly PartitionAnswer[]): PartitionAnswer[] {
  const told = answers.filter((answer) => remember(session, answer))
  for (const answer of told) if (answer.data.records?.length) moveToEnd(session, answer)
  return told
}

function moveToEnd(session: Session, answer: PartitionAnswer): void {
  const key = keyOf(answer, answer.data.partitionIndex)
  const cached = session.partitions.get(key)
  if (!cached) return
  session.partitions.delete(key)
  session.partitions.set(key, cached)
}

/** Takes an answer as told; whether it says anything new (`CachedPartition.maybeUpdateResponseData`). */
function remember(session: Session, { topic, topicId, data }: PartitionAnswer): boolean {
  const cached = session.partitions.get(keyOf({ topic, topicId }, data.partitionIndex))
  if (!cached) return true
  const failed = data.errorCode !== Errors.NONE
  const moved = cached.highWatermark !== data.highWatermark || cached.logStartOffset !== data.logStartOffset
  const pointed = data.divergingEpoch.epoch !== -1 || data.preferredReadReplica !== -1
  // Who has to cut its log, or read elsewhere, makes nothing of the rest: it is told again.
  cached.highWatermark = failed || pointed ? -1 : data.highWatermark
  cached.logStartOffset = data.logStartOffset
  return failed || moved || pointed || (data.records?.length ?? 0) > 0
}
