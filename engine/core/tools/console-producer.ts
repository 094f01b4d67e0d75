/** kafka-console-producer.sh (`ConsoleProducer`). */
import { clientException, type KafkaException } from '../client/errors.ts'
import { KafkaProducer } from '../client/producer.ts'
import { checkBootstrap } from './bootstrap-addresses.ts'
import { spelling } from './deprecated-options.ts'
import { LineReader, type LineRecord } from './line-reader.ts'
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
import { Exit, javaText, javaTrace, loggingEnv, type Tool, type ToolIo } from './tool.ts'

const LINE_READER = 'org.apache.kafka.tools.LineMessageReader'

const TABLE: OptionTable = {
  'bootstrap-server': {
    arg: 'server to connect to',
    description: 'REQUIRED: the broker(s) to send to, as host:port,host:port.',
  },
  topic: { arg: 'topic', description: 'REQUIRED: the topic to send to.' },
  sync: { description: 'Wait for each record before the next is read.' },
  'compression-codec': {
    arg: 'compression-codec',
    optionalArg: true,
    description: 'none, gzip, snappy, lz4 or zstd; gzip when no codec is named.',
  },
  'batch-size': { arg: 'size', type: 'Integer', default: '16384', description: 'Bytes of one batch.' },
  'message-send-max-retries': { type: 'Integer', default: '3', description: 'How often a failed send is tried again.' },
  'retry-backoff-ms': { type: 'Long', default: '100', description: 'Pause before a retry.' },
  timeout: {
    arg: 'timeout_ms',
    type: 'Long',
    default: '1000',
    description: 'How long a batch waits for more records.',
  },
  'request-required-acks': {
    arg: 'request required acks',
    default: '-1',
    description: 'Acknowledgements to wait for.',
  },
  'request-timeout-ms': {
    arg: 'request timeout ms',
    type: 'Integer',
    default: '1500',
    description: 'How long a request may take.',
  },
  'metadata-expiry-ms': {
    arg: 'metadata expiration interval',
    type: 'Long',
    default: '300000',
    description: 'When metadata is asked for anew.',
  },
  'max-block-ms': {
    arg: 'max block on send',
    type: 'Long',
    default: '60000',
    description: 'How long a send waits for metadata or memory.',
  },
  'max-memory-bytes': {
    arg: 'total memory in bytes',
    type: 'Long',
    default: '33554432',
    description: 'Memory for records not sent yet.',
  },
  'max-partition-memory-bytes': {
    arg: 'memory in bytes per partition',
    type: 'Integer',
    default: '16384',
    description: 'DEPRECATED: use --batch-size.',
  },
  'line-reader': {
    arg: 'reader_class',
    default: LINE_READER,
    description: 'The class that reads lines.',
  },
  'socket-buffer-size': {
    arg: 'size',
    type: 'Integer',
    default: '102400',
    description: 'Size of the TCP send buffer.',
  },
  property: { arg: 'prop', description: 'DEPRECATED: use --reader-property.' },
  'reader-property': {
    arg: 'prop',
    description: 'A property key=value of the line reader: parse.key, key.separator, parse.headers, null.marker …',
  },
  'reader-config': { arg: 'config file', description: 'A properties file for the line reader.' },
  'producer-property': { arg: 'producer_prop', description: 'DEPRECATED: use --command-property.' },
  'command-property': { arg: 'producer_prop', description: 'A configuration key=value of the producer.' },
  'producer.config': { arg: 'config file', description: 'DEPRECATED: use --command-config.' },
  'command-config': { arg: 'config file', description: 'A properties file for the producer.' },
}

/** In the order of their warnings. */
const RENAMED = [
  { old: 'producer-property', now: 'command-property' },
  { old: 'producer.config', now: 'command-config' },
  { old: 'property', now: 'reader-property' },
] as const

/** Old and new spellings, in the order in which both at once are refused. */
const NOT_TOGETHER = [
  ['command-config', 'producer.config'],
  ['command-property', 'producer-property'],
  ['reader-property', 'property'],
] as const

interface Setup {
  readonly topic: string
  readonly sync: boolean
  readonly config: Record<string, unknown>
  readonly readerClass: string
  readonly reader: ReadonlyMap<string, string>
}

export const consoleProducer: Tool = {
  name: 'kafka-console-producer.sh',
  async run(args, io) {
    const setup = await configure(args, io)
    let producer: KafkaProducer<Uint8Array, Uint8Array> | undefined
    try {
      const reader = lineReader(setup)
      producer = new KafkaProducer<Uint8Array, Uint8Array>(setup.config, loggingEnv(io))
      await sendLines(setup, reader, producer, io)
      await producer.close()
      return 0
    } catch (error) {
      await producer?.close()
      io.stderr.write(`${javaTrace(error)}\n`)
      return 1
    }
  },
}

function lineReader({ readerClass, topic, reader }: Setup): LineReader {
  if (readerClass !== LINE_READER) throw clientException('java.lang.ClassNotFoundException', readerClass)
  return new LineReader(topic, reader)
}

async function configure(args: readonly string[], io: ToolIo): Promise<Setup> {
  try {
    return await setupFrom(args, io)
  } catch (error) {
    if (error instanceof Exit) throw error
    if (error instanceof OptionException && error.name !== 'OptionArgumentConversionException') {
      usageExit(io, TABLE, error.message)
    }
    io.stderr.write(`${error instanceof OptionException ? error.message : javaText(error)}\n`)
    throw new Exit(1)
  }
}

async function setupFrom(args: readonly string[], io: ToolIo): Promise<Setup> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'This tool helps to read data from standard input and publish it to Kafka.',
  })
  checkRequired(io, TABLE, options, 'topic')
  const names = spellings(options, io)
  checkBootstrap(io, TABLE, options.valueOf('bootstrap-server') ?? '')
  const reader = await readerProperties(options, names['reader-property'] as string, io)
  return {
    topic: options.valueOf('topic') as string,
    sync: options.has('sync'),
    config: await producerConfig(options, names, io),
    readerClass: options.valueOf('line-reader') as string,
    reader,
  }
}

function spellings(options: Options, io: ToolIo): { readonly [now: string]: string } {
  for (const [now, old] of NOT_TOGETHER) {
    if (options.has(now) && options.has(old)) {
      usageExit(io, TABLE, `Options --${now} and --${old} cannot be specified together.`)
    }
  }
  const names: Record<string, string> = {}
  for (const renamed of RENAMED) {
    const warning = `Warning: --${renamed.old} is deprecated and will be removed in a future version. Use --${renamed.now} instead.\n`
    names[renamed.now] = spelling(io, TABLE, options, renamed, warning)
  }
  if (options.has('max-partition-memory-bytes')) {
    io.stdout.write(
      'Warning: --max-partition-memory-bytes is deprecated and will be removed in Apache Kafka 5.0. Use --batch-size instead.\n',
    )
  }
  return names
}

async function readerProperties(options: Options, property: string, io: ToolIo): Promise<Map<string, string>> {
  const file = options.valueOf('reader-config')
  const fromFile = file === undefined ? new Map<string, string>() : parseProperties(await io.files.read(file))
  return new Map([...fromFile, ...keyValueArgs(options.valuesOf(property))])
}

/** `[option, producer key]`: the option's default gives way to a property, the option itself does not. */
const MERGED = [
  ['batch-size', 'batch.size'],
  ['timeout', 'linger.ms'],
  ['message-send-max-retries', 'retries'],
  ['retry-backoff-ms', 'retry.backoff.ms'],
  ['request-required-acks', 'acks'],
  ['request-timeout-ms', 'request.timeout.ms'],
  ['metadata-expiry-ms', 'metadata.max.age.ms'],
  ['max-block-ms', 'max.block.ms'],
  ['max-memory-bytes', 'buffer.memory'],
  ['socket-buffer-size', 'send.buffer.bytes'],
] as const

async function producerConfig(
  options: Options,
  names: { readonly [now: string]: string },
  io: ToolIo,
): Promise<Record<string, unknown>> {
  const file = options.valueOf(names['command-config'] as string)
  const fromFile = file === undefined ? [] : [...parseProperties(await io.files.read(file))]
  const properties = keyValueArgs(options.valuesOf(names['command-property'] as string))
  const config: Record<string, unknown> = Object.fromEntries([...fromFile, ...properties])
  config['client.id'] ??= 'console-producer'
  config['bootstrap.servers'] = options.valueOf('bootstrap-server')
  for (const [option, key] of MERGED) {
    if (options.has(option) || config[key] === undefined) {
      config[key] = TABLE[option]?.type ? options.numberOf(option) : options.valueOf(option)
    }
  }
  if (options.has('max-partition-memory-bytes') && !options.has('batch-size')) {
    config['batch.size'] = options.numberOf('max-partition-memory-bytes')
  }
  if (options.has('compression-codec')) config['compression.type'] = options.valueOf('compression-codec') || 'gzip'
  config['delivery.timeout.ms'] ??= Math.max(
    120_000,
    Number(config['linger.ms']) + Number(config['request.timeout.ms']),
  )
  return { ...config, 'key.serializer': 'ByteArray', 'value.serializer': 'ByteArray' }
}

async function sendLines(
  setup: Setup,
  reader: LineReader,
  producer: KafkaProducer<Uint8Array, Uint8Array>,
  io: ToolIo,
): Promise<void> {
  const prompt = () => io.isTerminal && io.stdout.write('>')
  prompt()
  for await (const line of io.stdin) {
    const record = reader.record(line)
    if (setup.sync) await producer.send(record)
    else void producer.send(record, (_metadata, error) => error && logFailure(record, error, io))
    prompt()
  }
}

function logFailure(record: LineRecord, error: KafkaException, io: ToolIo): void {
  const size = (bytes: Uint8Array | null | undefined) => (bytes ? `${bytes.length} bytes` : 'null')
  loggingEnv(io).trace.log(
    'ERROR',
    'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback',
    `Error when sending message to topic ${record.topic} with key: ${size(record.key)}, value: ${size(record.value)} with error:`,
  )
  io.stderr.write(`${javaTrace(error)}\n`)
}
