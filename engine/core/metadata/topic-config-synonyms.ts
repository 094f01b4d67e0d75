/** Which broker config a topic config falls back on (`ServerTopicConfigSynonyms`). */

/** Topic config → broker config of the same unit. Those absent here (`remote.*`, throttles) have none. */
export const TOPIC_CONFIG_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['segment.bytes', 'log.segment.bytes'],
  ['segment.ms', 'log.roll.ms'],
  ['segment.jitter.ms', 'log.roll.jitter.ms'],
  ['segment.index.bytes', 'log.index.size.max.bytes'],
  ['flush.messages', 'log.flush.interval.messages'],
  ['flush.ms', 'log.flush.interval.ms'],
  ['retention.bytes', 'log.retention.bytes'],
  ['retention.ms', 'log.retention.ms'],
  ['max.message.bytes', 'message.max.bytes'],
  ['index.interval.bytes', 'log.index.interval.bytes'],
  ['delete.retention.ms', 'log.cleaner.delete.retention.ms'],
  ['min.compaction.lag.ms', 'log.cleaner.min.compaction.lag.ms'],
  ['max.compaction.lag.ms', 'log.cleaner.max.compaction.lag.ms'],
  ['file.delete.delay.ms', 'log.segment.delete.delay.ms'],
  ['min.cleanable.dirty.ratio', 'log.cleaner.min.cleanable.ratio'],
  ['cleanup.policy', 'log.cleanup.policy'],
  ['unclean.leader.election.enable', 'unclean.leader.election.enable'],
  ['min.insync.replicas', 'min.insync.replicas'],
  ['compression.type', 'compression.type'],
  ['compression.gzip.level', 'compression.gzip.level'],
  ['compression.lz4.level', 'compression.lz4.level'],
  ['compression.zstd.level', 'compression.zstd.level'],
  ['preallocate', 'log.preallocate'],
  ['message.timestamp.type', 'log.message.timestamp.type'],
  ['message.timestamp.before.max.ms', 'log.message.timestamp.before.max.ms'],
  ['message.timestamp.after.max.ms', 'log.message.timestamp.after.max.ms'],
  ['local.retention.ms', 'log.local.retention.ms'],
  ['local.retention.bytes', 'log.local.retention.bytes'],
])

/** Broker configs in other units that stand in where the one above is not set, best first, with their factor to ms. */
export const UNIT_FALLBACKS: ReadonlyMap<string, readonly (readonly [name: string, factor: number])[]> = new Map([
  [
    'retention.ms',
    [
      ['log.retention.minutes', 60_000],
      ['log.retention.hours', 3_600_000],
    ],
  ],
  ['segment.ms', [['log.roll.hours', 3_600_000]]],
  ['segment.jitter.ms', [['log.roll.jitter.hours', 3_600_000]]],
  ['flush.ms', [['log.flush.scheduler.interval.ms', 1]]],
])

/** What a topic gets without configs of its own: topic config → text, from the broker's values (by broker config name). */
export function topicDefaults(brokerValue: (name: string) => string | null): Map<string, string> {
  const defaults = new Map<string, string>()
  for (const [topicConfig, brokerConfig] of TOPIC_CONFIG_SYNONYMS) {
    const value = brokerValue(brokerConfig) ?? inOtherUnits(topicConfig, brokerValue)
    if (value !== null) defaults.set(topicConfig, value)
  }
  return defaults
}

function inOtherUnits(topicConfig: string, brokerValue: (name: string) => string | null): string | null {
  for (const [name, factor] of UNIT_FALLBACKS.get(topicConfig) ?? []) {
    const value = brokerValue(name)
    if (value === null) continue
    if (factor === 1) return value
    return Number(value) < 0 ? '-1' : String(Number(value) * factor)
  }
  return null
}
