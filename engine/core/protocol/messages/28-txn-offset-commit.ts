/** TxnOffsetCommit (api key 28). What versions brought: 3 member/generation; 5 = 4 but implicit AddOffsets (V2). */
import { array, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 28. Versions 0-5, flexible 3+. */
export const TxnOffsetCommitRequest = message({
  name: 'TxnOffsetCommitRequest',
  apiKey: 28,
  versions: '0-5',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    transactionalId: string(),
    groupId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    generationId: int32({ versions: '3+', default: -1 }),
    memberId: string({ versions: '3+' }),
    groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: '2+', default: -1, ignorable: true }),
            committedMetadata: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
})
export type TxnOffsetCommitRequest = Infer<typeof TxnOffsetCommitRequest>

/** Answer of api key 28. Versions 0-5, flexible 3+. */
export const TxnOffsetCommitResponse = message({
  name: 'TxnOffsetCommitResponse',
  apiKey: 28,
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
})
export type TxnOffsetCommitResponse = Infer<typeof TxnOffsetCommitResponse>
