/** kafka-log-dirs.sh (`LogDirsCommand`). */

import { hashMapOrder } from '../base/java-order.ts'
import type { LogDirDescription } from '../client/admin-cluster.ts'
import { clientException } from '../client/errors.ts'
import { partitionHash } from '../client/java-order.ts'
import { partitionKey } from '../client/topic-partition.ts'
import { adminFrom } from './admin-tool.ts'
import { executionException, printFailure, TerseException } from './errors.ts'
import { checkRequired, helpOrVersion, type Options, type OptionTable, parseOptions } from './options.ts'
import { Exit, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': {
    arg: 'The server (s) to use for bootstrapping',
    description: 'REQUIRED: the Kafka server(s) to connect to.',
  },
  'command-config': { arg: 'Admin client property file', description: 'A properties file for the admin client.' },
  describe: { description: 'REQUIRED: describe the log directories.' },
  'topic-list': { arg: 'Topic list', default: '', description: 'Only these topics, separated by commas.' },
  'broker-list': { arg: 'Broker list', description: 'Only these brokers, separated by commas.' },
}

export const kafkaLogDirs: Tool = {
  name: 'kafka-log-dirs.sh',
  async run(args, io) {
    try {
      await describe(args, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

async function describe(args: readonly string[], io: ToolIo): Promise<void> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'This tool helps to query log directory usage on the specified brokers.',
  })
  checkRequired(io, TABLE, options, 'bootstrap-server', 'describe')
  const admin = await adminFrom(io, options, { clientId: 'log-dirs-tool' })
  try {
    const { nodes } = await admin.describeCluster().catch((error: unknown) => {
      throw executionException(error)
    })
    const brokers = chosenBrokers(
      options,
      nodes.map(({ id }) => id).sort((a, b) => a - b),
    )
    io.stdout.write('Querying brokers for log directories information\n')
    const described = await admin.describeLogDirs(brokers)
    io.stdout.write(`Received log directory information from brokers ${brokers.join(',')}\n`)
    const topics = (options.valueOf('topic-list') as string).split(',').filter((topic) => topic !== '')
    const report = [...described].map(([broker, dirs]) => ({
      broker,
      logDirs: dirs.map((dir) => logDirJson(dir, topics)),
    }))
    io.stdout.write(`${JSON.stringify({ brokers: report, version: 1 })}\n`)
  } finally {
    await admin.close()
  }
}

function chosenBrokers(options: Options, existing: readonly number[]): readonly number[] {
  const list = options.valueOf('broker-list')
  if (list === undefined || list === '') return existing
  const wanted = [...new Set(list.split(',').map(brokerId))]
  const missing = wanted.filter((id) => !existing.includes(id))
  if (missing.length > 0) {
    throw new TerseException(
      `ERROR: The given brokers do not exist from --broker-list: ${missing.join(',')}. Current existent brokers: ${existing.join(',')}`,
    )
  }
  return wanted.sort((a, b) => a - b)
}

function brokerId(text: string): number {
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  throw clientException('java.lang.NumberFormatException', `For input string: "${text}"`)
}

function logDirJson(dir: LogDirDescription, topics: readonly string[]) {
  const replicas = dir.replicas.filter(({ topic }) => topics.length === 0 || topics.includes(topic))
  return {
    partitions: hashMapOrder(replicas, partitionHash).map((replica) => ({
      partition: partitionKey(replica),
      size: replica.size,
      offsetLag: replica.offsetLag,
      isFuture: replica.isFuture,
    })),
    // Its class alone: an error that comes as a code has no message in Java.
    error: dir.error?.javaClass ?? null,
    logDir: dir.logDir,
  }
}
