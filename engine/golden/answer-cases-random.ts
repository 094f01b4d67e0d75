/** Requests put together by chance, always the same ones: fields get values that one would try. */
import { utf8 } from '../core/base/utf8.ts'
import { ZERO_UUID } from '../core/base/uuid.ts'
import { APIS, type ApiName } from '../core/protocol/apis.ts'
import { bounds, type Field, type Fields } from '../core/protocol/schema.ts'
import { SeededRandom } from '../sim/random.ts'
import { type AnswerCase, type Body, ILLEGAL, type Known, NO_TOPIC } from './answer-case.ts'

/** Those whose answers depend on nothing but what was asked before; fields that are not left to chance. */
const ASKED: { readonly [N in ApiName]?: Body } = {
  ListOffsets: { replicaId: -1, timeoutMs: 5000 },
  Metadata: { allowAutoTopicCreation: false },
  Fetch: { maxWaitMs: 0, minBytes: 0, sessionId: 0, sessionEpoch: -1, isolationLevel: 0, maxBytes: 1 << 20 },
  OffsetCommit: { retentionTimeMs: -1 },
  OffsetFetch: {},
  Heartbeat: {},
  LeaveGroup: {},
  SyncGroup: {},
  DescribeGroups: {},
  CreateTopics: { validateOnly: true, timeoutMs: 5000 },
  DeleteRecords: { timeoutMs: 5000 },
  OffsetForLeaderEpoch: {},
  DescribeConfigs: { includeDocumentation: false },
  AlterConfigs: { validateOnly: true },
  IncrementalAlterConfigs: { validateOnly: true },
  CreatePartitions: { validateOnly: true, timeoutMs: 5000 },
  ElectLeaders: { timeoutMs: 5000 },
  AlterPartitionReassignments: { timeoutMs: 5000 },
  ListPartitionReassignments: { timeoutMs: 5000 },
  OffsetDelete: {},
  DescribeClientQuotas: {},
  AlterClientQuotas: { validateOnly: true },
  DescribeUserScramCredentials: {},
  DescribeQuorum: {},
  DescribeCluster: {},
  ConsumerGroupDescribe: {},
  DescribeTopicPartitions: {},
  DescribeLogDirs: {},
}
/** Requests of each. */
const EACH = 24

const TOPICS = ['t', 'empty', 'compacted', 'nowhere', ILLEGAL, '']
const CONFIGS = [
  'retention.ms',
  'cleanup.policy',
  'segment.bytes',
  'min.insync.replicas',
  'log.retention.ms',
  'no.such',
]
const TEXTS = ['', '1', '-1', '5000', 'compact', 'delete,compact', 'long', 'true']

/** What a field of such a name may hold; `*`: any other. */
const STRINGS: readonly (readonly [field: RegExp, values: readonly string[]])[] = [
  [/^group|^key$/, ['g', 'one', 'nobody', '']],
  [/^(member|groupInstance)Id$/, ['', 'somebody']],
  [/^resourceName$/, ['t', 'nowhere', '', '1', '9', 'g']],
  [/^entityType$/, ['user', 'client-id', 'planet', '']],
  [/^(entityName|match)$/, ['alice', 'bob', '127.0.0.1', '']],
  [/^value$/, TEXTS],
  [/^protocol(Type|Name)$/, ['consumer', 'range']],
  [/Metadata$/, ['', 'here']],
  [/^topic|^name$/i, TOPICS],
]
const NUMBERS: readonly (readonly [field: RegExp, values: readonly number[]])[] = [
  [/^partition(s|Index|Indexes)?$/, [0, 0, 1, 2, 3, 99, -1]],
  [/^(brokerIds|replicas)$/, [1, 1, 9, -1]],
  [/^resourceType$/, [2, 4, 8, 16, 32, 0, 99]],
  [/^configOperation$/, [0, 1, 2, 3]],
  [/^electionType$|^matchType$|^endpointType$/, [0, 1, 2, 9]],
  [/^responsePartitionLimit$/, [0, 1, 2, 2000]],
  [/^timestamp$/, [-1, -2, -3, -4, -5, -6, -7, 0, 1_700_000_000_000]],
  [/^count$|^numPartitions$/, [-1, 0, 1, 3, 4, 5]],
  [/^replicaId$/, [-1, -1, -2]],
  [/Epoch$/, [-1, -1, 0, 1, 5]],
  [/offset$/i, [-1, 0, 1, 5, 1000]],
  [/^partitionMaxBytes$/, [0, 1000]],
  [/^isolationLevel$/, [0, 1]],
]
const OTHER_NUMBERS = [-2, -1, 0, 1, 2, 1000]

const NOT_EMPTY = /^(partitions|partitionIndexes|entity|replicas|brokerIds)$/
/** Kafka goes over these in the order of a hash map, and names the first that it does not like. */
const ALONE = /^(entries|ops|configs)$/
const KEYS = ['partition', 'partitionIndex', 'topic', 'name', 'topicId', 'entityType', 'resourceName', 'groupId', 'key']

/** Whether two elements of a list would be one in some version. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null) return a === b
  return KEYS.some((key) => key in a && (a as Body)[key] === (b as Body)[key])
}

class Chance {
  constructor(
    private readonly random: SeededRandom,
    private readonly known: Known,
    private readonly api: ApiName,
  ) {}

  body(fields: Fields, given: Body): Body {
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, name in given ? given[name] : this.value(name, field)]),
    )
  }

  private value(name: string, field: Field<unknown>): unknown {
    if (field.options.nullable !== undefined && this.random.float() < 0.15) return null
    switch (field.kind) {
      case 'struct':
        return this.body(field.fields as Fields, {})
      case 'array':
        return this.list(name, field.element as Field<unknown>)
      case 'string':
        return this.string(name)
      case 'uuid':
        return this.one([this.known.topicId('t'), this.known.topicId('empty'), NO_TOPIC, ZERO_UUID])
      case 'bytes':
      case 'records':
        return utf8('bytes')
      case 'bool':
        return this.random.float() < 0.5
      case 'float64':
        return this.one([-1, 0, 0.5, 1000])
      case 'bigint64':
        return 0n
      default:
        return this.one(NUMBERS.find(([pattern]) => pattern.test(name))?.[1] ?? OTHER_NUMBERS)
    }
  }

  /** Nothing twice: clients keep maps. What stands in a struct is not empty. */
  private list(name: string, element: Field<unknown>): unknown[] {
    const length = this.one(ALONE.test(name) ? [1] : NOT_EMPTY.test(name) ? [1, 1, 2, 3] : [0, 1, 1, 2, 3])
    const values = Array.from({ length }, () => this.value(name, element))
    return values.filter((value, i) => !values.slice(0, i).some((other) => isSame(value, other)))
  }

  private string(name: string): string {
    const isConfig = /Configs$/.test(this.api) && (name === 'name' || name === 'configurationKeys')
    if (isConfig) return this.one(CONFIGS)
    return this.one(STRINGS.find(([pattern]) => pattern.test(name))?.[1] ?? TEXTS)
  }

  private one<T>(values: readonly T[]): T {
    return values[Math.floor(this.random.float() * values.length)] as T
  }
}

function casesOf(api: ApiName, given: Body): AnswerCase[] {
  const { min, max } = bounds(APIS[api].request.versions)
  return Array.from({ length: EACH }, (_, i) => ({
    api,
    what: `by chance ${i}`,
    versions: String(min + (i % (max - min + 1))),
    body: (known) =>
      new Chance(new SeededRandom(1000 * APIS[api].key + i), known, api).body(APIS[api].request.fields, given),
  }))
}

export const RANDOM_CASES: readonly AnswerCase[] = Object.entries(ASKED).flatMap(([api, given]) =>
  casesOf(api as ApiName, given),
)
