/** DescribeGroups, versions 0-6. 3 authorized operations; 6 GROUP_ID_NOT_FOUND instead of a Dead group (KIP-1043). */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import type { ClassicGroup } from '../../coordinator/group/classic-group.ts'
import { Errors } from '../../protocol/errors.ts'
import type { Handler } from '../handler.ts'

/** Everything that may be done to a group, as a bit field: READ, DELETE, DESCRIBE, DESCRIBE_CONFIGS, ALTER_CONFIGS. */
export const ALL_GROUP_OPERATIONS = 3400
/** `Integer.MIN_VALUE`: nobody asked. */
export const NO_OPERATIONS = -0x8000_0000

export const describeGroups: Handler<'DescribeGroups'> = async ({ version }, request, services) => {
  const operations = request.includeAuthorizedOperations ? ALL_GROUP_OPERATIONS : NO_OPERATIONS
  const groups = request.groups.map(async (groupId) => {
    const found = await services.groupCoordinator.describeGroup(groupId)
    if (found.error === Errors.NONE) return { ...described(found.group), authorizedOperations: operations }
    if (found.error !== Errors.GROUP_ID_NOT_FOUND) return { groupId, errorCode: found.error }
    if (version < 6) return { groupId, groupState: 'Dead', authorizedOperations: operations }
    const errorMessage = `Group ${groupId} not found.`
    return { groupId, groupState: 'Dead', errorCode: found.error, errorMessage }
  })
  return { groups: await Promise.all(groups) }
}

/** Metadata and protocol are shown of a Stable group only: in between they may be neither old nor new. */
function described(group: ClassicGroup) {
  const stable = group.state === 'Stable'
  return {
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: stable ? (group.protocolName ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: stable ? member.metadataOf(group.protocolName) : EMPTY_BYTES,
      memberAssignment: member.assignment,
    })),
  }
}
