import { ByteReader, DecodeError } from '../base/bytes.ts'
import { crc32c } from '../base/crc32c.ts'
import { encode, read } from '../protocol/codec.ts'
import { ProducerSnapshot } from '../protocol/messages/files.ts'
import { ProducerEntry } from './producer-entry.ts'

const VERSION = 1
const CRC_AT = 2
const CHECKED_FROM = 6

/** A `.snapshot` file that cannot be trusted; it is thrown away and the state rebuilt. */
export class CorruptSnapshotError extends Error {
  override readonly name = 'CorruptSnapshotError'
}

/** The bytes of a `.snapshot` file. */
export function encodeSnapshot(entries: Iterable<ProducerEntry>): Uint8Array {
  const producerEntries = inHashOrder([...entries]).map((entry) => ({
    producerId: entry.producerId,
    epoch: entry.producerEpoch,
    lastSequence: entry.lastSequence,
    lastOffset: entry.lastDataOffset,
    offsetDelta: entry.lastOffsetDelta,
    timestamp: entry.lastTimestamp,
    coordinatorEpoch: entry.coordinatorEpoch,
    currentTxnFirstOffset: entry.currentTxnFirstOffset ?? -1,
  }))
  const body = encode(ProducerSnapshot, VERSION, { crc: 0, producerEntries })
  const file = new Uint8Array(2 + body.length)
  file.set(body, 2)
  const view = new DataView(file.buffer)
  view.setInt16(0, VERSION)
  view.setUint32(CRC_AT, crc32c(file, CHECKED_FROM))
  return file
}

/** Java writes a HashMap out: by the low bits of the id, as many as its table of the size needs. */
function inHashOrder(entries: readonly ProducerEntry[]): ProducerEntry[] {
  let table = 16
  while (entries.length > table * 0.75) table *= 2
  const bucket = ({ producerId }: ProducerEntry) => producerId % table
  return [...entries].sort((a, b) => bucket(a) - bucket(b))
}

/** The entries of a `.snapshot` file. Throws {@link CorruptSnapshotError}. */
export function decodeSnapshot(file: Uint8Array): ProducerEntry[] {
  const { producerEntries } = parsed(file)
  const stored = new DataView(file.buffer, file.byteOffset, file.length).getUint32(CRC_AT)
  const computed = crc32c(file, CHECKED_FROM)
  if (stored !== computed) {
    const crcs = `Stored crc: ${stored}. Computed crc: ${computed}`
    throw new CorruptSnapshotError(`Snapshot is corrupt (CRC is no longer valid). ${crcs}`)
  }
  return producerEntries.map(toEntry)
}

function parsed(file: Uint8Array): ProducerSnapshot {
  const invalid = (why: string | null) => new CorruptSnapshotError(`Snapshot failed schema validation: ${why}`)
  try {
    const reader = new ByteReader(file)
    const version = reader.int16()
    if (version !== VERSION) throw invalid(`Snapshot contained an unknown file version ${version}`)
    return read(ProducerSnapshot, VERSION, reader)
  } catch (error) {
    // Java has no message for what is cut short.
    if (error instanceof DecodeError) throw invalid(null)
    throw error
  }
}

function toEntry(stored: ProducerSnapshot['producerEntries'][number]): ProducerEntry {
  const entry = new ProducerEntry(stored.producerId)
  entry.producerEpoch = stored.epoch
  entry.coordinatorEpoch = stored.coordinatorEpoch
  entry.lastTimestamp = stored.timestamp
  entry.currentTxnFirstOffset = stored.currentTxnFirstOffset >= 0 ? stored.currentTxnFirstOffset : null
  const { lastSequence, lastOffset, offsetDelta, timestamp } = stored
  if (lastOffset >= 0) entry.batches.push({ lastSequence, lastOffset, offsetDelta, timestamp })
  return entry
}
