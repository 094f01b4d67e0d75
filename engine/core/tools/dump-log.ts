/** kafka-dump-log.sh (`DumpLogSegments`), over log/dump.ts. */

import { DecodeError } from '../base/bytes.ts'
import { clientException, KafkaException } from '../client/errors.ts'
import {
  CorruptIndexError,
  classDecoder,
  DECODER_CLASSES,
  DECODERS,
  type DecodeBytes,
  Dump,
  DumpError,
  headLine,
  UndecodableError,
} from '../log/dump.ts'
import { codecsLoading } from '../record/codecs.ts'
import { checkRequired, helpOrVersion, type Options, type OptionTable, parseOptions } from './options.ts'
import { NoSuchFile, type Tool, type ToolIo } from './tool.ts'

const TABLE: OptionTable = {
  files: { arg: 'file1, file2, ...', description: 'REQUIRED: the files to dump, separated by commas.' },
  'print-data-log': { description: 'Print the contents of records.' },
  'deep-iteration': { description: 'Print records, not only batches.' },
  'verify-index-only': { description: 'Check an index against its log without printing it.' },
  'index-sanity-check': { description: 'Check an index by itself.' },
  'max-message-size': { arg: 'size', type: 'Integer', default: '5242880', description: 'Bytes of the largest record.' },
  'max-bytes': { arg: 'size', type: 'Integer', default: '2147483647', description: 'Bytes to read of a .log file.' },
  'key-decoder-class': { type: 'String', optionalArg: true, description: 'The class that reads keys.' },
  'value-decoder-class': { type: 'String', optionalArg: true, description: 'The class that reads values.' },
  'offsets-decoder': { description: 'Records are those of __consumer_offsets.' },
  'transaction-log-decoder': { description: 'Records are those of __transaction_state.' },
  'cluster-metadata-decoder': { description: 'Records are those of __cluster_metadata.' },
  'remote-log-metadata-decoder': { description: 'Records are those of __remote_log_metadata.' },
  'share-group-state-decoder': { description: 'Records are those of __share_group_state.' },
  'skip-record-metadata': { description: 'Print only keys and payloads of records.' },
}

export const kafkaDumpLog: Tool = {
  name: 'kafka-dump-log.sh',
  async run(args, io) {
    const options = parseOptions(TABLE, args)
    helpOrVersion(io, TABLE, options, {
      args,
      description:
        'This tool helps to parse a log file and dump its contents to the console, useful for debugging a seemingly corrupt log segment.',
    })
    checkRequired(io, TABLE, options, 'files')
    const out = (text: string, end: '' | '\n' = '\n') => io.stdout.write(`${text}${end}`)
    const paths = (options.valueOf('files') as string).split(',').map((one) => one.trim())
    const dump = new Dump(dumpOptionsOrDump(options, paths[0] as string, io), out, (line) =>
      io.stderr.write(`${line}\n`),
    )
    try {
      for (const path of paths) await dumpFile(dump, path, io)
    } catch (error) {
      throw asJavas(error)
    }
    dump.finish()
    return 0
  },
}

/** What ends a dump, by the names of Java's exceptions. */
function asJavas(error: unknown): unknown {
  if (error instanceof UndecodableError) return clientException('java.lang.RuntimeException', error.message)
  if (error instanceof CorruptIndexError)
    return clientException('org.apache.kafka.storage.internals.log.CorruptIndexException', error.message)
  if (error instanceof DumpError) return new KafkaException(error.javaMessage, { javaClass: error.javaClass })
  if (error instanceof DecodeError) return new KafkaException(null, { javaClass: 'java.nio.BufferUnderflowException' })
  return error
}

/** Kafka looks at these options when it has begun with the first file. */
function dumpOptionsOrDump(options: Options, first: string, io: ToolIo): ReturnType<typeof dumpOptions> {
  try {
    return dumpOptions(options)
  } catch (error) {
    io.stdout.write(`Dumping ${first}\n`)
    throw error
  }
}

function dumpOptions(options: Options): ConstructorParameters<typeof Dump>[0] {
  const special = PRECEDENCE.find((name) => options.has(name))
  const printData = options.has('print-data-log') || special !== undefined
  return {
    printData,
    deep: options.has('deep-iteration') || printData,
    skipRecordMetadata: options.has('skip-record-metadata'),
    verifyIndexOnly: options.has('verify-index-only'),
    indexSanityCheck: options.has('index-sanity-check'),
    maxBytes: options.numberOf('max-bytes') as number,
    decoder: DECODERS[special ?? ''] ?? classDecoder(classOf(options, 'key'), classOf(options, 'value')),
  }
}

/** Of several decoders the first of these counts. */
const PRECEDENCE = [
  'offsets-decoder',
  'transaction-log-decoder',
  'cluster-metadata-decoder',
  'remote-log-metadata-decoder',
  'share-group-state-decoder',
]

/** Decoder classes of one's own cannot be loaded here. */
function classOf(options: Options, part: 'key' | 'value'): DecodeBytes {
  const name = options.valueOf(`${part}-decoder-class`) ?? 'org.apache.kafka.tools.api.StringDecoder'
  const decoder = DECODER_CLASSES[name.replace(/^org\.apache\.kafka\.tools\.api\./, '')]
  if (!decoder) throw clientException('java.lang.RuntimeException', 'Failed to load decoder class')
  return decoder
}

async function dumpFile(dump: Dump, path: string, io: ToolIo): Promise<void> {
  const bytes = await bytesOf(path, io)
  if (!bytes) return missing(path, io)
  const log = /\.(time)?index$/.test(path) ? await bytesOf(path.replace(/\.(time)?index$/, '.log'), io) : null
  const offsets = path.endsWith('.timeindex') ? await bytesOf(path.replace(/timeindex$/, 'index'), io) : null
  await codecsLoading(log ?? bytes)
  dump.file({ path, bytes, ...(log && { log }), ...(offsets && { offsets }) })
}

/** null: there is no such file. */
function bytesOf(path: string, io: ToolIo): Promise<Uint8Array | null> {
  return io.files.bytes(path).catch((error: unknown) => {
    if (error instanceof NoSuchFile) return null
    throw error
  })
}

/** What is said before the file is opened. */
function missing(path: string, io: ToolIo): never {
  io.stdout.write(`Dumping ${path}\n`)
  if (/\.(?:log|checkpoint)$/.test(path)) io.stdout.write(`${headLine(path.slice(path.lastIndexOf('/') + 1))}\n`)
  throw new NoSuchFile(path)
}
