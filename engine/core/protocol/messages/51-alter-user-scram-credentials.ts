/** AlterUserScramCredentials (api key 51). */
import { array, bytes, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 51. Versions 0, flexible 0+. */
export const AlterUserScramCredentialsRequest = message({
  name: 'AlterUserScramCredentialsRequest',
  apiKey: 51,
  versions: '0',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    deletions: array(
      struct({
        name: string(),
        mechanism: int8(),
      }),
    ),
    upsertions: array(
      struct({
        name: string(),
        mechanism: int8(),
        iterations: int32(),
        salt: bytes(),
        saltedPassword: bytes(),
      }),
    ),
  },
})
export type AlterUserScramCredentialsRequest = Infer<typeof AlterUserScramCredentialsRequest>

/** Answer of api key 51. Versions 0, flexible 0+. */
export const AlterUserScramCredentialsResponse = message({
  name: 'AlterUserScramCredentialsResponse',
  apiKey: 51,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        user: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
      }),
    ),
  },
})
export type AlterUserScramCredentialsResponse = Infer<typeof AlterUserScramCredentialsResponse>
