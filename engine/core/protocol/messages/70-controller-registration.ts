/** ControllerRegistration (api key 70). */
import { array, bool, type Infer, int16, int32, message, string, struct, uint16, uuid } from '../schema.ts'

/** Request of api key 70. Versions 0, flexible 0+. */
export const ControllerRegistrationRequest = message({
  name: 'ControllerRegistrationRequest',
  apiKey: 70,
  versions: '0',
  flexible: '0+',
  listeners: ['controller'],
  fields: {
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: bool(),
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
  },
})
export type ControllerRegistrationRequest = Infer<typeof ControllerRegistrationRequest>

/** Answer of api key 70. Versions 0, flexible 0+. */
export const ControllerRegistrationResponse = message({
  name: 'ControllerRegistrationResponse',
  apiKey: 70,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
  },
})
export type ControllerRegistrationResponse = Infer<typeof ControllerRegistrationResponse>
