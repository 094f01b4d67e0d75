/** ListTransactions (api key 66). */
import { array, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 66. Versions 0-2, flexible 0+. */
export const ListTransactionsRequest = message({
  name: 'ListTransactionsRequest',
  apiKey: 66,
  versions: '0-2',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    stateFilters: array(string()),
    producerIdFilters: array(int64()),
    durationFilter: int64({ versions: '1+', default: -1 }),
    transactionalIdPattern: string({ versions: '2+', nullable: '2+', default: null }),
  },
})
export type ListTransactionsRequest = Infer<typeof ListTransactionsRequest>

/** Answer of api key 66. Versions 0-2, flexible 0+. */
export const ListTransactionsResponse = message({
  name: 'ListTransactionsResponse',
  apiKey: 66,
  versions: '0-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    unknownStateFilters: array(string()),
    transactionStates: array(
      struct({
        transactionalId: string(),
        producerId: int64(),
        transactionState: string(),
      }),
    ),
  },
})
export type ListTransactionsResponse = Infer<typeof ListTransactionsResponse>
