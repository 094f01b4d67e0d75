/** DescribeConfigs (api key 32). */
import { array, bool, type Infer, int8, int16, int32, message, string, struct } from '../schema.ts'

/** Request of api key 32. Versions 1-4, flexible 4+. */
export const DescribeConfigsRequest = message({
  name: 'DescribeConfigsRequest',
  apiKey: 32,
  versions: '1-4',
  flexible: '4+',
  listeners: ['broker', 'controller'],
  fields: {
    resources: array(
      struct({
        resourceType: int8(),
        resourceName: string(),
        configurationKeys: array(string(), { nullable: '0+' }),
      }),
    ),
    includeSynonyms: bool({ versions: '1+' }),
    includeDocumentation: bool({ versions: '3+' }),
  },
})
export type DescribeConfigsRequest = Infer<typeof DescribeConfigsRequest>

/** Answer of api key 32. Versions 1-4, flexible 4+. */
export const DescribeConfigsResponse = message({
  name: 'DescribeConfigsResponse',
  apiKey: 32,
  versions: '1-4',
  flexible: '4+',
  fields: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        errorCode: int16(),
        errorMessage: string({ nullable: '0+' }),
        resourceType: int8(),
        resourceName: string(),
        configs: array(
          struct({
            name: string(),
            value: string({ nullable: '0+' }),
            readOnly: bool(),
            configSource: int8({ versions: '1+', default: -1, ignorable: true }),
            isSensitive: bool(),
            synonyms: array(
              struct({
                name: string({ versions: '1+' }),
                value: string({ versions: '1+', nullable: '0+' }),
                source: int8({ versions: '1+' }),
              }),
              { versions: '1+', ignorable: true },
            ),
            configType: int8({ versions: '3+', ignorable: true }),
            documentation: string({ versions: '3+', nullable: '0+', ignorable: true }),
          }),
        ),
      }),
    ),
  },
})
export type DescribeConfigsResponse = Infer<typeof DescribeConfigsResponse>
