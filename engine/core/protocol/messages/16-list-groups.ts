/** ListGroups (api key 16). What versions brought: 4 states filter; 5 types filter + group_type. */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 16. Versions 0-5, flexible 3+. */
export const ListGroupsRequest = message({
  name: 'ListGroupsRequest',
  apiKey: 16,
  versions: '0-5',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    statesFilter: array(string(), { versions: '4+' }),
    typesFilter: array(string(), { versions: '5+' }),
  },
})
export type ListGroupsRequest = Infer<typeof ListGroupsRequest>

/** Answer of api key 16. Versions 0-5, flexible 3+. */
export const ListGroupsResponse = message({
  name: 'ListGroupsResponse',
  apiKey: 16,
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    errorCode: int16(),
    groups: array(
      struct({
        groupId: string(),
        protocolType: string(),
        groupState: string({ versions: '4+', ignorable: true }),
        groupType: string({ versions: '5+', ignorable: true }),
      }),
    ),
  },
})
export type ListGroupsResponse = Infer<typeof ListGroupsResponse>
