/** LeaveGroup (api key 13). */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 13. Versions 0-5, flexible 4+. */
export const LeaveGroupRequest = message({
  name: 'LeaveGroupRequest',
  apiKey: 13,
  versions: '0-5',
  flexible: '4+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    memberId: string({ versions: '0-2' }),
    members: array(
      struct({
        memberId: string({ versions: '3+' }),
        groupInstanceId: string({ versions: '3+', nullable: '3+', default: null }),
        reason: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
      }),
      { versions: '3+' },
    ),
  },
})
export type LeaveGroupRequest = Infer<typeof LeaveGroupRequest>

/** Answer of api key 13. Versions 0-5, flexible 4+. */
export const LeaveGroupResponse = message({
  name: 'LeaveGroupResponse',
  apiKey: 13,
  versions: '0-5',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    errorCode: int16(),
    members: array(
      struct({
        memberId: string({ versions: '3+' }),
        groupInstanceId: string({ versions: '3+', nullable: '3+' }),
        errorCode: int16({ versions: '3+' }),
      }),
      { versions: '3+' },
    ),
  },
})
export type LeaveGroupResponse = Infer<typeof LeaveGroupResponse>
