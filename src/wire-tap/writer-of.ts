import type { TopicPartition } from '../../engine/core/client/topic-partition.ts'
import { APIS } from '../../engine/core/protocol/apis.ts'
import type { Page } from '../session/page.ts'
import type { RequestId } from '../session/selection.ts'
import { topicNames } from './topic-names.ts'
import { touchedBy } from './touched.ts'

/** Requests that are looked at together. */
const TOGETHER = 50

/** The Produce request that wrote the batch which begins at the offset; null: it is no longer remembered, or asked for no answer. */
export async function writerOf(page: Page, at: TopicPartition, baseOffset: number): Promise<RequestId | null> {
  const { processes, wire, inspector } = page
  const names = topicNames(inspector.state.peek())
  const all = wire.requests.peek().filter(({ apiKey, took }) => apiKey === APIS.Produce.key && took >= 0)
  for (let end = all.length; end > 0; end -= TOGETHER) {
    const some = all.slice(Math.max(0, end - TOGETHER), end)
    const found = await Promise.all(
      some.map(async (request) => {
        const frames = await processes.framesOf(request.nodeId, request.id)
        const touched = frames ? touchedBy(request, frames, names) : []
        return touched.some((one) => isAt(one, at) && one.offset === baseOffset)
      }),
    )
    const writer = some[found.lastIndexOf(true)]
    if (writer) return { nodeId: writer.nodeId, id: writer.id }
  }
  return null
}

function isAt(one: TopicPartition, other: TopicPartition): boolean {
  return one.topic === other.topic && one.partition === other.partition
}
