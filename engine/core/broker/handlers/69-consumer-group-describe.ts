/** ConsumerGroupDescribe, versions 0-1 (KIP-848): groups here are classic ones, on which tools ask DescribeGroups. */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const consumerGroupDescribe: Handler<'ConsumerGroupDescribe'> = async (_context, request, services) => {
  const groups = request.groupIds.map(async (groupId) => {
    if (groupId === '') return { groupId, errorCode: Errors.INVALID_GROUP_ID }
    const found = await services.groupCoordinator.describeGroup(groupId)
    if (found.error !== Errors.NONE && found.error !== Errors.GROUP_ID_NOT_FOUND)
      return { groupId, errorCode: found.error }
    const why = found.error === Errors.NONE ? 'is not a consumer group' : 'not found'
    return { groupId, errorCode: Errors.GROUP_ID_NOT_FOUND, errorMessage: `Group ${groupId} ${why}.` }
  })
  return { groups: await Promise.all(groups) }
}
