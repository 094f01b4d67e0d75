/** Clients of a simulated cluster that write down what they are promised and shown. */
import { KafkaConsumer } from '../core/client/consumer.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import { sleep } from '../core/client/timing.ts'
import type { TopicPartition } from '../core/client/topic-partition.ts'
import type { MemoryTrace, SimEnv, SimWorld } from './env.ts'
import type { History, ProducerKind } from './history.ts'
import { MemoryDisk } from './memory-disk.ts'
import type { SeededRandom } from './random.ts'

export const TOPIC = 'orders'
export const GROUP = 'readers'
const BOOTSTRAP = { 'bootstrap.servers': 'localhost:9092' }

/** What the clients of one run share. */
export interface Room {
  readonly world: SimWorld
  readonly random: SeededRandom
  readonly history: History
  readonly trace: MemoryTrace
  readonly partitions: number
}

export function clientEnv({ world, trace }: Room, name: string): SimEnv {
  return world.env(name, new MemoryDisk(), trace)
}

/** Sends numbered records to partitions of its choice until it is told to finish. */
export class Writer {
  private readonly env: SimEnv
  private readonly producer: KafkaProducer
  private sending = true
  private number = 0

  constructor(
    private readonly room: Room,
    private readonly name: string,
    kind: ProducerKind,
  ) {
    room.history.producers.set(name, kind)
    this.env = clientEnv(room, name)
    const config = {
      ...BOOTSTRAP,
      'client.id': name,
      acks: kind.acks,
      'enable.idempotence': kind.idempotent,
      'max.in.flight.requests.per.connection': kind.inOrder && !kind.idempotent ? 1 : 5,
      'linger.ms': room.random.pick([0, 5, 50]),
      'batch.size': room.random.pick([200, 1000, 16_384]),
      'compression.type': room.random.pick(['none', 'none', 'none', 'none', 'gzip', 'lz4']),
      'request.timeout.ms': 5000,
    }
    this.producer = new KafkaProducer(config, this.env)
    void this.run()
  }

  private async run(): Promise<void> {
    while (this.sending) {
      for (let count = this.room.random.between(1, 8); count > 0; count--) this.send()
      await sleep(this.env, this.room.random.between(1, 300))
    }
  }

  private send(): void {
    const { history, random } = this.room
    const record = {
      producer: this.name,
      number: this.number++,
      partition: random.between(0, this.room.partitions - 1),
    }
    const value = history.valueOf(record)
    history.sent.set(value, record)
    const acknowledged = ({ offset }: { offset: number }) => void history.acknowledged.set(value, offset)
    const refused = (error: Error) => this.room.trace.log('SIM', this.name, `${value} was refused: ${error.message}`)
    this.producer.send({ topic: TOPIC, partition: record.partition, value }).then(acknowledged, refused)
  }

  /** Resolves when every record that it was given is settled. */
  async finish(): Promise<void> {
    this.sending = false
    await this.producer.close()
  }
}

/** A member of the group: polls, notes, commits what it has read. */
export class Reader {
  private readonly env: SimEnv
  private readonly consumer: KafkaConsumer
  /** The offset expected next, by partition; absent before the first record of an assignment. */
  private readonly next = new Map<number, number>()
  private readonly floor = new Map<number, number>()
  private uncommitted = false

  constructor(
    private readonly room: Room,
    private readonly name: string,
  ) {
    this.env = clientEnv(room, name)
    this.consumer = new KafkaConsumer(
      {
        ...BOOTSTRAP,
        'client.id': name,
        'group.id': GROUP,
        'auto.offset.reset': 'earliest',
        'enable.auto.commit': false,
        'session.timeout.ms': 6000,
        'heartbeat.interval.ms': 1000,
        'request.timeout.ms': 5000,
        'max.poll.records': room.random.pick([10, 100, 500]),
        'partition.assignment.strategy': ['range', 'cooperative-sticky'],
      },
      this.env,
    )
    this.consumer.subscribe([TOPIC], {
      onPartitionsAssigned: (partitions) => this.assigned(partitions),
    })
    void this.run()
  }

  private assigned(partitions: readonly TopicPartition[]): void {
    for (const { partition } of partitions) {
      this.next.delete(partition)
      this.floor.set(partition, this.room.history.committed.get(partition) ?? 0)
    }
  }

  private async run(): Promise<void> {
    for (;;) {
      try {
        await this.round()
      } catch (error) {
        this.room.trace.log('SIM', this.name, `poll or commit: ${(error as Error).message}`)
        await sleep(this.env, 100)
      }
    }
  }

  private async round(): Promise<void> {
    const records = await this.consumer.poll(this.room.random.between(10, 500))
    for (const { partition, offset, value } of records) this.read(partition, offset, value ?? '')
    if (!records.isEmpty()) this.uncommitted = true
    if (!this.uncommitted || this.room.random.chance(0.3)) return
    const owned = this.consumer.assignment().filter(({ partition }) => this.next.has(partition))
    const offsets = owned.map((place) => [place, { offset: this.next.get(place.partition) as number }] as const)
    await this.consumer.commitSync(offsets)
    this.uncommitted = false
    for (const [{ partition }, { offset }] of offsets) this.room.history.committedUpTo(partition, offset)
  }

  private read(partition: number, offset: number, value: string): void {
    const { history } = this.room
    const expected = this.next.get(partition)
    const floor = this.floor.get(partition) ?? 0
    if (expected !== undefined && offset !== expected) {
      history.problems.push(`${this.name} got ${partition}/${offset} when ${expected} was next`)
    } else if (expected === undefined && offset < floor) {
      history.problems.push(`${this.name} began at ${partition}/${offset} though ${floor} had been committed`)
    }
    this.next.set(partition, offset + 1)
    history.seen.push({ reader: this.name, partition, offset, value })
  }

  /** The process dies without leaving its group. */
  kill(): void {
    this.env.kill()
  }
}
