/** ExpireDelegationToken (api key 40). */
import { bytes, type Infer, int16, int32, int64, message } from '../schema.ts'

/** Request of api key 40. Versions 1-2, flexible 2+. */
export const ExpireDelegationTokenRequest = message({
  name: 'ExpireDelegationTokenRequest',
  apiKey: 40,
  versions: '1-2',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    hmac: bytes(),
    expiryTimePeriodMs: int64(),
  },
})
export type ExpireDelegationTokenRequest = Infer<typeof ExpireDelegationTokenRequest>

/** Answer of api key 40. Versions 1-2, flexible 2+. */
export const ExpireDelegationTokenResponse = message({
  name: 'ExpireDelegationTokenResponse',
  apiKey: 40,
  versions: '1-2',
  flexible: '2+',
  fields: {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32(),
  },
})
export type ExpireDelegationTokenResponse = Infer<typeof ExpireDelegationTokenResponse>
