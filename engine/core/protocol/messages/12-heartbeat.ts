/** Heartbeat (api key 12). */
import { type Infer, int16, int32, message, string } from '../schema.ts'

/** Request of api key 12. Versions 0-4, flexible 4+. */
export const HeartbeatRequest = message({
  name: 'HeartbeatRequest',
  apiKey: 12,
  versions: '0-4',
  flexible: '4+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
  },
})
export type HeartbeatRequest = Infer<typeof HeartbeatRequest>

/** Answer of api key 12. Versions 0-4, flexible 4+. */
export const HeartbeatResponse = message({
  name: 'HeartbeatResponse',
  apiKey: 12,
  versions: '0-4',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    errorCode: int16(),
  },
})
export type HeartbeatResponse = Infer<typeof HeartbeatResponse>
