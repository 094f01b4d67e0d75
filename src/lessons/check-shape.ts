/** The vocabulary of checks: what is written in a `check` fence, and what each word says. */
import { wordsIn } from './called.ts'
import { HAPPENED_FIELDS, HAPPENINGS, type Happening } from './happenings.ts'
import { unknown } from './nearest.ts'
import { likeness, patternFault } from './pattern-faults.ts'
import {
  count,
  either,
  fields,
  flag,
  isMap,
  list,
  mapOf,
  oneOf,
  type Shape,
  scalar,
  setting,
  text,
  whole,
} from './shape.ts'
import { must, type ToldField, type ToldFields, told } from './told.ts'

/** One kind of check; its first field tells it from the others. */
export interface CheckKind {
  readonly says: string
  readonly fields: ToldFields
}

const pattern: Shape = (value, path, report) => {
  text(value, path, report)
  const fault = patternFault(String(value))
  if (fault !== undefined) report(path, fault)
}

/** A word may be empty. */
const word = likeness(() => {})

const words: Shape = (value, path, report) => {
  text(value, path, report)
  for (const one of wordsIn(String(value))) word(one, path, report)
}

const node: Shape = (value, path, report) =>
  (typeof value === 'string' ? oneOf('none', 'any') : whole)(value, path, report)

const partitionName: Shape = (value, path, report) => {
  if (!/^.+-\d+$/.test(String(value))) report(path, `expected a topic and a partition such as orders-0, found ${value}`)
}

const isr: Shape = (value, path, report) => (Array.isArray(value) ? list(whole) : count)(value, path, report)

const check: Shape = (value, path, report) => {
  if (!isMap(value)) return report(path, `expected a check: ${Object.keys(CHECKS).join(', ')}`)
  const [first = ''] = Object.keys(value)
  const kind = Object.keys(value).find((name) => Object.hasOwn(CHECKS, name))
  if (kind === undefined) return report([...path, first], unknown('check', first, Object.keys(CHECKS)), 'key')
  fields(askedOf(kind, value))(value, path, report)
}

/** What the kind of check may hold; of events, what that kind of event can be asked. */
function askedOf(kind: string, value: { readonly [name: string]: unknown }): ToldFields {
  const known = CHECKS[kind]?.fields ?? {}
  const event = String(value['happened'])
  if (kind !== 'happened' || !Object.hasOwn(HAPPENINGS, event)) return known
  const asked: readonly string[] = [...HAPPENINGS[event as Happening].fields, 'happened', 'times']
  return Object.fromEntries(Object.entries(known).filter(([name]) => asked.includes(name)))
}

/** A map with fields of its own. */
function group(says: string, inner: ToldFields): ToldField {
  const needed = Object.entries(inner).flatMap(([name, { required }]) => (required ? [name] : []))
  return must({ shape: fields(inner), value: `{ ${needed.join(', ')} }`, says, inner })
}

const GROUP_STATES = [
  'Empty',
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
  'Stable',
  'Dead',
]
const COUNT = 'N'
const TOPIC = must(told(text, 'NAME', ''))
const CHECK_INSIDE = must(told((value, path, report) => check(value, path, report), 'CHECK', ''))
const CHECKS_INSIDE = must(
  told(
    list((value, path, report) => check(value, path, report)),
    '[CHECK, …]',
    '',
  ),
)
const SECONDS = must(told(whole, 'SECONDS', ''))

/** Each kind of check by the field that tells it. */
export const CHECKS: { readonly [kind: string]: CheckKind } = {
  topic: {
    says: 'a topic is there, and is so',
    fields: {
      topic: TOPIC,
      exists: told(flag, 'false', 'it must not be there'),
      partitions: told(count, COUNT, 'how many'),
      replicas: told(count, COUNT, 'of each partition'),
      isr: told(count, COUNT, 'in sync, of each partition'),
      config: told(mapOf(setting), '{ name: value }', 'settings in force, defaults included'),
    },
  },
  records: {
    says: 'records that a reader would get now',
    fields: {
      records: group('', {
        topic: TOPIC,
        partition: told(count, COUNT, 'in which partition'),
        key: told(likeness(scalar), 'TEXT, /pattern/ or null', 'with this key; null: without one'),
        value: told(likeness(scalar), 'TEXT, /pattern/ or null', 'with this value'),
        count: told(count, COUNT, 'how many such records; at least 1 when left out'),
        distinct: told(
          fields({ partition: { shape: count }, key: { shape: count }, value: { shape: count } }),
          '{ partition, key, value: N }',
          'in how many partitions, with how many keys and values they are',
        ),
      }),
    },
  },
  offsets: {
    says: 'where a partition begins and ends for readers',
    fields: {
      offsets: group('', {
        topic: TOPIC,
        partition: must(told(whole, 'NUMBER', '')),
        start: told(count, COUNT, 'the log start offset'),
        end: told(count, COUNT, 'the high watermark: the next record’s offset'),
      }),
    },
  },
  log: {
    says: 'what the leader’s segments hold',
    fields: {
      log: group('', {
        topic: TOPIC,
        partition: told(whole, 'NUMBER', 'all of them when left out'),
        bytes: told(count, COUNT, 'of the segments'),
        batches: told(count, COUNT, 'without control batches'),
        compression: told(
          oneOf('none', 'gzip', 'snappy', 'lz4', 'zstd'),
          'none, gzip, snappy, lz4 or zstd',
          'of each batch',
        ),
      }),
    },
  },
  group: {
    says: 'a consumer group',
    fields: {
      group: must(told(likeness(text), 'NAME or /pattern/', '')),
      topic: told(text, 'NAME', 'only its partitions count'),
      state: told(
        oneOf(...GROUP_STATES),
        'Stable, Empty, …',
        'Kafka’s name for it; Assigning and Reconciling where the server decides (KIP-848)',
      ),
      members: told(count, COUNT, 'that were given a partition'),
      idle: told(count, COUNT, 'members that were given none'),
      most: told(count, COUNT, 'partitions of the busiest member'),
      committed: told(count, COUNT, 'sum of the committed offsets; 0 when nothing is committed'),
      lag: told(
        count,
        COUNT,
        'records after what is committed, in all partitions of `topic` or of the topics of which it has committed something; of a partition where nothing is committed all, as the Groups view counts them (Kafka’s tool has `-` for it); not met where nothing is committed at all',
      ),
    },
  },
  partition: {
    says: 'who leads a partition and who follows',
    fields: {
      partition: must(told(partitionName, 'orders-0', '')),
      leader: told(node, 'ID, none or any', ''),
      epoch: told(count, COUNT, 'the leader epoch'),
      replicas: told(count, COUNT, 'how many'),
      isr: told(isr, 'N or [1, 3]', 'how many are in sync, or which'),
    },
  },
  broker: {
    says: 'a node’s process runs, be it frozen; controllers too. Neither this nor its contrary while it starts or shuts down',
    fields: { broker: must(told(whole, 'ID', '')), up: told(flag, 'false', 'it was stopped or killed') },
  },
  controller: { says: 'the active controller', fields: { controller: must(told(node, 'ID, none or any', '')) } },
  happened: {
    says: 'something took place since the lesson began: see below',
    fields: {
      happened: must(told(oneOf(...Object.keys(HAPPENINGS)), 'EVENT', '')),
      ...HAPPENED_FIELDS,
    },
  },
  ran: {
    says: 'a command was run and has ended',
    fields: {
      ran: must(told(pattern, 'REGULAR EXPRESSION', '')),
      status: told(either(whole, oneOf('any')), 'N or any', '0 when left out'),
      times: told(count, COUNT, 'how often; at least once when left out'),
    },
  },
  command: {
    says: 'a program was called with at least these words, wherever in a line, and has ended: the order of options does not matter, what stands before the first one may be anywhere, `--name=value` is `--name value`, and a word between slashes is a pattern',
    fields: {
      command: must(told(words, 'COMMAND', '')),
      status: told(either(whole, oneOf('any')), 'N or any', '0 when left out'),
      times: told(count, COUNT, 'how often; at least once when left out'),
    },
  },
  all: { says: 'each of them holds', fields: { all: CHECKS_INSIDE } },
  any: { says: 'one of them holds', fields: { any: CHECKS_INSIDE } },
  not: { says: 'it does not hold', fields: { not: CHECK_INSIDE } },
  stays: { says: 'it holds for so many seconds on end', fields: { stays: CHECK_INSIDE, for: SECONDS } },
  within: {
    says: '`comes` holds at most so many seconds after `after` came to hold',
    fields: { within: SECONDS, after: CHECK_INSIDE, comes: CHECK_INSIDE },
  },
}

/** A check. */
export const CHECK: Shape = check
