/** DeleteTopics (api key 20). */
import { array, type Infer, int16, int32, message, string, struct, uuid } from '../schema.ts'

/** Request of api key 20. Versions 1-6, flexible 4+. */
export const DeleteTopicsRequest = message({
  name: 'DeleteTopicsRequest',
  apiKey: 20,
  versions: '1-6',
  flexible: '4+',
  listeners: ['broker', 'controller'],
  fields: {
    topics: array(
      struct({
        name: string({ versions: '6+', nullable: '6+', default: null }),
        topicId: uuid({ versions: '6+' }),
      }),
      { versions: '6+' },
    ),
    topicNames: array(string(), { versions: '0-5', ignorable: true }),
    timeoutMs: int32(),
  },
})
export type DeleteTopicsRequest = Infer<typeof DeleteTopicsRequest>

/** Answer of api key 20. Versions 1-6, flexible 4+. */
export const DeleteTopicsResponse = message({
  name: 'DeleteTopicsResponse',
  apiKey: 20,
  versions: '1-6',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    responses: array(
      struct({
        name: string({ nullable: '6+' }),
        topicId: uuid({ versions: '6+', ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
      }),
    ),
  },
})
export type DeleteTopicsResponse = Infer<typeof DeleteTopicsResponse>
