/** SaslHandshake, versions 0-1: on a listener without SASL it is out of place. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const saslHandshake: Handler<'SaslHandshake', unknown> = () => ({ errorCode: Errors.ILLEGAL_SASL_STATE })
