/** Followers of the partitions that one broker leads (`ReplicaFetcherThread`, `AbstractFetcherThread`). */
import { type Env, NetworkError, type Timer } from '../env/env.ts'
import { beginsBefore } from '../log/append-check.ts'
import { Errors, errorName } from '../protocol/errors.ts'
import type { RequestInit, ResponseOf } from '../protocol/frame.ts'
import { CorruptRecordError } from '../record/batch.ts'
import { FollowerSession, replicaKey, type WantedReplica } from './follower-session.ts'
import type { Partition } from './partition.ts'
import type { LeaderEndpoint, ReplicationConfig } from './peers.ts'
import type { ReplicationQuota } from './replication-quota.ts'
import { rangeRepair, truncationOffset } from './truncation.ts'

export interface FetcherOptions {
  readonly env: Pick<Env, 'clock' | 'timers' | 'trace'>
  readonly brokerId: number
  readonly leaderId: number
  /** Of this broker; it may change with a new registration. */
  readonly brokerEpoch: () => number
  /** A new connection to the leader. */
  readonly connect: () => LeaderEndpoint
  readonly config: ReplicationConfig
  readonly quota: ReplicationQuota
}

/** A partition that is followed, in one term of its leader. */
interface Followed {
  readonly partition: Partition
  readonly leaderEpoch: number
  /** Monotonic ms before which it is not asked for again. */
  retryAt: number
  /** How often in a row it could not be asked for. */
  failures: number
  /** Whether the log had reached the leader's high watermark: quotas hold back only what lags. */
  isInSync: boolean
  /** Set while its log is being written or cut. */
  busy: Promise<void> | null
}

type FetchedPartition = ResponseOf<'Fetch'>['responses'][number]['partitions'][number]

const LOGGER = 'kafka.server.ReplicaFetcherThread'
const FIRST_BACKOFF_MS = 10
const GATHER_MS = 5
const LATEST = -1
const EARLIEST_LOCAL = -4

/**
 * Asks the leader for all its partitions in one request after another. The next request asks a partition's records from
 * where all before is on disk: that is how the leader learns what it may acknowledge.
 */
export class ReplicaFetcher {
  private readonly followed = new Map<string, Followed>()
  private readonly session = new FollowerSession()
  private endpoint: LeaderEndpoint | null = null
  private running = false
  private closed = false
  private wake: (() => void) | null = null
  /** Whether the request under way may be held by the leader. */
  private waiting = false
  private soon: Timer | null = null

  constructor(private readonly options: FetcherOptions) {}

  get size(): number {
    return this.followed.size
  }

  /** Follows the partition from the end of its log; one without any epoch in its log first goes back to its high watermark. */
  add(partition: Partition): void {
    const { leaderEpoch } = partition
    const followed: Followed = { partition, leaderEpoch, retryAt: 0, failures: 0, isInSync: false, busy: null }
    this.followed.set(keyOf(partition), followed)
    if (partition.log.latestEpoch === undefined && partition.log.logEndOffset > partition.highWatermark)
      followed.busy = this.working(followed, partition.truncateTo(partition.highWatermark))
    // What it tells its leader that it has counts as durable: what it wrote as leader may not be yet.
    else if (partition.durableEndOffset < partition.log.logEndOffset)
      followed.busy = this.working(followed, partition.whenDurable())
    this.wake?.()
    if (this.waiting) this.interruptSoon()
    void this.run()
  }

  /** Stops following; resolves when nothing touches the partition's log any more. */
  async remove(partition: Partition): Promise<void> {
    const key = keyOf(partition)
    const followed = this.followed.get(key)
    this.followed.delete(key)
    await followed?.busy
  }

  /** Ends for good; resolves when no log is touched any more. */
  async close(): Promise<void> {
    this.closed = true
    const busy = [...this.followed.values()].map((followed) => followed.busy)
    this.followed.clear()
    this.interrupt({ isOver: true })
    this.wake?.()
    await Promise.all(busy)
  }

  /**
   * A request that the leader holds does not know of a new partition; a fresh one is answered at once. Kafka's follower
   * waits for `replica.fetch.wait.max.ms` here. What is added in a short while goes together.
   */
  private interruptSoon(): void {
    this.soon ??= this.options.env.timers.after(GATHER_MS, () => {
      this.soon = null
      if (this.waiting && !this.closed) this.interrupt({ isOver: false })
    })
  }

  private interrupt({ isOver }: { isOver: boolean }): void {
    this.endpoint?.close()
    this.endpoint = null
    this.session.reset({ isGone: isOver })
  }

  private async run(): Promise<void> {
    if (this.running) return
    this.running = true
    // What is added in the same turn goes with the first request.
    await Promise.resolve()
    while (!this.closed && this.followed.size > 0) {
      const ready = this.ready()
      if (ready.length > 0) await this.round(ready)
      else await this.pause()
    }
    this.running = false
    if (this.followed.size === 0) this.interrupt({ isOver: true })
  }

  private ready(): Followed[] {
    const now = this.options.env.clock.monotonic()
    return [...this.followed.values()].filter(
      ({ busy, retryAt, partition, isInSync }) =>
        busy === null && retryAt <= now && (isInSync || !this.options.quota.holdsBack(partition)),
    )
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      let timer: Timer | null = null
      this.wake = () => {
        timer?.cancel()
        this.wake = null
        resolve()
      }
      const now = this.options.env.clock.monotonic()
      const idle = [...this.followed.values()].filter(({ busy, retryAt }) => busy === null && retryAt > now)
      const next = Math.min(now + this.options.config.backoffMs, ...idle.map(({ retryAt }) => retryAt))
      timer = this.options.env.timers.after(Math.max(1, next - now), () => this.wake?.())
    })
  }

  private async round(ready: readonly Followed[]): Promise<void> {
    const asked = new Map(ready.map((followed) => [keyOf(followed.partition), wantedOf(followed)]))
    const response = await this.fetch([...asked.values()])
    if (!response) return this.delay(ready)
    const work: (Promise<void> | null)[] = []
    for (const { topicId, partitions } of response.responses)
      for (const data of partitions) {
        const key = replicaKey({ topicId, partition: data.partitionIndex })
        const followed = this.followed.get(key)
        const wanted = asked.get(key)
        if (followed && wanted && isStill(followed, wanted)) work.push(this.take(followed, data))
      }
    await Promise.all(work)
  }

  /** null: the leader could not be asked; a session that it does not know is simply opened anew. */
  private async fetch(wanted: readonly WantedReplica[]): Promise<ResponseOf<'Fetch'> | null> {
    const { connect, leaderId } = this.options
    this.endpoint ??= connect()
    const { endpoint, session } = this
    try {
      this.waiting = true
      const response = await endpoint.sendFetch(this.request(wanted))
      if (endpoint !== this.endpoint) return NOTHING
      if (response.errorCode === Errors.NONE) {
        session.answered(response.sessionId)
        return response
      }
      session.reset({ isGone: response.errorCode === Errors.FETCH_SESSION_ID_NOT_FOUND })
      return SESSION_ERRORS.has(response.errorCode) ? NOTHING : null
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
      if (endpoint !== this.endpoint) return NOTHING
      session.reset({ isGone: false })
      this.log('WARN', `Error in response for fetch request to leader ${leaderId}: ${error.message}`)
      return null
    } finally {
      this.waiting = false
    }
  }

  private request(wanted: readonly WantedReplica[]): RequestInit<'Fetch'> {
    const { brokerId, brokerEpoch, config } = this.options
    const { sessionId, sessionEpoch, changed, forgotten } = this.session.next(wanted)
    return {
      replicaState: { replicaId: brokerId, replicaEpoch: brokerEpoch() },
      maxWaitMs: config.maxWaitMs,
      minBytes: config.minBytes,
      maxBytes: config.responseMaxBytes,
      isolationLevel: 0,
      sessionId,
      sessionEpoch,
      topics: byTopic(changed, ({ topicId: _, ...one }) => ({ ...one, partitionMaxBytes: config.partitionMaxBytes })),
      forgottenTopicsData: byTopic(forgotten, ({ partition }) => partition),
    }
  }

  /**
   * The leader could not be asked about these: they wait for `replica.fetch.backoff.ms`, the first times for less, since
   * after an election the leader is often just a moment behind in the metadata.
   */
  private delay(those: readonly Followed[]): void {
    const now = this.options.env.clock.monotonic()
    for (const followed of those)
      followed.retryAt = now + Math.min(this.options.config.backoffMs, FIRST_BACKOFF_MS * 2 ** followed.failures++)
  }

  private take(followed: Followed, data: FetchedPartition): Promise<void> | null {
    switch (data.errorCode) {
      case Errors.NONE:
        followed.failures = 0
        return this.working(followed, this.took(followed, data))
      case Errors.OFFSET_OUT_OF_RANGE:
        return this.working(followed, this.repairRange(followed))
      case Errors.FENCED_LEADER_EPOCH:
        // There is a newer leader: the metadata is on its way.
        this.followed.delete(keyOf(followed.partition))
        this.log('INFO', `Partition ${followed.partition.name} has a newer epoch than ${followed.leaderEpoch}.`)
        return null
      default:
        this.log('INFO', `Error for ${followed.partition.name}: ${errorName(data.errorCode)}; retrying.`)
        this.delay([followed])
        return null
    }
  }

  /** Marks the partition as busy until the work is done; what it throws is a bug, except corrupt records and a lost leader. */
  private working(followed: Followed, work: Promise<void>): Promise<void> {
    const busy = work
      .catch((error: Error) => {
        if (!(error instanceof CorruptRecordError || error instanceof NetworkError)) throw error
        this.log('ERROR', `Found invalid messages or no leader for ${followed.partition.name}: ${error.message}`)
        this.delay([followed])
      })
      .then(() => {
        followed.busy = null
        if (followed.partition.storageFailure) this.followed.delete(keyOf(followed.partition))
        this.wake?.()
      })
    followed.busy = busy
    return busy
  }

  private async took(followed: Followed, data: FetchedPartition): Promise<void> {
    const { partition, leaderEpoch } = followed
    if (data.divergingEpoch.epoch >= 0) {
      const offset = truncationOffset(partition.log, data.divergingEpoch)
      this.log('INFO', `Truncating partition ${partition.name} to ${offset}: the leader's epochs are others.`)
      return partition.truncateTo(offset)
    }
    const from = data.records ? beginsBefore(partition.log, data.records) : undefined
    if (from !== undefined) await this.beginAnew(partition, from)
    if (partition.storageFailure) return
    const { quota } = this.options
    if (data.records && quota.isThrottled(partition)) quota.record(data.records.length)
    const durable = data.records?.length ? partition.appendAsFollower(data.records, leaderEpoch) : null
    followed.isInSync = partition.log.logEndOffset >= data.highWatermark
    partition.followLeader(data)
    await durable
  }

  /** The leader's log start lies inside a batch, which is taken as a whole. */
  private async beginAnew(partition: Partition, from: number): Promise<void> {
    const first = `First offset ${from} is less than log start offset ${partition.log.logStartOffset}`
    const then = `Since this is the first record to be appended to the follower's log, will start the log from offset ${from}`
    const { env, brokerId } = this.options
    const what = `Unexpected offset in append to ${partition.name}. ${first}. ${then}.`
    env.trace.log('INFO', 'kafka.cluster.Partition', `[Partition ${partition.name} broker=${brokerId}] ${what}`)
    await partition.truncateFullyAndStartAt(from)
  }

  private async repairRange({ partition, leaderEpoch }: Followed): Promise<void> {
    const end = await this.leaderOffset(partition, leaderEpoch, LATEST)
    const start = end === null ? null : await this.leaderOffset(partition, leaderEpoch, EARLIEST_LOCAL)
    if (end === null || start === null) throw new NetworkError('the leader does not tell its offsets now')
    const repair = rangeRepair(partition.log.logEndOffset, { start, end })
    this.log(
      'WARN',
      `${partition.name}: the fetch offset is out of the leader's range ${start} to ${end}: ${repair.kind}.`,
    )
    if (repair.kind === 'truncate') await partition.truncateTo(repair.offset)
    if (repair.kind === 'startAnew') await partition.truncateFullyAndStartAt(repair.offset)
  }

  /** An offset of the leader's log; null when it answers with an error. */
  private async leaderOffset(partition: Partition, epoch: number, timestamp: number): Promise<number | null> {
    const { endpoint } = this
    if (!endpoint) return null
    const partitions = [{ partitionIndex: partition.index, currentLeaderEpoch: epoch, timestamp }]
    const request = { replicaId: this.options.brokerId, topics: [{ name: partition.topic, partitions }] }
    const { topics } = await endpoint.sendListOffsets(request)
    const found = topics[0]?.partitions[0]
    return found?.errorCode === Errors.NONE ? found.offset : null
  }

  private log(level: 'INFO' | 'WARN' | 'ERROR', message: string): void {
    const { brokerId, leaderId, env } = this.options
    env.trace.log(level, LOGGER, `[ReplicaFetcher replicaId=${brokerId}, leaderId=${leaderId}] ${message}`)
  }
}

const SESSION_ERRORS: ReadonlySet<number> = new Set([
  Errors.FETCH_SESSION_ID_NOT_FOUND,
  Errors.INVALID_FETCH_SESSION_EPOCH,
  Errors.FETCH_SESSION_TOPIC_ID_ERROR,
])

/** Stands for an answer that told nothing. */
const NOTHING: ResponseOf<'Fetch'> = { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses: [], nodeEndpoints: [] }

function keyOf({ topicId, index }: Partition): string {
  return replicaKey({ topicId, partition: index })
}

function wantedOf({ partition, leaderEpoch }: Followed): WantedReplica {
  return {
    topicId: partition.topicId,
    partition: partition.index,
    currentLeaderEpoch: leaderEpoch,
    fetchOffset: partition.log.logEndOffset,
    lastFetchedEpoch: partition.log.latestEpoch ?? -1,
    logStartOffset: partition.log.logStartOffset,
  }
}

/** Whether the answer is to what would be asked now: meanwhile the partition may have been cut, or added in another term. */
function isStill(followed: Followed, wanted: WantedReplica): boolean {
  return (
    followed.busy === null &&
    followed.leaderEpoch === wanted.currentLeaderEpoch &&
    followed.partition.log.logEndOffset === wanted.fetchOffset
  )
}

function byTopic<T>(
  wanted: readonly WantedReplica[],
  each: (one: WantedReplica) => T,
): { topicId: string; partitions: T[] }[] {
  const topics = new Map<string, T[]>()
  for (const one of wanted) {
    const partitions = topics.get(one.topicId) ?? []
    topics.set(one.topicId, partitions)
    partitions.push(each(one))
  }
  return [...topics].map(([topicId, partitions]) => ({ topicId, partitions }))
}
