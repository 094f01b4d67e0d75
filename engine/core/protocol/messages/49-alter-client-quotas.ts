/** AlterClientQuotas (api key 49). */
import { array, bool, float64, type Infer, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 49. Versions 0-1, flexible 1+. */
export const AlterClientQuotasRequest = message({
  name: 'AlterClientQuotasRequest',
  apiKey: 49,
  versions: '0-1',
  flexible: '1+',
  listeners: ['broker', 'controller'],
  fields: {
    entries: array(
      struct({
        entity: array(
          struct({
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
        ops: array(
          struct({
            key: string(),
            value: float64(),
            remove: bool(),
          }),
        ),
      }),
    ),
    validateOnly: bool(),
  },
})
export type AlterClientQuotasRequest = Infer<typeof AlterClientQuotasRequest>

/** Answer of api key 49. Versions 0-1, flexible 1+. */
export const AlterClientQuotasResponse = message({
  name: 'AlterClientQuotasResponse',
  apiKey: 49,
  versions: '0-1',
  flexible: '1+',
  fields: {
    throttleTimeMs: int32(),
    entries: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        entity: array(
          struct({
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
      }),
    ),
  },
})
export type AlterClientQuotasResponse = Infer<typeof AlterClientQuotasResponse>
