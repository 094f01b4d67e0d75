/** DeleteGroups, versions 0-2 (KIP-229). */
import type { Handler } from '../handler.ts'

export const deleteGroups: Handler<'DeleteGroups'> = async (_context, request, services) => {
  const results = [...new Set(request.groupsNames)].map(async (groupId) => ({
    groupId,
    errorCode: await services.groupCoordinator.deleteGroup(groupId),
  }))
  return { results: await Promise.all(results) }
}
