/** UpdateFeatures (api key 57). */
import { array, bool, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 57. Versions 0-2, flexible 0+. */
export const UpdateFeaturesRequest = message({
  name: 'UpdateFeaturesRequest',
  apiKey: 57,
  versions: '0-2',
  flexible: '0+',
  listeners: ['broker', 'controller'],
  fields: {
    timeoutMs: int32({ default: 60000 }),
    featureUpdates: array(
      struct({
        feature: string(),
        maxVersionLevel: int16(),
        allowDowngrade: bool({ versions: '0' }),
        upgradeType: int8({ versions: '1+', default: 1 }),
      }),
    ),
    validateOnly: bool({ versions: '1+' }),
  },
})
export type UpdateFeaturesRequest = Infer<typeof UpdateFeaturesRequest>

/** Answer of api key 57. Versions 0-2, flexible 0+. */
export const UpdateFeaturesResponse = message({
  name: 'UpdateFeaturesResponse',
  apiKey: 57,
  versions: '0-2',
  flexible: '0+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    results: array(
      struct({
        feature: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
      }),
      { versions: '0-1', ignorable: true },
    ),
  },
})
export type UpdateFeaturesResponse = Infer<typeof UpdateFeaturesResponse>
