/**
 * OffsetFetch (api key 9). What versions brought: 2 null = all + top-level error; 5 leader epoch; 6 flexible; 7
 * require_stable; 8 multi-group; 9 member id/epoch; 10 topic ids.
 */
import { array, bool, type Infer, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 9. Versions 1-10, flexible 6+. */
export const OffsetFetchRequest = message({
  name: 'OffsetFetchRequest',
  apiKey: 9,
  versions: '1-10',
  flexible: '6+',
  listeners: ['broker'],
  fields: {
    groupId: string({ versions: '0-7' }),
    topics: array(
      struct({
        name: string({ versions: '0-7' }),
        partitionIndexes: array(int32(), { versions: '0-7' }),
      }),
      { versions: '0-7', nullable: '2-7' },
    ),
    groups: array(
      struct({
        groupId: string({ versions: '8+' }),
        memberId: string({ versions: '9+', nullable: '9+', default: null, ignorable: true }),
        memberEpoch: int32({ versions: '9+', default: -1, ignorable: true }),
        topics: array(
          struct({
            name: string({ versions: '8-9', ignorable: true }),
            topicId: uuid({ versions: '10+', ignorable: true }),
            partitionIndexes: array(int32(), { versions: '8+' }),
          }),
          { versions: '8+', nullable: '8+' },
        ),
      }),
      { versions: '8+' },
    ),
    requireStable: bool({ versions: '7+' }),
  },
})
export type OffsetFetchRequest = Infer<typeof OffsetFetchRequest>

/** Answer of api key 9. Versions 1-10, flexible 6+. */
export const OffsetFetchResponse = message({
  name: 'OffsetFetchResponse',
  apiKey: 9,
  versions: '1-10',
  flexible: '6+',
  fields: {
    throttleTimeMs: int32({ versions: '3+', ignorable: true }),
    topics: array(
      struct({
        name: string({ versions: '0-7' }),
        partitions: array(
          struct({
            partitionIndex: int32({ versions: '0-7' }),
            committedOffset: int64({ versions: '0-7' }),
            committedLeaderEpoch: int32({ versions: '5-7', default: -1, ignorable: true }),
            metadata: string({ versions: '0-7', nullable: '0-7' }),
            errorCode: int16({ versions: '0-7' }),
          }),
          { versions: '0-7' },
        ),
      }),
      { versions: '0-7' },
    ),
    errorCode: int16({ versions: '2-7', ignorable: true }),
    groups: array(
      struct({
        groupId: string({ versions: '8+' }),
        topics: array(
          struct({
            name: string({ versions: '8-9', ignorable: true }),
            topicId: uuid({ versions: '10+', ignorable: true }),
            partitions: array(
              struct({
                partitionIndex: int32({ versions: '8+' }),
                committedOffset: int64({ versions: '8+' }),
                committedLeaderEpoch: int32({ versions: '8+', default: -1, ignorable: true }),
                metadata: string({ versions: '8+', nullable: '8+' }),
                errorCode: int16({ versions: '8+' }),
              }),
              { versions: '8+' },
            ),
          }),
          { versions: '8+' },
        ),
        errorCode: int16({ versions: '8+' }),
      }),
      { versions: '8+' },
    ),
  },
})
export type OffsetFetchResponse = Infer<typeof OffsetFetchResponse>
