/** SyncGroup, Heartbeat and LeaveGroup of a classic group (`GroupMetadataManager.java`). */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { RequestOf, ResponseOf } from '../../protocol/frame.ts'
import { NO_WRITE, type Reply, type Write } from '../write.ts'
import { appendError } from './append-error.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'
import type { SyncResponse } from './failed-answers.ts'
import { syncError } from './failed-answers.ts'
import type { GroupTeller } from './group-teller.ts'
import { type Rebalance, synced } from './rebalance.ts'

type SyncRequest = RequestOf<'SyncGroup'>
type LeavingMember = RequestOf<'LeaveGroup'>['members'][number]
type LeftMember = ResponseOf<'LeaveGroup'>['members'][number]

export class ClassicMembership {
  constructor(
    private readonly rebalance: Rebalance,
    private readonly teller: GroupTeller,
  ) {}

  sync(group: ClassicGroup, request: SyncRequest, reply: Reply<SyncResponse>): Write {
    const error = checkSync(group, request)
    if (error !== Errors.NONE) {
      reply(syncError(error))
      return NO_WRITE
    }
    const member = group.member(request.memberId) as ClassicMember
    this.rebalance.synced(group, request.memberId)
    if (group.state === 'Stable') {
      reply(synced(group, member))
      this.rebalance.armSession(group, member)
      this.teller.resumed(group, member)
      return NO_WRITE
    }
    member.answerSync(syncError(Errors.REBALANCE_IN_PROGRESS))
    member.awaitingSync = reply
    return group.isLeader(request.memberId) ? this.storeAssignment(group, request) : NO_WRITE
  }

  /** The leader's plan becomes a record; replaying it hands out the assignments and makes the group Stable. */
  private storeAssignment(group: ClassicGroup, { assignments }: SyncRequest): Write {
    const plan = new Map(assignments.map(({ memberId, assignment }) => [memberId, assignment]))
    return {
      records: [group.record(({ memberId }) => plan.get(memberId) ?? EMPTY_BYTES)],
      applied: () => {
        this.rebalance.answerSyncs(group)
        this.teller.stable(group)
        return undefined
      },
      refused: (error) => {
        this.rebalance.resetAssignment(group, appendError(error))
        return this.rebalance.changed(group, 'Error when storing group assignment')
      },
    }
  }

  heartbeat(group: ClassicGroup, request: RequestOf<'Heartbeat'>): ErrorCode {
    if (group.state === 'Dead') return Errors.COORDINATOR_NOT_AVAILABLE
    const unknown = group.checkMember(request)
    if (unknown !== Errors.NONE) return unknown
    if (request.generationId !== group.generation) return Errors.ILLEGAL_GENERATION
    if (group.state === 'Empty') return Errors.UNKNOWN_MEMBER_ID
    this.rebalance.armSession(group, group.member(request.memberId) as ClassicMember)
    return group.state === 'PreparingRebalance' ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE
  }

  /** Lets members go, each with its own outcome. */
  leave(group: ClassicGroup, leaving: readonly LeavingMember[], reply: Reply<LeftMember[]>): Write {
    const left = leaving.map((member) => this.leaveOne(group, member))
    reply(left)
    const gone = left.filter(({ errorCode }) => errorCode === Errors.NONE)
    if (gone.length === 0 || group.state === 'Empty') return NO_WRITE
    const reasons = leaving.map(({ reason }) => reason ?? 'not provided')
    return this.rebalance.changed(group, `explicit leave of ${gone.length} member(s): ${reasons.join(', ')}`)
  }

  private leaveOne(group: ClassicGroup, { memberId, groupInstanceId }: LeavingMember): LeftMember {
    const outcome = (errorCode: ErrorCode) => ({ memberId, groupInstanceId, errorCode })
    if (group.pendingJoins.has(memberId)) {
      this.rebalance.cancelSession(group, memberId)
      group.remove(memberId)
      return outcome(Errors.NONE)
    }
    const byInstance = memberId === '' && groupInstanceId !== null
    const id = byInstance ? (group.staticMemberId(groupInstanceId) ?? '') : memberId
    const error = group.checkMember({ memberId: id, groupInstanceId })
    const member = group.member(id)
    if (error !== Errors.NONE || !member) return outcome(error)
    this.rebalance.forget(group, member, 'left')
    return outcome(Errors.NONE)
  }
}

function checkSync(group: ClassicGroup, request: SyncRequest): ErrorCode {
  if (group.state === 'Dead') return Errors.COORDINATOR_NOT_AVAILABLE
  const unknown = group.checkMember(request)
  if (unknown !== Errors.NONE) return unknown
  if (request.generationId !== group.generation) return Errors.ILLEGAL_GENERATION
  if (differs(request.protocolType, group.protocolType) || differs(request.protocolName, group.protocolName))
    return Errors.INCONSISTENT_GROUP_PROTOCOL
  if (group.state === 'Empty') return Errors.UNKNOWN_MEMBER_ID
  return group.state === 'PreparingRebalance' ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE
}

/** v5+ names the protocol that the member believes in; older versions give null. */
function differs(claimed: string | null, actual: string | null): boolean {
  return claimed !== null && actual !== null && claimed !== actual
}
