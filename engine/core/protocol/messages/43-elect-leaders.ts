/** ElectLeaders (api key 43). */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 43. Versions 0-2, flexible 2+. */
export const ElectLeadersRequest = message({
  name: 'ElectLeadersRequest',
  apiKey: 43,
  versions: '0-2',
  flexible: '2+',
  listeners: ['broker', 'controller'],
  fields: {
    electionType: int8({ versions: '1+' }),
    topicPartitions: array(
      struct({
        topic: string(),
        partitions: array(int32()),
      }),
      { nullable: '0+' },
    ),
    timeoutMs: int32({ default: 60000 }),
  },
})
export type ElectLeadersRequest = Infer<typeof ElectLeadersRequest>

/** Answer of api key 43. Versions 0-2, flexible 2+. */
export const ElectLeadersResponse = message({
  name: 'ElectLeadersResponse',
  apiKey: 43,
  versions: '0-2',
  flexible: '2+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: '1+' }),
    replicaElectionResults: array(
      struct({
        topic: string(),
        partitionResult: array(
          struct({
            partitionId: int32(),
            errorCode: int16(),
            errorMessage: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
})
export type ElectLeadersResponse = Infer<typeof ElectLeadersResponse>
