/** AssignReplicasToDirs (api key 73). */
import { array, type Infer, int16, int32, int64, message, struct, uuid } from '../schema.ts'

/** Request of api key 73. Versions 0, flexible 0+. */
export const AssignReplicasToDirsRequest = message({
  name: 'AssignReplicasToDirsRequest',
  apiKey: 73,
  versions: '0',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    directories: array(
      struct({
        id: uuid(),
        topics: array(
          struct({
            topicId: uuid(),
            partitions: array(
              struct({
                partitionIndex: int32(),
              }),
            ),
          }),
        ),
      }),
    ),
  },
})
export type AssignReplicasToDirsRequest = Infer<typeof AssignReplicasToDirsRequest>

/** Answer of api key 73. Versions 0, flexible 0+. */
export const AssignReplicasToDirsResponse = message({
  name: 'AssignReplicasToDirsResponse',
  apiKey: 73,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    directories: array(
      struct({
        id: uuid(),
        topics: array(
          struct({
            topicId: uuid(),
            partitions: array(
              struct({
                partitionIndex: int32(),
                errorCode: int16(),
              }),
            ),
          }),
        ),
      }),
    ),
  },
})
export type AssignReplicasToDirsResponse = Infer<typeof AssignReplicasToDirsResponse>
