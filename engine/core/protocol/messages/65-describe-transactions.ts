/** DescribeTransactions (api key 65). */
import { array, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 65. Versions 0, flexible 0+. */
export const DescribeTransactionsRequest = message({
  name: 'DescribeTransactionsRequest',
  apiKey: 65,
  versions: '0',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    transactionalIds: array(string()),
  },
})
export type DescribeTransactionsRequest = Infer<typeof DescribeTransactionsRequest>

/** Answer of api key 65. Versions 0, flexible 0+. */
export const DescribeTransactionsResponse = message({
  name: 'DescribeTransactionsResponse',
  apiKey: 65,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    transactionStates: array(
      struct({
        errorCode: int16(),
        transactionalId: string(),
        transactionState: string(),
        transactionTimeoutMs: int32(),
        transactionStartTimeMs: int64(),
        producerId: int64(),
        producerEpoch: int16(),
        topics: array(
          struct({
            topic: string(),
            partitions: array(int32()),
          }),
        ),
      }),
    ),
  },
})
export type DescribeTransactionsResponse = Infer<typeof DescribeTransactionsResponse>
