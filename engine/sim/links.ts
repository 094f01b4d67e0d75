import type { Links } from './network.ts'
import type { SeededRandom } from './random.ts'

/** The wires of the room: which are cut, and how long a message takes. Names are those of processes. */
export class RoomLinks implements Links {
  readonly connectTimeoutMs = 3000
  private readonly cuts = new Set<string>()
  /** Processes whose messages take longer, by ms. */
  readonly slow = new Map<string, number>()

  constructor(
    private readonly random: SeededRandom,
    private readonly latencyMs: number,
  ) {}

  delay(from: string, to: string): number | undefined {
    if (from === to) return 0
    if (this.cuts.size > 0 && this.isCut(from, to)) return undefined
    const slow = (this.slow.get(from) ?? 0) + (this.slow.get(to) ?? 0)
    return this.random.between(1, this.latencyMs + slow)
  }

  private isCut(from: string, to: string): boolean {
    return this.cuts.has(`${from}>${to}`)
  }

  cut(from: string, to: string): void {
    this.cuts.add(`${from}>${to}`)
  }
  mend(from: string, to: string): void {
    this.cuts.delete(`${from}>${to}`)
  }
  mendAll(): void {
    this.cuts.clear()
    this.slow.clear()
  }
}
