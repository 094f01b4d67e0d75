/** ShareGroupDescribe (api key 77). */
import { array, bool, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 77. Versions 1, flexible 0+. */
export const ShareGroupDescribeRequest = message({
  name: 'ShareGroupDescribeRequest',
  apiKey: 77,
  versions: '1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupIds: array(string()),
    includeAuthorizedOperations: bool(),
  },
})
export type ShareGroupDescribeRequest = Infer<typeof ShareGroupDescribeRequest>

const shareGroupDescribeResponseTopicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
}

const shareGroupDescribeResponseAssignment = {
  topicPartitions: array(struct(shareGroupDescribeResponseTopicPartitions)),
}

/** Answer of api key 77. Versions 1, flexible 0+. */
export const ShareGroupDescribeResponse = message({
  name: 'ShareGroupDescribeResponse',
  apiKey: 77,
  versions: '1',
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
            rackId: string({ nullable: '0+', default: null }),
            memberEpoch: int32(),
            clientId: string(),
            clientHost: string(),
            subscribedTopicNames: array(string()),
            assignment: struct(shareGroupDescribeResponseAssignment),
          }),
        ),
        authorizedOperations: int32({ default: -2147483648 }),
      }),
    ),
  },
})
export type ShareGroupDescribeResponse = Infer<typeof ShareGroupDescribeResponse>
