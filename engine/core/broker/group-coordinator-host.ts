/** Wires the group coordinator to the partitions of `__consumer_offsets` that this broker leads. */

import type { GroupCoordinatorConfig } from '../coordinator/config.ts'
import { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import type { PartitionWriter } from '../coordinator/partition-writer.ts'
import type { Env } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import { batchHeaderAt } from '../record/batch.ts'
import { codecsLoading } from '../record/codecs.ts'
import type { Partition } from '../replication/partition.ts'
import type { ReplicaManager } from '../replication/replica-manager.ts'
import type { BrokerConfig } from './config.ts'

/** The topic that keeps groups and their offsets. */
export const OFFSETS_TOPIC = '__consumer_offsets'

/** `group.coordinator` loads this many bytes at once (`offsets.load.buffer.size`). */
const LOAD_CHUNK_BYTES = 5_242_880

export interface GroupCoordinatorHost {
  readonly env: Env
  readonly config: BrokerConfig
  readonly replicaManager: ReplicaManager
  /** How many partitions the offsets topic has; undefined while there is none. */
  readonly offsetsPartitions: () => number | undefined
}

/** Makes the coordinator; from then on it follows the leadership of the offsets partitions by itself. */
export function startGroupCoordinator(host: GroupCoordinatorHost): GroupCoordinator {
  const { env, config, replicaManager } = host
  const partitions = () => host.offsetsPartitions() ?? config.number('offsets.topic.num.partitions')
  const coordinator = new GroupCoordinator(env, coordinatorConfig(config), writerOver(replicaManager), partitions)
  replicaManager.onLeadership((partition, change) => {
    if (partition.topic !== OFFSETS_TOPIC) return
    if (change === 'resigned') coordinator.resigned(partition.index)
    else
      coordinator
        .elected(partition.index, partition.leaderEpoch)
        .catch((error: Error) => loadFailed(env, partition, error))
  })
  return coordinator
}

function loadFailed(env: Env, partition: Partition, error: Error): void {
  env.trace.log(
    'ERROR',
    'org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime',
    `Failed to load metadata from ${partition.name} due to ${error.message}.`,
  )
}

function coordinatorConfig(config: BrokerConfig): GroupCoordinatorConfig {
  return {
    minSessionTimeoutMs: config.number('group.min.session.timeout.ms'),
    maxSessionTimeoutMs: config.number('group.max.session.timeout.ms'),
    initialRebalanceDelayMs: config.number('group.initial.rebalance.delay.ms'),
    maxSize: config.number('group.max.size'),
    newMemberJoinTimeoutMs: 300_000,
    offsetMetadataMaxBytes: config.number('offset.metadata.max.bytes'),
    offsetsRetentionMs: config.number('offsets.retention.minutes') * 60_000,
    offsetsRetentionCheckIntervalMs: config.number('offsets.retention.check.interval.ms'),
  }
}

function writerOver(replicaManager: ReplicaManager): PartitionWriter {
  const find = (index: number) => replicaManager.get(OFFSETS_TOPIC, index)
  return {
    append(index, batch) {
      const result = find(index)?.append(batch, { origin: 'coordinator', requiredAcks: -1 })
      if (!result) return { error: Errors.NOT_LEADER_OR_FOLLOWER }
      return result.error === 0 ? { lastOffset: result.lastOffset } : { error: result.error }
    },
    committed: (index) => find(index)?.highWatermark ?? 0,
    readAll: (index) => readAll(find(index)),
    onCommitted(listener) {
      replicaManager.onMove((partition) => {
        if (partition.topic === OFFSETS_TOPIC) listener(partition.index)
      })
    },
  }
}

async function* readAll(partition: Partition | undefined): AsyncIterable<Uint8Array> {
  if (!partition) return
  const { log } = partition
  let offset = log.logStartOffset
  while (offset < log.logEndOffset) {
    const read = { offset, maxBytes: LOAD_CHUNK_BYTES, upTo: log.logEndOffset, minOneBatch: true }
    const { bytes } = await log.read(read)
    if (bytes.length === 0) return
    await codecsLoading(bytes)
    yield bytes
    offset = nextOffset(bytes)
  }
}

function nextOffset(bytes: Uint8Array): number {
  let next = 0
  for (let at = 0; at < bytes.length; ) {
    const header = batchHeaderAt(bytes, at)
    next = header.lastOffset + 1
    at += header.size
  }
  return next
}
