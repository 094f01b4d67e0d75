/** Consumers of one group, each in a process of its own, on a broker in virtual time. */

import { Admin } from '../core/client/admin.ts'
import { KafkaConsumer } from '../core/client/consumer.ts'
import type { ConsumerRebalanceListener } from '../core/client/consumer-group.ts'
import { partitionKey, type TopicPartition } from '../core/client/topic-partition.ts'
import { SimWorld } from './env.ts'
import { MemoryDisk } from './memory-disk.ts'
import { startOneNode } from './one-node.ts'

export const CONFIG = {
  'bootstrap.servers': 'localhost:9092',
  'group.id': 'g',
  'session.timeout.ms': 6000,
  'heartbeat.interval.ms': 1000,
}

class GroupLab {
  world!: SimWorld
  brokerEnv!: ReturnType<SimWorld['env']>
  /** Nothing that is sent arrives. */
  isCut = false

  /** Begins anew. */
  async start(): Promise<void> {
    this.isCut = false
    this.world = new SimWorld(5, { delay: () => (this.isCut ? undefined : 0) })
    const disk = new MemoryDisk(() => this.world.scheduler.now)
    this.brokerEnv = this.world.env('node-1', disk)
    await settle(startOneNode(this.brokerEnv))
  }
}

/** Of the test that runs; each begins with `lab.start()`. */
export const lab = new GroupLab()

export const settle = <T>(promise: Promise<T>): Promise<T> => lab.world.scheduler.until(promise)

export async function create(...names: string[]): Promise<void> {
  const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
  await settle(admin.createTopics(names.map((name) => ({ name, numPartitions: 2 }))))
  await settle(admin.close())
}

/** A consumer in a process of its own that notes what its listener is told. */
export class Member {
  readonly told: string[] = []
  readonly env: ReturnType<SimWorld['env']>
  readonly consumer: KafkaConsumer

  constructor(name: string, config: Record<string, unknown> = {}) {
    this.env = lab.world.env(name, new MemoryDisk(() => 0))
    this.consumer = new KafkaConsumer({ ...CONFIG, 'client.id': name, ...config }, this.env)
  }

  private note(what: string): (partitions: readonly TopicPartition[]) => void {
    return (partitions) => this.told.push(`${what} ${partitions.map(partitionKey).join(' ') || '–'}`)
  }

  get listener(): ConsumerRebalanceListener {
    const [onPartitionsAssigned, onPartitionsRevoked, onPartitionsLost] = ['assigned', 'revoked', 'lost'].map((what) =>
      this.note(what),
    )
    return { onPartitionsAssigned, onPartitionsRevoked, onPartitionsLost } as ConsumerRebalanceListener
  }

  get owns(): string[] {
    return this.consumer.assignment().map(partitionKey).sort()
  }
}

export async function poll(times: number, ...members: readonly Member[]): Promise<void> {
  for (let i = 0; i < times; i++) await settle(Promise.all(members.map(({ consumer }) => consumer.poll(500))))
}

/** What the coordinator told, in short. */
export function rebalances(): number {
  return lab.brokerEnv.trace.events.filter(({ type }) => type === 'group.stable').length
}
