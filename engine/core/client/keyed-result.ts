/** Answers about several things at once, some of which may have failed. */
import type { KafkaException } from './errors.ts'
import { PartitionMap, type TopicPartition } from './topic-partition.ts'

/** What became of one of them. */
export type Outcome<V> = { readonly value: V; readonly error?: undefined } | { readonly error: KafkaException }

/**
 * Awaited, it gives all values by key or throws the first error; {@link KeyedResult.outcomes} gives each one's value or
 * error (Java's `all()` and `values()`).
 */
export interface KeyedResult<K, V> extends Promise<ReadonlyMap<K, V>> {
  outcomes(): Promise<ReadonlyMap<K, Outcome<V>>>
}

export function keyedResult<K, V>(outcomes: Promise<ReadonlyMap<K, Outcome<V>>>): KeyedResult<K, V> {
  const all = outcomes.then(valuesOf)
  return Object.assign(all, {
    outcomes: () => {
      all.catch(() => undefined)
      return outcomes
    },
  })
}

function valuesOf<K, V>(outcomes: ReadonlyMap<K, Outcome<V>>): ReadonlyMap<K, V> {
  const values = new Map<K, V>()
  for (const [key, outcome] of outcomes) {
    if (outcome.error) throw outcome.error
    values.set(key, outcome.value)
  }
  return values
}

/** As {@link KeyedResult}, by partition. */
export interface PartitionResult<V> extends Promise<PartitionMap<V>> {
  outcomes(): Promise<PartitionMap<Outcome<V>>>
}

export function partitionResult<V>(outcomes: Promise<ReadonlyMap<TopicPartition, Outcome<V>>>): PartitionResult<V> {
  const all = outcomes.then((map) => new PartitionMap(valuesOf(map)))
  return Object.assign(all, {
    outcomes: () => {
      all.catch(() => undefined)
      return outcomes.then((map) => new PartitionMap(map))
    },
  })
}
