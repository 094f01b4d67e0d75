/** FetchSnapshot (api key 59). */
import { array, type Infer, int16, int32, int64, message, records, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 59. Versions 0-1, flexible 0+. */
export const FetchSnapshotRequest = message({
  name: 'FetchSnapshotRequest',
  apiKey: 59,
  versions: '0-1',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    clusterId: string({ nullable: '0+', tag: 0, default: null }),
    replicaId: int32({ default: -1 }),
    maxBytes: int32({ default: 2147483647 }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partition: int32(),
            currentLeaderEpoch: int32(),
            snapshotId: struct({
              endOffset: int64(),
              epoch: int32(),
            }),
            position: int64(),
            replicaDirectoryId: uuid({ versions: '1+', tag: 0, ignorable: true }),
          }),
        ),
      }),
    ),
  },
})
export type FetchSnapshotRequest = Infer<typeof FetchSnapshotRequest>

/** Answer of api key 59. Versions 0-1, flexible 0+. */
export const FetchSnapshotResponse = message({
  name: 'FetchSnapshotResponse',
  apiKey: 59,
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32({ ignorable: true }),
    errorCode: int16(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            index: int32(),
            errorCode: int16(),
            snapshotId: struct({
              endOffset: int64(),
              epoch: int32(),
            }),
            currentLeader: struct(
              {
                leaderId: int32(),
                leaderEpoch: int32(),
              },
              { tag: 0 },
            ),
            size: int64(),
            position: int64(),
            unalignedRecords: records(),
          }),
        ),
      }),
    ),
    nodeEndpoints: array(
      struct({
        nodeId: int32({ versions: '1+' }),
        host: string({ versions: '1+' }),
        port: uint16({ versions: '1+' }),
      }),
      { versions: '1+', tag: 0 },
    ),
  },
})
export type FetchSnapshotResponse = Infer<typeof FetchSnapshotResponse>
