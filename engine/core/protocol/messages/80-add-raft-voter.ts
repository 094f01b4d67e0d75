/** AddRaftVoter (api key 80). */
import { array, bool, type Infer, int16, int32, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 80. Versions 0-1, flexible 0+. */
export const AddRaftVoterRequest = message({
  name: 'AddRaftVoterRequest',
  apiKey: 80,
  versions: '0-1',
  flexible: '0+',
  listeners: ['controller', 'broker'],
  fields: {
    clusterId: string({ nullable: '0+' }),
    timeoutMs: int32(),
    voterId: int32(),
    voterDirectoryId: uuid(),
    listeners: array(
      struct({
        name: string(),
        host: string(),
        port: uint16(),
      }),
    ),
    ackWhenCommitted: bool({ versions: '1+', default: true }),
  },
})
export type AddRaftVoterRequest = Infer<typeof AddRaftVoterRequest>

/** Answer of api key 80. Versions 0-1, flexible 0+. */
export const AddRaftVoterResponse = message({
  name: 'AddRaftVoterResponse',
  apiKey: 80,
  versions: '0-1',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+', ignorable: true }),
  },
})
export type AddRaftVoterResponse = Infer<typeof AddRaftVoterResponse>
