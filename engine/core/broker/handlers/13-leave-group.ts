/** LeaveGroup, versions 0-5. 3 several members at once (KIP-345). */
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

export const leaveGroup: Handler<'LeaveGroup'> = async ({ version }, request, services) => {
  const { groupId, memberId } = request
  if (version >= 3) return services.groupCoordinator.leaveGroup(groupId, request.members)
  const single = { memberId, groupInstanceId: null, reason: null }
  const { errorCode, members } = await services.groupCoordinator.leaveGroup(groupId, [single])
  return { errorCode: errorCode === Errors.NONE ? (members[0]?.errorCode ?? Errors.NONE) : errorCode }
}
