/** What is in a log dir's small files (`CheckpointFile.java`, `OffsetCheckpointFile.java`, `PartitionMetadataFile.java`). */
import { fromUtf8 } from '../base/utf8.ts'
import type { Uuid } from '../base/uuid.ts'
import { DiskError, type Trace } from '../env/env.ts'
import type { EpochEntry } from './log-types.ts'

/** A number in a checkpoint that is none; name and message are Java's. */
export class CheckpointNumberError extends Error {
  override readonly name = 'java.lang.NumberFormatException'
}

/** An epoch or its begin that cannot be. */
class InvalidEpochError extends Error {
  override readonly name = 'java.lang.IllegalArgumentException'
}

/** A file that does not have its form is a failure of its dir's disk, as Kafka has it. */
interface Told {
  readonly path: string
  readonly trace: Trace
}

/** Of a checkpoint the words of each line. Throws DiskError, which is told. */
function checkpointEntries(bytes: Uint8Array, told: Told & { readonly words: number }): string[][] {
  const { path, trace, words } = told
  const found = entriesOf(linesOf(fromUtf8(bytes)), path, words)
  if (Array.isArray(found)) return found
  throw failure(trace, `Error while reading checkpoint file ${path}`, found)
}

/** The offsets of a checkpoint by the names of partitions. Throws DiskError, which is told, and {@link CheckpointNumberError}. */
export function parseOffsets(bytes: Uint8Array, told: Told): Map<string, number> {
  return new Map(
    checkpointEntries(bytes, { ...told, words: 3 }).map(([topic, partition, offset]) => [
      `${topic}-${toInteger(partition as string)}`,
      toInteger(offset as string),
    ]),
  )
}

/** The entries of a `leader-epoch-checkpoint`. Throws as {@link parseOffsets}, and what cannot be. */
export function parseEpochs(bytes: Uint8Array, told: Told): EpochEntry[] {
  return checkpointEntries(bytes, { ...told, words: 2 }).map(([epoch, startOffset]) =>
    toEpoch(epoch as string, startOffset as string),
  )
}

function toEpoch(epochText: string, offsetText: string): EpochEntry {
  const [epoch, startOffset] = [toInteger(epochText), toInteger(offsetText)]
  if (epoch >= 0 && startOffset >= 0) return { epoch, startOffset }
  const entry = `EpochEntry[epoch=${epoch}, startOffset=${startOffset}]`
  throw new InvalidEpochError(`Received invalid partition leader epoch entry ${entry}`)
}

function failure(trace: Trace, what: string, why: string): DiskError {
  trace.log('ERROR', 'org.apache.kafka.storage.internals.log.LogDirFailureChannel', what)
  return new DiskError('io', `${what}: ${why}`)
}

/** What Java meets in an empty file. */
class NoTextError extends Error {
  override readonly name = 'java.lang.NullPointerException'
}

/** The topic id in a `partition.metadata`. Throws DiskError, which is told. */
export function parsePartitionMetadata(bytes: Uint8Array, { path, trace }: Told): Uuid {
  const what = `Error while reading partition metadata file ${path}`
  for (const [at, line] of ['version', 'topic_id'].entries()) {
    const text = linesOf(fromUtf8(bytes))[at]
    if (text === undefined)
      throw new NoTextError('Cannot invoke "java.lang.CharSequence.length()" because "this.text" is null')
    const [, value, ...more] = text.trimEnd().split(/:\s+/)
    if (value === undefined || more.length > 0)
      throw failure(trace, what, `Malformed line in partition metadata file [${path}]: ${text}`)
    if (line === 'topic_id' && value !== ZERO) return value as Uuid
  }
  throw failure(trace, what, `Invalid topic ID in partition metadata file (${path})`)
}

const ZERO = 'A'.repeat(22)

/** Of Java's reader: nothing behind the last line break is no line. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** The entries, or what is wrong. */
function entriesOf([version, count, ...lines]: string[], path: string, words: number): string[][] | string {
  const malformed = (line: string) => `Malformed line in checkpoint file [${path}]: ${line}`
  if (version === undefined) return []
  if (!isInt(version)) return malformed(version)
  if (Number(version) !== 0)
    return `Unrecognised version:${Number(version)}, expected version: 0 in checkpoint file at: ${path}`
  if (count === undefined) return []
  if (!isInt(count)) return malformed(count)
  const entries = lines.map((line) => line.trimEnd().split(/\s+/))
  const odd = entries.findIndex(({ length }) => length !== words)
  if (odd >= 0) return malformed(lines[odd] as string)
  if (entries.length === Number(count)) return entries
  return `Expected [${Number(count)}] entries in checkpoint file [${path}], but found only [${entries.length}]`
}

function isInt(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && Math.abs(Number(text)) <= 0x7fff_ffff
}

function toInteger(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new CheckpointNumberError(`For input string: "${text}"`)
}
