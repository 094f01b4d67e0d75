/** DescribeAcls (api key 29). */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 29. Versions 1-3, flexible 2+. */
export const DescribeAclsRequest = message({
  name: 'DescribeAclsRequest',
  apiKey: 29,
  versions: '1-3',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullable: '0+' }),
    patternTypeFilter: int8({ versions: '1+', default: 3 }),
    principalFilter: string({ nullable: '0+' }),
    hostFilter: string({ nullable: '0+' }),
    operation: int8(),
    permissionType: int8(),
  },
})
export type DescribeAclsRequest = Infer<typeof DescribeAclsRequest>

/** Answer of api key 29. Versions 1-3, flexible 2+. */
export const DescribeAclsResponse = message({
  name: 'DescribeAclsResponse',
  apiKey: 29,
  versions: '1-3',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ versions: '1+', default: 3 }),
        acls: array(
          struct({
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
export type DescribeAclsResponse = Infer<typeof DescribeAclsResponse>
