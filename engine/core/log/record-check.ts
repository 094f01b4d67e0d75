/** The records of a client's batch, one by one, as `LogValidator` looks at them. What is refused with which code was seen on 4.3.1. */
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import { type BatchHeader, CorruptRecordError } from '../record/batch.ts'
import { AT } from '../record/header.ts'
import { RecordWalk, type WalkedRecord, walkPlain } from '../record/record-walk.ts'
import { streamRecordBytes } from '../record/records.ts'
import { type AppendRules, refuse } from './append-rules.ts'
import type { RecordError, Refused } from './log-types.ts'

/**
 * Most bytes that the records of a client's batch may have uncompressed. Kafka has no such bound; here a few kilobytes
 * must not keep a tab's worker busy for minutes. A batch that is to be compressed anew is held in memory whole.
 */
const MOST_UNCOMPRESSED = 128 * 1024 * 1024
const MOST_REBUILT = 16 * 1024 * 1024

/**
 * Most errors of single records that are told of one batch; the others are counted. Kafka tells all of them: of two million
 * empty records, which are 20 KB, that is an answer of 200 MB.
 */
const MOST_ERRORS = 10_000

/** What was found in records that may be stored. */
export interface CheckedRecords {
  /** Largest timestamp of the records, which the header of what is stored tells whatever the client's told; -1: none. */
  readonly maxTimestamp: number
}

/** Whether the broker stores the records in another compression than they came in. */
export function isRebuilt(header: BatchHeader, { config }: Pick<AppendRules, 'config'>): boolean {
  return config.compression !== null && config.compression !== header.compression
}

/** Decompresses piece by piece and looks at every record; nothing larger than a piece is held. */
export function checkRecords(batch: Uint8Array, header: BatchHeader, rules: AppendRules): CheckedRecords | Refused {
  if (header.compression !== 'none') return checkPieces(batch, header, rules)
  const judge = new RecordJudge(header, rules)
  const records = batch.subarray(AT.records, header.size)
  const isPlain = walkPlain(records, header.recordCount, (record) => judge.look(record))
  return isPlain ? judge.verdict() : checkPieces(batch, header, rules)
}

function checkPieces(batch: Uint8Array, header: BatchHeader, rules: AppendRules): CheckedRecords | Refused {
  const judge = new RecordJudge(header, rules)
  const mostBytes = isRebuilt(header, rules) ? MOST_REBUILT : MOST_UNCOMPRESSED
  const compressed = header.compression !== 'none'
  const walk = new RecordWalk(header.recordCount, {
    checksSizes: !compressed,
    onRecord: (record) => judge.look(record),
  })
  let size = 0
  try {
    streamRecordBytes(batch, header, (piece) => {
      size += piece.length
      return (!compressed || size <= mostBytes) && walk.push(piece) && !judge.misplaced
    })
  } catch (error) {
    // Kafka does not foresee that a codec fails: its client is told of an unexpected error.
    if (error instanceof CorruptRecordError) return refuse(Errors.UNKNOWN_SERVER_ERROR, error.message)
    throw error
  }
  if (judge.misplaced) return refuse(Errors.UNKNOWN_SERVER_ERROR, judge.misplaced)
  if (compressed && size > mostBytes)
    return refuse(
      Errors.MESSAGE_TOO_LARGE,
      `The records of a batch in ${rules.partition} have more than ${mostBytes} bytes uncompressed`,
    )
  const problem = walk.end()
  return problem === null ? judge.verdict() : refuse(Errors.INVALID_RECORD, `In ${rules.partition}: ${problem}`)
}

/** Sums up what is to be said about the records. */
class RecordJudge {
  /** Why the offsets of compressed records do not follow one another, which Kafka does not foresee either. */
  misplaced: string | null = null
  private readonly errors: RecordError[] = []
  private refused = 0
  private mistimed = false
  private maxTimestamp = -1
  private readonly oldest: number
  private readonly newest: number

  constructor(
    private readonly header: BatchHeader,
    private readonly rules: AppendRules,
  ) {
    this.oldest = rules.now - rules.config.messageTimestampBeforeMaxMs
    this.newest = rules.now + rules.config.messageTimestampAfterMaxMs
  }

  look(record: WalkedRecord): void {
    const { header } = this
    const appendTime = header.timestampType === 'LogAppendTime'
    const timestamp = appendTime ? header.maxTimestamp : header.baseTimestamp + record.timestampDelta
    this.maxTimestamp = Math.max(this.maxTimestamp, timestamp)
    if (this.lacksKey(record) || this.isMistimed(record, timestamp)) return
    if (header.compression === 'none' || record.offsetDelta === record.index) return
    this.misplaced ??= `Inner record ${record.index} inside the compressed record set does not have incremental offsets`
  }

  private lacksKey({ keySize, index }: WalkedRecord): boolean {
    if (keySize >= 0 || !this.rules.config.compacts) return false
    this.refuse(
      index,
      () => `Compacted topic cannot accept message without key in topic partition ${this.rules.partition}`,
    )
    return true
  }

  private isMistimed(record: WalkedRecord, timestamp: number): boolean {
    const isChecked = this.rules.config.messageTimestampType === 'CreateTime' && timestamp !== -1
    // Only the broker says LogAppendTime.
    const isWrong = isChecked
      ? timestamp < this.oldest || timestamp > this.newest
      : this.header.timestampType === 'LogAppendTime'
    if (!isWrong) return false
    this.refuse(record.index, () =>
      isChecked ? this.outOfRange(record, timestamp) : this.wrongType(record, timestamp),
    )
    this.mistimed = true
    return true
  }

  private refuse(batchIndex: number, message: () => string): void {
    if (this.refused++ < MOST_ERRORS) this.errors.push({ batchIndex, message: message() })
  }

  private outOfRange({ index }: WalkedRecord, timestamp: number): string {
    const what = `Timestamp ${timestamp} of message with offset ${index} is out of range.`
    return `${what} The timestamp should be within [${this.oldestText()}, ${this.newest}]`
  }

  private wrongType(record: WalkedRecord, timestamp: number): string {
    const { header, rules } = this
    const isSkipped = header.compression !== 'none' && !isRebuilt(header, rules)
    const what = `Invalid timestamp type in message ${recordText(record, timestamp, isSkipped ? 'skipped' : 'read')}.`
    return `${what} Producer should not set timestamp type to LogAppendTime.`
  }

  /** By default there is no limit but that of a 64-bit number, which a double cannot tell. */
  private oldestText(): string {
    const { now, config } = this.rules
    const isUnlimited = config.messageTimestampBeforeMaxMs >= 2 ** 63
    return String(isUnlimited ? BigInt(now) - 0x7fff_ffff_ffff_ffffn : this.oldest)
  }

  verdict(): CheckedRecords | Refused {
    const { errors, refused, maxTimestamp } = this
    if (refused === 0) return { maxTimestamp }
    const code: Exclude<ErrorCode, 0> = this.mistimed ? Errors.INVALID_TIMESTAMP : Errors.INVALID_RECORD
    return refuse(code, this.mistimed ? MISTIMED : rejected(errors, refused), errors)
  }
}

/** As Java prints a record; of one that it need not unpack it knows the sizes alone. */
function recordText(record: WalkedRecord, timestamp: number, how: 'read' | 'skipped'): string {
  const { offsetDelta, keySize, valueSize } = record
  const sizeOf = (size: number) => (how === 'skipped' ? size : Math.max(size, 0))
  const name = how === 'skipped' ? 'PartialDefaultRecord' : 'DefaultRecord'
  return `${name}(offset=${offsetDelta}, timestamp=${timestamp}, key=${sizeOf(keySize)} bytes, value=${sizeOf(valueSize)} bytes)`
}

const MISTIMED = 'One or more records have been rejected due to invalid timestamp'

function rejected(errors: readonly RecordError[], total: number): string {
  const few = errors
    .slice(0, 3)
    .map(({ batchIndex, message }) => `RecordError(batchIndex=${batchIndex}, message='${message}')`)
  const what = `One or more records have been rejected due to ${total} record errors in total`
  return `${what}, and only showing the first three errors at most: [${few.join(', ')}]`
}
