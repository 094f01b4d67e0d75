/**
 * CreateTopics (api key 19). What versions brought: 2-3 throttle; 4 broker defaults (-1); 5 flexible + configs in
 * response; 6 THROTTLING_QUOTA_EXCEEDED; 7 topic id in response.
 */
import { array, bool, type Infer, int8, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 19. Versions 2-7, flexible 5+. */
export const CreateTopicsRequest = message({
  name: 'CreateTopicsRequest',
  apiKey: 19,
  versions: '2-7',
  flexible: '5+',
  listeners: ['broker', 'controller'],
  fields: {
    topics: array(
      struct({
        name: string(),
        numPartitions: int32(),
        replicationFactor: int16(),
        assignments: array(
          struct({
            partitionIndex: int32(),
            brokerIds: array(int32()),
          }),
        ),
        configs: array(
          struct({
            name: string(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: bool({ versions: '1+' }),
  },
})
export type CreateTopicsRequest = Infer<typeof CreateTopicsRequest>

/** Answer of api key 19. Versions 2-7, flexible 5+. */
export const CreateTopicsResponse = message({
  name: 'CreateTopicsResponse',
  apiKey: 19,
  versions: '2-7',
  flexible: '5+',
  fields: {
    throttleTimeMs: int32({ versions: '2+', ignorable: true }),
    topics: array(
      struct({
        name: string(),
        topicId: uuid({ versions: '7+', ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ versions: '1+', nullable: '0+', ignorable: true }),
        topicConfigErrorCode: int16({ versions: '5+', tag: 0, ignorable: true }),
        numPartitions: int32({ versions: '5+', default: -1, ignorable: true }),
        replicationFactor: int16({ versions: '5+', default: -1, ignorable: true }),
        configs: array(
          struct({
            name: string({ versions: '5+' }),
            value: string({ versions: '5+', nullable: '5+' }),
            readOnly: bool({ versions: '5+' }),
            configSource: int8({ versions: '5+', default: -1, ignorable: true }),
            isSensitive: bool({ versions: '5+' }),
          }),
          { versions: '5+', nullable: '5+', ignorable: true },
        ),
      }),
    ),
  },
})
export type CreateTopicsResponse = Infer<typeof CreateTopicsResponse>
