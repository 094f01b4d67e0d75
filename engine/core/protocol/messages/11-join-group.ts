/**
 * JoinGroup (api key 11). What versions brought: 1 rebalance timeout; 4 MEMBER_ID_REQUIRED; 5 instance id; 6
 * flexible; 7 protocol type in response; 8 reason; 9 skip_assignment in response (KIP-814).
 */
import { array, bool, bytes, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 11. Versions 0-9, flexible 6+. */
export const JoinGroupRequest = message({
  name: 'JoinGroupRequest',
  apiKey: 11,
  versions: '0-9',
  flexible: '6+',
  listeners: ['broker'],
  fields: {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ versions: '1+', default: -1, ignorable: true }),
    memberId: string(),
    groupInstanceId: string({ versions: '5+', nullable: '5+', default: null }),
    protocolType: string(),
    protocols: array(
      struct({
        name: string(),
        metadata: bytes(),
      }),
    ),
    reason: string({ versions: '8+', nullable: '8+', default: null, ignorable: true }),
  },
})
export type JoinGroupRequest = Infer<typeof JoinGroupRequest>

/** Answer of api key 11. Versions 0-9, flexible 6+. */
export const JoinGroupResponse = message({
  name: 'JoinGroupResponse',
  apiKey: 11,
  versions: '0-9',
  flexible: '6+',
  fields: {
    throttleTimeMs: int32({ versions: '2+', ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: string({ versions: '7+', nullable: '7+', default: null, ignorable: true }),
    protocolName: string({ nullable: '7+' }),
    leader: string(),
    skipAssignment: bool({ versions: '9+' }),
    memberId: string(),
    members: array(
      struct({
        memberId: string(),
        groupInstanceId: string({ versions: '5+', nullable: '5+', default: null, ignorable: true }),
        metadata: bytes(),
      }),
    ),
  },
})
export type JoinGroupResponse = Infer<typeof JoinGroupResponse>
