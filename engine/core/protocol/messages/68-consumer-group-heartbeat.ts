/**
 * ConsumerGroupHeartbeat (api key 68). What versions brought: 1 adds SubscribedTopicRegex and client-generated
 * member id.
 */
import { array, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 68. Versions 0-1, flexible 0+. */
export const ConsumerGroupHeartbeatRequest = message({
  name: 'ConsumerGroupHeartbeatRequest',
  apiKey: 68,
  versions: '0-1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    instanceId: string({ nullable: '0+', default: null }),
    rackId: string({ nullable: '0+', default: null }),
    rebalanceTimeoutMs: int32({ default: -1 }),
    subscribedTopicNames: array(string(), { nullable: '0+', default: null }),
    subscribedTopicRegex: string({ versions: '1+', nullable: '1+', default: null }),
    serverAssignor: string({ nullable: '0+', default: null }),
    topicPartitions: array(
      struct({
        topicId: uuid(),
        partitions: array(int32()),
      }),
      { nullable: '0+', default: null },
    ),
  },
})
export type ConsumerGroupHeartbeatRequest = Infer<typeof ConsumerGroupHeartbeatRequest>

const consumerGroupHeartbeatResponseTopicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
}

/** Answer of api key 68. Versions 0-1, flexible 0+. */
export const ConsumerGroupHeartbeatResponse = message({
  name: 'ConsumerGroupHeartbeatResponse',
  apiKey: 68,
  versions: '0-1',
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
        topicPartitions: array(struct(consumerGroupHeartbeatResponseTopicPartitions)),
      },
      { nullable: '0+', default: null },
    ),
  },
})
export type ConsumerGroupHeartbeatResponse = Infer<typeof ConsumerGroupHeartbeatResponse>
