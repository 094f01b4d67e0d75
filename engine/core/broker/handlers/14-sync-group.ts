/** SyncGroup, versions 0-5. 3 static members; 5 protocol type and name. */
import type { Handler } from '../handler.ts'

export const syncGroup: Handler<'SyncGroup'> = (_context, request, services) =>
  services.groupCoordinator.syncGroup(request)
