/** AllocateProducerIds (`ProducerIdControlManager.java`). */
import { metadataRecord } from '../metadata/records.ts'
import { Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import type { ControllerState, Decision } from './decision.ts'

/** Ids in a block. */
const BLOCK_SIZE = 1000

/** Grants a broker the next block of producer ids. */
export function allocateProducerIds(
  { image }: ControllerState,
  request: RequestOf<'AllocateProducerIds'>,
): Decision<ResponseInit<'AllocateProducerIds'>> {
  const { brokerId, brokerEpoch } = request
  const broker = image.brokers.get(brokerId)
  if (broker?.epoch !== brokerEpoch) return { records: [], response: { errorCode: Errors.STALE_BROKER_EPOCH } }
  const producerIdStart = image.nextProducerId
  const nextProducerId = producerIdStart + BLOCK_SIZE
  return {
    records: [metadataRecord('ProducerIdsRecord', 0, { brokerId, brokerEpoch, nextProducerId })],
    response: { errorCode: Errors.NONE, producerIdStart, producerIdLen: BLOCK_SIZE },
  }
}
