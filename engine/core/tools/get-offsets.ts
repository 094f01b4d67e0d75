/** kafka-get-offsets.sh (`GetOffsetShell`). */
import type { Admin } from '../client/admin.ts'
import { OFFSET_SPECS, type OffsetSpec } from '../client/admin-records.ts'
import { clientException } from '../client/errors.ts'
import { partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { adminFrom } from './admin-tool.ts'
import { checkBootstrap } from './bootstrap-addresses.ts'
import { executionException, runtimeException, TerseException } from './errors.ts'
import { javaSplit } from './java-split.ts'
import {
  checkRequired,
  helpOrVersion,
  OptionException,
  type Options,
  type OptionTable,
  parseOptions,
} from './options.ts'
import { Exit, javaText, javaTrace, messageOf, type Tool, type ToolIo } from './tool.ts'
import { includeList, isInternalTopic } from './topic-filter.ts'

const TABLE: OptionTable = {
  'bootstrap-server': {
    arg: 'HOST1: PORT1,...,HOST3:PORT3',
    description: 'REQUIRED: the Kafka server(s) to connect to.',
  },
  'topic-partitions': {
    arg: 'topic1:1, topic2:0-3,topic3,topic4:5-,topic5:-3 ',
    description: 'Patterns of topics with partitions or ranges of them (the end is not included).',
  },
  topic: { arg: 'topic', description: 'A pattern of topics.' },
  partitions: { arg: 'partition ids', description: 'Only these partitions of the topics.' },
  time: {
    arg: '<timestamp> / -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload',
    default: 'latest',
    description: 'Which offset.',
  },
  'command-config': { arg: 'config file', description: 'A properties file for the admin client.' },
  'exclude-internal-topics': { description: 'Leave internal topics out.' },
}

type Filter = (partition: TopicPartition) => boolean

export const kafkaGetOffsets: Tool = {
  name: 'kafka-get-offsets.sh',
  async run(args, io) {
    try {
      return await getOffsets(args, io)
    } catch (error) {
      if (error instanceof Exit) throw error
      io.stderr.write(`Error occurred: ${messageOf(error)}\n`)
      const isTerse = error instanceof TerseException || error instanceof OptionException
      if (!isTerse) io.stderr.write(`${javaTrace(error)}\n\n`)
      return 1
    }
  },
}

async function getOffsets(args: readonly string[], io: ToolIo): Promise<number> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, { args, description: 'An interactive shell for getting topic-partition offsets.' })
  checkRequired(io, TABLE, options, 'bootstrap-server')
  checkBootstrap(io, TABLE, options.valueOf('bootstrap-server') as string)
  const filter = filterOf(options)
  const spec = specOf(options.valueOf('time') as string)
  const admin = await adminFrom(io, options, { clientId: 'GetOffsetShell' })
  try {
    await print(admin, filter, spec, options, io)
    return 0
  } finally {
    await admin.close()
  }
}

async function print(admin: Admin, filter: Filter, spec: OffsetSpec, options: Options, io: ToolIo): Promise<void> {
  const partitions = await matching(admin, filter, options)
  if (partitions.length === 0)
    throw new TerseException('Could not match any topic-partitions with the specified filters')
  const outcomes = await admin.listOffsets(partitions.map((partition) => [partition, spec])).outcomes()
  const lines: [string, string][] = []
  for (const [partition, outcome] of outcomes) {
    const key = partitionKey(partition)
    if (outcome.error)
      io.stderr.write(`Skip getting offsets for topic-partition ${key} due to error: ${javaText(outcome.error)}\n`)
    else if (outcome.value.offset !== -1) {
      lines.push([key, `${partition.topic}:${partition.partition}:${outcome.value.offset}\n`])
    }
  }
  for (const [, line] of lines.sort(([a], [b]) => (a < b ? -1 : 1))) io.stdout.write(line)
}

async function matching(admin: Admin, filter: Filter, options: Options): Promise<TopicPartition[]> {
  try {
    const listInternal = !options.has('exclude-internal-topics')
    const topics = [...(await admin.listTopics({ listInternal })).keys()]
    const described = await admin.describeTopics(topics)
    return [...described.values()]
      .flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition })))
      .filter((partition) => filter(partition) && (listInternal || !isInternalTopic(partition.topic)))
  } catch (error) {
    throw executionException(error)
  }
}

function specOf(text: string): OffsetSpec {
  const byNumber = Object.entries(OFFSET_SPECS).find(([name, number]) => name === text || String(number) === text)
  if (byNumber) return byNumber[0] as keyof typeof OFFSET_SPECS
  if (/^[-+]?\d+$/.test(text)) return { timestamp: Number(text) }
  const known = Object.entries(OFFSET_SPECS).map(([name, number]) => `${number} or ${name}`)
  throw new TerseException(
    `Malformed time argument ${text}. Please use ${known.slice(0, -1).join(' / ')} / ${known.at(-1)}, or a specified long format timestamp`,
  )
}

function filterOf(options: Options): Filter {
  const list = options.valueOf('topic-partitions')
  if (list !== undefined && (options.has('topic') || options.has('partitions'))) {
    throw new TerseException('--topic-partitions cannot be used with --topic or --partitions')
  }
  if (list !== undefined) {
    const filters = javaSplit(list, ',').map(partitionPattern)
    return (partition) => filters.some((filter) => filter(partition))
  }
  const include = includeList(options.valueOf('topic') ?? '.*')
  const wanted = partitionIds(options.valueOf('partitions'))
  return ({ topic, partition }) => include.test(topic) && (wanted.size === 0 || wanted.has(partition))
}

function partitionIds(text: string | undefined): ReadonlySet<number> {
  if (text === undefined || text === '') return new Set()
  const ids = javaSplit(text, ',')
  if (!ids.every((id) => /^[-+]?\d+$/.test(id))) {
    throw new TerseException(
      `--partitions expects a comma separated list of numeric partition ids, but received: ${text}`,
    )
  }
  return new Set(ids.map(Number))
}

/** `topic`, `topic:1`, `topic:0-3`, `topic:5-`, `topic:-3`; an absent topic is any. */
const RULE = /^([^:,]*)(?::(?:(\d*)|(\d*)-(\d*)))?$/

function partitionPattern(text: string): Filter {
  const match = RULE.exec(text)
  if (!match) {
    const cause = clientException('org.apache.kafka.tools.TerseException', `Invalid rule specification: ${text}`)
    throw runtimeException(cause)
  }
  const [, topic, one, from, to] = match
  const include = includeList(topic || '.*')
  const low = Number(one || from || 0)
  const high = one ? low + 1 : to ? Number(to) : Number.POSITIVE_INFINITY
  return (partition) => include.test(partition.topic) && partition.partition >= low && partition.partition < high
}
