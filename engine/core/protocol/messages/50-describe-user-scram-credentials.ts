/** DescribeUserScramCredentials (api key 50). */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 50. Versions 0, flexible 0+. */
export const DescribeUserScramCredentialsRequest = message({
  name: 'DescribeUserScramCredentialsRequest',
  apiKey: 50,
  versions: '0',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    users: array(
      struct({
        name: string(),
      }),
      { nullable: '0+' },
    ),
  },
})
export type DescribeUserScramCredentialsRequest = Infer<typeof DescribeUserScramCredentialsRequest>

/** Answer of api key 50. Versions 0, flexible 0+. */
export const DescribeUserScramCredentialsResponse = message({
  name: 'DescribeUserScramCredentialsResponse',
  apiKey: 50,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    results: array(
      struct({
        user: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        credentialInfos: array(
          struct({
            mechanism: int8(),
            iterations: int32(),
          }),
        ),
      }),
    ),
  },
})
export type DescribeUserScramCredentialsResponse = Infer<typeof DescribeUserScramCredentialsResponse>
