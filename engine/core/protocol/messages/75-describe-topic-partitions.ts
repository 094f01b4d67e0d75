/** DescribeTopicPartitions (api key 75). */
import { array, bool, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 75. Versions 0, flexible 0+. */
export const DescribeTopicPartitionsRequest = message({
  name: 'DescribeTopicPartitionsRequest',
  apiKey: 75,
  versions: '0',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    topics: array(
      struct({
        name: string(),
      }),
    ),
    responsePartitionLimit: int32({ default: 2000 }),
    cursor: struct(
      {
        topicName: string(),
        partitionIndex: int32(),
      },
      { nullable: '0+', default: null },
    ),
  },
})
export type DescribeTopicPartitionsRequest = Infer<typeof DescribeTopicPartitionsRequest>

/** Answer of api key 75. Versions 0, flexible 0+. */
export const DescribeTopicPartitionsResponse = message({
  name: 'DescribeTopicPartitionsResponse',
  apiKey: 75,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array(
      struct({
        errorCode: int16(),
        name: string({ nullable: '0+' }),
        topicId: uuid({ ignorable: true }),
        isInternal: bool({ ignorable: true }),
        partitions: array(
          struct({
            errorCode: int16(),
            partitionIndex: int32(),
            leaderId: int32(),
            leaderEpoch: int32({ default: -1, ignorable: true }),
            replicaNodes: array(int32()),
            isrNodes: array(int32()),
            eligibleLeaderReplicas: array(int32(), { nullable: '0+', default: null }),
            lastKnownElr: array(int32(), { nullable: '0+', default: null }),
            offlineReplicas: array(int32(), { ignorable: true }),
          }),
        ),
        topicAuthorizedOperations: int32({ default: -2147483648 }),
      }),
    ),
    nextCursor: struct(
      {
        topicName: string(),
        partitionIndex: int32(),
      },
      { nullable: '0+', default: null },
    ),
  },
})
export type DescribeTopicPartitionsResponse = Infer<typeof DescribeTopicPartitionsResponse>
