/** AlterConfigs (api key 33). */
import { array, bool, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 33. Versions 0-2, flexible 2+. */
export const AlterConfigsRequest = message({
  name: 'AlterConfigsRequest',
  apiKey: 33,
  versions: '0-2',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct({
            name: string(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
})
export type AlterConfigsRequest = Infer<typeof AlterConfigsRequest>

/** Answer of api key 33. Versions 0-2, flexible 2+. */
export const AlterConfigsResponse = message({
  name: 'AlterConfigsResponse',
  apiKey: 33,
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    responses: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        resourceType: int8(),
        resourceName: string(),
      }),
    ),
  },
})
export type AlterConfigsResponse = Infer<typeof AlterConfigsResponse>
