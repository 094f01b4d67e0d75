/** What members of a classic consumer group put into JoinGroup and SyncGroup. */
import { array, bytes, type Infer, int32, message, string, struct } from '../schema.ts'

/** Data inside other messages or files. Versions 0-3, flexible none. */
export const ConsumerProtocolAssignment = message({
  name: 'ConsumerProtocolAssignment',
  versions: '0-3',
  flexible: 'none',
  fields: {
    assignedPartitions: array(
      struct({
        topic: string(),
        partitions: array(int32()),
      }),
    ),
    userData: bytes({ nullable: '0+', default: null }),
  },
})
export type ConsumerProtocolAssignment = Infer<typeof ConsumerProtocolAssignment>

/** Data inside other messages or files. Versions 0-3, flexible none. */
export const ConsumerProtocolSubscription = message({
  name: 'ConsumerProtocolSubscription',
  versions: '0-3',
  flexible: 'none',
  fields: {
    topics: array(string()),
    userData: bytes({ nullable: '0+', default: null }),
    ownedPartitions: array(
      struct({
        topic: string({ versions: '1+' }),
        partitions: array(int32(), { versions: '1+' }),
      }),
      { versions: '1+', ignorable: true },
    ),
    generationId: int32({ versions: '2+', default: -1, ignorable: true }),
    rackId: string({ versions: '3+', nullable: '3+', default: null, ignorable: true }),
  },
})
export type ConsumerProtocolSubscription = Infer<typeof ConsumerProtocolSubscription>
