import { md5 } from '../../base/md5.ts'

/** Bytes of a slot: the hash of a key, and an offset (`SkimpyOffsetMap.java`). */
const SLOT_BYTES = 24
const FIRST_SLOTS = 256
/** How full the table may be before it grows, as long as it may. */
const GROW_AT = 0.7

/**
 * The last offset of each key in the dirty part of a log. It keeps hashes of keys (MD5, as Kafka's does): two keys with one
 * hash would count as one. Memory grows with the keys, up to `log.cleaner.dedupe.buffer.size`.
 */
export class OffsetMap {
  /** Number of keys that the memory has room for. */
  readonly slots: number
  /** The newest offset that was taken into account; -1: none. */
  latestOffset = -1
  private count = 0
  private capacity = 0
  private hashes = new Int32Array(0)
  private offsets = new Float64Array(0)
  private readonly hash = new Int32Array(4)

  constructor(memoryBytes: number) {
    this.slots = Math.max(2, Math.floor(memoryBytes / SLOT_BYTES))
    this.clear()
  }

  /** Keys that it takes when it may be so full, 0 to 1: one slot stays free, without which no search for a key would end. */
  most(loadFactor: number): number {
    return Math.min(this.slots - 1, Math.floor(this.slots * loadFactor))
  }

  get size(): number {
    return this.count
  }

  /** Of the memory that may be used, 0 to 1. */
  get utilization(): number {
    return this.count / this.slots
  }

  clear(): void {
    this.count = 0
    this.latestOffset = -1
    this.resize(Math.min(this.slots, FIRST_SLOTS))
  }

  put(key: Uint8Array, offset: number): void {
    if (this.count >= this.capacity * GROW_AT && this.capacity < this.slots) this.grow()
    md5(key, this.hash)
    this.set(this.hash, offset)
    this.latestOffset = offset
  }

  /** -1: the key is not there. */
  get(key: Uint8Array): number {
    md5(key, this.hash)
    return this.offsets[this.slotOf(this.hash)] as number
  }

  private set(hash: Int32Array, offset: number): void {
    const slot = this.slotOf(hash)
    if (this.offsets[slot] === -1) {
      this.hashes.set(hash, slot * 4)
      this.count++
    }
    this.offsets[slot] = offset
  }

  /** Where the hash is, or a free slot where it belongs: one must be free. */
  private slotOf(hash: Int32Array): number {
    const { capacity, hashes, offsets } = this
    let slot = ((hash[0] as number) >>> 0) % capacity
    while (offsets[slot] !== -1 && !this.holds(hashes, slot * 4, hash)) slot = slot + 1 === capacity ? 0 : slot + 1
    return slot
  }

  private holds(hashes: Int32Array, at: number, hash: Int32Array): boolean {
    return (
      hashes[at] === hash[0] && hashes[at + 1] === hash[1] && hashes[at + 2] === hash[2] && hashes[at + 3] === hash[3]
    )
  }

  private grow(): void {
    const { hashes, offsets, capacity } = this
    this.resize(Math.min(this.slots, capacity * 2))
    this.count = 0
    for (let slot = 0; slot < capacity; slot++) {
      const offset = offsets[slot] as number
      if (offset !== -1) this.set(hashes.subarray(slot * 4, slot * 4 + 4), offset)
    }
  }

  private resize(capacity: number): void {
    this.capacity = capacity
    this.hashes = new Int32Array(capacity * 4)
    this.offsets = new Float64Array(capacity).fill(-1)
  }
}
