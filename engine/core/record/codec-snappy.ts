import { ByteReader, ByteWriter, concat, DecodeError } from '../base/bytes.ts'
import { type Codec, CorruptRecordError, checkSize } from './compression.ts'
import { findMatches } from './matches.ts'
import { Output } from './output.ts'

/** The stream framing of snappy-java ("xerial"): magic, version 1, compatible with 1, then chunks with an int32 length. */
const XERIAL = new Uint8Array([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])
const MAGIC_LENGTH = 8
const CHUNK = 32 * 1024
/** Three bytes of a copy make 64 at most. */
const MOST_EXPANSION = 22

/** Writes the framing of the Java client; reads that and the bare blocks of librdkafka. */
export const snappy: Codec = {
  compress(bytes) {
    const parts: Uint8Array[] = [XERIAL]
    for (let at = 0; at < bytes.length; at += CHUNK) {
      const block = compressBlock(bytes.subarray(at, at + CHUNK))
      const length = new Uint8Array(4)
      new DataView(length.buffer).setInt32(0, block.length)
      parts.push(length, block)
    }
    return concat(parts)
  },

  decompress: decompressAll,

  /** In one piece: it cannot make much of little. */
  stream(bytes, give) {
    give(decompressAll(bytes, bytes.length * MOST_EXPANSION + 64))
  },
}

function decompressAll(bytes: Uint8Array, maxSize: number): Uint8Array {
  try {
    return isFramed(bytes) ? decompressChunks(bytes, maxSize) : decompressBare(bytes, maxSize)
  } catch (error) {
    if (error instanceof DecodeError) throw new CorruptRecordError(`snappy: ${error.message}`)
    throw error
  }
}

function isFramed(bytes: Uint8Array): boolean {
  for (let i = 0; i < MAGIC_LENGTH; i++) if (bytes[i] !== XERIAL[i]) return false
  return true
}

function decompressChunks(bytes: Uint8Array, maxSize: number): Uint8Array {
  const reader = new ByteReader(bytes)
  reader.raw(XERIAL.length)
  const output = new Output(bytes.length * 2, maxSize)
  while (reader.remaining > 0) decompressBlock(reader.raw(reader.int32()), output)
  return output.finish()
}

function decompressBare(bytes: Uint8Array, maxSize: number): Uint8Array {
  const size = new ByteReader(bytes).unsignedVarint()
  checkSize(size, maxSize)
  const output = new Output(size, maxSize)
  decompressBlock(bytes, output)
  return output.finish()
}

/** One block: its uncompressed length as varint, then literals and copies. */
function decompressBlock(block: Uint8Array, output: Output): void {
  const reader = new ByteReader(block)
  const size = reader.unsignedVarint()
  const start = output.length
  while (reader.remaining > 0) {
    const tag = reader.uint8()
    if ((tag & 3) === 0) output.append(reader.raw(literalLength(tag, reader)))
    else copyElement(tag, reader, output, start)
  }
  if (output.length - start !== size) throw new CorruptRecordError('snappy: a block of another length than it says')
}

function literalLength(tag: number, reader: ByteReader): number {
  const length = tag >> 2
  if (length < 60) return length + 1
  let value = 0
  for (let i = 0; i < length - 59; i++) value += reader.uint8() * 2 ** (8 * i)
  return value + 1
}

function copyElement(tag: number, reader: ByteReader, output: Output, start: number): void {
  const short = (tag & 3) === 1
  const length = short ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
  const distance = short ? ((tag >> 5) << 8) | reader.uint8() : littleEndian(reader, (tag & 3) === 2 ? 2 : 4)
  if (distance === 0 || distance > output.length - start) throw new CorruptRecordError('snappy: a copy from nowhere')
  output.copy(distance, length)
}

function littleEndian(reader: ByteReader, bytes: number): number {
  let value = 0
  for (let i = 0; i < bytes; i++) value += reader.uint8() * 2 ** (8 * i)
  return value
}

function compressBlock(bytes: Uint8Array): Uint8Array {
  const writer = new ByteWriter(bytes.length + 16)
  writer.unsignedVarint(bytes.length)
  const range = { start: 0, end: bytes.length, lastStart: bytes.length - 4, lastByte: bytes.length }
  findMatches(bytes, range, {
    literals: (from, to) => writeLiterals(writer, bytes.subarray(from, to)),
    copy: (distance, length) => writeCopies(writer, distance, length),
  })
  return writer.finish()
}

function writeLiterals(writer: ByteWriter, bytes: Uint8Array): void {
  const last = bytes.length - 1
  if (last < 0) return
  if (last < 60) writer.int8(last << 2)
  else if (last < 0x100) {
    writer.int8(60 << 2)
    writer.int8(last)
  } else {
    writer.int8(61 << 2)
    writer.int8(last & 0xff)
    writer.int8(last >> 8)
  }
  writer.raw(bytes)
}

function writeCopies(writer: ByteWriter, distance: number, length: number): void {
  for (let rest = length; rest > 0; rest -= 64) {
    writer.int8(((Math.min(rest, 64) - 1) << 2) | 2)
    writer.int8(distance & 0xff)
    writer.int8(distance >> 8)
  }
}
