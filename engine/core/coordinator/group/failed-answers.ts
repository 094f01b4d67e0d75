/** Answers to members of classic groups for whom nothing was done. */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import type { ResponseOf } from '../../protocol/frame.ts'

export type JoinResponse = ResponseOf<'JoinGroup'>
export type SyncResponse = ResponseOf<'SyncGroup'>

/** A join that failed. */
export function joinError(errorCode: ErrorCode, memberId: string): JoinResponse {
  return {
    throttleTimeMs: 0,
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }
}

/** A sync that failed. */
export function syncError(errorCode: ErrorCode): SyncResponse {
  return { throttleTimeMs: 0, errorCode, protocolType: null, protocolName: null, assignment: EMPTY_BYTES }
}
