/**
 * Produce (api key 0). What versions brought: 3 first with record batch v2; 5 log_start_offset in response; 7
 * zstd; 8 record_errors+error_message; 9 flexible; 10 current-leader/node-endpoints tags (KIP-951); 11
 * TRANSACTION_ABORTABLE; 12 = 11 but under transactions V2 implicitly adds the partition to the transaction; 13
 * topic ids.
 */
import { array, type Infer, int16, int32, int64, message, records, string, struct, uuid } from '../schema.ts'

/** Request of api key 0. Versions 3-13, flexible 9+. */
export const ProduceRequest = message({
  name: 'ProduceRequest',
  apiKey: 0,
  versions: '3-13',
  flexible: '9+',
  listeners: ['broker'],
  fields: {
    transactionalId: string({ versions: '3+', nullable: '3+', default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array(
      struct({
        name: string({ versions: '0-12', ignorable: true }),
        topicId: uuid({ versions: '13+', ignorable: true }),
        partitionData: array(
          struct({
            index: int32(),
            records: records({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
})
export type ProduceRequest = Infer<typeof ProduceRequest>

/** Answer of api key 0. Versions 3-13, flexible 9+. */
export const ProduceResponse = message({
  name: 'ProduceResponse',
  apiKey: 0,
  versions: '3-13',
  flexible: '9+',
  fields: {
    responses: array(
      struct({
        name: string({ versions: '0-12', ignorable: true }),
        topicId: uuid({ versions: '13+', ignorable: true }),
        partitionResponses: array(
          struct({
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ versions: '2+', default: -1, ignorable: true }),
            logStartOffset: int64({ versions: '5+', default: -1, ignorable: true }),
            recordErrors: array(
              struct({
                batchIndex: int32({ versions: '8+' }),
                batchIndexErrorMessage: string({ versions: '8+', nullable: '8+', default: null }),
              }),
              { versions: '8+', ignorable: true },
            ),
            errorMessage: string({ versions: '8+', nullable: '8+', default: null, ignorable: true }),
            currentLeader: struct(
              {
                leaderId: int32({ versions: '10+', default: -1 }),
                leaderEpoch: int32({ versions: '10+', default: -1 }),
              },
              { versions: '10+', tag: 0 },
            ),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    nodeEndpoints: array(
      struct({
        nodeId: int32({ versions: '10+' }),
        host: string({ versions: '10+' }),
        port: int32({ versions: '10+' }),
        rack: string({ versions: '10+', nullable: '10+', default: null }),
      }),
      { versions: '10+', tag: 0 },
    ),
  },
})
export type ProduceResponse = Infer<typeof ProduceResponse>
