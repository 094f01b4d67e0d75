/** Where a match finder puts what it found: bytes as they are, then a copy from `distance` back. */
export interface MatchSink {
  literals(from: number, to: number): void
  copy(distance: number, length: number): void
}

const HASH_BITS = 14
const MIN_MATCH = 4

function hash(word: number): number {
  return Math.imul(word, 0x9e37_79b1) >>> (32 - HASH_BITS)
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}

/** Greedy matches of four bytes and more in bytes[start, end), the LZ77 step of snappy and lz4. */
export function findMatches(
  bytes: Uint8Array,
  range: { start: number; end: number; lastStart: number; lastByte: number },
  sink: MatchSink,
): void {
  const { start, end, lastStart, lastByte } = range
  const seen = new Int32Array(1 << HASH_BITS).fill(-1)
  let literal = start
  let at = start
  let misses = 0
  while (at <= lastStart) {
    const word = wordAt(bytes, at)
    const slot = hash(word)
    const candidate = seen[slot] as number
    seen[slot] = at
    if (candidate < 0 || at - candidate > 0xffff || wordAt(bytes, candidate) !== word) {
      at += 1 + (misses++ >> 5)
      continue
    }
    let length = MIN_MATCH
    while (at + length < lastByte && bytes[candidate + length] === bytes[at + length]) length++
    sink.literals(literal, at)
    sink.copy(at - candidate, length)
    at += length
    literal = at
    misses = 0
  }
  sink.literals(literal, end)
}
