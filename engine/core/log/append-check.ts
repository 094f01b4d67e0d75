import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { type BatchHeader, batchHeaderAt, buildBatch, CorruptRecordError, recordsIn } from '../record/batch.ts'
import { AT, computedCrc, stampTimestamps } from '../record/header.ts'
import { holdsRecords } from '../record/records.ts'
import type { LogConfig } from './log-config.ts'
import type { AppendOrigin, RecordError, Refused } from './log-types.ts'

export interface AppendRules {
  readonly config: LogConfig
  readonly origin: AppendOrigin
  /** Wall time. */
  readonly now: number
  /** `<topic>-<partition>`, for messages. */
  readonly partition: string
}

/** A batch that may be stored once offset, epoch and producer are settled; `bytes` is the log's own copy. */
export interface Accepted {
  readonly header: BatchHeader
  readonly bytes: Uint8Array
}

/** Checks one batch as `UnifiedLog.analyzeAndValidateRecords` and `LogValidator` do, and gives it the form to be stored. */
export function acceptBatch(batch: Uint8Array, rules: AppendRules): Accepted | Refused {
  try {
    const header = batchHeaderAt(batch)
    const wrong = checkForm(batch, header, rules) ?? checkContent(batch, header, rules)
    return wrong ?? toBeStored(batch, header, rules)
  } catch (error) {
    if (error instanceof CorruptRecordError) return refuse(Errors.CORRUPT_MESSAGE, error.message)
    throw error
  }
}

function refuse(error: Exclude<ErrorCode, 0>, message: string, recordErrors?: RecordError[]): Refused {
  return recordErrors ? { error, message, recordErrors } : { error, message }
}

function checkForm(batch: Uint8Array, header: BatchHeader, { config, origin, partition }: AppendRules): Refused | null {
  if (header.size < batch.length) {
    return refuse(
      Errors.INVALID_RECORD,
      'Produce requests are only allowed to contain exactly one record batch per partition',
    )
  }
  if (header.size > batch.length) return refuse(Errors.CORRUPT_MESSAGE, `A batch in ${partition} is cut short`)
  if (origin === 'client' && header.baseOffset !== 0) {
    const what = `The baseOffset of the record batch in the append to ${partition} should be 0`
    return refuse(Errors.INVALID_RECORD, `${what}, but it is ${header.baseOffset}`)
  }
  const large = checkSize(header.size, { config, origin, partition })
  if (large) return large
  const crc = computedCrc(batch)
  if (crc !== header.crc) {
    const crcs = `stored crc = ${header.crc}, computed crc = ${crc}`
    return refuse(Errors.CORRUPT_MESSAGE, `Record is corrupt (${crcs}) in topic partition ${partition}.`)
  }
  return null
}

function checkSize(size: number, { config, origin, partition }: Omit<AppendRules, 'now'>): Refused | null {
  if (origin !== 'raft' && size > config.maxMessageBytes) {
    const what = `The record batch size in the append to ${partition} is ${size} bytes`
    return refuse(
      Errors.MESSAGE_TOO_LARGE,
      `${what} which exceeds the maximum configured value of ${config.maxMessageBytes}.`,
    )
  }
  if (size > config.segmentBytes) {
    const what = `Message batch size is ${size} bytes in append to partition ${partition}`
    return refuse(
      Errors.RECORD_LIST_TOO_LARGE,
      `${what}, which exceeds the maximum configured segment size of ${config.segmentBytes}.`,
    )
  }
  return null
}

function checkContent(batch: Uint8Array, header: BatchHeader, rules: AppendRules): Refused | null {
  const { baseOffset, lastOffset, recordCount } = header
  const count = lastOffset - baseOffset + 1
  if (count <= 0)
    return refuse(Errors.INVALID_RECORD, `Batch has an invalid offset range: [${baseOffset}, ${lastOffset}]`)
  if (recordCount <= 0) return refuse(Errors.INVALID_RECORD, `Invalid reported count for record batch: ${recordCount}`)
  if (count !== recordCount) {
    const range = `Inconsistent batch offset range [${baseOffset}, ${lastOffset}]`
    return refuse(Errors.INVALID_RECORD, `${range} and count of records ${recordCount}`)
  }
  if (rules.origin !== 'client') return null
  if (header.control) return refuse(Errors.INVALID_RECORD, 'Clients are not allowed to write control records')
  if (header.producerId >= 0 && header.baseSequence < 0) {
    const what = `Invalid sequence number ${header.baseSequence} in record batch with producerId ${header.producerId}`
    return refuse(Errors.INVALID_RECORD, what)
  }
  if (header.compression === 'none' && !holdsRecords(batch.subarray(AT.records), recordCount)) {
    return refuse(
      Errors.INVALID_RECORD,
      `The records of a batch in ${rules.partition} do not have the count and sizes it says`,
    )
  }
  return checkRecords(batch, header, rules)
}

/** Opens the records only where their keys or timestamps matter. */
function checkRecords(batch: Uint8Array, header: BatchHeader, rules: AppendRules): Refused | null {
  const { config, now, partition } = rules
  const oldest = now - config.messageTimestampBeforeMaxMs
  const newest = now + config.messageTimestampAfterMaxMs
  const createTime = config.messageTimestampType === 'CreateTime'
  const timesMatter = createTime && (oldest > 0 || header.maxTimestamp > newest)
  if (!timesMatter && !config.compacts) return null
  const keyless: RecordError[] = []
  const mistimed: RecordError[] = []
  for (const [batchIndex, { key, timestamp }] of recordsIn(batch).entries()) {
    if (config.compacts && key === null) {
      const message = `Compacted topic cannot accept message without key in topic partition ${partition}.`
      keyless.push({ batchIndex, message })
    } else if (timesMatter && timestamp !== -1 && (timestamp < oldest || timestamp > newest)) {
      const what = `Timestamp ${timestamp} of message with offset ${batchIndex} is out of range.`
      mistimed.push({ batchIndex, message: `${what} The timestamp should be within [${oldest}, ${newest}]` })
    }
  }
  if (mistimed.length > 0) {
    const message = 'One or more records have been rejected due to invalid timestamp'
    return refuse(Errors.INVALID_TIMESTAMP, message, [...keyless, ...mistimed])
  }
  return keyless.length > 0 ? refuse(Errors.INVALID_RECORD, rejected(keyless), keyless) : null
}

function rejected(errors: readonly RecordError[]): string {
  const few = errors
    .slice(0, 3)
    .map(({ batchIndex, message }) => `RecordError(batchIndex=${batchIndex}, message='${message}')`)
  const what = `One or more records have been rejected due to ${errors.length} record errors in total`
  return `${what}, and only showing the first three errors at most: [${few.join(', ')}]`
}

function toBeStored(batch: Uint8Array, header: BatchHeader, rules: AppendRules): Accepted | Refused {
  const { config, now } = rules
  const rebuilt = config.compression !== null && config.compression !== header.compression
  const bytes = rebuilt ? recompress(batch, header, config) : batch.slice()
  if (rebuilt) {
    const large = checkSize(bytes.length, rules)
    if (large) return large
  }
  if (config.messageTimestampType === 'LogAppendTime') stampTimestamps(bytes, 'LogAppendTime', now)
  else if (header.timestampType === 'LogAppendTime') stampTimestamps(bytes, 'CreateTime', header.maxTimestamp)
  return { header: batchHeaderAt(bytes), bytes }
}

function recompress(batch: Uint8Array, header: BatchHeader, config: LogConfig): Uint8Array {
  const { producerId, producerEpoch, baseSequence, transactional, control } = header
  return buildBatch({
    records: recordsIn(batch),
    producerId,
    producerEpoch,
    baseSequence,
    transactional,
    control,
    compression: config.compression ?? 'none',
    ...(config.compressionLevel !== undefined && { compressionLevel: config.compressionLevel }),
  })
}
