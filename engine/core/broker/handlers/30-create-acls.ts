/** CreateAcls, versions 1-3: there is no authorizer. */
import type { Handler } from '../handler.ts'
import { NO_AUTHORIZER_TO_CHANGE } from './29-describe-acls.ts'

export const createAcls: Handler<'CreateAcls', unknown> = (_context, { creations }) => ({
  results: creations.map(() => NO_AUTHORIZER_TO_CHANGE),
})
