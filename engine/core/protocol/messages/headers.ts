/** Headers of requests and responses. */
import { type Infer, int16, int32, message, string } from '../schema.ts'

/** Frame header. Versions 1-2, flexible 2+. */
export const RequestHeader = message({
  name: 'RequestHeader',
  versions: '1-2',
  flexible: '2+',
  fields: {
    requestApiKey: int16(),
    requestApiVersion: int16(),
    correlationId: int32(),
    clientId: string({ versions: '1+', nullable: '1+', flexible: 'none' }),
  },
})
export type RequestHeader = Infer<typeof RequestHeader>

/** Frame header. Versions 0-1, flexible 1+. */
export const ResponseHeader = message({
  name: 'ResponseHeader',
  versions: '0-1',
  flexible: '1+',
  fields: {
    correlationId: int32(),
  },
})
export type ResponseHeader = Infer<typeof ResponseHeader>
