/** Classes under which Java programs know what are plain values here: `new TopicPartition('orders', 0)`. */
import type { OffsetAndMetadata as CommittedOffset } from './admin-groups.ts'
import type { HeadersInit } from './headers.ts'
import type { ProducerRecord as RecordToSend } from './producer.ts'
import type { Span } from './timing.ts'
import type { TopicPartition as Place } from './topic-partition.ts'

/** A partition of a topic. */
export class TopicPartition implements Place {
  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {}

  toString(): string {
    return `${this.topic}-${this.partition}`
  }
}

/** A position to commit: the offset of the next record that is to be read. */
export class OffsetAndMetadata implements CommittedOffset {
  readonly leaderEpoch: number | null = null

  constructor(
    readonly offset: number,
    readonly metadata: string = '',
  ) {}
}

/** A length of time. */
export class Duration implements Span {
  private constructor(private readonly ms: number) {}

  static ofMillis(ms: number): Duration {
    return new Duration(ms)
  }

  static ofSeconds(seconds: number): Duration {
    return new Duration(seconds * 1000)
  }

  static ofMinutes(minutes: number): Duration {
    return new Duration(minutes * 60_000)
  }

  toMillis(): number {
    return this.ms
  }
}

/** A record to send. */
export class ProducerRecord<K = string, V = string> implements RecordToSend<K, V> {
  readonly topic: string
  readonly partition: number | null
  readonly key: K | null
  readonly value: V | null
  readonly headers: HeadersInit

  constructor(topic: string, value: V | null)
  constructor(topic: string, key: K | null, value: V | null)
  constructor(topic: string, partition: number | null, key: K | null, value: V | null, headers?: HeadersInit)
  constructor(topic: string, ...rest: readonly unknown[]) {
    const [partition, key, value, headers = []] =
      rest.length === 1 ? [null, null, rest[0]] : rest.length === 2 ? [null, ...rest] : rest
    this.topic = topic
    this.partition = partition as number | null
    this.key = key as K | null
    this.value = value as V | null
    this.headers = headers as HeadersInit
  }
}
