/** Messages of format 0 and 1, which brokers before 0.11 wrote: Kafka 4 still reads them, we do not, and must not harm them. */
import { crc32 } from '../base/crc32.ts'
import type { Segment } from './segment.ts'

/** Offset and size stand in front of each. */
const LOG_OVERHEAD = 12
/** CRC, magic, attributes, and the sizes of key and value (`LegacyRecord.RECORD_OVERHEAD_V0`). */
const LEAST = 14
const AT = { size: 8, crc: 12, magic: 16 } as const

/** A log that only an older or a real Kafka can read: the broker does not start over it, and changes nothing. */
export class OldFormatError extends Error {
  override readonly name = 'OldFormatError'
}

/** Throws OldFormatError when a whole message of an old format stands at a position of a segment's file. */
export async function refuseOldFormat({ log }: Segment, position: number): Promise<void> {
  if (log.length - position < LOG_OVERHEAD + LEAST) return
  const head = await log.read(position, LOG_OVERHEAD + LEAST)
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const [size, magic] = [view.getInt32(AT.size), view.getInt8(AT.magic)]
  if ((magic !== 0 && magic !== 1) || size < LEAST || position + LOG_OVERHEAD + size > log.length) return
  const message = await log.read(position + AT.magic, LOG_OVERHEAD + size - AT.magic)
  if (crc32(message) !== view.getUint32(AT.crc)) return
  const where = `in log segment ${log.path} at byte offset ${position}`
  throw new OldFormatError(
    `Found a message of format ${magic} ${where}: only format 2 is read here. Nothing was changed.`,
  )
}
