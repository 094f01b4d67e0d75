/** DescribeClientQuotas (api key 48). */
import { array, bool, float64, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 48. Versions 0-1, flexible 1+. */
export const DescribeClientQuotasRequest = message({
  name: 'DescribeClientQuotasRequest',
  apiKey: 48,
  versions: '0-1',
  flexible: '1+',
  listeners: ['broker'],
  fields: {
    components: array(
      struct({
        entityType: string(),
        matchType: int8(),
        match: string({ nullable: '0+' }),
      }),
    ),
    strict: bool(),
  },
})
export type DescribeClientQuotasRequest = Infer<typeof DescribeClientQuotasRequest>

/** Answer of api key 48. Versions 0-1, flexible 1+. */
export const DescribeClientQuotasResponse = message({
  name: 'DescribeClientQuotasResponse',
  apiKey: 48,
  versions: '0-1',
  flexible: '1+',
  fields: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: '0+' }),
    entries: array(
      struct({
        entity: array(
          struct({
            entityType: string(),
            entityName: string({ nullable: '0+' }),
          }),
        ),
        values: array(
          struct({
            key: string(),
            value: float64(),
          }),
        ),
      }),
      { nullable: '0+' },
    ),
  },
})
export type DescribeClientQuotasResponse = Infer<typeof DescribeClientQuotasResponse>
