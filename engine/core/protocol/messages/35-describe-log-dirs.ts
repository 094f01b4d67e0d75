/** DescribeLogDirs (api key 35). What versions brought: 3 top-level error; 4 total/usable bytes; 5 cordoned flag. */
import { array, bool, type Infer, int16, int32, int64, message, string, struct } from '../schema.ts'

/** Request of api key 35. Versions 1-5, flexible 2+. */
export const DescribeLogDirsRequest = message({
  name: 'DescribeLogDirsRequest',
  apiKey: 35,
  versions: '1-5',
  flexible: '2+',
  listeners: ['broker'],
  fields: {
    topics: array(
      struct({
        topic: string(),
        partitions: array(int32()),
      }),
      { nullable: '0+' },
    ),
  },
})
export type DescribeLogDirsRequest = Infer<typeof DescribeLogDirsRequest>

/** Answer of api key 35. Versions 1-5, flexible 2+. */
export const DescribeLogDirsResponse = message({
  name: 'DescribeLogDirsResponse',
  apiKey: 35,
  versions: '1-5',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: '3+', ignorable: true }),
    results: array(
      struct({
        errorCode: int16(),
        logDir: string(),
        topics: array(
          struct({
            name: string(),
            partitions: array(
              struct({
                partitionIndex: int32(),
                partitionSize: int64(),
                offsetLag: int64(),
                isFutureKey: bool(),
              }),
            ),
          }),
        ),
        totalBytes: int64({ versions: '4+', default: -1, ignorable: true }),
        usableBytes: int64({ versions: '4+', default: -1, ignorable: true }),
        isCordoned: bool({ versions: '5+', ignorable: true }),
      }),
    ),
  },
})
export type DescribeLogDirsResponse = Infer<typeof DescribeLogDirsResponse>
