/** FindCoordinator, versions 0-6. 1 key types; 4 several keys; 6 share groups. `KafkaApis.handleFindCoordinatorRequest`. */
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import { OFFSETS_TOPIC } from '../group-coordinator-host.ts'
import type { BrokerServices, Handler, RequestContext } from '../handler.ts'

const GROUP = 0
const TRANSACTION = 1
const SHARE = 2

/** The messages of these codes in 4.3.1 (`Errors.java`). */
const MESSAGES = new Map<ErrorCode, string>([
  [Errors.COORDINATOR_NOT_AVAILABLE, 'The coordinator is not available.'],
  [
    Errors.INVALID_REQUEST,
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ],
])

interface Found {
  readonly errorCode: ErrorCode
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

export const findCoordinator: Handler<'FindCoordinator'> = async (context, request, services) => {
  const find = (key: string) => coordinatorOf(key, request.keyType, context, services)
  if (context.version >= 4) {
    const coordinators = []
    for (const key of request.coordinatorKeys) {
      const found = await find(key)
      // A share partition's key of no known form is refused without a word.
      const errorMessage = request.keyType === SHARE ? '' : (MESSAGES.get(found.errorCode) ?? '')
      coordinators.push({ key, ...found, errorMessage })
    }
    return { coordinators }
  }
  const found = await find(request.key)
  return { ...found, errorMessage: MESSAGES.get(found.errorCode) ?? 'NONE' }
}

function nobody(errorCode: ErrorCode): Found {
  return { errorCode, nodeId: -1, host: '', port: -1 }
}

async function coordinatorOf(
  key: string,
  keyType: number,
  context: RequestContext,
  services: BrokerServices,
): Promise<Found> {
  // No transaction coordinator runs yet: that is what a client sees of Kafka while its topic has no leader.
  if (keyType === TRANSACTION) return nobody(Errors.COORDINATOR_NOT_AVAILABLE)
  if (keyType !== GROUP) return nobody(Errors.INVALID_REQUEST)
  if (!services.image.topic(OFFSETS_TOPIC)) {
    await services.autoTopics.create([OFFSETS_TOPIC])
    return nobody(Errors.COORDINATOR_NOT_AVAILABLE)
  }
  const partition = services.image.partition(OFFSETS_TOPIC, services.groupCoordinator.partitionFor(key))
  const broker = services.image.brokers.get(partition?.leader ?? -1)
  const endpoint = broker?.listeners.find(({ name }) => name === context.listener)
  if (!broker || broker.fenced || !endpoint) return nobody(Errors.COORDINATOR_NOT_AVAILABLE)
  return { errorCode: Errors.NONE, nodeId: broker.id, host: endpoint.host, port: endpoint.port }
}
