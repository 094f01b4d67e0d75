/** Latencies of a load test, and the lines that kafka-producer-perf-test prints of them. */
import type { Clock } from '../env/env.ts'

/** Most latencies that are kept for percentiles; beyond that every nth is. */
const SAMPLES = 500_000

export class PerfStats {
  private readonly start: number
  private readonly latencies: number[] = []
  private readonly sampling: number
  private count = 0
  private bytes = 0
  private total = 0
  private max = 0
  private index = 0
  private window = { count: 0, bytes: 0, total: 0, max: 0, start: 0 }

  constructor(
    private readonly clock: Clock,
    records: number,
    private readonly options: { reportingIntervalMs: number; steady: boolean; print: (line: string) => void },
  ) {
    this.start = clock.monotonic()
    this.window.start = this.start
    this.sampling = Math.max(1, Math.ceil(records / SAMPLES))
  }

  record(latency: number, bytes: number): void {
    this.count++
    this.bytes += bytes
    this.total += latency
    this.max = Math.max(this.max, latency)
    this.window.count++
    this.window.bytes += bytes
    this.window.total += latency
    this.window.max = Math.max(this.window.max, latency)
    if (this.index++ % this.sampling === 0) this.latencies.push(latency)
    if (this.clock.monotonic() - this.window.start >= this.options.reportingIntervalMs) this.report()
  }

  private report(): void {
    const { count, bytes, total, max, start } = this.window
    const now = this.clock.monotonic()
    const seconds = (now - start) / 1000
    if (!this.options.steady) {
      this.options.print(
        `${count} records sent, ${(count / seconds).toFixed(1)} records/sec (${mebibytes(bytes / seconds)} MB/sec), ${(total / count).toFixed(1)} ms avg latency, ${max.toFixed(1)} ms max latency.\n`,
      )
    }
    this.window = { count: 0, bytes: 0, total: 0, max: 0, start: now }
  }

  /** The last line. */
  summary(): string {
    const seconds = Math.max(0.001, (this.clock.monotonic() - this.start) / 1000)
    const sorted = [...this.latencies].sort((a, b) => a - b)
    const percentile = (p: number) =>
      Math.round(sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0)
    const steady = this.options.steady ? ' steady state' : ''
    return `${this.count}${steady} records sent, ${(this.count / seconds).toFixed(6)} records/sec (${mebibytes(this.bytes / seconds)} MB/sec), ${(this.total / Math.max(1, this.count)).toFixed(2)} ms avg latency, ${this.max.toFixed(2)} ms max latency, ${percentile(0.5)} ms 50th, ${percentile(0.95)} ms 95th, ${percentile(0.99)} ms 99th, ${percentile(0.999)} ms 99.9th.\n`
  }
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(2)
}
