/** DescribeDelegationToken (api key 41). */
import { array, bytes, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 41. Versions 1-3, flexible 2+. */
export const DescribeDelegationTokenRequest = message({
  name: 'DescribeDelegationTokenRequest',
  apiKey: 41,
  versions: '1-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    owners: array(
      struct({
        principalType: string(),
        principalName: string(),
      }),
      { nullable: '0+' },
    ),
  },
})
export type DescribeDelegationTokenRequest = Infer<typeof DescribeDelegationTokenRequest>

/** Answer of api key 41. Versions 1-3, flexible 2+. */
export const DescribeDelegationTokenResponse = message({
  name: 'DescribeDelegationTokenResponse',
  apiKey: 41,
  versions: '1-3',
  flexible: '2+',
  fields: {
    errorCode: int16(),
    tokens: array(
      struct({
        principalType: string(),
        principalName: string(),
        tokenRequesterPrincipalType: string({ versions: '3+' }),
        tokenRequesterPrincipalName: string({ versions: '3+' }),
        issueTimestamp: int64(),
        expiryTimestamp: int64(),
        maxTimestamp: int64(),
        tokenId: string(),
        hmac: bytes(),
        renewers: array(
          struct({
            principalType: string(),
            principalName: string(),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32(),
  },
})
export type DescribeDelegationTokenResponse = Infer<typeof DescribeDelegationTokenResponse>
