/** DeleteAcls (api key 31). */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 31. Versions 1-3, flexible 2+. */
export const DeleteAclsRequest = message({
  name: 'DeleteAclsRequest',
  apiKey: 31,
  versions: '1-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    filters: array(
      struct({
        resourceTypeFilter: int8(),
        resourceNameFilter: string({ nullable: '0+' }),
        patternTypeFilter: int8({ versions: '1+', default: 3 }),
        principalFilter: string({ nullable: '0+' }),
        hostFilter: string({ nullable: '0+' }),
        operation: int8(),
        permissionType: int8(),
      }),
    ),
  },
})
export type DeleteAclsRequest = Infer<typeof DeleteAclsRequest>

/** Answer of api key 31. Versions 1-3, flexible 2+. */
export const DeleteAclsResponse = message({
  name: 'DeleteAclsResponse',
  apiKey: 31,
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    filterResults: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        matchingAcls: array(
          struct({
            errorCode: int16(),
            errorMessage: string({ nullable: '0+' }),
            resourceType: int8(),
            resourceName: string(),
            patternType: int8({ versions: '1+', default: 3 }),
            principal: string(),
            host: string(),
            operation: int8(),
            permissionType: int8(),
          }),
        ),
      }),
    ),
  },
})
export type DeleteAclsResponse = Infer<typeof DeleteAclsResponse>
