import { batchesIn, recordsIn } from '../record/batch.ts'
import { baseName, parseSegmentFile } from './file-names.ts'
import { firstSequenceOf, type ProducerEntry } from './producer-entry.ts'
import { decodeSnapshot } from './producer-snapshot.ts'
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
  /** Only what contradicts the log. */
  readonly verifyOnly: boolean
}

/** `.index` (`DumpLogSegments.dumpIndex`): a file of a running broker ends in zeros, of which the first may be printed. */
export function dumpOffsetIndex({ path, index, log, verifyOnly }: IndexDump, print: (line: string) => void): string[] {
  const base = parseSegmentFile(baseName(path))?.offset ?? 0
  const view = new DataView(index.buffer, index.byteOffset, index.length)
  const mismatches: string[] = []
  for (let at = 0; at + 8 <= index.length; at += 8) {
    const offset = base + view.getInt32(at)
    const position = view.getInt32(at + 4)
    if (offset === base && at > 0) break
    const last = lastOffsetAt(log, position)
    if (last !== offset) mismatches.push(`  Index offset: ${offset}, log offset: ${last}`)
    if (!verifyOnly) print(`offset: ${offset} position: ${position}`)
  }
  return mismatches
}

function lastOffsetAt(log: Uint8Array, position: number): number {
  for (const { header } of batchesIn(log.subarray(position))) return header.lastOffset
  return -1
}

/** `.timeindex` (`DumpLogSegments.dumpTimeIndex`). */
export function dumpTimeIndex(
  { path, index, log, verifyOnly }: IndexDump,
  print: (line: string) => void,
): Pick<IndexErrors, 'timestampMismatches' | 'outOfOrder' | 'notFound'> {
  const base = parseSegmentFile(baseName(path))?.offset ?? 0
  const view = new DataView(index.buffer, index.byteOffset, index.length)
  const errors = { timestampMismatches: [] as string[], outOfOrder: [] as string[], notFound: [] as string[] }
  let before = -1
  for (let at = 0; at + 12 <= index.length; at += 12) {
    const timestamp = Number(view.getBigInt64(at))
    const offset = base + view.getInt32(at + 8)
    if (offset === base && at > 0) break
    const found = maxTimestampAt(log, offset)
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

function maxTimestampAt(log: Uint8Array, offset: number): { offset: number; timestamp: number } {
  for (const { header, bytes } of batchesIn(log)) {
    if (header.lastOffset < offset) continue
    const timestamp = Math.max(-1, ...recordsIn(bytes).map((record) => record.timestamp))
    return { offset: header.lastOffset, timestamp }
  }
  return { offset: -1, timestamp: -1 }
}

/** `.txnindex`. */
export function dumpTxnIndex(file: Uint8Array, print: (line: string) => void): void {
  for (const { producerId, firstOffset, lastOffset, lastStableOffset } of txnEntries(file)) {
    const offsets = `firstOffset: ${firstOffset} lastOffset: ${lastOffset} lastStableOffset: ${lastStableOffset}`
    print(`version: 0 producerId: ${producerId} ${offsets}`)
  }
}

/** `.snapshot`. Throws CorruptSnapshotError. */
export function dumpProducerSnapshot(file: Uint8Array, print: (line: string) => void): void {
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
