/** Produce, consume and latency through our own client; runs wherever there is an Env. */
import { Admin } from '../core/client/admin.ts'
import { KafkaConsumer } from '../core/client/consumer.ts'
import { KafkaProducer } from '../core/client/producer.ts'
import type { Env } from '../core/env/env.ts'

export interface Throughput {
  readonly mbPerSecond: number
  readonly recordsPerSecond: number
  readonly ms: number
}

/** Of the producer, beside the defaults. */
export type Settings = Readonly<Record<string, string | number>>

/** So many records a second, for so long. */
export interface Pace {
  readonly perSecond: number
  readonly ms: number
  readonly size: number
}

export class OwnClient {
  constructor(
    private readonly env: Env,
    private readonly bootstrap: string,
    /** Of all its producers. */
    private readonly settings: Settings = {},
  ) {}

  async makeTopic(name: string, replicationFactor = 1, numPartitions = 1): Promise<void> {
    const admin = new Admin({ 'bootstrap.servers': this.bootstrap }, this.env)
    await admin.createTopics([{ name, numPartitions, replicationFactor }])
    await admin.close()
  }

  /** Sends without waiting for each; ends when all are acknowledged. */
  async produce(topic: string, count: number, size: number, settings: Settings = {}): Promise<Throughput> {
    const producer = new KafkaProducer<string, Uint8Array>(
      { 'bootstrap.servers': this.bootstrap, 'value.serializer': 'bytes', ...this.settings, ...settings },
      this.env,
    )
    await producer.partitionsFor(topic)
    const value = incompressible(size)
    const started = this.env.clock.monotonic()
    const underWay: Promise<void>[] = []
    // Large records in smaller slices: what waits fits into buffer.memory.
    const slice = Math.max(1, Math.min(SLICE, Math.floor(SLICE_BYTES / size)))
    for (let sent = 0; sent < count; sent += slice) {
      const length = Math.min(slice, count - sent)
      // What is acknowledged is let go: kept, ten million answers would be all that the memory's figure tells of.
      underWay.push(Promise.all(Array.from({ length }, () => producer.send({ topic, value }))).then(() => undefined))
      if (underWay.length >= SLICES) await underWay.shift()
    }
    await Promise.all(underWay)
    const took = this.env.clock.monotonic() - started
    await producer.close()
    return throughput(count, size, took)
  }

  /** Reads the topic from its beginning so many times over: what takes a tenth of a second says little. */
  async consume(topic: string, count: number, size: number, passes = 1): Promise<Throughput> {
    const consumer = new KafkaConsumer<string, Uint8Array>(
      {
        'bootstrap.servers': this.bootstrap,
        'value.deserializer': 'bytes',
        'max.poll.records': 5000,
        'enable.auto.commit': false,
      },
      this.env,
    )
    const places = [{ topic, partition: 0 }]
    consumer.assign(places)
    let took = 0
    for (let pass = 0; pass < passes; pass++) {
      consumer.seekToBeginning(places)
      await consumer.position({ topic, partition: 0 })
      const started = this.env.clock.monotonic()
      for (let got = 0; got < count; ) got += (await consumer.poll(1000)).count()
      took += this.env.clock.monotonic() - started
    }
    await consumer.close()
    return throughput(count * passes, size, took)
  }

  /**
   * Milliseconds to the acknowledgement of records that are sent at even times, whatever became of those before; the first
   * second does not count. Keeps nothing of a record but that number: else the collector of this process is measured.
   */
  async pacedLatencies(topic: string, pace: Pace): Promise<Float64Array> {
    const producer = new KafkaProducer<string, Uint8Array>(
      { 'bootstrap.servers': this.bootstrap, 'value.serializer': 'bytes', ...this.settings },
      this.env,
    )
    await producer.partitionsFor(topic)
    const value = incompressible(pace.size)
    const { clock } = this.env
    const found = new Float64Array(countOf(pace))
    let acknowledged = 0
    let failure: unknown
    const failed = (error: unknown) => {
      failure ??= error
    }
    await this.atPace(pace, (due) => {
      void producer.send({ topic, value }).then(() => {
        found[acknowledged++] = clock.monotonic() - due
      }, failed)
    })
    await producer.close()
    if (failure !== undefined) throw failure
    return found.subarray(Math.floor((pace.perSecond * WARM_UP_MS) / 1000))
  }

  /** Milliseconds from send to the poll that hands the record out, of a consumer that waits for it. */
  async endToEnd(topic: string, pace: Pace): Promise<number[]> {
    const { clock } = this.env
    const consumer = new KafkaConsumer<string, Uint8Array>(
      { 'bootstrap.servers': this.bootstrap, 'value.deserializer': 'bytes', 'enable.auto.commit': false },
      this.env,
    )
    const producer = new KafkaProducer<string, Uint8Array>(
      { 'bootstrap.servers': this.bootstrap, 'value.serializer': 'bytes', 'linger.ms': 0, ...this.settings },
      this.env,
    )
    consumer.assign([{ topic, partition: 0 }])
    consumer.seekToBeginning([{ topic, partition: 0 }])
    const value = incompressible(pace.size)
    const due: number[] = []
    const found: number[] = []
    const sending = this.atPace(pace, (at) => {
      due.push(at)
      void producer.send({ topic, value })
    })
    const count = countOf(pace)
    while (found.length < count)
      for (const { offset } of await consumer.poll(1000)) found.push(clock.monotonic() - (due[offset] as number))
    await sending
    await Promise.all([producer.close(), consumer.close()])
    return found.slice(WARM_UP)
  }

  /** Calls `send` with the time at which each record is due; what is late is sent at once. */
  private async atPace(pace: Pace, send: (due: number) => void): Promise<void> {
    const { clock, timers } = this.env
    const { perSecond } = pace
    const count = countOf(pace)
    const started = clock.monotonic()
    for (let sent = 0; sent < count; ) {
      for (; sent < count && started + (sent * 1000) / perSecond <= clock.monotonic(); sent++)
        send(started + (sent * 1000) / perSecond)
      await new Promise<void>((resume) => void timers.after(1, resume))
    }
  }

  /** A record to each partition; ends when all are acknowledged. Gives ms. */
  async toEach(topic: string, partitions: number): Promise<number> {
    const settings = { 'bootstrap.servers': this.bootstrap, 'value.serializer': 'bytes', ...this.settings }
    const producer = new KafkaProducer<string, Uint8Array>(settings, this.env)
    await producer.partitionsFor(topic)
    const value = incompressible(100)
    const started = this.env.clock.monotonic()
    await Promise.all(Array.from({ length: partitions }, (_, partition) => producer.send({ topic, partition, value })))
    const took = this.env.clock.monotonic() - started
    await producer.close()
    return took
  }

  /** Milliseconds of fetches of a batch or so from anywhere in partition 0. */
  async randomFetches(topic: string, fetches: number): Promise<number[]> {
    const place = { topic, partition: 0 }
    const consumer = new KafkaConsumer<string, Uint8Array>(
      {
        'bootstrap.servers': this.bootstrap,
        'value.deserializer': 'bytes',
        'enable.auto.commit': false,
        'max.partition.fetch.bytes': FETCH_BYTES,
        // Else the fetch that waits for what comes next is waited for.
        'fetch.max.wait.ms': 0,
      },
      this.env,
    )
    consumer.assign([place])
    const end = [...(await consumer.endOffsets([place])).values()][0] ?? 0
    const found: number[] = []
    for (let done = 0; done < fetches + WARM_UP; done++) {
      consumer.seek(place, Math.floor(this.env.random.float() * end))
      const started = this.env.clock.monotonic()
      while ((await consumer.poll(1000)).count() === 0);
      if (done >= WARM_UP) found.push(this.env.clock.monotonic() - started)
    }
    await consumer.close()
    return found
  }

  /** Milliseconds from send to acknowledgement, one record at a time. */
  async latencies(topic: string, count: number, size: number): Promise<number[]> {
    const producer = new KafkaProducer<string, Uint8Array>(
      { 'bootstrap.servers': this.bootstrap, 'value.serializer': 'bytes', 'linger.ms': 0, ...this.settings },
      this.env,
    )
    const value = incompressible(size)
    const found: number[] = []
    for (let sent = 0; sent < count + WARM_UP; sent++) {
      const started = this.env.clock.monotonic()
      await producer.send({ topic, value })
      if (sent >= WARM_UP) found.push(this.env.clock.monotonic() - started)
    }
    await producer.close()
    return found
  }
}

/** Of one fetch. */
const FETCH_BYTES = 16 * 1024

/** The same bytes every time; a disk that compresses gains nothing by them. */
export function incompressible(size: number): Uint8Array {
  let state = 1
  return new Uint8Array(size).map(() => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state >> 16
  })
}

/** Records that a program hands over in one go, and how many such before it waits for the first of them. */
const SLICE = 250
const SLICE_BYTES = 512 * 1024
const SLICES = 40
const WARM_UP = 50
/** Of a load that lasts: what a program's first moments cost is not what is asked. */
export const WARM_UP_MS = 1000

function countOf({ perSecond, ms }: Pace): number {
  return Math.floor((perSecond * ms) / 1000)
}

function throughput(count: number, size: number, ms: number): Throughput {
  return { mbPerSecond: (count * size) / 1e6 / (ms / 1000), recordsPerSecond: count / (ms / 1000), ms }
}
