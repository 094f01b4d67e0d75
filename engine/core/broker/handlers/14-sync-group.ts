/** SyncGroup, versions 0-5. 3 static members; 5 protocol type and name. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const syncGroup: Handler<'SyncGroup'> = ({ version }, request, services) => {
  const isNamed = request.protocolType !== null && request.protocolName !== null
  if (version >= 5 && !isNamed) return { errorCode: Errors.INCONSISTENT_GROUP_PROTOCOL }
  return services.groupCoordinator.syncGroup(request)
}
