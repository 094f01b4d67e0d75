/** DeleteRecords (api key 21). */
import { array, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 21. Versions 0-2, flexible 2+. */
export const DeleteRecordsRequest = message({
  name: 'DeleteRecordsRequest',
  apiKey: 21,
  versions: '0-2',
  flexible: '2+',
  listeners: ['broker'],
  fields: {
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            offset: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32(),
  },
})
export type DeleteRecordsRequest = Infer<typeof DeleteRecordsRequest>

/** Answer of api key 21. Versions 0-2, flexible 2+. */
export const DeleteRecordsResponse = message({
  name: 'DeleteRecordsResponse',
  apiKey: 21,
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            lowWatermark: int64(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
})
export type DeleteRecordsResponse = Infer<typeof DeleteRecordsResponse>
