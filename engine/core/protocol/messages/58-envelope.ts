/** Envelope (api key 58). */
import { bytes, type Infer, int16, message } from '../schema.ts'

/** Request of api key 58. Versions 0, flexible 0+. */
export const EnvelopeRequest = message({
  name: 'EnvelopeRequest',
  apiKey: 58,
  versions: '0',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    requestData: bytes(),
    requestPrincipal: bytes({ nullable: '0+' }),
    clientHostAddress: bytes(),
  },
})
export type EnvelopeRequest = Infer<typeof EnvelopeRequest>

/** Answer of api key 58. Versions 0, flexible 0+. */
export const EnvelopeResponse = message({
  name: 'EnvelopeResponse',
  apiKey: 58,
  versions: '0',
  flexible: '0+',
  fields: {
    responseData: bytes({ nullable: '0+', default: null }),
    errorCode: int16(),
  },
})
export type EnvelopeResponse = Infer<typeof EnvelopeResponse>
