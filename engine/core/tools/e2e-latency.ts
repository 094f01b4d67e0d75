/** kafka-e2e-latency.sh (`EndToEndLatency`): the time from sending a record to reading it, one at a time. */

import { javaDouble } from '../base/java-double.ts'
import { Admin } from '../client/admin.ts'
import { KafkaConsumer } from '../client/consumer.ts'
import type { ConsumerRecord } from '../client/consumer-record.ts'
import { KafkaProducer } from '../client/producer.ts'
import { printFailure, runtimeExceptionText, TerseException } from './errors.ts'
import {
  checkRequired,
  helpOrVersion,
  OptionException,
  type Options,
  type OptionTable,
  parseOptions,
  usageExit,
} from './options.ts'
import { parseProperties } from './properties.ts'
import { Exit, loggingEnv, messageOf, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': { arg: 'bootstrap-server', description: 'REQUIRED: the brokers to connect to.' },
  topic: { arg: 'topic-name', description: 'REQUIRED: the topic to use.' },
  'num-records': { arg: 'count', type: 'Integer', description: 'REQUIRED: how many records to send.' },
  'producer-acks': { arg: 'producer-acks', description: "REQUIRED: acks of the producer, '1' or 'all'." },
  'record-size': { arg: 'bytes', type: 'Integer', description: 'REQUIRED: bytes of a value.' },
  'record-key-size': {
    arg: 'bytes',
    type: 'Integer',
    optionalArg: true,
    default: '0',
    description: 'Bytes of a key; 0: none.',
  },
  'num-headers': {
    arg: 'count',
    type: 'Integer',
    optionalArg: true,
    default: '0',
    description: 'Headers of a record.',
  },
  'record-header-key-size': {
    arg: 'bytes',
    type: 'Integer',
    optionalArg: true,
    default: '0',
    description: "Bytes of a header's key.",
  },
  'record-header-size': {
    arg: 'bytes',
    type: 'Integer',
    optionalArg: true,
    default: '0',
    description: "Bytes of a header's value; -1: null.",
  },
  'command-config': {
    arg: 'config-file',
    optionalArg: true,
    description: 'A properties file for producer, consumer and admin client.',
  },
}

const REQUIRED = ['bootstrap-server', 'topic', 'num-records', 'producer-acks', 'record-size']
/** Meaning of the arguments without names. */
const POSITIONAL = [...REQUIRED, 'command-config']
/** ms */
const POLL_TIMEOUT_MS = 60_000

export const kafkaE2eLatency: Tool = {
  name: 'kafka-e2e-latency.sh',
  async run(args, io) {
    try {
      await measure(optionsOf(named(args, io), io), io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

/** The arguments with names, also those of old. */
function named(args: readonly string[], io: ToolIo): readonly string[] {
  if (args.length === 0 || args.some((arg) => REQUIRED.some((name) => arg === `--${name}`))) return args
  if (args.length !== 5 && args.length !== 6)
    throw new TerseException(
      `Invalid number of arguments. Expected 5 or 6 positional arguments, but got ${args.length}. Usage: bootstrap-server topic num-records producer-acks record-size [optional] command-config`,
    )
  io.stdout.write(
    'WARNING: Positional argument usage is deprecated and will be removed in Apache Kafka 5.0. Please use named arguments instead: --bootstrap-server, --topic, --num-records, --producer-acks, --record-size, --command-config\n',
  )
  return args.flatMap((arg, index) => [`--${POSITIONAL[index]}`, arg])
}

function optionsOf(args: readonly string[], io: ToolIo): Options {
  const options = parsed(args, io)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'This tool measures end-to-end latency in Kafka by sending messages and timing their reception.',
  })
  checkRequired(io, TABLE, options, ...REQUIRED)
  if (!['1', 'all'].includes(options.valueOf('producer-acks') as string))
    usageExit(
      io,
      TABLE,
      "Invalid value for --producer-acks. Latency testing requires synchronous acknowledgement. Please use '1' or 'all'.",
    )
  for (const [name, least, what] of RANGES)
    if ((options.numberOf(name) as number) < least) usageExit(io, TABLE, `Value for --${name} must be a ${what}.`)
  return options
}

const RANGES = [
  ['num-records', 1, 'positive integer'],
  ['record-size', 0, 'non-negative integer'],
  ['record-key-size', 0, 'non-negative integer'],
  ['num-headers', 0, 'non-negative integer'],
  ['record-header-key-size', 0, 'non-negative integer'],
  ['record-header-size', -1, 'non-negative integer or -1 for null header value'],
] as const

function parsed(args: readonly string[], io: ToolIo): Options {
  try {
    return parseOptions(TABLE, args)
  } catch (error) {
    if (!(error instanceof OptionException)) throw error
    return usageExit(io, TABLE, messageOf(error))
  }
}

type Consumer = KafkaConsumer<Uint8Array | null, Uint8Array | null>

async function measure(options: Options, io: ToolIo): Promise<void> {
  const file = options.valueOf('command-config')
  const properties = file === undefined ? {} : Object.fromEntries(parseProperties(await io.files.read(file)))
  const common = { ...properties, 'bootstrap.servers': options.valueOf('bootstrap-server') }
  const env = loggingEnv(io)
  const topic = options.valueOf('topic') as string
  const consumer: Consumer = new KafkaConsumer(
    {
      ...common,
      'group.id': `test-group-${env.clock.wall()}`,
      'enable.auto.commit': false,
      'auto.offset.reset': 'latest',
      'key.deserializer': 'ByteArray',
      'value.deserializer': 'ByteArray',
      'fetch.max.wait.ms': 0,
    },
    env,
  )
  const producer = new KafkaProducer<Uint8Array | null, Uint8Array>(
    {
      ...common,
      'linger.ms': 0,
      'max.block.ms': Number.MAX_SAFE_INTEGER,
      acks: options.valueOf('producer-acks'),
      'key.serializer': 'ByteArray',
      'value.serializer': 'ByteArray',
    },
    env,
  )
  try {
    if (!(await consumer.listTopics()).has(topic)) await createTopic(new Admin(common, env), topic, io)
    await readFromEnd(consumer, topic)
    await rounds({ options, topic, producer, consumer, io })
    await consumer.commitSync()
  } finally {
    await producer.close()
    await consumer.close()
  }
}

const PARTITIONS = 1
const REPLICATION_FACTOR = 1

async function createTopic(admin: Admin, topic: string, io: ToolIo): Promise<void> {
  try {
    io.stdout.write(
      `Topic "${topic}" does not exist. Will create topic with ${PARTITIONS} partition(s) and replication factor = ${REPLICATION_FACTOR}\n`,
    )
    await admin.createTopics([{ name: topic, numPartitions: PARTITIONS, replicationFactor: REPLICATION_FACTOR }])
  } finally {
    await admin.close()
  }
}

async function readFromEnd(consumer: Consumer, topic: string): Promise<void> {
  const partitions = (await consumer.partitionsFor(topic)).map(({ partition }) => ({ topic, partition }))
  consumer.assign(partitions)
  consumer.seekToEnd(partitions)
  for (const partition of partitions) await consumer.position(partition)
}

interface Rounds {
  readonly options: Options
  readonly topic: string
  readonly producer: KafkaProducer<Uint8Array | null, Uint8Array>
  readonly consumer: Consumer
  readonly io: ToolIo
}

async function rounds({ options, topic, producer, consumer, io }: Rounds): Promise<void> {
  const number = (name: string) => options.numberOf(name) as number
  const letters = (size: number) => letterBytes(io, size)
  const keySize = number('record-key-size')
  const latencies: number[] = []
  for (let index = 0; index < number('num-records'); index++) {
    const value = letters(number('record-size'))
    const key = keySize > 0 ? letters(keySize) : null
    const headers = Array.from({ length: number('num-headers') }, () => ({
      key: String.fromCharCode(...letters(number('record-header-key-size'))),
      value: number('record-header-size') < 0 ? null : letters(number('record-header-size')),
    }))
    const begin = io.env.clock.monotonic()
    await producer.send({ topic, key, value, headers })
    const records = [...(await consumer.poll(POLL_TIMEOUT_MS))]
    const elapsed = io.env.clock.monotonic() - begin
    check(records, value)
    if (index % 1000 === 0) io.stdout.write(`${index}\t${javaDouble(elapsed)}\n`)
    latencies.push(elapsed)
  }
  io.stdout.write(summary(latencies))
}

/** Letters A to Z. */
function letterBytes(io: ToolIo, size: number): Uint8Array {
  return io.env.random.bytes(size).map((byte) => 65 + (byte % 26))
}

function check(records: readonly ConsumerRecord<Uint8Array | null, Uint8Array | null>[], sent: Uint8Array): void {
  const [first] = records
  if (!first) throw runtimeExceptionText(`poll() timed out before finding a result (timeout:[${POLL_TIMEOUT_MS}ms])`)
  if (String(first.value) !== String(sent))
    throw runtimeExceptionText('The message value read did not match the message value sent')
  if (records.length > 1)
    throw runtimeExceptionText(`Only one result was expected during this test. We found [${records.length}]`)
}

function summary(latencies: readonly number[]): string {
  const average = latencies.reduce((sum, one) => sum + one, 0) / latencies.length
  const sorted = latencies.map(Math.floor).sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(sorted.length * part)]
  return `Avg latency: ${average.toFixed(4)} ms\nPercentiles: 50th = ${at(0.5)}, 99th = ${at(0.99)}, 99.9th = ${at(0.999)}\n`
}
