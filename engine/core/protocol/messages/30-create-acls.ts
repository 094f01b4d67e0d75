/** CreateAcls (api key 30). */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 30. Versions 1-3, flexible 2+. */
export const CreateAclsRequest = message({
  name: 'CreateAclsRequest',
  apiKey: 30,
  versions: '1-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    creations: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        resourcePatternType: int8({ versions: '1+', default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  },
})
export type CreateAclsRequest = Infer<typeof CreateAclsRequest>

/** Answer of api key 30. Versions 1-3, flexible 2+. */
export const CreateAclsResponse = message({
  name: 'CreateAclsResponse',
  apiKey: 30,
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
      }),
    ),
  },
})
export type CreateAclsResponse = Infer<typeof CreateAclsResponse>
