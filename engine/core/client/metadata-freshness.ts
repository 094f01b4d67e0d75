import type { Clock } from '../env/env.ts'

/** When an answer came, and how often what was known had been doubted by then. */
interface Told {
  readonly at: number
  readonly doubts: number
}

/** Of which topics what was told holds: an answer about some says nothing of the others. */
export class Freshness {
  private doubts = 0
  /** By any answer, which names the brokers. */
  private brokers: Told | undefined
  /** By an answer about all topics. */
  private all: Told | undefined
  private readonly topics = new Map<string, Told>()

  constructor(
    private readonly clock: Pick<Clock, 'monotonic'>,
    private readonly maxAgeMs: number,
  ) {}

  /** There is an answer. */
  begin(wanted: 'all' | readonly string[]): void {
    const told = { at: this.clock.monotonic(), doubts: this.doubts }
    this.brokers = told
    if (wanted === 'all') this.all = told
    else for (const topic of wanted) this.topics.set(topic, told)
  }

  /** Whatever is known may be wrong. */
  end(): void {
    this.doubts++
  }

  /** Nobody asks about the topic any more. */
  forget(topic: string): void {
    this.topics.delete(topic)
  }

  has(wanted: 'all' | readonly string[]): boolean {
    if (wanted === 'all') return this.holds(this.all)
    return (
      this.holds(this.brokers) && wanted.every((topic) => this.holds(this.topics.get(topic)) || this.holds(this.all))
    )
  }

  private holds(told: Told | undefined): boolean {
    return told !== undefined && told.doubts === this.doubts && this.clock.monotonic() - told.at <= this.maxAgeMs
  }
}
