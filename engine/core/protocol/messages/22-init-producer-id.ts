/**
 * InitProducerId (api key 22). What versions brought: 3 producer id/epoch supplied (KIP-360); 4 PRODUCER_FENCED; 5
 * TRANSACTION_ABORTABLE; 6 2PC (unstable).
 */
import { bool, type Infer, int16, int32, int64, message, string } from '../schema.ts'

/** Request of api key 22. Versions 0-6, flexible 2+. */
export const InitProducerIdRequest = message({
  name: 'InitProducerIdRequest',
  apiKey: 22,
  versions: '0-5',
  flexible: '2+',
  listeners: ['broker'],
  unstable: 6,
  fields: {
    transactionalId: string({ nullable: '0+' }),
    transactionTimeoutMs: int32(),
    producerId: int64({ versions: '3+', default: -1 }),
    producerEpoch: int16({ versions: '3+', default: -1 }),
    enable2Pc: bool({ versions: '6+' }),
    keepPreparedTxn: bool({ versions: '6+' }),
  },
})
export type InitProducerIdRequest = Infer<typeof InitProducerIdRequest>

/** Answer of api key 22. Versions 0-6, flexible 2+. */
export const InitProducerIdResponse = message({
  name: 'InitProducerIdResponse',
  apiKey: 22,
  versions: '0-5',
  flexible: '2+',
  unstable: 6,
  fields: {
    throttleTimeMs: int32({ ignorable: true }),
    errorCode: int16(),
    producerId: int64({ default: -1 }),
    producerEpoch: int16(),
    ongoingTxnProducerId: int64({ versions: '6+', default: -1 }),
    ongoingTxnProducerEpoch: int16({ versions: '6+', default: -1 }),
  },
})
export type InitProducerIdResponse = Infer<typeof InitProducerIdResponse>
