/** Clients of a simulated cluster that write down what they are promised and shown. */
import { KafkaConsumer } from '../core/client/consumer.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import { sleep } from '../core/client/timing.ts'
import type { TopicPartition } from '../core/client/topic-partition.ts'
import type { SimEnv, SimWorld } from './env.ts'
import type { History, Place } from './history.ts'
import { MemoryDisk } from './memory-disk.ts'
import { BROKER_PORT, brokersOf, type ClusterPlan, rackOf, type WriterPlan } from './plan.ts'
import type { SeededRandom } from './random.ts'
import type { RunTrace } from './run-trace.ts'

/** The topic that the group reads; its elections are clean. */
export const TOPIC = 'orders'
export const GROUP = 'readers'

/** What the clients of one run share. */
export interface Room {
  readonly world: SimWorld
  readonly plan: ClusterPlan
  readonly random: SeededRandom
  readonly history: History
  readonly trace: RunTrace
}

export function clientEnv({ world, trace }: Room, name: string): SimEnv {
  return world.env(name, new MemoryDisk(), trace.of(name))
}

/** `bootstrap.servers` with every broker. */
export function bootstrap({ plan }: Room): string {
  return brokersOf(plan)
    .map(({ id }) => `localhost:${BROKER_PORT + id}`)
    .join(',')
}

function placeOf({ topic, partition }: TopicPartition): Place {
  return `${topic}-${partition}`
}

/** Sends numbered records to partitions of its choice until it is told to finish. */
export class Writer {
  private readonly env: SimEnv
  private readonly producer: KafkaProducer
  private readonly partitions: number
  private sending = true
  private number = 0

  constructor(
    private readonly room: Room,
    readonly name: string,
    private readonly kind: WriterPlan,
  ) {
    room.history.producers.set(name, kind)
    this.env = clientEnv(room, name)
    const topic = room.plan.topics.find((one) => one.name === kind.topic)
    this.partitions = topic?.partitions ?? 1
    const config = {
      'bootstrap.servers': bootstrap(room),
      'client.id': name,
      acks: kind.acks,
      'enable.idempotence': kind.idempotent,
      'max.in.flight.requests.per.connection': kind.inOrder && !kind.idempotent ? 1 : 5,
      'linger.ms': room.random.pick([0, 5, 50]),
      'batch.size': room.random.pick([200, 1000, 16_384]),
      'compression.type': room.random.pick(['none', 'none', 'none', 'none', 'none', 'none', 'gzip', 'lz4']),
      'request.timeout.ms': 5000,
    }
    this.producer = new KafkaProducer(config, this.env)
    void this.run()
  }

  private async run(): Promise<void> {
    while (this.sending) {
      for (let count = this.room.random.between(1, 6); count > 0; count--) this.send()
      await sleep(this.env, this.room.random.between(1, this.room.plan.storm ? 2000 : 600))
    }
  }

  private send(): void {
    const { history, random } = this.room
    const { topic } = this.kind
    const partition = random.between(0, this.partitions - 1)
    const record = { producer: this.name, number: this.number++, place: placeOf({ topic, partition }) }
    const value = history.valueOf(record)
    history.sent.set(value, record)
    const acknowledged = ({ offset }: { offset: number }) => void history.acknowledged.set(value, offset)
    const refused = (error: Error) => this.room.trace.log('SIM', this.name, `${value} was refused: ${error.message}`)
    this.producer.send({ topic, partition, value }).then(acknowledged, refused)
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
  private readonly next = new Map<Place, number>()
  private readonly floor = new Map<Place, number>()
  private uncommitted = false

  constructor(
    private readonly room: Room,
    readonly name: string,
  ) {
    this.env = clientEnv(room, name)
    this.consumer = new KafkaConsumer(
      {
        'bootstrap.servers': bootstrap(room),
        'client.id': name,
        'group.id': GROUP,
        'auto.offset.reset': 'earliest',
        'client.rack': room.plan.racks ? rackOf(room.random.pick(brokersOf(room.plan)).id) : '',
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
    for (const place of partitions.map(placeOf)) {
      this.next.delete(place)
      this.floor.set(place, this.room.history.committed.get(place) ?? 0)
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
    for (const { topic, partition, offset, value } of records)
      this.read(placeOf({ topic, partition }), offset, value ?? '')
    if (!records.isEmpty()) this.uncommitted = true
    if (!this.uncommitted || this.room.random.chance(0.3)) return
    const owned = this.consumer.assignment().filter((one) => this.next.has(placeOf(one)))
    const offsets = owned.map((one) => [one, { offset: this.next.get(placeOf(one)) as number }] as const)
    await this.consumer.commitSync(offsets)
    this.uncommitted = false
    for (const [one, { offset }] of offsets) this.room.history.committedUpTo(placeOf(one), offset)
  }

  private read(place: Place, offset: number, value: string): void {
    const { history } = this.room
    const expected = this.next.get(place)
    const floor = this.floor.get(place) ?? 0
    if (expected !== undefined && offset !== expected) {
      history.problems.push(`${this.name} got ${place}/${offset} when ${expected} was next`)
    } else if (expected === undefined && offset < floor) {
      history.problems.push(`${this.name} began at ${place}/${offset} though ${floor} had been committed`)
    }
    this.next.set(place, offset + 1)
    history.seen.push({ reader: this.name, place, offset, value })
  }

  /** The process dies without leaving its group. */
  kill(): void {
    this.env.kill()
  }
}
