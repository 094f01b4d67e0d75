/** The producer's counters, by the names of the Java client's metrics. */
import type { Clock } from '../env/env.ts'
import type { ProducerBatch } from './producer-batch.ts'

export class ProducerMetrics {
  private records = 0
  private errors = 0
  private bytes = 0
  private batches = 0
  private requests = 0
  private latencyTotal = 0
  private latencyMax = 0
  private readonly startedAt: number

  constructor(private readonly clock: Clock) {
    this.startedAt = clock.monotonic()
  }

  requestDone(latencyMs: number, sent: readonly { batch: ProducerBatch }[]): void {
    this.requests++
    this.batches += sent.length
    this.latencyTotal += latencyMs
    this.latencyMax = Math.max(this.latencyMax, latencyMs)
  }

  recordsSent(batch: ProducerBatch): void {
    this.records += batch.recordCount
    this.bytes += batch.sizeInBytes
  }

  recordsFailed(batch: ProducerBatch): void {
    this.errors += batch.recordCount
  }

  /** Totals, and rates a second since the producer was made. */
  snapshot(): ReadonlyMap<string, number> {
    const seconds = Math.max(0.001, (this.clock.monotonic() - this.startedAt) / 1000)
    return new Map([
      ['record-send-total', this.records],
      ['record-send-rate', this.records / seconds],
      ['record-error-total', this.errors],
      ['outgoing-byte-total', this.bytes],
      ['outgoing-byte-rate', this.bytes / seconds],
      ['request-total', this.requests],
      ['request-rate', this.requests / seconds],
      ['request-latency-avg', this.latencyTotal / Math.max(1, this.requests)],
      ['request-latency-max', this.latencyMax],
      ['records-per-request-avg', this.records / Math.max(1, this.requests)],
      ['batch-size-avg', this.bytes / Math.max(1, this.batches)],
    ])
  }
}
