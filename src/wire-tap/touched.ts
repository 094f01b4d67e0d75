/** What of the logs a request wrote, read, or marked as read. */
import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { decodeRequest, decodeResponse, type RequestOf } from '../../engine/core/protocol/frame.ts'
import { batchesIn } from '../../engine/core/record/batch.ts'
import type { TappedFrames, TappedRequest } from '../cluster/host-types.ts'

export interface Touched extends TopicPartition {
  readonly how: 'wrote' | 'read' | 'committed'
  /** Of the first record. */
  readonly offset: number
  /** Of the last one, where the bytes that are remembered tell. */
  readonly last: number | null
  /** Whose position was committed. */
  readonly group?: string
}

/** A topic of either naming; null: nobody knows the id any more. */
type NameOf = (topic: { readonly name?: string; readonly topicId: string }) => string | null

/** The records that a request and its answer are about; none for other APIs, failures, and frames that were cut too short to tell. */
export function touchedBy(
  request: TappedRequest,
  frames: TappedFrames,
  topicName: (id: string) => string | undefined,
): Touched[] {
  const nameOf: NameOf = ({ name, topicId }) => name || topicName(topicId) || null
  try {
    return READERS.get(request.apiKey)?.(request, frames, nameOf) ?? []
  } catch {
    return []
  }
}

type Read = (request: TappedRequest, frames: TappedFrames, nameOf: NameOf) => Touched[]

const READERS = new Map<number, Read>([
  [APIS.Produce.key, written],
  [APIS.Fetch.key, read],
  [APIS.OffsetCommit.key, committed],
])

function written({ apiVersion }: TappedRequest, { request, response }: TappedFrames, nameOf: NameOf): Touched[] {
  if (!response) return []
  const counts = sizesOf(request, nameOf)
  const { body } = decodeResponse('Produce', apiVersion, response)
  return body.responses.flatMap((topic) =>
    topic.partitionResponses
      .filter(({ baseOffset }) => baseOffset >= 0)
      .flatMap(({ index: partition, baseOffset: offset }) => {
        const name = nameOf(topic)
        const records = counts.get(`${name}-${partition}`)
        const last = records === undefined ? null : offset + records - 1
        return name === null ? [] : [{ how: 'wrote' as const, topic: name, partition, offset, last }]
      }),
  )
}

/** How many offsets each partition of a Produce request takes; none when it was cut. */
function sizesOf(bytes: Uint8Array, nameOf: NameOf): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  try {
    const body = decodeRequest(bytes).body as RequestOf<'Produce'>
    for (const topic of body.topicData)
      for (const { index, records } of topic.partitionData)
        for (const { header } of batchesIn(records ?? new Uint8Array()))
          counts.set(`${nameOf(topic)}-${index}`, header.lastOffset - header.baseOffset + 1)
  } catch {
    // Only its beginning is remembered: the answer still tells where it went.
  }
  return counts
}

function read({ apiVersion }: TappedRequest, { response }: TappedFrames, nameOf: NameOf): Touched[] {
  if (!response) return []
  const { body } = decodeResponse('Fetch', apiVersion, response)
  return body.responses.flatMap(({ topic: name, topicId, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, records }) => {
      const topic = nameOf({ name, topicId })
      const batches = [...batchesIn(records ?? new Uint8Array())]
      const [first] = batches
      if (topic === null || !first) return []
      const last = batches.at(-1)?.header.lastOffset ?? null
      return [{ how: 'read' as const, topic, partition, offset: first.header.baseOffset, last }]
    }),
  )
}

function committed(_request: TappedRequest, { request }: TappedFrames, nameOf: NameOf): Touched[] {
  const { groupId: group, topics } = decodeRequest(request).body as RequestOf<'OffsetCommit'>
  return topics.flatMap((one) =>
    one.partitions.flatMap(({ partitionIndex: partition, committedOffset: offset }) => {
      const topic = nameOf(one)
      return topic === null ? [] : [{ how: 'committed' as const, topic, partition, offset, last: null, group }]
    }),
  )
}
