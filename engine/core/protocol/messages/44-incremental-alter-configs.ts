/** IncrementalAlterConfigs (api key 44). */
import { array, bool, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 44. Versions 0-1, flexible 1+. */
export const IncrementalAlterConfigsRequest = message({
  name: 'IncrementalAlterConfigsRequest',
  apiKey: 44,
  versions: '0-1',
  flexible: '1+',
  listeners: ['broker', 'controller'],
  fields: {
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct({
            name: string(),
            configOperation: int8(),
            value: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
})
export type IncrementalAlterConfigsRequest = Infer<typeof IncrementalAlterConfigsRequest>

/** Answer of api key 44. Versions 0-1, flexible 1+. */
export const IncrementalAlterConfigsResponse = message({
  name: 'IncrementalAlterConfigsResponse',
  apiKey: 44,
  versions: '0-1',
  flexible: '1+',
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
export type IncrementalAlterConfigsResponse = Infer<typeof IncrementalAlterConfigsResponse>
