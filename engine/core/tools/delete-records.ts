/** kafka-delete-records.sh (`DeleteRecordsCommand`). */
import { compareText } from '../client/assignors/member-order.ts'
import { partitionKey, type TopicPartition } from '../client/topic-partition.ts'
import { adminFrom } from './admin-tool.ts'
import { adminFailed, adminOperation, printFailure } from './errors.ts'
import { JsonParseException, type JsonValue, parseJson } from './json.ts'
import { checkRequired, helpOrVersion, type OptionTable, parseOptions } from './options.ts'
import { textOfFile } from './text-files.ts'
import { Exit, javaText, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  'bootstrap-server': {
    arg: 'server(s) to use for bootstrapping',
    description: 'REQUIRED: the Kafka server(s) to connect to.',
  },
  'offset-json-file': {
    arg: 'Offset json file path',
    description:
      'REQUIRED: a JSON file with the partitions and the offset before which to delete; -1 means the high watermark.',
  },
  'command-config': {
    arg: 'command config property file path',
    description: 'A properties file for the admin client.',
  },
}

export const kafkaDeleteRecords: Tool = {
  name: 'kafka-delete-records.sh',
  async run(args, io) {
    try {
      await deleteRecords(args, io)
      return 0
    } catch (error) {
      if (error instanceof Exit) throw error
      return printFailure(io, error)
    }
  },
}

async function deleteRecords(args: readonly string[], io: ToolIo): Promise<void> {
  const options = parseOptions(TABLE, args)
  helpOrVersion(io, TABLE, options, {
    args,
    description: 'This tool helps to delete records of the given partitions down to the specified offset.',
  })
  checkRequired(io, TABLE, options, 'bootstrap-server', 'offset-json-file')
  const admin = await adminFrom(io, options)
  try {
    const before = offsetsIn(await textOfFile(io, options.valueOf('offset-json-file') as string))
    io.stdout.write('Executing records delete operation\n')
    const outcomes = await admin.deleteRecords(before).outcomes()
    io.stdout.write('Records delete operation completed:\n')
    const rows = [...outcomes].sort(([a], [b]) => compareText(partitionKey(a), partitionKey(b)))
    for (const [partition, outcome] of rows) {
      const result = outcome.error
        ? `error: ${javaText(outcome.error)}`
        : `low_watermark: ${outcome.value.lowWatermark}`
      io.stdout.write(`partition: ${partitionKey(partition)}\t${result}\n`)
    }
  } finally {
    await admin.close()
  }
}

/** The partitions and offsets of `{"partitions":[{"topic":…,"partition":…,"offset":…}],"version":1}`. */
export function offsetsIn(text: string): (readonly [TopicPartition, number])[] {
  const json = jsonOf(text)
  const version = json.optional('version')?.integer() ?? 1
  if (version !== 1) throw adminOperation(`Not supported version field value ${version}`)
  const partitions = json.optional('partitions')
  if (!partitions) throw adminOperation('Missing partitions field')
  const offsets = partitions.list().map((entry) => {
    const [topic, partition] = [entry.field('topic').text(), entry.field('partition').integer()]
    return [{ topic, partition }, entry.field('offset').long()] as const
  })
  const keys = offsets.map(([partition]) => partitionKey(partition))
  const repeated = [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))]
  if (repeated.length > 0)
    throw adminFailed(`Offset json file contains duplicate topic partitions: ${repeated.join(',')}`)
  return offsets
}

function jsonOf(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch (error) {
    if (error instanceof JsonParseException) throw adminOperation('The input string is not a valid JSON')
    throw error
  }
}
