/** PushTelemetry (api key 72). */
import { bool, bytes, type Infer, int8, int16, int32, message, uuid } from '../schema.ts'

/** Request of api key 72. Versions 0, flexible 0+. */
export const PushTelemetryRequest = message({
  name: 'PushTelemetryRequest',
  apiKey: 72,
  versions: '0',
  flexible: '0+',
  listeners: ['broker'],
  fields: {
    clientInstanceId: uuid(),
    subscriptionId: int32(),
    terminating: bool(),
    compressionType: int8(),
    metrics: bytes(),
  },
})
export type PushTelemetryRequest = Infer<typeof PushTelemetryRequest>

/** Answer of api key 72. Versions 0, flexible 0+. */
export const PushTelemetryResponse = message({
  name: 'PushTelemetryResponse',
  apiKey: 72,
  versions: '0',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
  },
})
export type PushTelemetryResponse = Infer<typeof PushTelemetryResponse>
