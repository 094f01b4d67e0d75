/** UpdateRaftVoter (api key 82). */
import { array, type Infer, int16, int32, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 82. Versions 0, flexible 0+. */
export const UpdateRaftVoterRequest = message({
  name: 'UpdateRaftVoterRequest',
  apiKey: 82,
  versions: '0',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    clusterId: string({ nullable: '0+' }),
    currentLeaderEpoch: int32(),
    voterId: int32(),
    voterDirectoryId: uuid(),
    listeners: array(
      struct({
        name: string(),
        host: string(),
        port: uint16(),
      }),
    ),
    kRaftVersionFeature: struct({
      minSupportedVersion: int16(),
      maxSupportedVersion: int16(),
    }),
  },
})
export type UpdateRaftVoterRequest = Infer<typeof UpdateRaftVoterRequest>

/** Answer of api key 82. Versions 0, flexible 0+. */
export const UpdateRaftVoterResponse = message({
  name: 'UpdateRaftVoterResponse',
  apiKey: 82,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    currentLeader: struct(
      {
        leaderId: int32({ default: -1 }),
        leaderEpoch: int32({ default: -1 }),
        host: string(),
        port: int32(),
      },
      { tag: 0 },
    ),
  },
})
export type UpdateRaftVoterResponse = Infer<typeof UpdateRaftVoterResponse>
