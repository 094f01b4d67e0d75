import { batchesIn, recordsIn } from '../record/batch.ts'
import { DumpError, offsetOfName, type Print, sliceOf } from './dump-damage.ts'
import { baseName, parseSegmentFile } from './file-names.ts'
import { OFFSET_ENTRY_SIZE } from './offset-index.ts'
import { firstSequenceOf, type ProducerEntry } from './producer-entry.ts'
import { decodeSnapshot } from './producer-snapshot.ts'
import { TIME_ENTRY_SIZE } from './time-index.ts'
import { txnEntries } from './txn-index.ts'

/** What the indexes of a dump contradict, printed together at its end; file path → lines. */
export interface IndexErrors {
  readonly mismatches: string[]
  readonly timestampMismatches: string[]
  readonly outOfOrder: string[]
  readonly notFound: string[]
}

export interface IndexDump {
  readonly path: string
  readonly index: Uint8Array
  /** The `.log` file beside it. */
  readonly log: Uint8Array
  /** The `.index` beside a `.timeindex`. */
  readonly offsets?: Uint8Array
  /** Only what contradicts the log. */
  readonly verifyOnly: boolean
}

/** `.index` (`DumpLogSegments.dumpIndex`): a file of a running broker ends in zeros, of which the first may be printed. */
export function dumpOffsetIndex({ path, index, log, verifyOnly }: IndexDump, print: Print): string[] {
  const base = offsetOfName(baseName(path))
  const whole = { path: logBeside(path), bytes: log }
  const view = new DataView(index.buffer, index.byteOffset, index.length)
  const mismatches: string[] = []
  for (let at = 0; at + 8 <= index.length; at += 8) {
    const offset = base + view.getInt32(at)
    const position = view.getInt32(at + 4)
    if (offset === base && at > 0) break
    const last = lastOffsetAt(sliceOf(whole, position))
    if (last !== offset) mismatches.push(`  Index offset: ${offset}, log offset: ${last}`)
    if (!verifyOnly) print(`offset: ${offset} position: ${position}`)
  }
  return mismatches
}

function logBeside(path: string): string {
  return path.replace(/\.(time)?index$/, '.log')
}

/** Throws DumpError when no batch is there. */
function lastOffsetAt(log: Uint8Array): number {
  for (const { header } of batchesIn(log)) return header.lastOffset
  throw new DumpError('java.util.NoSuchElementException', null)
}

/** `.timeindex` (`DumpLogSegments.dumpTimeIndex`). */
export function dumpTimeIndex(
  { path, index, log, offsets, verifyOnly }: IndexDump,
  print: Print,
): Pick<IndexErrors, 'timestampMismatches' | 'outOfOrder' | 'notFound'> {
  const base = offsetOfName(baseName(path))
  const whole = { path: logBeside(path), bytes: log }
  const view = new DataView(index.buffer, index.byteOffset, index.length)
  const errors = { timestampMismatches: [] as string[], outOfOrder: [] as string[], notFound: [] as string[] }
  let before = -1
  for (let at = 0; at + 12 <= index.length; at += 12) {
    const timestamp = Number(view.getBigInt64(at))
    const offset = base + view.getInt32(at + 8)
    if (offset === base && at > 0) break
    const position = offsets ? positionOf(offsets, offset - base) : 0
    const found = maxTimestampAt(sliceOf(whole, position), offset)
    if (found.offset !== offset) errors.notFound.push(`Indexed offset: ${offset}, found log offset: ${found.offset}`)
    else {
      if (found.timestamp !== timestamp) {
        errors.timestampMismatches.push(`  Index timestamp: ${timestamp}, log timestamp: ${found.timestamp}`)
      }
      if (before >= timestamp)
        errors.outOfOrder.push(`  Index timestamp: ${timestamp}, Previously indexed timestamp: ${before}`)
    }
    if (!verifyOnly) print(`timestamp: ${timestamp} offset: ${offset}`)
    before = timestamp
  }
  return errors
}

/** Of the last entry at or below the offset, which counts from the base (`OffsetIndex.lookup`). */
function positionOf(offsets: Uint8Array, relative: number): number {
  const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.length)
  let position = 0
  for (let at = 0; at + OFFSET_ENTRY_SIZE <= offsets.length; at += OFFSET_ENTRY_SIZE) {
    const offset = view.getInt32(at)
    if (offset > relative || (offset === 0 && at > 0)) break
    position = view.getInt32(at + 4)
  }
  return position
}

function maxTimestampAt(log: Uint8Array, offset: number): { offset: number; timestamp: number } {
  for (const { header, bytes } of batchesIn(log)) {
    if (header.lastOffset < offset) continue
    const timestamp = Math.max(-1, ...recordsIn(bytes).map((record) => record.timestamp))
    return { offset: header.lastOffset, timestamp }
  }
  return { offset: -1, timestamp: -1 }
}

/** An index that fails its sanity check; the message is Kafka's. */
export class CorruptIndexError extends Error {
  override readonly name = 'CorruptIndexError'
}

/** Throws {@link CorruptIndexError} where Kafka's `sanityCheck()` does: a preallocated `.timeindex` with entries is refused too. */
export function checkIndex({ path, index }: Pick<IndexDump, 'path' | 'index'>): void {
  const problem = path.endsWith('.timeindex') ? timeIndexProblem(path, index) : offsetIndexProblem(path, index)
  if (problem !== null) throw new CorruptIndexError(problem)
}

function offsetIndexProblem(path: string, index: Uint8Array): string | null {
  const { base, last, view } = entriesOf(path, index, OFFSET_ENTRY_SIZE)
  if (last !== null && view.getInt32(last) < 0)
    return `Corrupt index found, index file ${path} has non-zero size but the last offset is ${base + view.getInt32(last)} which is less than the base offset ${base}`
  return index.length % OFFSET_ENTRY_SIZE === 0 ? null : `Index file ${oddLength(path, index, OFFSET_ENTRY_SIZE)}`
}

function timeIndexProblem(path: string, index: Uint8Array): string | null {
  const { base, last, view } = entriesOf(path, index, TIME_ENTRY_SIZE)
  const corrupt = `Corrupt time index found, time index file (${path}) has non-zero size but the last`
  if (last !== null) {
    const [first, newest, relative] = [view.getBigInt64(0), view.getBigInt64(last), view.getInt32(last + 8)]
    if (newest < first) return `${corrupt} timestamp is ${newest} which is less than the first timestamp ${first}`
    if (relative < 0) return `${corrupt} offset is ${base + relative} which is less than the first offset ${base}`
  }
  return index.length % TIME_ENTRY_SIZE === 0 ? null : `Time index file ${oddLength(path, index, TIME_ENTRY_SIZE)}`
}

/** `last`: where the last whole entry is; null: there is none. */
function entriesOf(path: string, index: Uint8Array, size: number) {
  const base = parseSegmentFile(baseName(path))?.offset ?? 0
  const count = Math.floor(index.length / size)
  const view = new DataView(index.buffer, index.byteOffset, index.length)
  return { base, view, last: count === 0 ? null : (count - 1) * size }
}

function oddLength(path: string, index: Uint8Array, size: number): string {
  return `${path} is corrupt, found ${index.length} bytes which is neither positive nor a multiple of ${size}`
}

/** `.txnindex`. */
export function dumpTxnIndex(file: Uint8Array, print: Print): void {
  for (const { version, producerId, firstOffset, lastOffset, lastStableOffset } of txnEntries(file)) {
    const offsets = `firstOffset: ${firstOffset} lastOffset: ${lastOffset} lastStableOffset: ${lastStableOffset}`
    print(`version: ${version} producerId: ${producerId} ${offsets}`)
  }
}

/** `.snapshot`. Throws CorruptSnapshotError. */
export function dumpProducerSnapshot(file: Uint8Array, print: Print): void {
  for (const entry of decodeSnapshot(file)) print(producerLine(entry))
}

function producerLine(entry: ProducerEntry): string {
  const { producerId, producerEpoch, coordinatorEpoch, currentTxnFirstOffset: first, lastTimestamp } = entry
  const open = first === null ? 'OptionalLong.empty' : `OptionalLong[${first}]`
  const who = `producerId: ${producerId} producerEpoch: ${producerEpoch} coordinatorEpoch: ${coordinatorEpoch}`
  const line = `${who} currentTxnFirstOffset: ${open} lastTimestamp: ${lastTimestamp}`
  const [batch] = entry.batches
  if (!batch) return line
  const sequences = `firstSequence: ${firstSequenceOf(batch)} lastSequence: ${batch.lastSequence}`
  return `${line} ${sequences} lastOffset: ${batch.lastOffset} offsetDelta: ${batch.offsetDelta} timestamp: ${batch.timestamp}`
}
