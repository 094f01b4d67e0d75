/** EndTxn (api key 26). What versions brought: 5 returns bumped producer id/epoch (transactions V2). */
import { bool, type Infer, int16, int32, int64, message, string } from '../schema.ts'

/** Request of api key 26. Versions 0-5, flexible 3+. */
export const EndTxnRequest = message({
  name: 'EndTxnRequest',
  apiKey: 26,
  versions: '0-5',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: bool(),
  },
})
export type EndTxnRequest = Infer<typeof EndTxnRequest>

/** Answer of api key 26. Versions 0-5, flexible 3+. */
export const EndTxnResponse = message({
  name: 'EndTxnResponse',
  apiKey: 26,
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    producerId: int64({ versions: '5+', default: -1, ignorable: true }),
    producerEpoch: int16({ versions: '5+', default: -1, ignorable: true }),
  },
})
export type EndTxnResponse = Infer<typeof EndTxnResponse>
