/** The order in which a Java HashMap gives its entries: tools print in it, assignors list topics in it, coordinators count votes in it. */
import { javaHash } from './hash.ts'

/** `java.util.HashMap` iteration order of entries put in the given order into a map of that initial capacity. */
export function hashMapOrder<T>(items: readonly T[], hashOf: (item: T) => number, initialCapacity = 16): T[] {
  let capacity = tableSizeFor(initialCapacity)
  while (items.length > capacity * 0.75) capacity *= 2
  const bucket = (item: T) => {
    const hash = hashOf(item)
    return (hash ^ (hash >>> 16)) & (capacity - 1)
  }
  return items
    .map((item, index) => ({ item, index, bucket: bucket(item) }))
    .sort((a, b) => a.bucket - b.bucket || a.index - b.index)
    .map(({ item }) => item)
}

function tableSizeFor(capacity: number): number {
  let size = 1
  while (size < capacity) size *= 2
  return size
}

/** Texts in HashMap order. */
export function textsInHashOrder(texts: readonly string[], initialCapacity = 16): string[] {
  return hashMapOrder(texts, javaHash, initialCapacity)
}
