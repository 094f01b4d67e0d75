import type { BatchHeader } from '../../engine/core/record/batch.ts'
import { counted } from '../ui/counted.ts'

/** A field of a batch: where its bytes are, and what they say. */
export interface BatchField {
  readonly name: string
  readonly at: number
  readonly length: number
  readonly value: string
  /** What it is for, in one line. */
  readonly meaning: { readonly en: string; readonly zh: string }
}

type Meaning = readonly [en: string, zh: string]

const LAYOUT: readonly (readonly [
  name: string,
  at: number,
  length: number,
  value: (h: BatchHeader) => string,
  meaning: Meaning,
])[] = [
  [
    'baseOffset',
    0,
    8,
    (h) => String(h.baseOffset),
    ['offset of the first record; the broker sets it', '第一条记录的偏移量，由 broker 设置'],
  ],
  ['batchLength', 8, 4, (h) => String(h.batchLength), ['bytes behind this field', '此字段之后的字节数']],
  [
    'partitionLeaderEpoch',
    12,
    4,
    (h) => String(h.partitionLeaderEpoch),
    ['which leadership wrote it; outside the CRC', '写入它的 leader 任期；不在 CRC 范围内'],
  ],
  ['magic', 16, 1, (h) => String(h.magic), ['format of the batch', '批次格式版本']],
  [
    'crc',
    17,
    4,
    (h) => h.crc.toString(16).padStart(8, '0'),
    ['CRC-32C of everything that follows', '其后全部内容的 CRC-32C'],
  ],
  [
    'attributes',
    21,
    2,
    attributes,
    ['codec, timestamp type, transactional, control', '压缩方式、时间戳类型、事务、控制'],
  ],
  [
    'lastOffsetDelta',
    23,
    4,
    (h) => String(h.lastOffsetDelta),
    ['last offset minus base offset', '最后偏移量减去基准偏移量'],
  ],
  ['baseTimestamp', 27, 8, (h) => time(h.baseTimestamp), ['timestamp of the first record', '第一条记录的时间戳']],
  ['maxTimestamp', 35, 8, (h) => time(h.maxTimestamp), ['largest timestamp in the batch', '批次中最大的时间戳']],
  ['producerId', 43, 8, (h) => String(h.producerId), ['who sent it; -1: no idempotence', '发送者；-1 表示没有幂等']],
  [
    'producerEpoch',
    51,
    2,
    (h) => String(h.producerEpoch),
    ['fences older instances of the producer', '隔离该生产者的旧实例'],
  ],
  [
    'baseSequence',
    53,
    4,
    (h) => String(h.baseSequence),
    ['number of the first record from this producer', '该生产者第一条记录的序列号'],
  ],
  ['recordCount', 57, 4, (h) => String(h.recordCount), ['records in the batch', '批次中的记录数']],
]

/** The fields of a batch header and the block of its records. */
export function fieldsOf(header: BatchHeader): BatchField[] {
  const fields = LAYOUT.map(([name, at, length, value, [en, zh]]) => ({
    name,
    at,
    length,
    value: value(header),
    meaning: { en, zh },
  }))
  const length = header.size - 61
  const compressed = header.compression === 'none' ? '' : ` (${header.compression})`
  const records = {
    name: 'records',
    at: 61,
    length,
    value: `${counted(length, 'byte')}${compressed}`,
    meaning: { en: 'the records, one behind another', zh: '依次排列的记录' },
  }
  return length > 0 ? [...fields, records] : fields
}

function attributes(header: BatchHeader): string {
  const flags: string[] = [header.compression, header.timestampType]
  if (header.transactional) flags.push('transactional')
  if (header.control) flags.push('control')
  return flags.join(', ')
}

function time(ms: number): string {
  return ms < 0 ? String(ms) : new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}
