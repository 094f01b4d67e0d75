/** AddOffsetsToTxn (api key 25). */
import { type Infer, int16, int32, int64, message, string } from '../schema.ts'

/** Request of api key 25. Versions 0-4, flexible 3+. */
export const AddOffsetsToTxnRequest = message({
  name: 'AddOffsetsToTxnRequest',
  apiKey: 25,
  versions: '0-4',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    groupId: string(),
  },
})
export type AddOffsetsToTxnRequest = Infer<typeof AddOffsetsToTxnRequest>

/** Answer of api key 25. Versions 0-4, flexible 3+. */
export const AddOffsetsToTxnResponse = message({
  name: 'AddOffsetsToTxnResponse',
  apiKey: 25,
  versions: '0-4',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
  },
})
export type AddOffsetsToTxnResponse = Infer<typeof AddOffsetsToTxnResponse>
