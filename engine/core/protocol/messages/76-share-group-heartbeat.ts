/** ShareGroupHeartbeat (api key 76). */
import { array, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 76. Versions 1, flexible 0+. */
export const ShareGroupHeartbeatRequest = message({
  name: 'ShareGroupHeartbeatRequest',
  apiKey: 76,
  versions: '1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    rackId: string({ nullable: '0+', default: null }),
    subscribedTopicNames: array(string(), { nullable: '0+', default: null }),
  },
})
export type ShareGroupHeartbeatRequest = Infer<typeof ShareGroupHeartbeatRequest>

const shareGroupHeartbeatResponseTopicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
}

/** Answer of api key 76. Versions 1, flexible 0+. */
export const ShareGroupHeartbeatResponse = message({
  name: 'ShareGroupHeartbeatResponse',
  apiKey: 76,
  versions: '1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', default: null }),
    memberId: string({ nullable: '0+', default: null }),
    memberEpoch: int32(),
    heartbeatIntervalMs: int32(),
    assignment: struct(
      {
        topicPartitions: array(struct(shareGroupHeartbeatResponseTopicPartitions)),
      },
      { nullable: '0+', default: null },
    ),
  },
})
export type ShareGroupHeartbeatResponse = Infer<typeof ShareGroupHeartbeatResponse>
