/** DeleteAcls, versions 1-3: there is no authorizer. */
import type { Handler } from '../handler.ts'
import { NO_AUTHORIZER_TO_CHANGE } from './29-describe-acls.ts'

export const deleteAcls: Handler<'DeleteAcls', unknown> = (_context, { filters }) => ({
  filterResults: filters.map(() => NO_AUTHORIZER_TO_CHANGE),
})
