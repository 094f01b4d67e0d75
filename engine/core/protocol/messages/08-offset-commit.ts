/**
 * OffsetCommit (api key 8). What versions brought: 2 retention time; 5 drops it; 6 committed_leader_epoch; 7
 * group_instance_id; 8 flexible; 9 KIP-848 errors; 10 topic ids.
 */
import { array, type Infer, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 8. Versions 2-10, flexible 8+. */
export const OffsetCommitRequest = message({
  name: 'OffsetCommitRequest',
  apiKey: 8,
  versions: '2-10',
  flexible: '8+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    generationIdOrMemberEpoch: int32({ versions: '1+', default: -1, ignorable: true }),
    memberId: string({ versions: '1+', ignorable: true }),
    groupInstanceId: string({ versions: '7+', nullable: '7+', default: null }),
    retentionTimeMs: int64({ versions: '2-4', default: -1, ignorable: true }),
    topics: array(
      struct({
        name: string({ versions: '0-9', ignorable: true }),
        topicId: uuid({ versions: '10+', ignorable: true }),
        partitions: array(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ versions: '6+', default: -1, ignorable: true }),
            committedMetadata: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
})
export type OffsetCommitRequest = Infer<typeof OffsetCommitRequest>

/** Answer of api key 8. Versions 2-10, flexible 8+. */
export const OffsetCommitResponse = message({
  name: 'OffsetCommitResponse',
  apiKey: 8,
  versions: '2-10',
  flexible: '8+',
  fields: {
    throttleTimeMs: int32({ versions: '3+', ignorable: true }),
    topics: array(
      struct({
        name: string({ versions: '0-9', ignorable: true }),
        topicId: uuid({ versions: '10+', ignorable: true }),
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
export type OffsetCommitResponse = Infer<typeof OffsetCommitResponse>
