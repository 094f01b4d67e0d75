/** kafka-producer-perf-test.sh (`ProducerPerformance`). */
import { utf8 } from '../base/utf8.ts'
import { KafkaProducer } from '../client/producer.ts'
import { type Arguments, argumentError, parseArguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { help } from './argparse-usage.ts'
import { illegalArgument } from './errors.ts'
import { javaSplit } from './java-split.ts'
import { Pace } from './pace.ts'
import { PerfStats } from './perf-stats.ts'
import { parseProperties } from './properties.ts'
import { javaText, loggingEnv, type Tool, type ToolIo } from './tool.ts'

const PARSER: ParserSpec = {
  prog: 'kafka-producer-perf-test',
  description: 'This tool is used to verify the producer performance.',
  args: [
    { flags: ['--bootstrap-server'], metavar: 'BOOTSTRAP-SERVER', help: 'the brokers to send to' },
    { flags: ['--topic'], required: true, help: 'the topic to send to' },
    { flags: ['--num-records'], metavar: 'NUM-RECORDS', required: true, type: 'long', help: 'how many records' },
    {
      flags: ['--payload-delimiter'],
      metavar: 'PAYLOAD-DELIMITER',
      help: 'what separates payloads in the file; default: a line feed',
    },
    { flags: ['--throughput'], required: true, type: 'double', help: 'records a second at most; -1: no limit' },
    {
      flags: ['--producer-props'],
      metavar: 'PROP-NAME=PROP-VALUE',
      action: '+',
      help: 'DEPRECATED: use --command-property',
    },
    {
      flags: ['--command-property'],
      metavar: 'PROP-NAME=PROP-VALUE',
      action: '+',
      help: 'configurations of the producer, key=value',
    },
    { flags: ['--producer.config'], metavar: 'CONFIG-FILE', help: 'DEPRECATED: use --command-config' },
    { flags: ['--command-config'], metavar: 'CONFIG-FILE', help: 'a properties file for the producer' },
    { flags: ['--print-metrics'], action: 'true', help: 'print metrics at the end' },
    { flags: ['--transactional-id'], metavar: 'TRANSACTIONAL-ID', help: 'send in transactions of this id' },
    {
      flags: ['--transaction-duration-ms'],
      metavar: 'TRANSACTION-DURATION',
      type: 'long',
      help: 'how long a transaction lasts',
    },
    {
      flags: ['--warmup-records'],
      metavar: 'WARMUP-RECORDS',
      type: 'long',
      help: 'records that the steady state results leave out',
    },
    { flags: ['--reporting-interval'], metavar: 'INTERVAL-MS', type: 'long', help: 'milliseconds between reports' },
    { flags: ['--record-size'], metavar: 'RECORD-SIZE', type: 'int', help: 'bytes of a record' },
    { flags: ['--payload-file'], metavar: 'PAYLOAD-FILE', help: 'a file of payloads to choose from' },
    { flags: ['--payload-monotonic'], action: 'true', help: 'payloads count up' },
  ],
  exclusive: [{ flags: ['--record-size', '--payload-file', '--payload-monotonic'], required: true }],
}

export const kafkaProducerPerfTest: Tool = {
  name: 'kafka-producer-perf-test.sh',
  async run(args, io) {
    if (args.length === 0) {
      io.stdout.write(help(PARSER))
      return 0
    }
    const parsed = parseArguments(io, PARSER, args)
    check(parsed, io)
    try {
      await run(parsed, io)
      return 0
    } catch (error) {
      io.stderr.write(`Exception in thread "main" ${javaText(error)}\n`)
      return 1
    }
  },
}

const CONNECTIONS = ['bootstrap-server', 'command-property', 'producer-props', 'producer.config', 'command-config']

/** What is refused, in the order in which Kafka looks. */
const REFUSALS: readonly (readonly [message: string, applies: (args: Arguments) => boolean])[] = [
  ['--num-records should be greater than zero.', (args) => (args.number('num-records') as number) <= 0],
  [
    'The value for --warmup-records must be strictly fewer than the number of records in the test, --num-records.',
    (args) => warmupRecords(args) >= (args.number('num-records') as number),
  ],
  ['--record-size should be greater than zero.', (args) => isNotPositive(args, 'record-size')],
  [
    'At least one of --bootstrap-server, --command-property, --producer-props, --producer.config or --command-config must be specified.',
    (args) => !CONNECTIONS.some((name) => args.has(name)),
  ],
  ['--command-property and --producer-props cannot be specified together.', both('command-property', 'producer-props')],
  ['--command-config and --producer.config cannot be specified together.', both('command-config', 'producer.config')],
  ['--transaction-duration-ms should be greater than zero.', (args) => isNotPositive(args, 'transaction-duration-ms')],
  ['--reporting-interval should be greater than zero.', (args) => isNotPositive(args, 'reporting-interval')],
]

function isNotPositive(args: Arguments, name: string): boolean {
  return (args.number(name) ?? 1) <= 0
}

function both(a: string, b: string): (args: Arguments) => boolean {
  return (args) => args.has(a) && args.has(b)
}

function warmupRecords(args: Arguments): number {
  return Math.max(0, args.number('warmup-records') ?? 0)
}

function check(args: Arguments, io: ToolIo): void {
  const refusal = REFUSALS.find(([, applies]) => applies(args))
  if (refusal) argumentError(io, PARSER, refusal[0])
}

async function run(args: Arguments, io: ToolIo): Promise<void> {
  const payload = await payloads(args, io)
  const config = await producerConfig(args, io)
  const total = args.number('num-records') as number
  const warmup = warmupRecords(args)
  if (warmup > 0) {
    io.stdout.write(
      `Warmup first ${warmup} records. Steady state results will print after the complete test summary.\n`,
    )
  }
  const producer = new KafkaProducer<Uint8Array, Uint8Array>(config, loggingEnv(io))
  const { clock } = io.env
  const options = {
    reportingIntervalMs: args.number('reporting-interval') ?? 5000,
    print: (line: string) => io.stdout.write(line),
  }
  const stats = new PerfStats(clock, total, { ...options, steady: false })
  let steady: PerfStats | undefined
  const pace = new Pace(io, Number(args.get('throughput')))
  const topic = args.get('topic') as string
  for (let sent = 0; sent < total; sent++) {
    if (warmup > 0 && sent === warmup) steady = new PerfStats(clock, total - warmup, { ...options, steady: true })
    const start = clock.monotonic()
    const value = payload(sent)
    const current = steady
    void producer.send({ topic, value }, (_metadata, error) => {
      if (error) io.stderr.write(`${javaText(error)}\n`)
      else for (const one of [stats, current]) one?.record(clock.monotonic() - start, value.length)
    })
    // Where Java's send blocks, and then the pace; with neither the next record follows in the same turn.
    const wait = producer.whenTaken() ?? pace.after(sent + 1)
    if (wait) await wait
  }
  await producer.flush()
  io.stdout.write(stats.summary())
  if (steady) io.stdout.write(steady.summary())
  if (args.has('print-metrics')) printMetrics(producer, { clientId: String(config['client.id']), topic }, io)
  await producer.close()
}

async function producerConfig(args: Arguments, io: ToolIo): Promise<Record<string, unknown>> {
  for (const [old, now] of [
    ['producer-props', 'command-property'],
    ['producer.config', 'command-config'],
  ] as const) {
    if (args.has(old)) {
      io.stdout.write(
        `Option --${old} has been deprecated and will be removed in a future version. Use --${now} instead.\n`,
      )
    }
  }
  const file = args.get('command-config') ?? args.get('producer.config')
  const fromFile = file === undefined ? [] : [...parseProperties(await io.files.read(file))]
  const properties = [...args.all('producer-props'), ...args.all('command-property')].map(property)
  const config: Record<string, unknown> = { ...Object.fromEntries(fromFile), ...Object.fromEntries(properties) }
  if (args.has('bootstrap-server')) config['bootstrap.servers'] = args.get('bootstrap-server')
  config['client.id'] ??= 'perf-producer-client'
  if (args.has('transactional-id')) config['transactional.id'] = args.get('transactional-id')
  return { ...config, 'key.serializer': 'ByteArray', 'value.serializer': 'ByteArray' }
}

function property(text: string): readonly [key: string, value: string] {
  const [key = '', value, ...more] = javaSplit(text, '=')
  if (value === undefined || more.length > 0) throw illegalArgument(`Invalid property: ${text}`)
  return [key, value]
}

async function payloads(args: Arguments, io: ToolIo): Promise<(index: number) => Uint8Array> {
  if (args.has('payload-monotonic')) return (index) => utf8(String(index))
  const path = args.get('payload-file')
  if (path === undefined) return randomPayload(args.number('record-size') as number, io)
  io.stdout.write(`Reading payloads from: ${io.files.absolute(path)}\n`)
  const delimiter = (args.get('payload-delimiter') ?? '\\n').replaceAll('\\n', '\n')
  const text = await io.files.read(path).catch(() => '')
  if (text === '') throw illegalArgument('File does not exist or empty file provided.')
  const texts = text.split(delimiter)
  if (texts.at(-1) === '') texts.pop()
  io.stdout.write(`Number of records read: ${texts.length}\n`)
  const list = texts.map((text) => utf8(text))
  return () => list[Math.floor(io.env.random.float() * list.length)] as Uint8Array
}

const LETTERS = 26
/** Letters that one number by chance is good for: 26⁶ is less than 2³². */
const LETTERS_AT_ONCE = 6

/** Random letters, new ones for each record. */
function randomPayload(size: number, io: ToolIo): () => Uint8Array {
  return () => {
    const bytes = new Uint8Array(size)
    let chance = 0
    for (let i = 0; i < size; i++) {
      if (i % LETTERS_AT_ONCE === 0) chance = Math.floor(io.env.random.float() * LETTERS ** LETTERS_AT_ONCE)
      bytes[i] = 65 + (chance % LETTERS)
      chance = Math.floor(chance / LETTERS)
    }
    return bytes
  }
}

function printMetrics(
  producer: KafkaProducer<Uint8Array, Uint8Array>,
  { clientId, topic }: { clientId: string; topic: string },
  io: ToolIo,
): void {
  const rows: (readonly [string, number])[] = [...producer.metrics()].map(
    ([name, value]) => [`producer-metrics:${name}:{client-id=${clientId}}`, value] as const,
  )
  for (const name of ['record-send-total', 'record-send-rate', 'record-error-total']) {
    rows.push([
      `producer-topic-metrics:${name}:{client-id=${clientId}, topic=${topic}}`,
      producer.metrics().get(name) ?? 0,
    ])
  }
  const width = Math.max(...rows.map(([name]) => name.length))
  io.stdout.write(`\n${'Metric Name'.padEnd(width)}   Value\n`)
  for (const [name, value] of rows.sort(([a], [b]) => (a < b ? -1 : 1))) {
    io.stdout.write(`${name.padEnd(width)} : ${value.toFixed(3)}\n`)
  }
}
