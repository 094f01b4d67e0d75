/**
 * DescribeCluster (api key 60). What versions brought: 1 endpoint type (1 brokers, 2 controllers); 2 include
 * fenced brokers.
 */
import { array, bool, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 60. Versions 0-2, flexible 0+. */
export const DescribeClusterRequest = message({
  name: 'DescribeClusterRequest',
  apiKey: 60,
  versions: '0-2',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    includeClusterAuthorizedOperations: bool(),
    endpointType: int8({ versions: '1+', default: 1 }),
    includeFencedBrokers: bool({ versions: '2+' }),
  },
})
export type DescribeClusterRequest = Infer<typeof DescribeClusterRequest>

/** Answer of api key 60. Versions 0-2, flexible 0+. */
export const DescribeClusterResponse = message({
  name: 'DescribeClusterResponse',
  apiKey: 60,
  versions: '0-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', default: null }),
    endpointType: int8({ versions: '1+', default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: array(
      struct({
        brokerId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullable: '0+', default: null }),
        isFenced: bool({ versions: '2+' }),
      }),
    ),
    clusterAuthorizedOperations: int32({ default: -2147483648 }),
  },
})
export type DescribeClusterResponse = Infer<typeof DescribeClusterResponse>
