/** ConsumerGroupDescribe (api key 69). */
import { array, bool, type Infer, int8, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 69. Versions 0-1, flexible 0+. */
export const ConsumerGroupDescribeRequest = message({
  name: 'ConsumerGroupDescribeRequest',
  apiKey: 69,
  versions: '0-1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupIds: array(string()),
    includeAuthorizedOperations: bool(),
  },
})
export type ConsumerGroupDescribeRequest = Infer<typeof ConsumerGroupDescribeRequest>

const consumerGroupDescribeResponseTopicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
}

const consumerGroupDescribeResponseAssignment = {
  topicPartitions: array(struct(consumerGroupDescribeResponseTopicPartitions)),
}

/** Answer of api key 69. Versions 0-1, flexible 0+. */
export const ConsumerGroupDescribeResponse = message({
  name: 'ConsumerGroupDescribeResponse',
  apiKey: 69,
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    groups: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+', default: null }),
        groupId: string(),
        groupState: string(),
        groupEpoch: int32(),
        assignmentEpoch: int32(),
        assignorName: string(),
        members: array(
          struct({
            memberId: string(),
            instanceId: string({ nullable: '0+', default: null }),
            rackId: string({ nullable: '0+', default: null }),
            memberEpoch: int32(),
            clientId: string(),
            clientHost: string(),
            subscribedTopicNames: array(string()),
            subscribedTopicRegex: string({ nullable: '0+', default: null }),
            assignment: struct(consumerGroupDescribeResponseAssignment),
            targetAssignment: struct(consumerGroupDescribeResponseAssignment),
            memberType: int8({ versions: '1+', default: -1, ignorable: true }),
          }),
        ),
        authorizedOperations: int32({ default: -2147483648 }),
      }),
    ),
  },
})
export type ConsumerGroupDescribeResponse = Infer<typeof ConsumerGroupDescribeResponse>
