/** From which replica a consumer should read (KIP-392): `replica.selector.class`. */
import type { ClusterImage } from '../metadata/image.ts'
import type { Partition } from '../replication/partition.ts'

/** The selector that Kafka comes with; without one everybody reads from the leader. */
const RACK_AWARE = 'org.apache.kafka.common.replica.RackAwareReplicaSelector'

interface ReplicaView {
  readonly id: number
  readonly logEndOffset: number
  readonly lastCaughtUp: number
}

/** Whether a class name of `replica.selector.class` sends consumers to followers. */
export function selectsReplicas(selectorClass: string | null): boolean {
  return selectorClass === RACK_AWARE
}

/**
 * The follower that a consumer in a rack should read from the offset on; undefined: the leader. Only followers count that
 * are in sync, alive and hold the offset; of several in the rack the one that is furthest (`RackAwareReplicaSelector.java`).
 */
export function preferredReadReplica(
  partition: Partition,
  image: ClusterImage,
  reader: { readonly rack: string; readonly offset: number },
): number | undefined {
  const inRack = (id: number) => reader.rack !== '' && image.brokers.get(id)?.rack === reader.rack
  if (inRack(partition.leaderId)) return undefined
  const holds = partition
    .followers()
    .filter(({ id }) => partition.isr.includes(id) && image.brokers.get(id)?.fenced === false)
    .filter(({ logEndOffset, logStartOffset }) => logEndOffset >= reader.offset && logStartOffset <= reader.offset)
    .filter(({ id }) => inRack(id))
  return holds.reduce<ReplicaView | undefined>((best, one) => (best && !isFurther(one, best) ? best : one), undefined)
    ?.id
}

function isFurther(a: ReplicaView, b: ReplicaView): boolean {
  return a.logEndOffset !== b.logEndOffset ? a.logEndOffset > b.logEndOffset : a.lastCaughtUp > b.lastCaughtUp
}
