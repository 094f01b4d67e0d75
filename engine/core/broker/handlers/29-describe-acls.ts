/** DescribeAcls, versions 1-3: there is no authorizer. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

/** Kafka's words for ACL requests to a broker without `authorizer.class.name`. */
export const NO_AUTHORIZER = {
  errorCode: Errors.SECURITY_DISABLED,
  errorMessage: 'No Authorizer is configured on the broker',
} as const

/** The controller's, to which changes are forwarded. */
export const NO_AUTHORIZER_TO_CHANGE = { ...NO_AUTHORIZER, errorMessage: 'No Authorizer is configured.' } as const

export const describeAcls: Handler<'DescribeAcls', unknown> = () => NO_AUTHORIZER
