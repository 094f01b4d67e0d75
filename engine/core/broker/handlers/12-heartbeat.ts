/** Heartbeat, versions 0-4. 3 static members. */
import type { Handler } from '../handler.ts'

export const heartbeat: Handler<'Heartbeat'> = (_context, request, services) => ({
  errorCode: services.groupCoordinator.heartbeat(request),
})
