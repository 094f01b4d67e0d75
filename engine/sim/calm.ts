/** Whether a cluster has recovered from everything: what availability after faults means here. */
import type { ClusterImage } from '../core/metadata/image.ts'
import { imagesOf, partitionsOf, quorumOf } from './inspect.ts'
import type { SimNode } from './node.ts'

/** What is still missing; null: every node is up and follows one controller, every replica is in sync and has everything. */
export function missing(nodes: readonly SimNode[]): string | null {
  const down = nodes.find(({ isUp, isFrozen }) => !isUp || isFrozen)
  if (down) return `${down.name} is not up`
  const leaders = nodes.filter(({ server }) => server && quorumOf(server)?.raft.isLeader)
  if (leaders.length !== 1) return `${leaders.length} nodes lead the quorum`
  const images = nodes.flatMap(({ server }) => (server ? imagesOf(server) : []))
  const image = images.reduce((newest, one) => (one.offset > newest.offset ? one : newest))
  const late = images.find(({ offset }) => offset < image.offset - 5)
  if (late) return `metadata is known up to ${late.offset} only somewhere, elsewhere up to ${image.offset}`
  return missingReplica(image) ?? behind(nodes)
}

function missingReplica(image: ClusterImage): string | null {
  const fenced = [...image.brokers.values()].find((broker) => broker.fenced)
  if (fenced) return `broker ${fenced.id} is fenced`
  for (const topic of image.topicsById.values())
    for (const [index, { leader, isr, replicas, addingReplicas, removingReplicas }] of topic.partitions) {
      const name = `${topic.name}-${index}`
      if (leader < 0) return `${name} has no leader: ISR ${isr}, replicas ${replicas}`
      if (addingReplicas.length + removingReplicas.length > 0) return `${name} is being reassigned`
      if (isr.length < replicas.length) return `${name} has the ISR ${isr} of ${replicas}`
    }
  return null
}

/** Replicas beside their leaders. */
function behind(nodes: readonly SimNode[]): string | null {
  const all = nodes.flatMap(({ server }) => (server ? partitionsOf(server) : []))
  const ends = new Map(all.filter(({ isLeader }) => isLeader).map(({ name, log }) => [name, log.logEndOffset]))
  const late = all.find(({ name, log }) => log.logEndOffset < (ends.get(name) ?? Number.POSITIVE_INFINITY) - 50)
  return late
    ? `a replica of ${late.name} ends at ${late.log.logEndOffset}, its leader at ${ends.get(late.name)}`
    : null
}
