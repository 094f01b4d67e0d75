/** AllocateProducerIds (api key 67). */
import { type Infer, int16, int32, int64, message } from '../schema.ts'

/** Request of api key 67. Versions 0, flexible 0+. */
export const AllocateProducerIdsRequest = message({
  name: 'AllocateProducerIdsRequest',
  apiKey: 67,
  versions: '0',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
  },
})
export type AllocateProducerIdsRequest = Infer<typeof AllocateProducerIdsRequest>

/** Answer of api key 67. Versions 0, flexible 0+. */
export const AllocateProducerIdsResponse = message({
  name: 'AllocateProducerIdsResponse',
  apiKey: 67,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    producerIdStart: int64(),
    producerIdLen: int32(),
  },
})
export type AllocateProducerIdsResponse = Infer<typeof AllocateProducerIdsResponse>
