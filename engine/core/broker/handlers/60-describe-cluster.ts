/** DescribeCluster, versions 0-2. 1 endpoint type (KIP-919); 2 fenced brokers (KIP-1073). */
import { Errors } from '../../protocol/errors.ts'
import { CLUSTER_OPERATIONS, NO_OPERATIONS } from '../authorized-operations.ts'
import type { Handler } from '../handler.ts'

const BROKERS = 1
const CONTROLLERS = 2

export const describeCluster: Handler<'DescribeCluster'> = (context, request, services) => {
  const { endpointType } = request
  if (endpointType !== BROKERS && endpointType !== CONTROLLERS)
    return {
      errorCode: Errors.UNSUPPORTED_ENDPOINT_TYPE,
      errorMessage: `Unsupported endpoint type ${endpointType}`,
      endpointType: BROKERS,
    }
  if (endpointType !== BROKERS)
    return {
      errorCode: Errors.MISMATCHED_ENDPOINT_TYPE,
      errorMessage: 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER',
      endpointType: BROKERS,
    }
  const { image, clusterId, env } = services
  const all = [...image.brokers.values()].sort((a, b) => a.id - b.id)
  const brokers = all
    .filter(({ fenced }) => !fenced || request.includeFencedBrokers)
    .flatMap(({ id, rack, fenced, listeners }) => {
      const endpoint = listeners.find(({ name }) => name === context.listener)
      return endpoint ? [{ brokerId: id, host: endpoint.host, port: endpoint.port, rack, isFenced: fenced }] : []
    })
  const alive = brokers.filter(({ isFenced }) => !isFenced)
  return {
    clusterId,
    controllerId: alive[Math.floor(env.random.float() * alive.length)]?.brokerId ?? -1,
    brokers,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : NO_OPERATIONS,
  }
}
