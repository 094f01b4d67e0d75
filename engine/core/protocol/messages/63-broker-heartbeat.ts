/** BrokerHeartbeat (api key 63). What versions brought: 1 offline log dirs; 2 cordoned log dirs. */
import { array, bool, type Infer, int16, int32, int64, message, uuid } from '../schema.ts'

/** Request of api key 63. Versions 0-2, flexible 0+. */
export const BrokerHeartbeatRequest = message({
  name: 'BrokerHeartbeatRequest',
  apiKey: 63,
  versions: '0-2',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    currentMetadataOffset: int64(),
    wantFence: bool(),
    wantShutDown: bool(),
    offlineLogDirs: array(uuid(), { versions: '1+', tag: 0 }),
    cordonedLogDirs: array(uuid(), { versions: '2+', nullable: '2+', tag: 1, default: null }),
  },
})
export type BrokerHeartbeatRequest = Infer<typeof BrokerHeartbeatRequest>

/** Answer of api key 63. Versions 0-2, flexible 0+. */
export const BrokerHeartbeatResponse = message({
  name: 'BrokerHeartbeatResponse',
  apiKey: 63,
  versions: '0-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    isCaughtUp: bool(),
    isFenced: bool({ default: true }),
    shouldShutDown: bool(),
  },
})
export type BrokerHeartbeatResponse = Infer<typeof BrokerHeartbeatResponse>
