/**
 * ListOffsets, versions 1-11. 2 isolation level; 4 leader epochs; 7 max timestamp (-3); 8 earliest local (-4); 9 latest
 * tiered (-5); 11 earliest pending upload (-6). `ReplicaManager.fetchOffset`, `UnifiedLog.fetchOffsetByTimestamp`.
 */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { Partition } from '../../replication/partition.ts'
import { byTopic } from '../by-topic.ts'
import type { BrokerServices, Handler } from '../handler.ts'
import { readError } from '../read-error.ts'

type Wanted = RequestOf<'ListOffsets'>['topics'][number]['partitions'][number]

interface Found {
  readonly partitionIndex: number
  readonly errorCode: ErrorCode
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}

/** Special timestamps, and the version that first knows them. */
const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3
const EARLIEST_LOCAL = -4
const LATEST_TIERED = -5
const EARLIEST_PENDING_UPLOAD = -6
const SINCE = new Map([
  [LATEST, 0],
  [EARLIEST, 0],
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
  [EARLIEST_PENDING_UPLOAD, 11],
])

const CONSUMER_REPLICA_ID = -1
/** One that only looks: any replica answers, and tells the log's own end, as it tells followers. */
const DEBUGGING_REPLICA_ID = -2

export const listOffsets: Handler<'ListOffsets'> = async (context, request, services) => {
  const asked = request.topics.flatMap(({ name, partitions }) => partitions.map((wanted) => ({ name, wanted })))
  const found = [...onceEach(asked)].map(async ({ name, wanted, isTwice }) => {
    const one = isTwice
      ? failed(wanted, Errors.INVALID_REQUEST)
      : await find(name, wanted, request, context.version, services)
    // Before v4 the answer has no leader epoch.
    return [name, context.version >= 4 ? one : { ...one, leaderEpoch: -1 }] as const
  })
  const topics = byTopic(await Promise.all(found))
  return { topics: [...topics].map(([name, partitions]) => ({ name, partitions })) }
}

/** A partition that is asked twice is refused, once. */
function onceEach(asked: readonly { readonly name: string; readonly wanted: Wanted }[]) {
  const places = new Map<string, { name: string; wanted: Wanted; isTwice: boolean }>()
  for (const { name, wanted } of asked) {
    const key = `${wanted.partitionIndex}/${name}`
    places.set(key, { name, wanted, isTwice: places.has(key) })
  }
  return places.values()
}

function failed({ partitionIndex }: Wanted, errorCode: ErrorCode): Found {
  return { partitionIndex, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 }
}

function find(
  topic: string,
  wanted: Wanted,
  request: RequestOf<'ListOffsets'>,
  version: number,
  services: BrokerServices,
): Found | Promise<Found> {
  const { timestamp } = wanted
  if (timestamp < 0 && version < (SINCE.get(timestamp) ?? Number.POSITIVE_INFINITY))
    return failed(wanted, Errors.UNSUPPORTED_VERSION)
  if (!services.image.partition(topic, wanted.partitionIndex)) return failed(wanted, Errors.UNKNOWN_TOPIC_OR_PARTITION)
  const { replicaManager } = services
  const partition =
    request.replicaId === DEBUGGING_REPLICA_ID
      ? replicaManager.readable(topic, wanted.partitionIndex, wanted.currentLeaderEpoch)
      : replicaManager.leading(topic, wanted.partitionIndex, wanted.currentLeaderEpoch)
  if (typeof partition === 'number') return failed(wanted, partition)
  const beyond = beyondBound(partition, wanted, request, version)
  if (timestamp >= 0 || timestamp === MAX_TIMESTAMP) return byTimestamp(partition, wanted, request, beyond)
  return timestamp === LATEST && beyond.errorCode !== Errors.NONE ? beyond : special(partition, wanted, request)
}

/** What a consumer hears of offsets that it may not see: a new leader does not know yet whether they are committed. */
function beyondBound(partition: Partition, wanted: Wanted, request: RequestOf<'ListOffsets'>, version: number): Found {
  const isKnown = request.replicaId !== CONSUMER_REPLICA_ID || partition.highWatermarkIsKnown
  if (isKnown) return failed(wanted, Errors.NONE)
  return failed(wanted, version >= 5 ? Errors.OFFSET_NOT_AVAILABLE : Errors.LEADER_NOT_AVAILABLE)
}

/** How far this reader may see. */
function boundOf(partition: Partition, request: RequestOf<'ListOffsets'>): number {
  if (request.replicaId !== CONSUMER_REPLICA_ID) return partition.log.logEndOffset
  return request.isolationLevel === 1 ? partition.lastStableOffset : partition.highWatermark
}

function special(partition: Partition, wanted: Wanted, request: RequestOf<'ListOffsets'>): Found {
  const { log } = partition
  const found = (offset: number, leaderEpoch: number): Found => {
    return { ...failed(wanted, Errors.NONE), offset, leaderEpoch }
  }
  switch (wanted.timestamp) {
    case LATEST:
      return found(boundOf(partition, request), partition.leaderEpoch)
    case EARLIEST:
    case EARLIEST_LOCAL:
      return found(log.logStartOffset, log.epochForOffset(log.logStartOffset))
    default:
      return found(-1, -1)
  }
}

async function byTimestamp(
  partition: Partition,
  wanted: Wanted,
  request: RequestOf<'ListOffsets'>,
  beyond: Found,
): Promise<Found> {
  const bound = boundOf(partition, request)
  const { log } = partition
  const found = await (wanted.timestamp === MAX_TIMESTAMP
    ? log.maxTimestampOffset()
    : log.offsetForTimestamp(wanted.timestamp)
  ).catch((error: unknown) => readError(partition, error))
  if (typeof found === 'number') return failed(wanted, found)
  if (!found || found.offset >= bound) return beyond
  const { timestamp, offset, leaderEpoch } = found
  return { partitionIndex: wanted.partitionIndex, errorCode: Errors.NONE, timestamp, offset, leaderEpoch }
}
