/** Several brokers with the replicas of `orders-0`: real logs, fetchers and handlers in virtual time, over a controller's decisions. */
import { assert } from '../core/base/assert.ts'
import { fromUtf8 } from '../core/base/utf8.ts'
import { BrokerConfig } from '../core/broker/config.ts'
import { FetchSessionCache } from '../core/broker/fetch-session.ts'
import type { BrokerServices, RequestContext } from '../core/broker/handler.ts'
import { produce } from '../core/broker/handlers/00-produce.ts'
import { fetch } from '../core/broker/handlers/01-fetch.ts'
import { listOffsets } from '../core/broker/handlers/02-list-offsets.ts'
import { Purgatory } from '../core/broker/purgatory.ts'
import { createTopics } from '../core/controller/create-topics.ts'
import { alterPartition } from '../core/controller/elections.ts'
import { TestCluster } from '../core/controller/testing.ts'
import { NetworkError } from '../core/env/env.ts'
import { LogConfig } from '../core/log/log-config.ts'
import { LogManager } from '../core/log/log-manager.ts'
import { APIS, type ApiName } from '../core/protocol/apis.ts'
import { latest } from '../core/protocol/codec.ts'
import { errorName } from '../core/protocol/errors.ts'
import {
  decodeRequest,
  encodeRequest,
  type RequestInit,
  type RequestOf,
  type ResponseInit,
} from '../core/protocol/frame.ts'
import { batchesIn, recordsIn } from '../core/record/batch.ts'
import type { Partition } from '../core/replication/partition.ts'
import type { Peers } from '../core/replication/peers.ts'
import { ReplicaManager } from '../core/replication/replica-manager.ts'
import { type SimEnv, SimWorld } from './env.ts'
import { FaultyDisk } from './faulty-disk.ts'
import { noQuotas } from './no-quotas.ts'
import { batch, sentBack } from './partition-bench.ts'

/** A request with its defaults, as it arrives. */
function arrived<N extends ApiName>(name: N, version: number, request: RequestInit<N>): RequestOf<N> {
  const frame = encodeRequest(name, version, { correlationId: 1, clientId: 'c' }, request)
  return decodeRequest(frame.subarray(4)).body as RequestOf<N>
}

/** What runs of one broker. */
interface Running {
  readonly env: SimEnv
  readonly logs: LogManager
  readonly replicaManager: ReplicaManager
  readonly services: BrokerServices
  readonly epoch: number
}

export class ReplicaBench {
  readonly world: SimWorld
  readonly controller: TestCluster
  readonly disks = new Map<number, FaultyDisk>()
  private readonly running = new Map<number, Running>()
  /** Links that carry nothing, `from>to`. */
  readonly cut = new Set<string>()
  private incarnations = 0
  config = LogConfig.DEFAULTS

  constructor({ seed = 1, elr = true }: { seed?: number; elr?: boolean } = {}) {
    this.world = new SimWorld(seed)
    this.controller = new TestCluster({ elr })
  }

  /** Starts brokers and makes the topic on them, the first one leading. */
  async cluster(replicas: readonly number[], minIsr = 1): Promise<this> {
    this.config = LogConfig.DEFAULTS.with({ 'min.insync.replicas': String(minIsr) })
    for (const id of replicas) await this.start(id)
    const topic = {
      name: 'orders',
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds: [...replicas] }],
      configs: [{ name: 'min.insync.replicas', value: String(minIsr) }],
    }
    this.controller.do(createTopics, { topics: [topic], timeoutMs: 0, validateOnly: false })
    await this.publish()
    return this
  }

  /** Starts a broker on the disk that it has. */
  async start(id: number, { previousEpoch = -1 }: { previousEpoch?: number } = {}): Promise<void> {
    this.controller.now = this.world.scheduler.now
    const disk = this.disks.get(id) ?? new FaultyDisk(this.world.random)
    this.disks.set(id, disk)
    const env = this.world.env(`broker-${id}`, disk.mount())
    const logs = await this.settled(
      LogManager.start({
        env,
        logDirs: ['logs'],
        configOf: () => this.config,
        producerIdExpirationMs: () => 86_400_000,
        retentionCheckIntervalMs: 300_000,
        initialTaskDelayMs: 30_000,
        checkpointIntervalMs: 60_000,
      }),
    )
    const incarnationId = `${this.incarnations++}`.padEnd(22, 'n')
    const epoch = this.controller.register(id, { incarnationId, previousBrokerEpoch: previousEpoch })
    this.run(id, env, logs, epoch)
    await this.publish()
    this.controller.beat(id, epoch)
    await this.publish()
  }

  private run(id: number, env: SimEnv, logs: LogManager, epoch: number): void {
    const purgatory = new Purgatory(env.timers)
    const replicaManager = new ReplicaManager({
      env,
      brokerId: id,
      logs,
      logConfig: () => this.config,
      checkpointIntervalMs: 5000,
      peers: this.peers(id, epoch),
      replication: {
        lagTimeMaxMs: 30_000,
        fetchers: 1,
        partitionMaxBytes: 1_048_576,
        responseMaxBytes: 10_485_760,
        minBytes: 1,
        maxWaitMs: 500,
        backoffMs: 1000,
      },
      quotas: noQuotas(env.clock),
    })
    replicaManager.onMove((partition) => purgatory.check(partition))
    const services = {
      env,
      config: new BrokerConfig(new Map([['node.id', String(id)]])),
      image: this.controller.image,
      replicaManager,
      fetchSessions: new FetchSessionCache(env.clock, env.random),
      purgatory,
    } as unknown as BrokerServices
    this.running.set(id, { env, logs, replicaManager, services, epoch })
  }

  private peers(id: number, epoch: number): Peers {
    const { image } = this.controller
    return {
      brokerEpoch: epoch,
      eligibleEpoch: (broker) => {
        const known = image.brokers.get(broker)
        return known && !known.fenced && !known.inControlledShutdown ? known.epoch : undefined
      },
      isAlive: (broker) => image.brokers.get(broker)?.fenced === false,
      endpoint: (broker) => {
        let close = () => {}
        const closed = new Promise<never>((_, reject) => {
          close = () => reject(new NetworkError('closed'))
        })
        closed.catch(() => {})
        return {
          sendFetch: (request) => Promise.race([closed, this.reach(id, broker, 'Fetch', request, fetch)]),
          sendListOffsets: (request) =>
            Promise.race([closed, this.reach(id, broker, 'ListOffsets', request, listOffsets)]),
          close,
        }
      },
      alterPartition: async (request) => {
        await this.hop(id, 0)
        const version = latest(APIS.AlterPartition.request)
        const answer = this.controller.do(alterPartition, arrived('AlterPartition', version, request))
        void this.publish()
        return sentBack('AlterPartition', version, answer)
      },
    }
  }

  private async reach<N extends ApiName>(
    from: number,
    to: number,
    name: N,
    request: RequestInit<N>,
    handler: (context: RequestContext, request: RequestOf<N>, services: BrokerServices) => unknown,
  ) {
    await this.hop(from, to)
    const target = this.running.get(to)
    if (!target) throw new NetworkError('nobody listens')
    const version = latest(APIS[name].request)
    const answer = handler(this.context(version), arrived(name, version, request), target.services)
    const sent = await sentBack(name, version, answer as Promise<ResponseInit<N>>)
    await this.hop(to, from)
    if (this.running.get(to) !== target) throw new NetworkError('the connection broke')
    return sent
  }

  /** One way takes a millisecond; 0 is the controller. */
  private async hop(from: number, to: number): Promise<void> {
    await new Promise<void>((resume) => void this.world.scheduler.after(1, resume))
    if (this.cut.has(`${from}>${to}`)) throw new NetworkError('cut')
  }

  private context(version: number): RequestContext {
    const header = { apiKey: 0, apiVersion: version, correlationId: 1, clientId: 'c' }
    const connection = { id: 1, closed: false }
    return { header, version, clientId: 'c', clientHost: '/h', listener: 'PLAINTEXT', role: 'broker', connection }
  }

  /** Every running broker sees the metadata as it is now. */
  async publish(...to: number[]): Promise<void> {
    const states = [...this.controller.image.topicsById.values()].flatMap((topic) =>
      [...topic.partitions].map(([partition, image]) => ({
        ...image,
        topic: topic.name,
        topicId: topic.id,
        partition,
      })),
    )
    const those = [...this.running].filter(([id]) => to.length === 0 || to.includes(id))
    await this.settled(Promise.all(those.map(([, { replicaManager }]) => replicaManager.apply(states))))
  }

  /** The process is gone at once; its unsynced writes survive by chance. */
  kill(id: number): void {
    this.running.get(id)?.env.kill()
    this.running.delete(id)
    this.disks.get(id)?.crash()
  }

  /** The controller has not heard of the broker for too long. */
  async fence(id: number): Promise<void> {
    const epoch = this.controller.image.brokers.get(id)?.epoch
    assert(epoch !== undefined, `broker ${id} is not registered`)
    this.controller.beat(id, epoch, { fence: true })
    await this.publish()
  }

  /** The broker is heard of again. */
  async unfence(id: number): Promise<void> {
    this.controller.beat(id, this.controller.image.brokers.get(id)?.epoch ?? -1)
    await this.publish()
  }

  epochOf(id: number): number {
    return this.running.get(id)?.epoch ?? -1
  }

  /** Nothing passes between two brokers, either way. */
  part(a: number, b: number): void {
    this.cut.add(`${a}>${b}`).add(`${b}>${a}`)
  }
  heal(): void {
    this.cut.clear()
  }

  async pass(ms: number): Promise<void> {
    await this.world.scheduler.run(ms)
    this.controller.now = this.world.scheduler.now
  }

  settled<T>(promise: Promise<T>): Promise<T> {
    return this.world.scheduler.until(promise)
  }

  /** Sends one record to a broker; gives `at <offset>` or the error. Not settled until virtual time passes. */
  async send(to: number, value: string, { acks = -1, timeoutMs = 1000 } = {}): Promise<string> {
    const target = this.running.get(to)
    assert(target, `broker ${to} is down`)
    const partitionData = [{ index: 0, records: batch(value) }]
    const request = arrived('Produce', 11, { acks, timeoutMs, topicData: [{ name: 'orders', partitionData }] })
    const answer = await produce(this.context(11), request, target.services)
    assert(answer, 'no answer')
    const got = await sentBack('Produce', 11, answer)
    const { errorCode, baseOffset } = got.responses[0]?.partitionResponses[0] ?? { errorCode: -1, baseOffset: -1 }
    return errorCode ? errorName(errorCode) : `at ${baseOffset}`
  }

  sent(...args: Parameters<ReplicaBench['send']>): Promise<string> {
    return this.settled(this.send(...args))
  }

  replica(id: number): Partition {
    const replica = this.running.get(id)?.replicaManager.get('orders', 0)
    assert(replica, `broker ${id} has no replica`)
    return replica
  }

  /** The values in a replica's log. */
  async values(id: number): Promise<string> {
    const { log } = this.replica(id)
    const found: string[] = []
    for (let offset = log.logStartOffset; offset < log.logEndOffset; ) {
      const read = { offset, maxBytes: 1_000_000, upTo: log.logEndOffset, minOneBatch: true }
      const { bytes } = await this.settled(log.read(read))
      for (const one of batchesIn(bytes)) {
        for (const record of recordsIn(one.bytes)) found.push(fromUtf8(record.value as Uint8Array))
        offset = one.header.lastOffset + 1
      }
    }
    return found.join(' ')
  }

  /** `1* 0-3 hw 3 | 2 0-3 hw 2 | 3 down`: log range and high watermark of each replica, the leader starred. */
  get state(): string {
    const ids = this.controller.image.partition('orders', 0)?.replicas ?? []
    return ids.map((id) => this.stateOf(id)).join(' | ')
  }

  private stateOf(id: number): string {
    if (!this.running.has(id)) return `${id} down`
    const { isLeader, highWatermark, log } = this.replica(id)
    return `${id}${isLeader ? '*' : ''} ${log.logStartOffset}-${log.logEndOffset} hw ${highWatermark}`
  }

  /** `leader|isr|elr|last known` as the controller has it. */
  get metadata(): string {
    return this.controller.partition('orders')
  }
}
