/** JoinGroup of a classic group: `GroupMetadataManager.classicGroupJoinToClassicGroup` and what it calls. */
import { dashedUuid } from '../../base/uuid.ts'
import type { Random } from '../../env/env.ts'
import { Errors } from '../../protocol/errors.ts'
import type { RequestOf } from '../../protocol/frame.ts'
import type { GroupCoordinatorConfig } from '../config.ts'
import { NO_WRITE, type Reply, type Write } from '../write.ts'
import { appendError } from './append-error.ts'
import type { ClassicGroup } from './classic-group.ts'
import { ClassicMember, dismiss } from './classic-member.ts'
import { type JoinResponse, joinError } from './failed-answers.ts'
import type { GroupTeller } from './group-teller.ts'
import { joined, type Rebalance } from './rebalance.ts'

/** A JoinGroup on its way. */
export interface Join {
  readonly request: RequestOf<'JoinGroup'>
  readonly version: number
  readonly clientId: string
  readonly clientHost: string
  readonly reply: Reply<JoinResponse>
}

export class ClassicJoin {
  constructor(
    private readonly rebalance: Rebalance,
    private readonly config: GroupCoordinatorConfig,
    private readonly random: Random,
    private readonly teller: GroupTeller,
  ) {}

  /** A join to a group that is there. */
  join(group: ClassicGroup, join: Join): Write {
    const { request } = join
    if (!this.hasRoom(group, request.memberId)) {
      this.rebalance.cancelSession(group, request.memberId)
      group.remove(request.memberId)
      join.reply(joinError(Errors.GROUP_MAX_SIZE_REACHED, ''))
      return NO_WRITE
    }
    if (group.state === 'Dead') return refuse(join, Errors.COORDINATOR_NOT_AVAILABLE)
    if (!group.supports(request.protocolType, request.protocols))
      return refuse(join, Errors.INCONSISTENT_GROUP_PROTOCOL)
    return request.memberId === '' ? this.newcomer(group, join) : this.known(group, join)
  }

  private hasRoom(group: ClassicGroup, memberId: string): boolean {
    const { maxSize } = this.config
    switch (group.state) {
      case 'PreparingRebalance':
        return group.member(memberId)?.awaitingJoin != null || group.awaitingJoins < maxSize
      case 'CompletingRebalance':
      case 'Stable':
        return group.members.has(memberId) || group.members.size < maxSize
      default:
        return true
    }
  }

  /** No member id yet: dynamic members of v4+ get one first and come back with it (KIP-394), all others are in at once. */
  private newcomer(group: ClassicGroup, join: Join): Write {
    const { groupInstanceId, sessionTimeoutMs } = join.request
    const memberId = `${groupInstanceId ?? join.clientId}-${dashedUuid((length) => this.random.bytes(length))}`
    if (groupInstanceId !== null) return this.newStatic(group, join, groupInstanceId, memberId)
    if (join.version < 4) return this.add(group, join, memberId)
    group.pendingJoins.add(memberId)
    this.rebalance.armPending(group, memberId, sessionTimeoutMs)
    join.reply(joinError(Errors.MEMBER_ID_REQUIRED, memberId))
    return NO_WRITE
  }

  private newStatic(group: ClassicGroup, join: Join, groupInstanceId: string, memberId: string): Write {
    const knownAs = group.staticMemberId(groupInstanceId)
    const old = knownAs === undefined ? undefined : group.member(knownAs)
    return old ? this.replaceStatic(group, join, old, memberId) : this.add(group, join, memberId)
  }

  private known(group: ClassicGroup, join: Join): Write {
    const { memberId, groupInstanceId, protocols } = join.request
    if (group.pendingJoins.has(memberId)) return this.add(group, join, memberId)
    const error = group.checkMember({ memberId, groupInstanceId })
    if (error !== Errors.NONE) return refuse(join, error)
    const member = group.member(memberId) as ClassicMember
    const same = member.matches(protocols)
    const leader = group.isLeader(memberId)
    if (group.state === 'Empty') return refuse(join, Errors.UNKNOWN_MEMBER_ID)
    if (group.state === 'CompletingRebalance' && same) return answer(join, joined(group, member, leader))
    if (group.state === 'Stable' && same && !leader) return answer(join, joined(group, member, false))
    const why = group.state === 'Stable' && leader ? 'leader re-joining' : 'updating metadata'
    update(member, join)
    this.teller.rejoined(group, member, join.request.reason)
    return this.rebalance.changed(group, `${why} of member ${memberId}: ${join.request.reason ?? 'not provided'}`)
  }

  private add(group: ClassicGroup, join: Join, memberId: string): Write {
    const member = new ClassicMember({
      ...join.request,
      ...times(join),
      memberId,
      clientId: join.clientId,
      clientHost: join.clientHost,
    })
    member.isNew = true
    member.awaitingJoin = join.reply
    if (group.isInitialRebalance) group.newMemberAdded = true
    group.add(member)
    this.teller.joined(group, member, join.request.reason)
    this.rebalance.armSession(group, member, this.config.newMemberJoinTimeoutMs)
    return this.rebalance.changed(group, `Adding new member ${memberId}: ${join.request.reason ?? 'not provided'}`)
  }

  /** A static member came back under its instance id: it takes the old one's place, if need be without a rebalance. */
  private replaceStatic(group: ClassicGroup, join: Join, old: ClassicMember, memberId: string): Write {
    const leaderBefore = group.leaderId ?? ''
    dismiss(old, Errors.FENCED_INSTANCE_ID)
    this.rebalance.cancelSession(group, old.memberId)
    const member = group.replaceStatic(old, memberId)
    group.pendingSyncs.delete(old.memberId)
    update(member, join)
    this.teller.fenced(group, old, member)
    this.rebalance.armSession(group, member)
    if (group.state === 'CompletingRebalance')
      return this.rebalance.prepare(group, `Updating metadata for static member ${memberId}`)
    if (group.state !== 'Stable') return this.rebalance.maybeComplete(group)
    if (group.selectProtocol() !== group.protocolName)
      return this.rebalance.changed(group, `Selected protocol changes with static member ${memberId}`)
    return this.storeReplaced(group, join, { old, member, leaderBefore })
  }

  private storeReplaced(
    group: ClassicGroup,
    join: Join,
    { old, member, leaderBefore }: { old: ClassicMember; member: ClassicMember; leaderBefore: string },
  ): Write {
    member.awaitingJoin = null
    const applied = () => {
      const leads = group.isLeader(member.memberId)
      const current = joined(group, member, leads && join.version >= 9)
      join.reply(join.version >= 9 ? { ...current, skipAssignment: leads } : { ...current, leader: leaderBefore })
      return undefined
    }
    const refused = (error: Parameters<typeof appendError>[0]) => {
      this.rebalance.cancelSession(group, member.memberId)
      const restored = group.replaceStatic(member, old.memberId)
      restored.protocols = old.protocols
      this.rebalance.armSession(group, restored)
      join.reply(joinError(appendError(error), ''))
      return undefined
    }
    return { records: [group.record()], applied, refused }
  }
}

function times({ request, version }: Join) {
  const { sessionTimeoutMs, rebalanceTimeoutMs } = request
  return { sessionTimeoutMs, rebalanceTimeoutMs: version === 0 ? sessionTimeoutMs : rebalanceTimeoutMs }
}

/** Takes what a member says now; a join that it still waits for elsewhere ends, for only one can be answered. */
function update(member: ClassicMember, join: Join): void {
  const { sessionTimeoutMs, rebalanceTimeoutMs } = times(join)
  member.answerJoin(joinError(Errors.REBALANCE_IN_PROGRESS, member.memberId))
  member.protocols = join.request.protocols
  member.sessionTimeoutMs = sessionTimeoutMs
  member.rebalanceTimeoutMs = rebalanceTimeoutMs
  member.awaitingJoin = join.reply
}

function answer(join: Join, response: JoinResponse): Write {
  join.reply(response)
  return NO_WRITE
}

function refuse(join: Join, error: Parameters<typeof joinError>[0]): Write {
  return answer(join, joinError(error, join.request.memberId))
}
