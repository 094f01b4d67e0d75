/** CreateDelegationToken (api key 38). */
import { array, bytes, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 38. Versions 1-3, flexible 2+. */
export const CreateDelegationTokenRequest = message({
  name: 'CreateDelegationTokenRequest',
  apiKey: 38,
  versions: '1-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    ownerPrincipalType: string({ versions: '3+', nullable: '3+' }),
    ownerPrincipalName: string({ versions: '3+', nullable: '3+' }),
    renewers: array(
      struct({
        principalType: string(),
        principalName: string(),
      }),
    ),
    maxLifetimeMs: int64(),
  },
})
export type CreateDelegationTokenRequest = Infer<typeof CreateDelegationTokenRequest>

/** Answer of api key 38. Versions 1-3, flexible 2+. */
export const CreateDelegationTokenResponse = message({
  name: 'CreateDelegationTokenResponse',
  apiKey: 38,
  versions: '1-3',
  flexible: '2+',
  fields: {
    errorCode: int16(),
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ versions: '3+' }),
    tokenRequesterPrincipalName: string({ versions: '3+' }),
    issueTimestampMs: int64(),
    expiryTimestampMs: int64(),
    maxTimestampMs: int64(),
    tokenId: string(),
    hmac: bytes(),
    throttleTimeMs: int32(),
  },
})
export type CreateDelegationTokenResponse = Infer<typeof CreateDelegationTokenResponse>
