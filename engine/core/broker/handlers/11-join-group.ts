/** JoinGroup, versions 0-9. 4 MEMBER_ID_REQUIRED (KIP-394); 5 static members (KIP-345); 9 skip assignment (KIP-814). */
import type { Handler } from '../handler.ts'

export const joinGroup: Handler<'JoinGroup'> = async ({ version, clientId, clientHost }, request, services) => {
  const response = await services.groupCoordinator.joinGroup({ version, clientId, clientHost }, request)
  // Before v7 the protocol name cannot be null.
  return version < 7 ? { ...response, protocolName: response.protocolName ?? '' } : response
}
