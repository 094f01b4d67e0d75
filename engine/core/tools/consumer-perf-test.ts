/** kafka-consumer-perf-test.sh (`ConsumerPerformance`). */
import { KafkaConsumer } from '../client/consumer.ts'
import { spelling } from './deprecated-options.ts'
import { illegalArgument, printFailure } from './errors.ts'
import { javaPattern } from './java-regex.ts'
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
import { simpleDateFormat } from './simple-date-format.ts'
import { Exit, loggingEnv, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': { arg: 'server to connect to', description: 'REQUIRED: the brokers to read from.' },
  topic: { arg: 'topic', description: 'The topic to read.' },
  include: { arg: 'Java regex (String)', description: 'A regular expression of the topics to read.' },
  group: { arg: 'gid', description: 'The group to join.' },
  'fetch-size': { arg: 'size', type: 'Integer', default: '1048576', description: 'Bytes of one fetch.' },
  'from-latest': { description: 'Begin at the end when the group has no offset.' },
  'socket-buffer-size': {
    arg: 'size',
    type: 'Integer',
    default: '2097152',
    description: 'Size of the TCP receive buffer.',
  },
  'consumer.config': { arg: 'config file', description: 'DEPRECATED: use --command-config.' },
  'command-config': { arg: 'config file', description: 'A properties file for the consumer.' },
  'command-property': { arg: 'prop1=val1', description: 'A configuration key=value of the consumer.' },
  'print-metrics': { description: 'Print metrics at the end.' },
  'show-detailed-stats': { description: 'Print a line each interval.' },
  timeout: {
    arg: 'milliseconds',
    type: 'Long',
    optionalArg: true,
    default: '10000',
    description: 'How long to wait for records.',
  },
  messages: { arg: 'count', type: 'Long', description: 'DEPRECATED: use --num-records.' },
  'num-records': { arg: 'count', type: 'Long', description: 'REQUIRED: how many records to read.' },
  'reporting-interval': {
    arg: 'interval_ms',
    type: 'Long',
    default: '5000',
    description: 'Milliseconds between lines.',
  },
  'date-format': { arg: 'date format', default: 'yyyy-MM-dd HH:mm:ss:SSS', description: 'How times are printed.' },
  'hide-header': { description: 'Leave the header out.' },
}

const COLUMNS =
  'data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec'

export const kafkaConsumerPerfTest: Tool = {
  name: 'kafka-consumer-perf-test.sh',
  async run(args, io) {
    const given = parsed(args, io)
    try {
      await perform(given, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

async function perform({ options, counted, configFile }: Given, io: ToolIo): Promise<void> {
  const detailed = options.has('show-detailed-stats')
  if (!options.has('hide-header'))
    io.stdout.write(`${detailed ? 'time, threadId' : 'start.time, end.time'}, ${COLUMNS}\n`)
  const config = await consumerConfig(options, configFile, io)
  const consumer = new KafkaConsumer<Uint8Array, Uint8Array>(config, loggingEnv(io))
  try {
    const test = new Test(consumer, options, planOf(options, counted), io)
    await test.run()
    if (!detailed) io.stdout.write(test.row())
  } finally {
    await consumer.close()
  }
}

/** What was asked for, and under which of two names each. */
interface Given {
  readonly options: Options
  readonly counted: string
  readonly configFile: string | undefined
}

/** Numbers and texts of the command line, read as Kafka reads them: when the consumer is there. */
interface Plan {
  readonly wanted: number
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly time: (wall: number) => string
  readonly topics: readonly string[] | RegExp
}

function planOf(options: Options, counted: string): Plan {
  const number = (name: string) => options.numberOf(name) as number
  const [wanted, timeoutMs, intervalMs] = [number(counted), number('timeout'), number('reporting-interval')]
  if (intervalMs <= 0) throw illegalArgument('Reporting interval must be greater than 0.')
  const time = simpleDateFormat(options.valueOf('date-format') as string)
  const topic = options.valueOf('topic')
  const topics = topic === undefined ? javaPattern(options.valueOf('include') ?? '') : [topic]
  return { wanted, timeoutMs, intervalMs, time, topics }
}

function parsed(args: readonly string[], io: ToolIo): Given {
  try {
    const options = parseOptions(TABLE, args)
    helpOrVersion(io, TABLE, options, { args, description: 'This tool is used to verify the consumer performance.' })
    checkRequired(io, TABLE, options, 'bootstrap-server')
    const one = (a: string, b: string) => {
      if (options.has(a) === options.has(b)) {
        usageExit(io, TABLE, `Exactly one of the following arguments is required: [${a}], [${b}]`)
      }
    }
    one('topic', 'include')
    one('messages', 'num-records')
    const counted = spelling(
      io,
      TABLE,
      options,
      { old: 'messages', now: 'num-records' },
      'Warning: --messages is deprecated. Use --num-records instead.\n',
    )
    const renamed = { old: 'consumer.config', now: 'command-config' }
    const file = spelling(
      io,
      TABLE,
      options,
      renamed,
      'Warning: --consumer.config is deprecated. Use --command-config instead.\n',
    )
    return { options, counted, configFile: options.valueOf(file) }
  } catch (error) {
    if (!(error instanceof OptionException)) throw error
    return usageExit(io, TABLE, error.message)
  }
}

async function consumerConfig(
  options: Options,
  file: string | undefined,
  io: ToolIo,
): Promise<Record<string, unknown>> {
  const fromFile = file === undefined ? [] : [...parseProperties(await io.files.read(file))]
  const config: Record<string, unknown> = Object.fromEntries([
    ...fromFile,
    ...keyValueArgs(options.valuesOf('command-property')),
  ])
  return {
    'client.id': 'perf-consumer-client',
    ...config,
    'bootstrap.servers': options.valueOf('bootstrap-server'),
    'group.id': options.valueOf('group') ?? `perf-consumer-${Math.floor(io.env.random.float() * 100_000)}`,
    'receive.buffer.bytes': options.numberOf('socket-buffer-size'),
    'max.partition.fetch.bytes': options.numberOf('fetch-size'),
    'auto.offset.reset': options.has('from-latest') ? 'latest' : 'earliest',
    'check.crcs': false,
    'key.deserializer': 'ByteArray',
    'value.deserializer': 'ByteArray',
  }
}

class Test {
  private bytes = 0
  private records = 0
  private joinedAfterMs = 0
  private readonly startWall: number
  private readonly start: number

  constructor(
    private readonly consumer: KafkaConsumer<Uint8Array, Uint8Array>,
    private readonly options: Options,
    private readonly plan: Plan,
    private readonly io: ToolIo,
  ) {
    this.startWall = io.env.clock.wall()
    this.start = io.env.clock.monotonic()
  }

  async run(): Promise<void> {
    const { clock } = this.io.env
    const { wanted, timeoutMs, intervalMs, time, topics } = this.plan
    this.consumer.subscribe(topics, {
      onPartitionsAssigned: () => {
        this.joinedAfterMs = clock.monotonic() - this.start
      },
    })
    let lastRecord = clock.monotonic()
    let lastReport = lastRecord
    while (this.records < wanted && clock.monotonic() - lastRecord <= timeoutMs) {
      for (const { serializedKeySize, serializedValueSize } of await this.consumer.poll(100)) {
        this.records++
        this.bytes += Math.max(0, serializedKeySize) + Math.max(0, serializedValueSize)
        lastRecord = clock.monotonic()
      }
      if (this.options.has('show-detailed-stats') && clock.monotonic() - lastReport >= intervalMs) {
        this.io.stdout.write(`${time(clock.wall())}, 0, ${this.figures()}\n`)
        lastReport = clock.monotonic()
      }
    }
    if (this.records < wanted) {
      this.io.stdout.write(
        `WARNING: Exiting before consuming the expected number of records: timeout (${timeoutMs} ms) exceeded. You can use the --timeout option to increase the timeout.\n`,
      )
    }
  }

  row(): string {
    const { time } = this.plan
    return `${time(this.startWall)}, ${time(this.io.env.clock.wall())}, ${this.figures()}\n`
  }

  private figures(): string {
    const elapsed = Math.max(1, this.io.env.clock.monotonic() - this.start)
    const fetching = Math.max(1, elapsed - this.joinedAfterMs)
    const megabytes = this.bytes / 1024 / 1024
    const perSecond = (value: number, ms: number) => ((value * 1000) / ms).toFixed(4)
    return [
      megabytes.toFixed(4),
      perSecond(megabytes, elapsed),
      this.records,
      perSecond(this.records, elapsed),
      Math.round(this.joinedAfterMs),
      Math.round(fetching),
      perSecond(megabytes, fetching),
      perSecond(this.records, fetching),
    ].join(', ')
  }
}
