/** Records of __transaction_state and of transaction markers. */
import { array, type Infer, int8, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Data inside other messages or files. Versions 0, flexible none. */
export const EndTxnMarker = message({
  name: 'EndTxnMarker',
  versions: '0',
  flexible: 'none',
  fields: {
    coordinatorEpoch: int32(),
  },
})
export type EndTxnMarker = Infer<typeof EndTxnMarker>

/** Key of coordinator record type 0. Versions 0, flexible none. */
export const TransactionLogKey = message({
  name: 'TransactionLogKey',
  apiKey: 0,
  versions: '0',
  flexible: 'none',
  fields: {
    transactionalId: string({ versions: '0' }),
  },
})
export type TransactionLogKey = Infer<typeof TransactionLogKey>

/** Value of coordinator record type 0. Versions 0-1, flexible 1+. */
export const TransactionLogValue = message({
  name: 'TransactionLogValue',
  apiKey: 0,
  versions: '0-1',
  flexible: '1+',
  fields: {
    producerId: int64(),
    previousProducerId: int64({ tag: 0, tagged: '1+', default: -1 }),
    nextProducerId: int64({ tag: 1, tagged: '1+', default: -1 }),
    producerEpoch: int16(),
    nextProducerEpoch: int16({ tag: 3, tagged: '1+', default: -1 }),
    transactionTimeoutMs: int32(),
    transactionStatus: int8(),
    transactionPartitions: array(
      struct({
        topic: string(),
        partitionIds: array(int32()),
      }),
      { nullable: '0+' },
    ),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
    clientTransactionVersion: int16({ tag: 2, tagged: '1+' }),
  },
})
export type TransactionLogValue = Infer<typeof TransactionLogValue>
