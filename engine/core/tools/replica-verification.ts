/** kafka-replica-verification.sh (`ReplicaVerificationTool`): reads all replicas of partitions side by side and compares them. */
import type { Admin } from '../client/admin.ts'
import type { OffsetSpec } from '../client/admin-records.ts'
import { ReplicaReader } from '../client/replica-reader.ts'
import { openAdmin } from './admin-tool.ts'
import { checkBootstrap } from './bootstrap-addresses.ts'
import { printFailure, runtimeExceptionText } from './errors.ts'
import { UnsupportedPattern } from './java-regex-translation.ts'
import { checkRequired, helpOrVersion, type Options, type OptionTable, parseOptions } from './options.ts'
import { type Finding, ReplicaComparison, type ReplicatedPartition } from './replica-comparison.ts'
import { Exit, loggingEnv, logTime, type Tool, type ToolIo } from './tool.ts'
import { includeList } from './topic-filter.ts'

const TABLE: OptionTable = {
  'broker-list': { arg: 'hostname:port,...,hostname:port', description: 'REQUIRED: the brokers to connect to.' },
  'fetch-size': { arg: 'bytes', type: 'Integer', default: '1048576', description: 'Bytes of one fetch.' },
  'max-wait-ms': { arg: 'ms', type: 'Integer', default: '1000', description: 'How long a fetch may wait for records.' },
  'topics-include': { arg: 'Java regex (String)', default: '.*', description: 'A pattern of topics.' },
  time: {
    arg: 'timestamp/-1(latest)/-2(earliest)',
    type: 'Long',
    default: '-1',
    description: 'Where to begin: at the end, at the start, or at a time.',
  },
  'report-interval-ms': { arg: 'ms', type: 'Long', default: '30000', description: 'Time between reports.' },
}

const LOGGER = 'org.apache.kafka.tools.ReplicaVerificationTool'

export const kafkaReplicaVerification: Tool = {
  name: 'kafka-replica-verification.sh',
  async run(args, io) {
    try {
      log(io, 'WARN', 'This tool is deprecated and may be removed in a future major release.')
      return await verify(checkedOptions(args, io), io)
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

function log(io: ToolIo, level: 'WARN' | 'ERROR', message: string): void {
  loggingEnv(io).trace.log(level, LOGGER, message)
}

function checkedOptions(args: readonly string[], io: ToolIo): Options {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'Validate that all replicas for a set of topics have the same data.',
  })
  checkRequired(io, TABLE, options, 'broker-list')
  checkBootstrap(io, TABLE, options.valueOf('broker-list') as string)
  return options
}

async function verify(options: Options, io: ToolIo): Promise<number> {
  const include = topicPattern(options)
  const admin = await openAdmin(io, { bootstrap: options.valueOf('broker-list'), clientId: 'ReplicaVerification' })
  try {
    const partitions = await partitionsOf(admin, include)
    if (partitions.length === 0) {
      log(
        io,
        'ERROR',
        'No topics found. [topics-include] if specified, is either filtering out all topics or there is no topic.',
      )
      return 1
    }
    await begin(admin, partitions, options)
    io.stdout.write(`${logTime(io.env.clock.wall())}: verification process is started\n`)
    return await rounds(partitions, options, io)
  } finally {
    await admin.close()
  }
}

function topicPattern(options: Options): RegExp {
  const text = options.valueOf('topics-include') as string
  try {
    return includeList(text)
  } catch (error) {
    if (error instanceof UnsupportedPattern) throw error
    throw runtimeExceptionText(`${text} is an invalid regex`)
  }
}

async function partitionsOf(admin: Admin, include: RegExp): Promise<ReplicatedPartition[]> {
  const names = [...(await admin.listTopics({ listInternal: true })).keys()].filter((name) => include.test(name))
  const topics = [...(await admin.describeTopics(names)).values()]
  return topics.flatMap(({ name: topic, topicId, partitions }) =>
    partitions.map(({ partition, replicas }) => ({ topic, topicId, partition, replicas, offset: 0 })),
  )
}

async function begin(admin: Admin, partitions: readonly ReplicatedPartition[], options: Options): Promise<void> {
  const time = options.numberOf('time') as number
  const spec: OffsetSpec = time === -1 ? 'latest' : time === -2 ? 'earliest' : { timestamp: time }
  const offsets = await admin.listOffsets(partitions.map((partition) => [partition, spec]))
  for (const partition of partitions) partition.offset = offsets.get(partition)?.offset ?? 0
}

/** Fetches from every broker what its replicas have from the offsets on, compares, and goes on behind what is equal. */
async function rounds(partitions: ReplicatedPartition[], options: Options, io: ToolIo): Promise<number> {
  const reader = new ReplicaReader(
    { 'bootstrap.servers': options.valueOf('broker-list'), 'client.id': 'ReplicaVerification' },
    loggingEnv(io),
  )
  const comparison = new ReplicaComparison(partitions)
  const limits = {
    maxBytes: options.numberOf('fetch-size') as number,
    maxWaitMs: options.numberOf('max-wait-ms') as number,
  }
  const interval = options.numberOf('report-interval-ms') as number
  let reportedAt = io.env.clock.monotonic()
  try {
    while (!io.stdout.isClosed) {
      const brokers = [...new Set(partitions.flatMap(({ replicas }) => replicas))]
      const fetched = await Promise.all(
        brokers.map(async (broker) => {
          const own = partitions.filter(({ replicas }) => replicas.includes(broker))
          return [broker, await reader.fetch(broker, own, limits)] as const
        }),
      )
      const { findings, lag } = comparison.round(new Map(fetched))
      for (const finding of findings) told(finding, io)
      if (io.env.clock.monotonic() - reportedAt <= interval) continue
      reportedAt = io.env.clock.monotonic()
      io.stdout.write(
        `${logTime(io.env.clock.wall())}: max lag is ${lag.records} for partition ${lag.partition} at offset ${lag.offset} among ${partitions.length} partitions\n`,
      )
    }
    return 0
  } finally {
    reader.close()
  }
}

function told({ text, isFatal }: Finding, io: ToolIo): void {
  io.stdout.write(`${logTime(io.env.clock.wall())}: partition ${text}\n`)
  if (isFatal) throw new Exit(1)
}
