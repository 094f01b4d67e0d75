import type { Compression, TimestampType } from '../record/batch.ts'
import { TOPIC_CONFIG_BY_NAME, TOPIC_CONFIGS, type TopicConfigEntry } from './log-config-table.ts'

/** What a list names twice counts once, but for replicas. */
export function itemsOf({ replicas }: Pick<TopicConfigEntry, 'replicas'>, text: string): string[] {
  const items = listItems(text)
  return replicas ? items : [...new Set(items)]
}

/** What stands between the commas. */
export function listItems(text: string): string[] {
  return text.trim() === '' ? [] : text.split(',').map((item) => item.trim())
}

/** As Java reads a boolean. */
export function isTrue(text: string): boolean {
  return text.trim().toLowerCase() === 'true'
}

/** The default of a topic config, by its name. */
export function defaultOf(name: string): string {
  return TOPIC_CONFIG_BY_NAME.get(name)?.default ?? ''
}

/** The configs of one log, typed. Longs beyond 2^53 (such as "never") lose precision, which no time or size needs. */
export class LogConfig {
  /** All defaults. */
  static readonly DEFAULTS = new LogConfig(new Map())

  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentJitterMs: number
  readonly segmentIndexBytes: number
  readonly indexIntervalBytes: number
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly maxMessageBytes: number
  readonly fileDeleteDelayMs: number
  readonly deleteRetentionMs: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  /** As text, for `parseJavaDouble`: few brokers ever have a compacted log. */
  readonly minCleanableDirtyRatio: string
  readonly flushMessages: number
  readonly flushMs: number
  readonly minInsyncReplicas: number
  readonly uncleanLeaderElectionEnable: boolean
  readonly preallocate: boolean
  readonly messageTimestampType: TimestampType
  readonly messageTimestampBeforeMaxMs: number
  readonly messageTimestampAfterMaxMs: number
  readonly cleanupPolicy: readonly string[]
  /** `partition:broker` pairs, or `*`. */
  readonly leaderThrottledReplicas: readonly string[]
  readonly followerThrottledReplicas: readonly string[]
  /** null: `producer`, batches stay in the codec in which they came. */
  readonly compression: Compression | null
  /** Level for {@link compression}; undefined takes the codec's default. */
  readonly compressionLevel: number | undefined

  /** From texts by topic config name; what is absent has Kafka's default. The texts must have passed `checkTopicConfigs`. */
  constructor(readonly texts: ReadonlyMap<string, string>) {
    const text = (name: string) => texts.get(name) ?? defaultOf(name)
    const number = (name: string) => Number(text(name))
    this.segmentBytes = texts.has('internal.segment.bytes') ? number('internal.segment.bytes') : number('segment.bytes')
    this.segmentMs = number('segment.ms')
    this.segmentJitterMs = number('segment.jitter.ms')
    this.segmentIndexBytes = number('segment.index.bytes')
    this.indexIntervalBytes = number('index.interval.bytes')
    this.retentionMs = number('retention.ms')
    this.retentionBytes = number('retention.bytes')
    this.maxMessageBytes = number('max.message.bytes')
    this.fileDeleteDelayMs = number('file.delete.delay.ms')
    this.deleteRetentionMs = number('delete.retention.ms')
    this.minCompactionLagMs = number('min.compaction.lag.ms')
    this.maxCompactionLagMs = number('max.compaction.lag.ms')
    this.minCleanableDirtyRatio = text('min.cleanable.dirty.ratio')
    this.flushMessages = number('flush.messages')
    this.flushMs = number('flush.ms')
    this.minInsyncReplicas = number('min.insync.replicas')
    this.uncleanLeaderElectionEnable = isTrue(text('unclean.leader.election.enable'))
    this.preallocate = isTrue(text('preallocate'))
    this.messageTimestampType = text('message.timestamp.type') as TimestampType
    this.messageTimestampBeforeMaxMs = number('message.timestamp.before.max.ms')
    this.messageTimestampAfterMaxMs = number('message.timestamp.after.max.ms')
    this.cleanupPolicy = itemsOf({}, text('cleanup.policy'))
    this.leaderThrottledReplicas = listItems(text('leader.replication.throttled.replicas'))
    this.followerThrottledReplicas = listItems(text('follower.replication.throttled.replicas'))
    this.compression = storedCompression(text('compression.type'))
    this.compressionLevel = levelOf(this.compression, number)
  }

  get compacts(): boolean {
    return this.cleanupPolicy.includes('compact')
  }

  /** Whether old segments may be deleted by time and size, and DeleteRecords is allowed. */
  get deletes(): boolean {
    return this.cleanupPolicy.includes('delete')
  }

  /** Whether DeleteRecords is allowed: not when the policy is compact alone. */
  get deletesRecords(): boolean {
    return this.deletes || !this.compacts
  }

  /** The same with some texts changed. */
  with(changes: { readonly [name: string]: string }): LogConfig {
    return new LogConfig(new Map([...this.texts, ...Object.entries(changes)]))
  }
}

function storedCompression(type: string): Compression | null {
  if (type === 'producer') return null
  return type === 'uncompressed' ? 'none' : (type as Compression)
}

function levelOf(compression: Compression | null, number: (name: string) => number): number | undefined {
  if (compression === null || compression === 'none' || compression === 'snappy') return undefined
  const level = number(`compression.${compression}.level`)
  return compression === 'gzip' && level === -1 ? undefined : level
}

/** Every topic config that DescribeConfigs tells of any topic, by name. */
export function visibleTopicConfigs(): readonly TopicConfigEntry[] {
  return TOPIC_CONFIGS.filter(({ hidden }) => !hidden)
}
