import type { Random } from '../core/env/env.ts'

/** A seeded generator (mulberry32): the same seed gives the same run. */
export class SeededRandom implements Random {
  private state: number

  constructor(seed: number) {
    this.state = seed | 0
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }

  float(): number {
    return this.next() / 0x1_0000_0000
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i++) bytes[i] = this.next() & 0xff
    return bytes
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + Math.floor(this.float() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.float() < probability
  }

  pick<T>(values: readonly T[]): T {
    return values[this.between(0, values.length - 1)] as T
  }

  /** An independent generator, so that one part's use of chance does not shift another's. */
  fork(): SeededRandom {
    return new SeededRandom(this.next())
  }
}
