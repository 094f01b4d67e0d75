import type { ErrorCode } from '../protocol/errors.ts'
import type { LogConfig } from './log-config.ts'
import type { AppendOrigin, RecordError, Refused } from './log-types.ts'

/** What an append is judged by. */
export interface AppendRules {
  readonly config: LogConfig
  readonly origin: AppendOrigin
  /** The batch's bytes become the log's, which writes into them; otherwise it copies them. */
  readonly given?: boolean
  /** Wall time. */
  readonly now: number
  /** `<topic>-<partition>`, for messages. */
  readonly partition: string
}

/** A refusal as a value. */
export function refuse(error: Exclude<ErrorCode, 0>, message: string, recordErrors?: readonly RecordError[]): Refused {
  return recordErrors ? { error, message, recordErrors } : { error, message }
}
