/**
 * FindCoordinator (api key 10). What versions brought: 1 key type (0 group, 1 txn, 2 share); 3 flexible; 4 batch;
 * 5 TRANSACTION_ABORTABLE; 6 share type.
 */
import { array, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 10. Versions 0-6, flexible 3+. */
export const FindCoordinatorRequest = message({
  name: 'FindCoordinatorRequest',
  apiKey: 10,
  versions: '0-6',
  flexible: '3+',
  listeners: ['broker'],
  fields: {
    key: string({ versions: '0-3' }),
    keyType: int8({ versions: '1+' }),
    coordinatorKeys: array(string(), { versions: '4+' }),
  },
})
export type FindCoordinatorRequest = Infer<typeof FindCoordinatorRequest>

/** Answer of api key 10. Versions 0-6, flexible 3+. */
export const FindCoordinatorResponse = message({
  name: 'FindCoordinatorResponse',
  apiKey: 10,
  versions: '0-6',
  flexible: '3+',
  fields: {
    throttleTimeMs: int32({ versions: '1+', ignorable: true }),
    errorCode: int16({ versions: '0-3' }),
    errorMessage: string({ versions: '1-3', nullable: '1-3', ignorable: true }),
    nodeId: int32({ versions: '0-3' }),
    host: string({ versions: '0-3' }),
    port: int32({ versions: '0-3' }),
    coordinators: array(
      struct({
        key: string({ versions: '4+' }),
        nodeId: int32({ versions: '4+' }),
        host: string({ versions: '4+' }),
        port: int32({ versions: '4+' }),
        errorCode: int16({ versions: '4+' }),
        errorMessage: string({ versions: '4+', nullable: '4+', ignorable: true }),
      }),
      { versions: '4+' },
    ),
  },
})
export type FindCoordinatorResponse = Infer<typeof FindCoordinatorResponse>
