/**
 * DescribeGroups (api key 15). What versions brought: 3 authorised operations; 4 instance id; 6 GROUP_ID_NOT_FOUND
 * instead of Dead.
 */
import { array, bool, bytes, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 15. Versions 0-6, flexible 5+. */
export const DescribeGroupsRequest = message({
  name: 'DescribeGroupsRequest',
  apiKey: 15,
  versions: '0-6',
  flexible: '5+',
  listeners: ['broker'],
  fields: {
    groups: array(string()),
    includeAuthorizedOperations: bool({ versions: '3+' }),
  },
})
export type DescribeGroupsRequest = Infer<typeof DescribeGroupsRequest>

/** Answer of api key 15. Versions 0-6, flexible 5+. */
export const DescribeGroupsResponse = message({
  name: 'DescribeGroupsResponse',
  apiKey: 15,
  versions: '0-6',
  flexible: '5+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    groups: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ versions: '6+', nullable: '6+', default: null }),
        groupId: string(),
        groupState: string(),
        protocolType: string(),
        protocolData: string(),
        members: array(
          struct({
            memberId: string(),
            groupInstanceId: string({ versions: '4+', nullable: '4+', default: null, ignorable: true }),
            clientId: string(),
            clientHost: string(),
            memberMetadata: bytes(),
            memberAssignment: bytes(),
          }),
        ),
        authorizedOperations: int32({ versions: '3+', default: -2147483648 }),
      }),
    ),
  },
})
export type DescribeGroupsResponse = Infer<typeof DescribeGroupsResponse>
