/** What each of the APIs that brokers send on answers with one error for all that it asks (`AbstractRequest.getErrorResponse`). */
import { type ErrorCode, Errors } from '../protocol/errors.ts'
import type { RequestOf, ResponseInit } from '../protocol/frame.ts'
import type { Forwardable, WholeError } from './forwardable.ts'

type ErrorAnswer<N extends Forwardable> = (error: WholeError, request: RequestOf<N>) => ResponseInit<N>

/** `Errors.message()`, which some answers carry when nothing more is known. */
const TEXTS: ReadonlyMap<ErrorCode, string> = new Map([
  [Errors.REQUEST_TIMED_OUT, 'The request timed out.'],
  [Errors.UNKNOWN_SERVER_ERROR, 'The server experienced an unexpected error when processing the request.'],
])

function withText({ errorCode, errorMessage }: WholeError): WholeError {
  return { errorCode, errorMessage: errorMessage ?? TEXTS.get(errorCode) ?? null }
}

/** `ApiError.fromThrowable`: only what nobody expected is explained. */
function withUnexpectedText(error: WholeError): WholeError {
  return error.errorCode === Errors.UNKNOWN_SERVER_ERROR ? withText(error) : error
}

interface Resources {
  readonly resources: readonly { readonly resourceType: number; readonly resourceName: string }[]
}

function ofResources(error: WholeError, { resources }: Resources) {
  return { responses: resources.map(({ resourceType, resourceName }) => ({ ...error, resourceType, resourceName })) }
}

/** By API name. */
export const ERROR_ANSWERS: { readonly [N in Forwardable]: ErrorAnswer<N> } = {
  CreateTopics: (error, { topics }) => ({ topics: topics.map(({ name }) => ({ ...error, name, configs: [] })) }),
  DeleteTopics: (error, { topics, topicNames }) => ({
    responses: [...topicNames.map((name) => ({ name })), ...topics].map((topic) => ({ ...topic, ...error })),
  }),
  CreatePartitions: (error, { topics }) => ({ results: topics.map(({ name }) => ({ ...error, name })) }),
  ElectLeaders: (error, { topicPartitions }) => ({
    errorCode: error.errorCode,
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) => ({ ...error, partitionId })),
    })),
  }),
  AlterPartitionReassignments: (error, { topics }) => ({
    ...error,
    responses: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ ...error, partitionIndex })),
    })),
  }),
  ListPartitionReassignments: (error, { topics }) => ({
    ...error,
    topics: (topics ?? []).map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex })),
    })),
  }),
  AlterClientQuotas: (error, { entries }) => ({
    entries: entries.map(({ entity }) => ({ ...withText(error), entity })),
  }),
  DescribeQuorum: withText,
  AddRaftVoter: withText,
  RemoveRaftVoter: withText,
  UpdateFeatures: (error) => error,
  UnregisterBroker: withUnexpectedText,
  AlterConfigs: ofResources,
  IncrementalAlterConfigs: ofResources,
}
