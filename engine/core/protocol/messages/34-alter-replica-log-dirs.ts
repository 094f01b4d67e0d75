/** AlterReplicaLogDirs (api key 34). */
import { array, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 34. Versions 1-2, flexible 2+. */
export const AlterReplicaLogDirsRequest = message({
  name: 'AlterReplicaLogDirsRequest',
  apiKey: 34,
  versions: '1-2',
  flexible: '2+',
  listeners: ['broker'],
  fields: {
    dirs: array(
      struct({
        path: string(),
        topics: array(
          struct({
            name: string(),
            partitions: array(int32()),
          }),
        ),
      }),
    ),
  },
})
export type AlterReplicaLogDirsRequest = Infer<typeof AlterReplicaLogDirsRequest>

/** Answer of api key 34. Versions 1-2, flexible 2+. */
export const AlterReplicaLogDirsResponse = message({
  name: 'AlterReplicaLogDirsResponse',
  apiKey: 34,
  versions: '1-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        topicName: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
})
export type AlterReplicaLogDirsResponse = Infer<typeof AlterReplicaLogDirsResponse>
