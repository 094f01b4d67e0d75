/** DescribeShareGroupOffsets (api key 90). */
import { array, type Infer, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 90. Versions 0-1, flexible 0+. */
export const DescribeShareGroupOffsetsRequest = message({
  name: 'DescribeShareGroupOffsetsRequest',
  apiKey: 90,
  versions: '0-1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groups: array(
      struct({
        groupId: string(),
        topics: array(
          struct({
            topicName: string(),
            partitions: array(int32()),
          }),
          { nullable: '0+' },
        ),
      }),
    ),
  },
})
export type DescribeShareGroupOffsetsRequest = Infer<typeof DescribeShareGroupOffsetsRequest>

/** Answer of api key 90. Versions 0-1, flexible 0+. */
export const DescribeShareGroupOffsetsResponse = message({
  name: 'DescribeShareGroupOffsetsResponse',
  apiKey: 90,
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    groups: array(
      struct({
        groupId: string(),
        topics: array(
          struct({
            topicName: string(),
            topicId: uuid(),
            partitions: array(
              struct({
                partitionIndex: int32(),
                startOffset: int64(),
                leaderEpoch: int32(),
                lag: int64({ versions: '1+', default: -1, ignorable: true }),
                errorCode: int16(),
                errorMessage: string({ nullable: '0+', default: null }),
              }),
            ),
          }),
        ),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+', default: null }),
      }),
    ),
  },
})
export type DescribeShareGroupOffsetsResponse = Infer<typeof DescribeShareGroupOffsetsResponse>
