/** The topic configs of 4.3.1 (`LogConfig.java`, `TopicConfig.java`): what DescribeConfigs tells and CreateTopics checks. */

/** Types as DescribeConfigs names them. */
export type TopicConfigType = 'BOOLEAN' | 'STRING' | 'INT' | 'LONG' | 'DOUBLE' | 'LIST'

export interface TopicConfigEntry {
  readonly name: string
  readonly type: TopicConfigType
  /** In the text form. */
  readonly default: string
  readonly min?: number
  readonly max?: number
  /** The texts allowed, of a STRING or of the items of a LIST. */
  readonly oneOf?: readonly string[]
  /** The items of a LIST are `partition:broker` pairs, or `*` stands alone. */
  readonly replicas?: true
  /** Beside the range: this very value is allowed too (`compression.gzip.level` -1). */
  readonly orValue?: number
  /** Not told by DescribeConfigs: an internal one. */
  readonly hidden?: true
  readonly doc: string
}

const LONG_MAX = '9223372036854775807'

export const TOPIC_CONFIGS: readonly TopicConfigEntry[] = [
  {
    name: 'cleanup.policy',
    type: 'LIST',
    default: 'delete',
    oneOf: ['compact', 'delete'],
    doc: 'What happens to old segments: delete discards them by time or size, compact keeps the newest record of each key. Both may be given; an empty list keeps everything.',
  },
  {
    name: 'compression.gzip.level',
    type: 'INT',
    default: '-1',
    min: 1,
    max: 9,
    orValue: -1,
    doc: 'Level to use when compression.type is gzip.',
  },
  {
    name: 'compression.lz4.level',
    type: 'INT',
    default: '9',
    min: 1,
    max: 17,
    doc: 'Level to use when compression.type is lz4.',
  },
  {
    name: 'compression.type',
    type: 'STRING',
    default: 'producer',
    oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'],
    doc: 'Codec in which batches are stored; producer keeps the one in which they came.',
  },
  {
    name: 'compression.zstd.level',
    type: 'INT',
    default: '3',
    min: -131072,
    max: 22,
    doc: 'Level to use when compression.type is zstd.',
  },
  {
    name: 'delete.retention.ms',
    type: 'LONG',
    default: '86400000',
    min: 0,
    doc: 'How long a compacted topic keeps tombstones, so that a reader from the start sees every deletion.',
  },
  {
    name: 'file.delete.delay.ms',
    type: 'LONG',
    default: '60000',
    min: 0,
    doc: 'Time between the renaming of a removed file to .deleted and its end.',
  },
  {
    name: 'flush.messages',
    type: 'LONG',
    default: LONG_MAX,
    min: 1,
    doc: 'After how many records the log is forced to disk.',
  },
  {
    name: 'flush.ms',
    type: 'LONG',
    default: LONG_MAX,
    min: 0,
    doc: 'After what time the log is forced to disk.',
  },
  {
    name: 'follower.replication.throttled.replicas',
    type: 'LIST',
    default: '',
    replicas: true,
    doc: 'Replicas whose fetching is throttled: partition:broker pairs, or * for all.',
  },
  {
    name: 'index.interval.bytes',
    type: 'INT',
    default: '4096',
    min: 0,
    doc: 'Bytes of log between two entries of the offset index.',
  },
  {
    name: 'internal.segment.bytes',
    type: 'INT',
    default: '',
    min: 14,
    hidden: true,
    doc: 'Overrides segment.bytes below its least value, for tests.',
  },
  {
    name: 'leader.replication.throttled.replicas',
    type: 'LIST',
    default: '',
    replicas: true,
    doc: 'Replicas to which the leader sends throttled: partition:broker pairs, or * for all.',
  },
  {
    name: 'local.retention.bytes',
    type: 'LONG',
    default: '-2',
    min: -2,
    doc: 'Size of the local part of a tiered log; -2 takes retention.bytes.',
  },
  {
    name: 'local.retention.ms',
    type: 'LONG',
    default: '-2',
    min: -2,
    doc: 'Age of the local part of a tiered log; -2 takes retention.ms.',
  },
  {
    name: 'max.compaction.lag.ms',
    type: 'LONG',
    default: LONG_MAX,
    min: 1,
    doc: 'Longest time that a record may stay out of compaction.',
  },
  {
    name: 'max.message.bytes',
    type: 'INT',
    default: '1048588',
    min: 0,
    doc: 'The largest record batch, as it comes (compressed, with its header).',
  },
  {
    name: 'message.timestamp.after.max.ms',
    type: 'LONG',
    default: '3600000',
    min: 0,
    doc: 'How far a timestamp set by the producer may lie in the future.',
  },
  {
    name: 'message.timestamp.before.max.ms',
    type: 'LONG',
    default: LONG_MAX,
    min: 0,
    doc: 'How far a timestamp set by the producer may lie in the past.',
  },
  {
    name: 'message.timestamp.type',
    type: 'STRING',
    default: 'CreateTime',
    oneOf: ['CreateTime', 'LogAppendTime'],
    doc: 'Whether a record keeps the time that the producer gave it or gets that of the append.',
  },
  {
    name: 'min.cleanable.dirty.ratio',
    type: 'DOUBLE',
    default: '0.5',
    min: 0,
    max: 1,
    doc: 'Share of a log not yet compacted from which the cleaner takes it up.',
  },
  {
    name: 'min.compaction.lag.ms',
    type: 'LONG',
    default: '0',
    min: 0,
    doc: 'Least time that a record stays as it is in a compacted log.',
  },
  {
    name: 'min.insync.replicas',
    type: 'INT',
    default: '1',
    min: 1,
    doc: 'In-sync replicas without which a produce request with acks=all is refused.',
  },
  {
    name: 'preallocate',
    type: 'BOOLEAN',
    default: 'false',
    doc: 'Whether the file of a new segment gets its full size at once.',
  },
  {
    name: 'remote.log.copy.disable',
    type: 'BOOLEAN',
    default: 'false',
    doc: 'Whether a tiered topic stops to copy segments away.',
  },
  {
    name: 'remote.log.delete.on.disable',
    type: 'BOOLEAN',
    default: 'false',
    doc: 'Whether copied segments go when tiering is turned off.',
  },
  {
    name: 'remote.storage.enable',
    type: 'BOOLEAN',
    default: 'false',
    doc: 'Whether the topic is tiered.',
  },
  {
    name: 'retention.bytes',
    type: 'LONG',
    default: '-1',
    doc: 'Size of a partition from which its oldest segments go; -1: any.',
  },
  {
    name: 'retention.ms',
    type: 'LONG',
    default: '604800000',
    min: -1,
    doc: 'Age from which segments go; -1: any.',
  },
  {
    name: 'segment.bytes',
    type: 'INT',
    default: '1073741824',
    min: 1024 * 1024,
    doc: 'Size at which a new segment begins.',
  },
  {
    name: 'segment.index.bytes',
    type: 'INT',
    default: '10485760',
    min: 4,
    doc: 'Size of the index files of a segment; when one is full a new segment begins.',
  },
  {
    name: 'segment.jitter.ms',
    type: 'LONG',
    default: '0',
    min: 0,
    doc: 'Random part taken off segment.ms, so that partitions do not all roll at once.',
  },
  {
    name: 'segment.ms',
    type: 'LONG',
    default: '604800000',
    min: 1,
    doc: 'Time after which a new segment begins even if the old one is not full.',
  },
  {
    name: 'unclean.leader.election.enable',
    type: 'BOOLEAN',
    default: 'false',
    doc: 'Whether a replica that is not in sync may lead when no other is left.',
  },
]

export const TOPIC_CONFIG_BY_NAME: ReadonlyMap<string, TopicConfigEntry> = new Map(
  TOPIC_CONFIGS.map((entry) => [entry.name, entry]),
)
