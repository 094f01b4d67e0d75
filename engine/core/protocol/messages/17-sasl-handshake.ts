/** SaslHandshake (api key 17). */
import { array, type Infer, int16, message, string } from '../schema.ts'

/** Request of api key 17. Versions 0-1, flexible none. */
export const SaslHandshakeRequest = message({
  name: 'SaslHandshakeRequest',
  apiKey: 17,
  versions: '0-1',
  flexible: 'none',
  listeners: ['broker', 'controller'],
  fields: {
    mechanism: string(),
  },
})
export type SaslHandshakeRequest = Infer<typeof SaslHandshakeRequest>

/** Answer of api key 17. Versions 0-1, flexible none. */
export const SaslHandshakeResponse = message({
  name: 'SaslHandshakeResponse',
  apiKey: 17,
  versions: '0-1',
  flexible: 'none',
  fields: {
    errorCode: int16(),
    mechanisms: array(string()),
  },
})
export type SaslHandshakeResponse = Infer<typeof SaslHandshakeResponse>
