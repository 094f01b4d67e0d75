/** kafka-metadata-shell.sh (`MetadataShell`): looks around in a snapshot or segment of the metadata log. */
import { ClusterImage } from '../metadata/image.ts'
import { decodeMetadataRecord } from '../metadata/records.ts'
import { replay } from '../metadata/replay.ts'
import { batchesIn, recordsIn } from '../record/batch.ts'
import { type Arguments, parseArguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { type ShellPlace, shellCommand } from './metadata-shell-commands.ts'
import { metadataTree, type Tree } from './metadata-tree.ts'
import { NoSuchFile, type Tool, type ToolIo } from './tool.ts'

const PARSER: ParserSpec = {
  prog: 'kafka-metadata-shell',
  description: 'The Apache Kafka metadata shell',
  args: [{ flags: ['--snapshot', '-s'], required: true, help: 'the metadata snapshot file to read' }],
}

export const kafkaMetadataShell: Tool = {
  name: 'kafka-metadata-shell.sh',
  async run(args, io) {
    const { options, command } = split(args)
    const parsed = parseArguments(io, PARSER, options)
    try {
      await run(parsed, command, io)
      return 0
    } catch (error) {
      if (!(error instanceof NoSuchFile)) throw error
      io.stderr.write(`Unexpected error: java.nio.file.NoSuchFileException: ${error.message}\n`)
      io.stderr.write(`java.util.concurrent.ExecutionException: java.nio.file.NoSuchFileException: ${error.message}\n`)
      return 1
    }
  },
}

/** Options of the tool, and the words of a command behind them. */
function split(args: readonly string[]): { options: string[]; command: string[] } {
  const options: string[] = []
  const command: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    if (!word.startsWith('-')) command.push(word)
    else options.push(word)
    if (word === '-s' || word === '--snapshot') options.push(...args.slice(++at, at + 1))
  }
  return { options, command }
}

async function run(args: Arguments, command: readonly string[], io: ToolIo): Promise<void> {
  const root = await readTree(args.get('snapshot') as string, io)
  const place: ShellPlace = { root, cwd: [], history: [] }
  if (command.length > 0) {
    shellCommand(command, place, io, { interactive: false })
    return
  }
  io.stdout.write('Loading...\nStarting...\n[ Kafka Metadata Shell ]\n')
  await interactive(place, io)
}

async function readTree(path: string, io: ToolIo): Promise<Tree> {
  const bytes = await io.files.bytes(path)
  const image = new ClusterImage()
  const provenance = { offset: -1, epoch: -1, time: -1 }
  for (const { header, bytes: batch } of batchesIn(bytes)) {
    Object.assign(provenance, {
      offset: header.lastOffset,
      epoch: header.partitionLeaderEpoch,
      time: header.maxTimestamp,
    })
    if (header.control) continue
    for (const { value } of recordsIn(batch)) if (value) replay(image, decodeMetadataRecord(value))
  }
  return metadataTree(image, provenance)
}

async function interactive(place: ShellPlace, io: ToolIo): Promise<void> {
  io.stdout.write('>> ')
  for await (const line of io.stdin) {
    const words = line.trim().split(/\s+/)
    if (line.trim() !== '') place.history.push(line.trim())
    if (words[0] === 'exit') return
    if (words[0] !== '') shellCommand(words, place, io, { interactive: true })
    io.stdout.write('>> ')
  }
}
