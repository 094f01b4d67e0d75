/** DeleteGroups (api key 42). */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 42. Versions 0-2, flexible 2+. */
export const DeleteGroupsRequest = message({
  name: 'DeleteGroupsRequest',
  apiKey: 42,
  versions: '0-2',
  flexible: '2+',
  listeners: ['broker'],
  fields: {
    groupsNames: array(string()),
  },
})
export type DeleteGroupsRequest = Infer<typeof DeleteGroupsRequest>

/** Answer of api key 42. Versions 0-2, flexible 2+. */
export const DeleteGroupsResponse = message({
  name: 'DeleteGroupsResponse',
  apiKey: 42,
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        groupId: string(),
        errorCode: int16(),
      }),
    ),
  },
})
export type DeleteGroupsResponse = Infer<typeof DeleteGroupsResponse>
