/** The command line of kafka-console-consumer (`ConsoleConsumerOptions`). */
import { spelling } from './deprecated-options.ts'
import { formatterOf, type MessageFormatter } from './formatters.ts'
import {
  checkRequired,
  helpOrVersion,
  OptionException,
  type Options,
  type OptionTable,
  parseOptions,
  usageExit,
} from './options.ts'
import { keyValueArgs, parseProperties } from './properties.ts'
import { Exit, messageOf, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  topic: { arg: 'topic', description: 'The topic to read.' },
  include: { arg: 'Java regex (String)', description: 'A regular expression of the topics to read.' },
  partition: {
    arg: 'partition',
    type: 'Integer',
    description: 'The partition to read; begins at its end unless --offset is given.',
  },
  offset: {
    arg: 'consume offset',
    default: 'latest',
    description: "Where to begin: a number, 'earliest' or 'latest'.",
  },
  'consumer-property': { arg: 'consumer_prop', description: 'DEPRECATED: use --command-property.' },
  'command-property': { arg: 'consumer_prop', description: 'A configuration key=value of the consumer.' },
  'consumer.config': { arg: 'config file', description: 'DEPRECATED: use --command-config.' },
  'command-config': { arg: 'config file', description: 'A properties file for the consumer.' },
  formatter: {
    arg: 'class',
    default: 'org.apache.kafka.tools.consumer.DefaultMessageFormatter',
    description: 'The class that prints records.',
  },
  property: { arg: 'prop', description: 'DEPRECATED: use --formatter-property.' },
  'formatter-property': {
    arg: 'prop',
    description: 'A property key=value of the formatter: print.key, print.offset, key.separator …',
  },
  'formatter-config': { arg: 'config file', description: 'A properties file for the formatter.' },
  'from-beginning': { description: 'Begin with the oldest record when the group has no offset yet.' },
  'max-messages': { arg: 'num_messages', type: 'Integer', description: 'End after that many records.' },
  'timeout-ms': { arg: 'timeout_ms', type: 'Long', description: 'End when no record came for that long.' },
  'skip-message-on-error': { description: 'Go on after a record that cannot be printed.' },
  'bootstrap-server': {
    arg: 'server to connect to',
    description: 'REQUIRED: the broker(s) to read from, as host:port,host:port.',
  },
  'key-deserializer': { arg: 'deserializer for keys', description: 'The class that reads keys.' },
  'value-deserializer': { arg: 'deserializer for values', description: 'The class that reads values.' },
  'enable-systest-events': { description: 'Print what the process does beside the records.' },
  'isolation-level': {
    type: 'String',
    default: 'read_uncommitted',
    description: 'read_committed leaves aborted records out.',
  },
  group: { arg: 'consumer group id', description: 'The group to join.' },
}

/** What the console consumer is to do. */
export interface ConsumerSetup {
  readonly include: string | undefined
  readonly partition: number | undefined
  /** -2 earliest, -1 latest, or an offset; with --partition. */
  readonly offset: number
  readonly config: Record<string, unknown>
  readonly formatter: MessageFormatter
  readonly skipErrors: boolean
  readonly systestEvents: boolean
  readonly classicProtocol: boolean
  /** -1: without end. */
  readonly timeoutMs: number
  /** Read when the consumer runs, as Java does: a bad number or a second topic is found only then. */
  maxMessages(): number
  topic(): string | undefined
}

const RENAMED = [
  { old: 'consumer-property', now: 'command-property' },
  { old: 'property', now: 'formatter-property' },
  { old: 'consumer.config', now: 'command-config' },
] as const

export async function consumerSetup(args: readonly string[], io: ToolIo): Promise<ConsumerSetup> {
  const options = parsed(args, io)
  const names: Record<string, string> = {}
  for (const renamed of RENAMED) {
    const warning = `Option --${renamed.old} is deprecated and will be removed in a future version. Use --${renamed.now} instead.\n`
    names[renamed.now] = spelling(io, TABLE, options, renamed, warning)
  }
  checkTopics(options, io)
  const properties = keyValueArgs(options.valuesOf(names['command-property'] as string))
  const file = options.valueOf(names['command-config'] as string)
  const fromFile = file === undefined ? new Map<string, string>() : parseProperties(await io.files.read(file))
  const group = groupId(options, properties, fromFile, io)
  const config = consumerConfig(
    options,
    { ...Object.fromEntries(fromFile), ...Object.fromEntries(properties) },
    group,
    io,
  )
  const offset = startOffset(options, io)
  const timeoutMs = options.numberOf('timeout-ms') ?? -1
  return {
    topic: () => options.valueOf('topic'),
    include: options.valueOf('include'),
    partition: options.numberOf('partition'),
    offset,
    config,
    formatter: await formatter(options, names['formatter-property'] as string, io),
    skipErrors: options.has('skip-message-on-error'),
    systestEvents: options.has('enable-systest-events'),
    classicProtocol: config['group.protocol'] !== 'consumer',
    maxMessages: () => options.numberOf('max-messages') ?? -1,
    timeoutMs,
  }
}

function parsed(args: readonly string[], io: ToolIo): Options {
  try {
    const options = parseOptions(TABLE, args)
    helpOrVersion(io, TABLE, options, {
      args,
      description: 'This tool helps to read data from Kafka topics and outputs it to standard output.',
    })
    checkRequired(io, TABLE, options, 'bootstrap-server')
    return options
  } catch (error) {
    if (!(error instanceof OptionException)) throw error
    return usageExit(io, TABLE, error.message)
  }
}

const GROUP_AND_PARTITION = 'Options group and partition cannot be specified together.'

function checkTopics(options: Options, io: ToolIo): void {
  const one = options.has('topic') !== options.has('include')
  if (!one) usageExit(io, TABLE, 'Exactly one of the following arguments is required: [topic], [include]')
  const refuse = (problem: boolean, message: string) => problem && usageExit(io, TABLE, message)
  refuse(options.has('partition') && !options.has('topic'), 'The topic is required when partition is specified.')
  refuse(options.has('offset') && !options.has('partition'), 'The partition is required when offset is specified.')
  refuse(
    options.has('from-beginning') && options.has('offset'),
    'Options from-beginning and offset cannot be specified together.',
  )
}

function startOffset(options: Options, io: ToolIo): number {
  if (!options.has('offset')) return options.has('from-beginning') ? -2 : -1
  const text = (options.valueOf('offset') as string).toLowerCase()
  if (text === 'earliest') return -2
  if (text === 'latest') return -1
  if (/^\+?\d+$/.test(text)) return Number(text)
  return usageExit(
    io,
    TABLE,
    `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
  )
}

/** The group from up to three places, which must agree; undefined: none was named. */
function groupId(
  options: Options,
  properties: ReadonlyMap<string, string>,
  file: ReadonlyMap<string, string>,
  io: ToolIo,
): string | undefined {
  const places = [options.valueOf('group'), properties.get('group.id'), file.get('group.id')]
  const groups = [...new Set(places.filter((group) => group !== undefined))]
  if (groups.length > 1) {
    const shown = groups.map((group) => `'${group}'`).join(', ')
    usageExit(
      io,
      TABLE,
      `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: ${shown}`,
    )
  }
  if (groups.length > 0 && options.has('partition')) usageExit(io, TABLE, GROUP_AND_PARTITION)
  return groups[0]
}

function consumerConfig(
  options: Options,
  given: Record<string, string>,
  group: string | undefined,
  io: ToolIo,
): Record<string, unknown> {
  const config: Record<string, unknown> = { ...given }
  if (options.has('isolation-level') || config['isolation.level'] === undefined) {
    config['isolation.level'] = options.valueOf('isolation-level')
  }
  config['auto.offset.reset'] = offsetReset(options, given['auto.offset.reset'], io)
  config['bootstrap.servers'] = options.valueOf('bootstrap-server')
  config['client.id'] ??= 'console-consumer'
  if (group === undefined && !options.has('partition')) {
    config['group.id'] = `console-consumer-${Math.floor(io.env.random.float() * 100_000)}`
    config['enable.auto.commit'] ??= false
  } else if (group !== undefined) config['group.id'] = group
  else config['enable.auto.commit'] ??= false
  return { ...config, 'key.deserializer': 'ByteArray', 'value.deserializer': 'ByteArray' }
}

function offsetReset(options: Options, given: string | undefined, io: ToolIo): string {
  if (!options.has('from-beginning')) return given ?? 'latest'
  if (given !== undefined && given !== 'earliest') {
    io.stderr.write(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${given}', please remove one option\n`,
    )
    throw new Exit(1)
  }
  return 'earliest'
}

async function formatter(options: Options, property: string, io: ToolIo): Promise<MessageFormatter> {
  try {
    return formatterOf(options.valueOf('formatter'), await formatterProperties(options, property, io), io)
  } catch (error) {
    return usageExit(io, TABLE, messageOf(error))
  }
}

async function formatterProperties(options: Options, property: string, io: ToolIo): Promise<Map<string, string>> {
  const file = options.valueOf('formatter-config')
  const properties = file === undefined ? new Map<string, string>() : parseProperties(await io.files.read(file))
  for (const name of ['key', 'value']) {
    const given = options.valueOf(`${name}-deserializer`)
    if (given) properties.set(`${name}.deserializer`, given)
  }
  return new Map([...properties, ...keyValueArgs(options.valuesOf(property))])
}
