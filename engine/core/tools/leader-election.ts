/** kafka-leader-election.sh (`LeaderElectionCommand`). */

import { hashMapOrder } from '../base/java-order.ts'
import type { Admin } from '../client/admin.ts'
import type { ElectionType } from '../client/admin-partitions.ts'
import { KafkaException } from '../client/errors.ts'
import { partitionHash } from '../client/java-order.ts'
import type { Outcome } from '../client/keyed-result.ts'
import { type PartitionMap, partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { openAdmin } from './admin-tool.ts'
import { spelling } from './deprecated-options.ts'
import { adminFailed, adminOperation, printFailure, runtimeException } from './errors.ts'
import { type JsonValue, parseJson } from './json.ts'
import { helpOrVersion, OptionException, type Options, type OptionTable, parseOptions } from './options.ts'
import { textOfFile } from './text-files.ts'
import { Exit, javaText, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': { arg: 'host:port', description: 'REQUIRED: the Kafka server(s) to connect to.' },
  'command-config': { arg: 'Config file', description: 'A properties file for the admin client.' },
  'admin.config': { arg: 'config file', description: 'DEPRECATED: use --command-config.' },
  'path-to-json-file': {
    arg: 'Path to JSON file',
    description: 'Elect leaders of the partitions in a file like {"partitions":[{"topic":"foo","partition":1}]}.',
  },
  topic: { arg: 'topic name', description: 'Elect the leader of a partition of this topic; needs --partition.' },
  partition: { arg: 'partition id', type: 'Integer', description: 'The partition of --topic.' },
  'all-topic-partitions': { description: 'Elect leaders of all partitions that need it.' },
  'election-type': {
    arg: 'election type',
    description:
      'REQUIRED: "preferred" gives a partition back to its first replica; "unclean" gives one without a leader to any live replica, which may lose records.',
  },
}

const CONFIG = { old: 'admin.config', now: 'command-config' }
const CONFIG_WARNING =
  'Option --admin.config has been deprecated and will be removed in a future version. Use --command-config instead.\n'

/** ms, as the tool sets it. */
const TIMEOUT_MS = 30_000

export const kafkaLeaderElection: Tool = {
  name: 'kafka-leader-election.sh',
  async run(args, io) {
    try {
      await elect(args, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

async function elect(args: readonly string[], io: ToolIo): Promise<void> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description:
      'This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported are preferred replicas and unclean replicas.',
  })
  check(options)
  const type = electionType(options)
  const partitions = await wantedPartitions(options, io)
  const configFile = options.valueOf(spelling(io, TABLE, options, CONFIG, CONFIG_WARNING))
  const admin = await openAdmin(io, {
    bootstrap: options.valueOf('bootstrap-server'),
    configFile,
    timeoutMs: TIMEOUT_MS,
    requestTimeoutMs: TIMEOUT_MS / 2,
  })
  try {
    report(type, await electionResults(admin, type, partitions, io), io)
  } finally {
    await admin.close()
  }
}

const TARGETS = ['topic', 'all-topic-partitions', 'path-to-json-file']

function check(options: Options): void {
  const missing = ['bootstrap-server', 'election-type'].filter((name) => !options.has(name))
  if (missing.length > 0) throw adminFailed(`Missing required option(s): ${missing.join(', ')}`)
  if (TARGETS.filter((name) => options.has(name)).length !== 1)
    throw adminFailed(`One and only one of the following options is required: ${TARGETS.join(', ')}`)
  if (options.has('topic') && !options.has('partition')) throw adminFailed('Missing required option(s): partition')
  if (!options.has('topic') && options.has('partition'))
    throw adminFailed('Option partition is only allowed if topic is used')
}

function electionType(options: Options): ElectionType {
  const text = options.valueOf('election-type') ?? ''
  const type = text.toUpperCase()
  if (type === 'PREFERRED' || type === 'UNCLEAN') return type
  throw new OptionException(
    'OptionArgumentConversionException',
    `Cannot parse argument '${text}' of option election-type`,
  )
}

/** Null: all. */
async function wantedPartitions(options: Options, io: ToolIo): Promise<readonly TopicPartition[] | null> {
  const path = options.valueOf('path-to-json-file')
  if (path !== undefined) {
    const text = await textOfFile(io, path).catch((error: unknown) => {
      throw runtimeException(error)
    })
    return parsedBy(partitionsIn, text)
  }
  const topic = options.valueOf('topic')
  return topic === undefined ? null : [{ topic, partition: options.numberOf('partition') as number }]
}

/** What Jackson throws comes wrapped. */
function parsedBy<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text)
  } catch (error) {
    throw error instanceof KafkaException && error.name === 'JsonMappingException' ? runtimeException(error) : error
  }
}

function partitionsIn(text: string): readonly TopicPartition[] {
  const wanted = electionData(text).map((row) => ({
    topic: row.field('topic').text(),
    partition: row.field('partition').integer(),
  }))
  const keys = wanted.map(partitionKey)
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))]
  if (repeated.length > 0)
    throw adminOperation(`Replica election data contains duplicate partitions: [${repeated.join(', ')}]`)
  return wanted
}

function electionData(text: string): readonly JsonValue[] {
  const partitions = jsonOrNothing(text).optional('partitions')
  if (!partitions) throw adminOperation('Replica election data is missing "partitions" field')
  return partitions.list()
}

function jsonOrNothing(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch {
    throw adminOperation('Replica election data is empty')
  }
}

type Results = PartitionMap<Outcome<void>>

async function electionResults(
  admin: Admin,
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
  io: ToolIo,
): Promise<Results> {
  try {
    return await admin.electLeaders(type, partitions).outcomes()
  } catch (error) {
    const what = error instanceof KafkaException ? SAID_OTHERWISE[error.name] : undefined
    if (what === undefined) throw error
    io.stdout.write(`${what}\n`)
    throw adminFailed(what)
  }
}

const SAID_OTHERWISE: { readonly [exception: string]: string } = {
  TimeoutException: 'Timeout waiting for election results',
  ClusterAuthorizationException: 'Not authorized to perform leader election',
}

function report(type: ElectionType, results: Results, io: ToolIo): void {
  const rows = hashMapOrder([...results], ([partition]) => partitionHash(partition))
  const notNeeded = (outcome: Outcome<void>) => outcome.error?.name === 'ElectionNotNeededException'
  const keys = (chosen: (outcome: Outcome<void>) => boolean) =>
    rows.filter(([, outcome]) => chosen(outcome)).map(([partition]) => partitionKey(partition))
  const done = keys(({ error }) => error === undefined)
  if (done.length > 0)
    io.stdout.write(`Successfully completed leader election (${type}) for partitions ${done.join(', ')}\n`)
  const needless = keys(notNeeded)
  if (needless.length > 0) io.stdout.write(`Valid replica already elected for partitions ${needless.join(', ')}\n`)
  const failed = rows.filter(([, outcome]) => outcome.error && !notNeeded(outcome))
  if (failed.length === 0) return
  for (const [partition, { error }] of failed)
    io.stdout.write(
      `Error completing leader election (${type}) for partition: ${partitionKey(partition)}: ${javaText(error)}\n`,
    )
  const suppressed = failed.map(([, { error }]) => `\n\tSuppressed: ${javaText(error)}`).join('')
  throw new ElectionFailed(`${failed.length} replica(s) could not be elected`, suppressed)
}

/** Tells of each failure behind its own text. */
class ElectionFailed extends KafkaException {
  constructor(
    message: string,
    private readonly suppressed: string,
  ) {
    super(message, { javaClass: 'org.apache.kafka.tools.AdminCommandFailedException' })
  }

  override toString(): string {
    return super.toString() + this.suppressed
  }
}
