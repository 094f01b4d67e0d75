import { type ErrorCode, Errors } from '../../protocol/errors.ts'

/** What a client of the coordinator is told when the log refused its record (`appendGroupMetadataErrorToResponseError`). */
const TOLD = new Map<number, ErrorCode>([
  [Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.COORDINATOR_NOT_AVAILABLE],
  [Errors.NOT_ENOUGH_REPLICAS, Errors.COORDINATOR_NOT_AVAILABLE],
  [Errors.REQUEST_TIMED_OUT, Errors.COORDINATOR_NOT_AVAILABLE],
  [Errors.NOT_LEADER_OR_FOLLOWER, Errors.NOT_COORDINATOR],
  [Errors.KAFKA_STORAGE_ERROR, Errors.NOT_COORDINATOR],
  [Errors.MESSAGE_TOO_LARGE, Errors.UNKNOWN_SERVER_ERROR],
  [Errors.RECORD_LIST_TOO_LARGE, Errors.UNKNOWN_SERVER_ERROR],
  [Errors.INVALID_FETCH_SIZE, Errors.UNKNOWN_SERVER_ERROR],
])

export function appendError(error: ErrorCode): ErrorCode {
  return TOLD.get(error) ?? error
}
