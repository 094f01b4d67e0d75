/** ShareAcknowledge (api key 79). What versions brought: 2 renew acks, acquire mode (KIP-1206/1222). */
import { array, bool, type Infer, int8, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 79. Versions 1-2, flexible 0+. */
export const ShareAcknowledgeRequest = message({
  name: 'ShareAcknowledgeRequest',
  apiKey: 79,
  versions: '1-2',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    groupId: string({ nullable: '0+', default: null }),
    memberId: string({ nullable: '0+' }),
    shareSessionEpoch: int32(),
    isRenewAck: bool({ versions: '2+' }),
    topics: array(
      struct({
        topicId: uuid(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            acknowledgementBatches: array(
              struct({
                firstOffset: int64(),
                lastOffset: int64(),
                acknowledgeTypes: array(int8()),
              }),
            ),
          }),
        ),
      }),
    ),
  },
})
export type ShareAcknowledgeRequest = Infer<typeof ShareAcknowledgeRequest>

/** Answer of api key 79. Versions 1-2, flexible 0+. */
export const ShareAcknowledgeResponse = message({
  name: 'ShareAcknowledgeResponse',
  apiKey: 79,
  versions: '1-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', default: null }),
    acquisitionLockTimeoutMs: int32({ versions: '2+', ignorable: true }),
    responses: array(
      struct({
        topicId: uuid(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: '0+', default: null }),
            currentLeader: struct({
              leaderId: int32(),
              leaderEpoch: int32(),
            }),
          }),
        ),
      }),
    ),
    nodeEndpoints: array(
      struct({
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: '0+', default: null }),
      }),
    ),
  },
})
export type ShareAcknowledgeResponse = Infer<typeof ShareAcknowledgeResponse>
