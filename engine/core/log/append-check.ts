import { Errors } from '../protocol/errors.ts'
import {
  type BatchHeader,
  batchesIn,
  batchHeaderAt,
  buildBatch,
  CorruptRecordError,
  isValidCrc,
  recordsIn,
} from '../record/batch.ts'
import { computedCrc, stampTimestamps, UnknownCompressionError } from '../record/header.ts'
import { type AppendRules, refuse } from './append-rules.ts'
import type { LogConfig } from './log-config.ts'
import type { Appended, Refused } from './log-types.ts'
import type { BatchMetadata } from './producer-entry.ts'
import { checkRecords, isRebuilt } from './record-check.ts'

/** A batch that may be stored once offset, epoch and producer are settled; `bytes` is the log's own. */
export interface Accepted {
  readonly header: BatchHeader
  readonly bytes: Uint8Array
}

/** Checks one batch as `UnifiedLog.analyzeAndValidateRecords` and `LogValidator` do, and gives it the form to be stored. */
export function acceptBatch(batch: Uint8Array, rules: AppendRules): Accepted | Refused {
  try {
    const header = batchHeaderAt(batch)
    if (header.magic < 2) throw new CorruptRecordError(`magic ${header.magic} is not supported`)
    const wrong = checkForm(batch, header, rules) ?? checkHeader(header, rules)
    if (wrong) return wrong
    const records = rules.origin === 'client' ? checkRecords(batch, header, rules) : header
    return 'error' in records ? records : toBeStored(batch, header, { ...rules, maxTimestamp: records.maxTimestamp })
  } catch (error) {
    // Kafka reads the codec when the checksum was right, and does not foresee one that it does not know.
    if (error instanceof UnknownCompressionError && isValidCrc(batch))
      return refuse(Errors.UNKNOWN_SERVER_ERROR, error.message)
    if (error instanceof CorruptRecordError) return refuse(Errors.CORRUPT_MESSAGE, error.message)
    throw error
  }
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

function checkHeader(header: BatchHeader, { origin }: AppendRules): Refused | null {
  const { baseOffset, lastOffset, recordCount } = header
  const count = lastOffset - baseOffset + 1
  if (count <= 0)
    return refuse(Errors.INVALID_RECORD, `Batch has an invalid offset range: [${baseOffset}, ${lastOffset}]`)
  if (recordCount <= 0) return refuse(Errors.INVALID_RECORD, `Invalid reported count for record batch: ${recordCount}`)
  if (count !== recordCount) {
    const range = `Inconsistent batch offset range [${baseOffset}, ${lastOffset}]`
    return refuse(Errors.INVALID_RECORD, `${range} and count of records ${recordCount}`)
  }
  if (origin !== 'client') return null
  if (header.control) return refuse(Errors.INVALID_RECORD, 'Clients are not allowed to write control records')
  if (header.producerId >= 0 && header.baseSequence < 0) {
    const what = `Invalid sequence number ${header.baseSequence} in record batch with producerId ${header.producerId}`
    return refuse(Errors.INVALID_RECORD, what)
  }
  return null
}

function toBeStored(
  batch: Uint8Array,
  header: BatchHeader,
  rules: AppendRules & { readonly maxTimestamp: number },
): Accepted | Refused {
  const { config, now, maxTimestamp } = rules
  const rebuilt = isRebuilt(header, rules)
  const bytes = rebuilt ? recompress(batch, header, config) : rules.given ? taken(batch) : batch.slice()
  if (rebuilt) {
    const large = checkSize(bytes.length, rules)
    if (large) return large
  }
  if (config.messageTimestampType === 'LogAppendTime') stampTimestamps(bytes, 'LogAppendTime', now)
  else if (header.timestampType === 'LogAppendTime' || (!rebuilt && maxTimestamp !== header.maxTimestamp))
    stampTimestamps(bytes, 'CreateTime', maxTimestamp)
  return { header: batchHeaderAt(bytes), bytes }
}

/** A batch of fewer bytes is cheaper copied than kept with what came around it. */
const MUCH = 16 * 1024

/** Bytes that were given away, without what came around them: as they are when that is little, else as a copy. */
function taken(batch: Uint8Array): Uint8Array {
  return batch.length >= MUCH && batch.length * 2 >= batch.buffer.byteLength ? batch : batch.slice()
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

/**
 * The batches fetched from a leader that a follower stores as they are: those of leader epochs up to `leaderEpoch`
 * (KAFKA-18723). The bytes are the log's from then on. Throws CorruptRecordError on a wrong checksum or offsets that do not go on from `next`.
 */
export function acceptFetched(
  batches: Uint8Array,
  { leaderEpoch, next, partition }: { leaderEpoch: number; next: number; partition: string },
): Accepted[] {
  const accepted: Accepted[] = []
  let expected = next
  for (const { header, bytes } of batchesIn(batches)) {
    if (header.partitionLeaderEpoch > leaderEpoch) break
    if (!isValidCrc(bytes)) throw new CorruptRecordError(`Record is corrupt in topic partition ${partition}.`)
    if (header.baseOffset < expected)
      throw new CorruptRecordError(
        `Out of order offsets found in append to ${partition}: ${header.baseOffset} < ${expected}`,
      )
    accepted.push({ header, bytes: taken(bytes) })
    expected = header.lastOffset + 1
  }
  return accepted
}

/**
 * Where an empty log must begin for fetched batches of which the first begins before its start and has it inside: the source's
 * log start lies within that batch (`Partition.appendRecordsToFollowerOrFutureReplica`). Undefined: they are taken, or
 * refused, as they are. Throws CorruptRecordError.
 */
export function beginsBefore(
  log: { readonly logStartOffset: number; readonly logEndOffset: number },
  batches: Uint8Array,
): number | undefined {
  const { logStartOffset, logEndOffset } = log
  if (logStartOffset !== logEndOffset || batches.length === 0) return undefined
  const { baseOffset, lastOffset } = batchHeaderAt(batches)
  return baseOffset < logEndOffset && logEndOffset <= lastOffset ? baseOffset : undefined
}

/** What a producer is told of a batch that was stored. */
export function appendedAnswer(stored: BatchHeader): Omit<Appended, 'logStartOffset'> {
  const { baseOffset, lastOffset, maxTimestamp, timestampType } = stored
  const logAppendTime = timestampType === 'LogAppendTime' ? maxTimestamp : -1
  return { error: 0, baseOffset, lastOffset, maxTimestamp, logAppendTime, duplicate: false }
}

/** What it is told of one that is there already: the time of that one, whoever set it. */
export function duplicateAnswer(same: BatchMetadata): Omit<Appended, 'logStartOffset'> {
  const { lastOffset, offsetDelta, timestamp } = same
  const offsets = { baseOffset: lastOffset - offsetDelta, lastOffset, maxTimestamp: timestamp }
  return { error: 0, ...offsets, logAppendTime: timestamp, duplicate: true }
}
