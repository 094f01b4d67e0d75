/** ListPartitionReassignments (api key 46). */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 46. Versions 0, flexible 0+. */
export const ListPartitionReassignmentsRequest = message({
  name: 'ListPartitionReassignmentsRequest',
  apiKey: 46,
  versions: '0',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    timeoutMs: int32({ default: 60000 }),
    topics: array(
      struct({
        name: string(),
        partitionIndexes: array(int32()),
      }),
      { nullable: '0+', default: null },
    ),
  },
})
export type ListPartitionReassignmentsRequest = Infer<typeof ListPartitionReassignmentsRequest>

/** Answer of api key 46. Versions 0, flexible 0+. */
export const ListPartitionReassignmentsResponse = message({
  name: 'ListPartitionReassignmentsResponse',
  apiKey: 46,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            replicas: array(int32()),
            addingReplicas: array(int32()),
            removingReplicas: array(int32()),
          }),
        ),
      }),
    ),
  },
})
export type ListPartitionReassignmentsResponse = Infer<typeof ListPartitionReassignmentsResponse>
