/** APIs of clients that are the controller's to answer: brokers send them on. */
import type { ApiName } from '../protocol/apis.ts'
import type { ErrorCode } from '../protocol/errors.ts'

/** Which of the APIs a broker hands on to the controller as they come. */
export const FORWARDED = [
  'CreateTopics',
  'DeleteTopics',
  'CreatePartitions',
  'ElectLeaders',
  'AlterPartitionReassignments',
  'ListPartitionReassignments',
  'AlterClientQuotas',
  'DescribeQuorum',
  'AddRaftVoter',
  'RemoveRaftVoter',
  'UpdateFeatures',
  'UnregisterBroker',
] as const satisfies readonly ApiName[]

/** APIs that a broker lets the controller answer, in whole or in part (`ApiKeys.forwardable`). */
export type Forwardable = (typeof FORWARDED)[number] | 'AlterConfigs' | 'IncrementalAlterConfigs'

/** An error and what is said about it; null: nothing more than the error itself. */
export interface WholeError {
  readonly errorCode: ErrorCode
  readonly errorMessage: string | null
}

/** All of them. */
export const FORWARDABLE: ReadonlySet<string> = new Set([...FORWARDED, 'AlterConfigs', 'IncrementalAlterConfigs'])
