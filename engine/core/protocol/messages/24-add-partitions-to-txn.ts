/**
 * AddPartitionsToTxn (api key 24). What versions brought: 0-3 client form (one transaction); 4+ batched with
 * verify_only, broker-to-broker.
 */
import { array, bool, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

const addPartitionsToTxnRequestAddPartitionsToTxnTopic = {
  name: string(),
  partitions: array(int32()),
}

/** Request of api key 24. Versions 0-5, flexible 3+. */
export const AddPartitionsToTxnRequest = message({
  name: 'AddPartitionsToTxnRequest',
  apiKey: 24,
  versions: '0-5',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    transactions: array(
      struct({
        transactionalId: string({ versions: '4+' }),
        producerId: int64({ versions: '4+' }),
        producerEpoch: int16({ versions: '4+' }),
        verifyOnly: bool({ versions: '4+' }),
        topics: array(struct(addPartitionsToTxnRequestAddPartitionsToTxnTopic), { versions: '4+' }),
      }),
      { versions: '4+' },
    ),
    v3AndBelowTransactionalId: string({ versions: '0-3' }),
    v3AndBelowProducerId: int64({ versions: '0-3' }),
    v3AndBelowProducerEpoch: int16({ versions: '0-3' }),
    v3AndBelowTopics: array(struct(addPartitionsToTxnRequestAddPartitionsToTxnTopic), { versions: '0-3' }),
  },
})
export type AddPartitionsToTxnRequest = Infer<typeof AddPartitionsToTxnRequest>

const addPartitionsToTxnResponseAddPartitionsToTxnPartitionResult = {
  partitionIndex: int32(),
  partitionErrorCode: int16(),
}

const addPartitionsToTxnResponseAddPartitionsToTxnTopicResult = {
  name: string(),
  resultsByPartition: array(struct(addPartitionsToTxnResponseAddPartitionsToTxnPartitionResult)),
}

/** Answer of api key 24. Versions 0-5, flexible 3+. */
export const AddPartitionsToTxnResponse = message({
  name: 'AddPartitionsToTxnResponse',
  apiKey: 24,
  versions: '0-5',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: '4+', ignorable: true }),
    resultsByTransaction: array(
      struct({
        transactionalId: string({ versions: '4+' }),
        topicResults: array(struct(addPartitionsToTxnResponseAddPartitionsToTxnTopicResult), { versions: '4+' }),
      }),
      { versions: '4+' },
    ),
    resultsByTopicV3AndBelow: array(struct(addPartitionsToTxnResponseAddPartitionsToTxnTopicResult), {
      versions: '0-3',
    }),
  },
})
export type AddPartitionsToTxnResponse = Infer<typeof AddPartitionsToTxnResponse>
