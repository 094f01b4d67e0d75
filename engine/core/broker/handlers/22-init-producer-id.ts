/** InitProducerId, versions 0-5, for idempotent producers; transactions come with their coordinator. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

const REFUSED = { producerId: -1, producerEpoch: -1 }

export const initProducerId: Handler<'InitProducerId'> = async (_context, request, services) => {
  const { transactionalId, producerId, producerEpoch } = request
  if (transactionalId === '') return { ...REFUSED, errorCode: Errors.INVALID_REQUEST }
  if ((producerId === -1) !== (producerEpoch === -1)) return { ...REFUSED, errorCode: Errors.INVALID_REQUEST }
  // No transaction coordinator runs here: what Kafka says while the coordinator's topic has no leader.
  if (transactionalId !== null) return { ...REFUSED, errorCode: Errors.COORDINATOR_NOT_AVAILABLE }
  const fresh = await services.producerIds.next()
  // Kafka answers so until its next block has come; clients try again.
  if (fresh === null) return { ...REFUSED, errorCode: Errors.COORDINATOR_LOAD_IN_PROGRESS }
  return { errorCode: Errors.NONE, producerId: fresh, producerEpoch: 0 }
}
