/** SaslAuthenticate, versions 0-2: on a listener without SASL it is out of place. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const saslAuthenticate: Handler<'SaslAuthenticate', unknown> = () => ({
  errorCode: Errors.ILLEGAL_SASL_STATE,
  errorMessage: 'SaslAuthenticate request received after successful authentication',
})
