/** Where the parts of a record lie in an uncompressed batch (record format v2). */
import { ByteReader } from '../../engine/core/base/bytes.ts'
import type { BatchField } from './fields.ts'

const HEADER = 61

/** The fields of the n-th record, 0 the first; none in a compressed batch. Throws DecodeError for a batch that is not whole. */
export function recordFields(batch: Uint8Array, n: number): BatchField[] {
  const reader = new ByteReader(batch.subarray(HEADER))
  for (let i = 0; i < n; i++) skip(reader)
  const fields: BatchField[] = []
  const position = () => HEADER + reader.position
  const take = (name: string, read: () => string, en: string, zh: string) => {
    const at = position()
    const value = read()
    if (position() > at) fields.push({ name, at, length: position() - at, value, meaning: { en, zh } })
  }
  const text = (length: number) => (length < 0 ? 'null' : shown(reader.raw(length)))
  let length = 0
  take('length', () => String(reader.varint()), 'bytes of the record behind this field', '此字段之后该记录的字节数')
  take('attributes', () => String(reader.int8()), 'unused in records', '记录级属性，未使用')
  take('timestampDelta', () => String(reader.varlong()), 'added to baseTimestamp', '与 baseTimestamp 相加')
  take('offsetDelta', () => String(reader.varint()), 'added to baseOffset', '与 baseOffset 相加')
  take('keyLength', () => String((length = reader.varint())), '-1: no key', '-1 表示没有键')
  take('key', () => text(length), 'decides the partition, and what compaction keeps', '决定分区，也决定压实保留哪条')
  take('valueLength', () => String((length = reader.varint())), '-1: no value, a tombstone', '-1 表示没有值，即墓碑')
  take('value', () => text(length), 'what the producer sent', '生产者发送的内容')
  let headers = 0
  take('headers', () => String((headers = reader.varint())), 'how many headers follow', '后面的消息头数量')
  for (let i = 0; i < headers; i++) {
    take(`header ${i}`, () => `${text(reader.varint())}: ${text(reader.varint())}`, 'name and value', '名称和值')
  }
  return fields
}

function skip(reader: ByteReader): void {
  const size = reader.varint()
  reader.raw(size)
}

const MOST_LETTERS = 60

function shown(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, MOST_LETTERS))
  return bytes.length > MOST_LETTERS ? `${text}…` : text
}
