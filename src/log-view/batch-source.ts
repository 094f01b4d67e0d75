import { NetworkClient } from '../../engine/core/client/network-client.ts'
import type { Env } from '../../engine/core/env/env.ts'
import { Errors, errorName } from '../../engine/core/protocol/errors.ts'
import { type BatchHeader, batchesIn } from '../../engine/core/record/batch.ts'
import { codecsLoading } from '../../engine/core/record/codecs.ts'
import type { BrokerInfo, PartitionState } from '../cluster/cluster-state.ts'
import { INSPECTOR_CLIENT } from '../cluster/inspector.ts'

/** A batch as the broker stores it. */
export interface StoredBatch {
  readonly header: BatchHeader
  readonly bytes: Uint8Array
}

/** What one fetch of a partition gave. */
export interface BatchPage {
  readonly batches: readonly StoredBatch[]
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
}

/** A replica's log as its broker tells it. */
export interface ReplicaEnds {
  readonly nodeId: number
  readonly logStartOffset: number
  readonly logEndOffset: number
}

const MAX_BYTES = 256 * 1024

/** Where raw batches come from. */
export interface Batches {
  /**
   * Batches from the one that holds the offset, at most so many bytes (256 KiB). Rejects with an Error naming Kafka's error
   * when the leader refuses.
   */
  fetch(
    brokers: readonly BrokerInfo[],
    partition: PartitionState,
    offset: number,
    mostBytes?: number,
  ): Promise<BatchPage>
  /** Where a broker's own replica begins and ends. Rejects when the broker does not answer or has none. */
  ends(brokers: readonly BrokerInfo[], partition: PartitionState, nodeId: number): Promise<ReplicaEnds>
}

const LATEST = -1
const EARLIEST = -2
/** Kafka's number for one that only looks: followers answer it as well, and leaders with the log's own end. */
const DEBUGGING_REPLICA_ID = -2

/** Fetches raw batches from a partition's leader, as any consumer would. */
export class BatchSource implements Batches {
  private readonly network: NetworkClient

  constructor(env: Env, bootstrap: { host: string; port: number }) {
    this.network = new NetworkClient(env, {
      bootstrap: [bootstrap],
      clientId: INSPECTOR_CLIENT,
      notMade: 'The cluster of the page has no address',
      logPrefix: '[Log view] ',
      requestTimeoutMs: 5000,
      connectTimeoutMs: 5000,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1000,
      warnsOfBootstrap: false,
    })
  }

  async fetch(
    brokers: readonly BrokerInfo[],
    partition: PartitionState,
    offset: number,
    mostBytes = MAX_BYTES,
  ): Promise<BatchPage> {
    this.network.setNodes(brokers.map((broker) => ({ ...broker, rack: null })))
    const leader = this.network.node(partition.leader)
    if (!leader) throw new Error('LEADER_NOT_AVAILABLE')
    const wanted = { partition: partition.partition, fetchOffset: offset, partitionMaxBytes: mostBytes }
    const topics = [{ topic: partition.topic, partitions: [wanted] }]
    const { body } = await this.network.send(
      leader,
      'Fetch',
      () => ({ replicaId: DEBUGGING_REPLICA_ID, maxWaitMs: 0, minBytes: 0, maxBytes: mostBytes, topics }),
      {
        maxVersion: 12,
      },
    )
    const answer = body.responses[0]?.partitions[0]
    const error = answer?.errorCode ?? body.errorCode
    if (!answer || error !== Errors.NONE) throw new Error(errorName(error))
    const { highWatermark, lastStableOffset, logStartOffset, records } = answer
    await codecsLoading(records)
    return { batches: [...batchesIn(records ?? new Uint8Array())], highWatermark, lastStableOffset, logStartOffset }
  }
  async ends(brokers: readonly BrokerInfo[], partition: PartitionState, nodeId: number): Promise<ReplicaEnds> {
    this.network.setNodes(brokers.map((broker) => ({ ...broker, rack: null })))
    const offset = async (timestamp: number): Promise<number> => {
      const node = this.network.node(nodeId)
      if (!node) throw new Error('BROKER_NOT_AVAILABLE')
      const topics = [{ name: partition.topic, partitions: [{ partitionIndex: partition.partition, timestamp }] }]
      const { body } = await this.network.send(node, 'ListOffsets', () => ({ replicaId: DEBUGGING_REPLICA_ID, topics }))
      const answer = body.topics[0]?.partitions[0]
      if (!answer || answer.errorCode !== Errors.NONE) throw new Error(errorName(answer?.errorCode ?? -1))
      return answer.offset
    }
    const [logStartOffset, logEndOffset] = await Promise.all([offset(EARLIEST), offset(LATEST)])
    return { nodeId, logStartOffset, logEndOffset }
  }
}
