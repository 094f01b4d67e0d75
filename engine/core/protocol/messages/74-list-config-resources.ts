/**
 * ListConfigResources (api key 74). What versions brought: 0 = old ListClientMetricsResources; 1 adds resource
 * types.
 */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 74. Versions 0-1, flexible 0+. */
export const ListConfigResourcesRequest = message({
  name: 'ListConfigResourcesRequest',
  apiKey: 74,
  versions: '0-1',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    resourceTypes: array(int8(), { versions: '1+' }),
  },
})
export type ListConfigResourcesRequest = Infer<typeof ListConfigResourcesRequest>

/** Answer of api key 74. Versions 0-1, flexible 0+. */
export const ListConfigResourcesResponse = message({
  name: 'ListConfigResourcesResponse',
  apiKey: 74,
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    configResources: array(
      struct({
        resourceName: string(),
        resourceType: int8({ versions: '1+', default: 16, ignorable: true }),
      }),
    ),
  },
})
export type ListConfigResourcesResponse = Infer<typeof ListConfigResourcesResponse>
