/** The producer's id and epoch, which make its batches recognisable (KIP-98, idempotent part). */
import { Errors } from '../protocol/errors.ts'
import { exceptionOf } from './errors.ts'
import type { NetworkClient } from './network-client.ts'

export interface ProducerIdentity {
  readonly producerId: number
  readonly producerEpoch: number
}

export const NO_PRODUCER_ID: ProducerIdentity = { producerId: -1, producerEpoch: -1 }

/** Asks a broker for a fresh producer id. Rejects with a KafkaException. */
export async function requestProducerId(network: NetworkClient): Promise<ProducerIdentity> {
  const request = { transactionalId: null, transactionTimeoutMs: 0x7fff_ffff }
  const { body } = await network.send(network.leastLoaded(), 'InitProducerId', request)
  if (body.errorCode !== Errors.NONE) throw exceptionOf(body.errorCode)
  return { producerId: body.producerId, producerEpoch: body.producerEpoch }
}
