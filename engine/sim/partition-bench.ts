/** Partitions of a topic `orders` on one broker: real logs on a memory disk in virtual time, asked through the handlers. */

import { utf8 } from '../core/base/utf8.ts'
import { ZERO_UUID } from '../core/base/uuid.ts'
import { BrokerConfig } from '../core/broker/config.ts'
import { FetchSessionCache } from '../core/broker/fetch-session.ts'
import type { BrokerServices, RequestContext } from '../core/broker/handler.ts'
import { produce } from '../core/broker/handlers/00-produce.ts'
import { fetch as fetchHandler } from '../core/broker/handlers/01-fetch.ts'
import { listOffsets } from '../core/broker/handlers/02-list-offsets.ts'
import { Purgatory } from '../core/broker/purgatory.ts'
import { type Disk, type DiskFile, type Env, type FileInfo, NetworkError } from '../core/env/env.ts'
import { Log } from '../core/log/log.ts'
import { LogConfig } from '../core/log/log-config.ts'
import { ClusterImage } from '../core/metadata/image.ts'
import type { ApiName } from '../core/protocol/apis.ts'
import { errorName } from '../core/protocol/errors.ts'
import {
  decodeResponse,
  encodeResponse,
  type RequestOf,
  type ResponseInit,
  type ResponseOf,
} from '../core/protocol/frame.ts'
import { batchesIn, buildBatch } from '../core/record/batch.ts'
import type { PartitionState } from '../core/replication/partition-state.ts'
import type { Peers } from '../core/replication/peers.ts'
import { type ReplicaLogs, ReplicaManager } from '../core/replication/replica-manager.ts'
import { SimWorld } from './env.ts'
import { MemoryDisk } from './memory-disk.ts'
import { noQuotas } from './no-quotas.ts'

/** Id of the topic. */
export const ORDERS = 'b3JkZXJzLW9yZGVycy0xMg'

/** A disk whose syncs wait while the gate is shut. */
class GatedDisk implements Disk {
  private waiting: (() => void)[] | null = null

  constructor(private readonly inner: Disk) {}

  shut(): void {
    this.waiting = []
  }
  lift(): void {
    const waiting = this.waiting ?? []
    this.waiting = null
    for (const go of waiting) go()
  }
  private pass(): Promise<void> {
    return this.waiting === null ? Promise.resolve() : new Promise((go) => this.waiting?.push(go))
  }

  list(prefix: string) {
    return this.inner.list(prefix)
  }
  remove(path: string) {
    return this.inner.remove(path)
  }
  rename(from: string, to: string) {
    return this.inner.rename(from, to)
  }
  async open(path: string, known?: FileInfo): Promise<DiskFile> {
    const file = await this.inner.open(path, known)
    const sync = () => this.pass().then(() => file.sync())
    return new Proxy(file, {
      get: (target, name) => {
        if (name === 'sync') return sync
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }
}

/** An answer as a client of the version gets it. */
export async function sentBack<N extends ApiName>(
  name: N,
  version: number,
  answer: ResponseInit<N> | null | Promise<ResponseInit<N> | null>,
): Promise<ResponseOf<N>> {
  const body = await answer
  if (body === null) throw new Error('no response')
  return decodeResponse(name, version, encodeResponse(name, version, 1, body).subarray(4)).body
}

/** Nobody else is there. */
const alone: Peers = {
  brokerEpoch: 1,
  eligibleEpoch: () => undefined,
  isAlive: () => false,
  endpoint: () => ({
    sendFetch: () => Promise.reject(new NetworkError('nobody is there')),
    sendListOffsets: () => Promise.reject(new NetworkError('nobody is there')),
    close: () => {},
  }),
  alterPartition: () => Promise.reject(new NetworkError('nobody is there')),
}

export class PartitionBench {
  readonly disk: GatedDisk
  readonly env: Env & { kill(): void }
  readonly image = new ClusterImage()
  readonly purgatory: Purgatory
  config = LogConfig.DEFAULTS
  private readonly logs = new Map<string, Log>()
  readonly replicaManager: ReplicaManager
  readonly services: BrokerServices

  /** @param disk what an earlier broker left, for one that starts after it was killed */
  constructor(
    readonly world = new SimWorld(3),
    disk: Disk = new MemoryDisk(),
  ) {
    this.disk = new GatedDisk(disk)
    this.env = this.world.env('1', this.disk)
    this.purgatory = new Purgatory(this.env.timers)
    this.replicaManager = new ReplicaManager({
      env: this.env,
      brokerId: 1,
      logs: this.replicaLogs(),
      topicIdOf: (topic) => this.image.topicIds.get(topic),
      logConfig: () => this.config,
      checkpointIntervalMs: 5000,
      peers: alone,
      replication: {
        lagTimeMaxMs: 30_000,
        fetchers: 1,
        partitionMaxBytes: 1_048_576,
        responseMaxBytes: 10_485_760,
        minBytes: 1,
        maxWaitMs: 500,
        backoffMs: 1000,
      },
      quotas: noQuotas(this.env.clock),
    })
    this.services = {
      env: this.env,
      config: new BrokerConfig(new Map([['node.id', '1']])),
      image: this.image,
      replicaManager: this.replicaManager,
      fetchSessions: new FetchSessionCache(this.env.clock, this.env.random),
      purgatory: this.purgatory,
    } as unknown as BrokerServices
    this.replicaManager.onMove((partition) => this.purgatory.check(partition))
  }

  private replicaLogs(): ReplicaLogs {
    return {
      getOrCreate: async (topic, partition, topicId, config) => {
        const dir = `data/${topic}-${partition}`
        const opening = { dir, config, topicId, cleanShutdown: false, recoveryPoint: 0, logStartOffset: 0 }
        const log = await Log.open({ env: this.env, ...opening, producerIdExpirationMs: () => 86_400_000 })
        this.logs.set(`${topic}-${partition}`, log)
        return log
      },
      deleteLog: async (topic, partition) => {
        await this.logs.get(`${topic}-${partition}`)?.delete()
      },
      highWatermark: () => 0,
      checkpointHighWatermarks: async () => {},
    }
  }

  /** Partitions of `orders` as the metadata has them now. */
  async lead(partitions: number, change: Partial<PartitionState> = {}): Promise<void> {
    const states = Array.from({ length: partitions }, (_, partition) => ({
      topic: 'orders',
      topicId: ORDERS,
      partition,
      leader: 1,
      leaderEpoch: 0,
      partitionEpoch: 0,
      replicas: [1],
      isr: [1],
      ...change,
    }))
    const image = (state: PartitionState) => ({
      ...state,
      directories: [],
      removingReplicas: [],
      addingReplicas: [],
      elr: [],
      lastKnownElr: [],
      leaderRecoveryState: 0,
    })
    const topic = { name: 'orders', id: ORDERS, partitions: new Map(states.map((one) => [one.partition, image(one)])) }
    this.image.topicIds.set('orders', ORDERS)
    this.image.topicsById.set(ORDERS, topic)
    await this.settled(this.replicaManager.apply(states))
  }

  settled<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise)
  }

  context(version: number): RequestContext {
    const header = { apiKey: 0, apiVersion: version, correlationId: 1, clientId: 'c' }
    const connection = { id: 1, closed: false }
    return { header, version, clientId: 'c', clientHost: '/h', listener: 'PLAINTEXT', role: 'broker', connection }
  }

  async produce(
    batches: Readonly<Record<number, Uint8Array | null>>,
    options: { acks?: number; version?: number; topic?: string; topicId?: string; timeoutMs?: number } = {},
  ) {
    const { acks = -1, version = 11, topic = 'orders', topicId = ZERO_UUID, timeoutMs = 1000 } = options
    const partitionData = Object.entries(batches).map(([index, records]) => ({ index: Number(index), records }))
    const request: RequestOf<'Produce'> = {
      transactionalId: null,
      acks,
      timeoutMs,
      topicData: [{ name: topic, topicId, partitionData }],
    }
    const answer = await produce(this.context(version), request, this.services)
    return answer && sentBack('Produce', version, answer)
  }

  /** The outcome of each partition: base offset or error. */
  async sent(...args: Parameters<PartitionBench['produce']>): Promise<string[]> {
    const response = await this.settled(this.produce(...args))
    const partitions = response?.responses.flatMap((topic) => topic.partitionResponses) ?? []
    return partitions.map(({ errorCode, baseOffset }) => (errorCode ? errorName(errorCode) : `at ${baseOffset}`))
  }

  fetch(
    offsets: Readonly<Record<number, number>>,
    options: Partial<RequestOf<'Fetch'>> & { version?: number; partitionMaxBytes?: number; epoch?: number } = {},
  ): Promise<ResponseOf<'Fetch'>> {
    const { version = 11, partitionMaxBytes = 1_000_000, epoch = -1, ...rest } = options
    const partitions = Object.entries(offsets).map(([partition, fetchOffset]) => ({
      partition: Number(partition),
      currentLeaderEpoch: epoch,
      fetchOffset,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes,
      replicaDirectoryId: ZERO_UUID,
      highWatermark: 0n,
    }))
    const request: RequestOf<'Fetch'> = {
      clusterId: null,
      replicaId: -1,
      replicaState: { replicaId: -1, replicaEpoch: -1 },
      maxWaitMs: 500,
      minBytes: 1,
      maxBytes: 50_000_000,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics:
        partitions.length > 0
          ? [{ topic: version >= 13 ? '' : 'orders', topicId: version >= 13 ? ORDERS : ZERO_UUID, partitions }]
          : [],
      forgottenTopicsData: [],
      rackId: '',
      ...rest,
    }
    return sentBack('Fetch', version, fetchHandler(this.context(version), request, this.services))
  }

  /** The offset of a timestamp, or the error. */
  async listed(timestamp: number, version = 11): Promise<string> {
    const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp }]
    const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'orders', partitions }], timeoutMs: 0 }
    const asked = listOffsets(this.context(version), request, this.services)
    const answer = await this.settled(sentBack('ListOffsets', version, asked))
    const found = answer.topics[0]?.partitions[0]
    return found?.errorCode ? errorName(found.errorCode) : `${found?.offset} at ${found?.timestamp}`
  }

  /** What was fetched, `partition: offsets hw` or the error. */
  async got(...args: Parameters<PartitionBench['fetch']>): Promise<string[]> {
    return told(await this.settled(this.fetch(...args)))
  }
}

export function told(response: ResponseOf<'Fetch'>): string[] {
  if (response.errorCode !== 0) return [errorName(response.errorCode)]
  return response.responses
    .flatMap((topic) => topic.partitions)
    .map(({ partitionIndex, errorCode, records, highWatermark }) => {
      const batches = [...batchesIn(records ?? new Uint8Array())].map(
        ({ header }) => `${header.baseOffset}-${header.lastOffset}`,
      )
      return `${partitionIndex}: ${errorCode ? errorName(errorCode) : `[${batches}] hw ${highWatermark}`}`
    })
}

/** One batch of records with these values. */
export function batch(...values: string[]): Uint8Array {
  return buildBatch({
    records: values.map((value) => ({ timestamp: 1_700_000_000_000, key: null, value: utf8(value) })),
  })
}
