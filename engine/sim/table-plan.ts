/** A compacted topic in some plans, small and cleaned often. */
import type { SeededRandom } from './random.ts'

export interface TablePlan {
  readonly partitions: number
  readonly replicationFactor: number
  readonly configs: Readonly<Record<string, string>>
  /** Of every server, with the others. */
  readonly properties: Readonly<Record<string, string>>
  readonly writers: number
  /** Of each writer; others do not write to them. */
  readonly keys: number
  /** Longest time that a rename takes, ms: a swap of segments can be cut short. */
  readonly renameMs: number
}

/** A table in some plans. `logDirs`: a replica that is moved between dirs may be behind, as one that was down. */
export function makeTablePlan(
  random: SeededRandom,
  { brokers, logDirs }: { readonly brokers: number; readonly logDirs: number },
): TablePlan | null {
  if (!random.chance(0.4)) return null
  const replicationFactor = Math.min(brokers, random.pick([1, 1, 3, 3]))
  // A replica that is away for longer than this has older values of keys that are deleted: Kafka promises nothing then.
  const isAlone = replicationFactor === 1 && logDirs === 1
  const configs = {
    'cleanup.policy': 'compact',
    'internal.segment.bytes': String(random.pick([500, 1500, 4000])),
    'index.interval.bytes': '200',
    'segment.index.bytes': '2000',
    'segment.ms': String(random.pick([2000, 10_000, 604_800_000])),
    'min.cleanable.dirty.ratio': String(random.pick([0.01, 0.3])),
    'min.compaction.lag.ms': String(random.pick([0, 0, 2000])),
    'delete.retention.ms': String(isAlone ? random.pick([0, 0, 1000]) : 1e12),
    'file.delete.delay.ms': String(random.pick([0, 3000, 60_000])),
    'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
  }
  const properties = {
    'log.cleaner.backoff.ms': String(random.pick([200, 1000, 4000])),
    // Room for 3, 10 or all keys.
    'log.cleaner.dedupe.buffer.size': String(random.pick([24 * 4, 24 * 12, 134_217_728])),
    'log.cleaner.io.buffer.size': String(random.pick([1000, 524_288])),
  }
  return {
    partitions: random.between(1, 2),
    replicationFactor,
    configs,
    properties,
    writers: random.between(1, 2),
    keys: random.pick([2, 6, 15]),
    renameMs: random.pick([0, 20, 400]),
  }
}
