/** RemoveRaftVoter (api key 81). */
import { type Infer, int16, int32, message, string, uuid } from '../schema.ts'

/** Request of api key 81. Versions 0, flexible 0+. */
export const RemoveRaftVoterRequest = message({
  name: 'RemoveRaftVoterRequest',
  apiKey: 81,
  versions: '0',
  flexible: '0+',
  listeners: ['controller', 'broker'],
  fields: {
    clusterId: string({ nullable: '0+' }),
    voterId: int32(),
    voterDirectoryId: uuid(),
  },
})
export type RemoveRaftVoterRequest = Infer<typeof RemoveRaftVoterRequest>

/** Answer of api key 81. Versions 0, flexible 0+. */
export const RemoveRaftVoterResponse = message({
  name: 'RemoveRaftVoterResponse',
  apiKey: 81,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', ignorable: true }),
  },
})
export type RemoveRaftVoterResponse = Infer<typeof RemoveRaftVoterResponse>
