/** Records of __share_group_state. */
import { array, type Infer, int8, int16, int32, int64, message, string, struct, uuid } from '../schema.ts'

/** Key of coordinator record type 0. Versions 0, flexible none. */
export const ShareSnapshotKey = message({
  name: 'ShareSnapshotKey',
  apiKey: 0,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
    topicId: uuid({ versions: '0' }),
    partition: int32({ versions: '0' }),
  },
})
export type ShareSnapshotKey = Infer<typeof ShareSnapshotKey>

/** Value of coordinator record type 0. Versions 0, flexible 0+. */
export const ShareSnapshotValue = message({
  name: 'ShareSnapshotValue',
  apiKey: 0,
  versions: '0',
  flexible: '0+',
  fields: {
    snapshotEpoch: int32(),
    stateEpoch: int32(),
    leaderEpoch: int32(),
    startOffset: int64(),
    deliveryCompleteCount: int32({ tag: 0, default: -1 }),
    createTimestamp: int64(),
    writeTimestamp: int64(),
    stateBatches: array(
      struct({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    ),
  },
})
export type ShareSnapshotValue = Infer<typeof ShareSnapshotValue>

/** Key of coordinator record type 1. Versions 0, flexible none. */
export const ShareUpdateKey = message({
  name: 'ShareUpdateKey',
  apiKey: 1,
  versions: '0',
  flexible: 'none',
  fields: {
    groupId: string({ versions: '0' }),
    topicId: uuid({ versions: '0' }),
    partition: int32({ versions: '0' }),
  },
})
export type ShareUpdateKey = Infer<typeof ShareUpdateKey>

/** Value of coordinator record type 1. Versions 0, flexible 0+. */
export const ShareUpdateValue = message({
  name: 'ShareUpdateValue',
  apiKey: 1,
  versions: '0',
  flexible: '0+',
  fields: {
    snapshotEpoch: int32(),
    leaderEpoch: int32(),
    startOffset: int64(),
    deliveryCompleteCount: int32({ tag: 0, default: -1 }),
    stateBatches: array(
      struct({
        firstOffset: int64(),
        lastOffset: int64(),
        deliveryState: int8(),
        deliveryCount: int16(),
      }),
    ),
  },
})
export type ShareUpdateValue = Infer<typeof ShareUpdateValue>
