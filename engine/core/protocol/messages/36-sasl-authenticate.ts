/** SaslAuthenticate (api key 36). */
import { bytes, type Infer, int16, int64, message, string } from '../schema.ts'

/** Request of api key 36. Versions 0-2, flexible 2+. */
export const SaslAuthenticateRequest = message({
  name: 'SaslAuthenticateRequest',
  apiKey: 36,
  versions: '0-2',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    authBytes: bytes(),
  },
})
export type SaslAuthenticateRequest = Infer<typeof SaslAuthenticateRequest>

/** Answer of api key 36. Versions 0-2, flexible 2+. */
export const SaslAuthenticateResponse = message({
  name: 'SaslAuthenticateResponse',
  apiKey: 36,
  versions: '0-2',
  flexible: '2+',
  fields: {
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ versions: '1+', ignorable: true }),
  },
})
export type SaslAuthenticateResponse = Infer<typeof SaslAuthenticateResponse>
