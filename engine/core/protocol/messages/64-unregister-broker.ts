/** UnregisterBroker (api key 64). */
import { type Infer, int16, int32, message, string } from '../schema.ts'

/** Request of api key 64. Versions 0, flexible 0+. */
export const UnregisterBrokerRequest = message({
  name: 'UnregisterBrokerRequest',
  apiKey: 64,
  versions: '0',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    brokerId: int32(),
  },
})
export type UnregisterBrokerRequest = Infer<typeof UnregisterBrokerRequest>

/** Answer of api key 64. Versions 0, flexible 0+. */
export const UnregisterBrokerResponse = message({
  name: 'UnregisterBrokerResponse',
  apiKey: 64,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
  },
})
export type UnregisterBrokerResponse = Infer<typeof UnregisterBrokerResponse>
