/** BrokerRegistration (api key 62). */
import { array, bool, type Infer, int16, int32, int64, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 62. Versions 0-4, flexible 0+. */
export const BrokerRegistrationRequest = message({
  name: 'BrokerRegistrationRequest',
  apiKey: 62,
  versions: '0-4',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    brokerId: int32(),
    clusterId: string(),
    incarnationId: uuid(),
    listeners: array(
      struct({
        name: string(),
        host: string(),
        port: uint16(),
        securityProtocol: int16(),
      }),
    ),
    features: array(
      struct({
        name: string(),
        minSupportedVersion: int16(),
        maxSupportedVersion: int16(),
      }),
    ),
    rack: string({ nullable: '0+' }),
    isMigratingZkBroker: bool({ versions: '1+' }),
    logDirs: array(uuid(), { versions: '2+', ignorable: true }),
    previousBrokerEpoch: int64({ versions: '3+', default: -1, ignorable: true }),
  },
})
export type BrokerRegistrationRequest = Infer<typeof BrokerRegistrationRequest>

/** Answer of api key 62. Versions 0-4, flexible 0+. */
export const BrokerRegistrationResponse = message({
  name: 'BrokerRegistrationResponse',
  apiKey: 62,
  versions: '0-4',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    brokerEpoch: int64({ default: -1 }),
  },
})
export type BrokerRegistrationResponse = Infer<typeof BrokerRegistrationResponse>
