import { ByteReader, ByteWriter, DecodeError } from '../base/bytes.ts'
import { type Codec, CorruptRecordError } from './compression.ts'
import { findMatches } from './matches.ts'
import { Output, StreamOutput } from './output.ts'
import { xxHash32 } from './xxhash32.ts'

const MAGIC = 0x184d_2204
const BLOCK = 64 * 1024
/** Version 1, independent blocks; 64 KiB blocks: as the Java client writes. */
const FLAGS = 0x60
const BLOCK_DESCRIPTOR = 0x40
const UNCOMPRESSED = 0x8000_0000
/** The last five bytes of a block are literals, and no match starts in its last twelve. */
const LAST_LITERALS = 5
const MATCH_LIMIT = 12

/** The LZ4 frame format. */
export const lz4: Codec = {
  compress(bytes) {
    const writer = new ByteWriter(bytes.length / 2 + 64)
    writeUint32(writer, MAGIC)
    writer.int8(FLAGS)
    writer.int8(BLOCK_DESCRIPTOR)
    writer.int8(headerChecksum(new Uint8Array([FLAGS, BLOCK_DESCRIPTOR])))
    for (let at = 0; at < bytes.length; at += BLOCK) writeBlock(writer, bytes.subarray(at, at + BLOCK))
    writeUint32(writer, 0)
    return writer.finish()
  },

  decompress(bytes, maxSize) {
    const output = new Output(bytes.length * 3, maxSize)
    decompressFrame(bytes, output, () => true)
    return output.finish()
  },

  stream(bytes, give) {
    const output = new StreamOutput(give)
    decompressFrame(bytes, output, () => output.wanted)
    output.drain()
  },
}

function headerChecksum(descriptor: Uint8Array): number {
  return (xxHash32(descriptor) >>> 8) & 0xff
}

function writeUint32(writer: ByteWriter, value: number): void {
  for (let shift = 0; shift < 32; shift += 8) writer.int8((value >>> shift) & 0xff)
}

function readUint32(reader: ByteReader): number {
  return (reader.uint8() | (reader.uint8() << 8) | (reader.uint8() << 16) | (reader.uint8() << 24)) >>> 0
}

function writeBlock(writer: ByteWriter, bytes: Uint8Array): void {
  const packed = compressBlock(bytes)
  const shrunk = packed.length < bytes.length
  writeUint32(writer, shrunk ? packed.length : (bytes.length | UNCOMPRESSED) >>> 0)
  writer.raw(shrunk ? packed : bytes)
}

function compressBlock(bytes: Uint8Array): Uint8Array {
  const writer = new ByteWriter(bytes.length + 64)
  let from = 0
  let to = 0
  const range = {
    start: 0,
    end: bytes.length,
    lastStart: bytes.length - MATCH_LIMIT,
    lastByte: bytes.length - LAST_LITERALS,
  }
  findMatches(bytes, range, {
    literals: (start, end) => {
      from = start
      to = end
    },
    copy: (distance, length) => writeSequence(writer, bytes.subarray(from, to), { distance, length }),
  })
  writeSequence(writer, bytes.subarray(from, to), null)
  return writer.finish()
}

function writeSequence(writer: ByteWriter, literals: Uint8Array, match: { distance: number; length: number } | null) {
  const extra = match ? match.length - 4 : 0
  writer.int8((Math.min(literals.length, 15) << 4) | Math.min(extra, 15))
  writeRest(writer, literals.length)
  writer.raw(literals)
  if (!match) return
  writer.int8(match.distance & 0xff)
  writer.int8(match.distance >> 8)
  writeRest(writer, extra)
}

function writeRest(writer: ByteWriter, length: number): void {
  if (length < 15) return
  let rest = length - 15
  for (; rest >= 255; rest -= 255) writer.int8(255)
  writer.int8(rest)
}

function decompressFrame(bytes: Uint8Array, output: Output, wanted: () => boolean): void {
  try {
    readFrame(new ByteReader(bytes), output, wanted)
  } catch (error) {
    if (error instanceof DecodeError) throw new CorruptRecordError(`lz4: ${error.message}`)
    throw error
  }
}

function readFrame(reader: ByteReader, output: Output, wanted: () => boolean): void {
  if (readUint32(reader) !== MAGIC) throw new CorruptRecordError('lz4: not a frame')
  const flags = readDescriptor(reader)
  for (let size = readUint32(reader); size !== 0 && wanted(); size = readUint32(reader)) {
    const block = reader.raw(size & 0x7fff_ffff)
    if (size >= UNCOMPRESSED) output.append(block)
    else decompressBlock(block, output)
    if (flags & 0x10) reader.raw(4)
  }
  if (wanted() && flags & 0x04) reader.raw(4)
}

/** The frame descriptor; gives its flags. Checksums of data are left to the batch's CRC, as Kafka does. */
function readDescriptor(reader: ByteReader): number {
  const start = reader.position
  const flags = reader.uint8()
  if (flags >> 6 !== 1) throw new CorruptRecordError(`lz4: version ${flags >> 6}`)
  reader.uint8()
  if (flags & 0x08) reader.raw(8)
  if (flags & 0x01) reader.raw(4)
  const descriptor = reader.bytes.subarray(start, reader.position)
  if (reader.uint8() !== headerChecksum(descriptor)) throw new CorruptRecordError('lz4: header checksum')
  return flags
}

/** Matches may reach back into earlier blocks: frames of dependent blocks are read too. */
function decompressBlock(block: Uint8Array, output: Output): void {
  const reader = new ByteReader(block)
  while (reader.remaining > 0) {
    const token = reader.uint8()
    output.append(reader.raw(readRest(reader, token >> 4)))
    if (reader.remaining === 0) return
    const distance = reader.uint8() | (reader.uint8() << 8)
    if (distance === 0 || distance > output.length) throw new CorruptRecordError('lz4: a match from nowhere')
    output.copy(distance, readRest(reader, token & 15) + 4)
  }
}

function readRest(reader: ByteReader, nibble: number): number {
  if (nibble < 15) return nibble
  let length = 15
  for (;;) {
    const byte = reader.uint8()
    length += byte
    if (byte < 255) return length
  }
}
