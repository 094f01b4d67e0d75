/** `org.apache.kafka.common.utils.Utils.murmur2`: the hash of record keys. A signed 32-bit number. */
export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995
  let h = 0x9747b28c ^ data.length
  const words = data.length >> 2
  for (let i = 0; i < words; i++) {
    const at = i * 4
    let k =
      (data[at] as number) |
      ((data[at + 1] as number) << 8) |
      ((data[at + 2] as number) << 16) |
      ((data[at + 3] as number) << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    h = Math.imul(h, m) ^ Math.imul(k, m)
  }
  const tail = words * 4
  const left = data.length - tail
  if (left > 2) h ^= (data[tail + 2] as number) << 16
  if (left > 1) h ^= (data[tail + 1] as number) << 8
  if (left > 0) h = Math.imul(h ^ (data[tail] as number), m)
  h ^= h >>> 13
  h = Math.imul(h, m)
  return h ^ (h >>> 15)
}

/** Java's `String.hashCode`. */
export function javaHash(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0
  return hash
}

/** The partition of a coordinator topic that owns an id: `Utils.abs(hash) % partitions`, where abs(int min) is 0. */
export function coordinatorPartition(id: string, partitions: number): number {
  const hash = javaHash(id)
  return (hash === -0x8000_0000 ? 0 : Math.abs(hash)) % partitions
}

/** The default partitioner's choice for a key: `toPositive(murmur2(key)) % partitions`. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions
}
