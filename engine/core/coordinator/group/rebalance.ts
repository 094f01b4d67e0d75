/** How a classic group gets from one generation to the next: `GroupMetadataManager.java`, the part from prepareRebalance to completeClassicGroupJoin. */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { GroupCoordinatorConfig } from '../config.ts'
import type { ShardContext } from '../shard.ts'
import { NO_WRITE, type Write } from '../write.ts'
import type { ClassicGroup } from './classic-group.ts'
import { type ClassicMember, dismiss } from './classic-member.ts'
import { type JoinResponse, type SyncResponse, syncError } from './failed-answers.ts'
import type { Departure, GroupTeller } from './group-teller.ts'

export class Rebalance {
  constructor(
    private readonly context: ShardContext,
    private readonly config: GroupCoordinatorConfig,
    private readonly teller: GroupTeller,
  ) {}

  /** Something about the members changed: starts a rebalance, or ends the join phase if that was all it waited for. */
  changed(group: ClassicGroup, reason: string): Write {
    return group.canRebalance ? this.prepare(group, reason) : this.maybeComplete(group)
  }

  /** Starts a rebalance; members have to join again. */
  prepare(group: ClassicGroup, reason: string): Write {
    if (group.state === 'CompletingRebalance') this.resetAssignment(group, Errors.REBALANCE_IN_PROGRESS)
    this.context.cancel(syncKey(group))
    const initial = group.state === 'Empty'
    if (initial) this.scheduleInitial(group)
    group.transitionTo('PreparingRebalance', this.context.clock.wall())
    this.say(
      `Preparing to rebalance group ${group.groupId} in state PreparingRebalance with old generation ${group.generation} (reason: ${reason}).`,
    )
    this.teller.rebalanceBegan(group, reason)
    if (initial) return NO_WRITE
    return group.allJoined ? this.complete(group) : this.waitForMembers(group)
  }

  /** The first members get a fixed delay for others to come, extended while they do, up to the rebalance timeout. */
  private scheduleInitial(group: ClassicGroup): void {
    const delay = this.config.initialRebalanceDelayMs
    const remaining = Math.max(group.rebalanceTimeoutMs - delay, 0)
    this.context.schedule(joinKey(group), delay, () => this.endInitial(group, delay, remaining))
  }

  private endInitial(group: ClassicGroup, delay: number, remaining: number): Write {
    if (!group.newMemberAdded || remaining === 0) return this.complete(group)
    group.newMemberAdded = false
    const next = Math.min(this.config.initialRebalanceDelayMs, remaining)
    const left = Math.max(remaining - delay, 0)
    this.context.schedule(joinKey(group), next, () => this.endInitial(group, next, left))
    return NO_WRITE
  }

  private waitForMembers(group: ClassicGroup): Write {
    this.context.schedule(joinKey(group), group.rebalanceTimeoutMs, () => this.complete(group))
    return NO_WRITE
  }

  /** Ends the join phase if all have joined; the initial one runs its full delay. */
  maybeComplete(group: ClassicGroup): Write {
    const over = group.state === 'PreparingRebalance' && !group.isInitialRebalance && group.allJoined
    return over ? this.complete(group) : NO_WRITE
  }

  /** The join phase is over: dynamic members that did not come are out. */
  private complete(group: ClassicGroup): Write {
    this.context.cancel(joinKey(group))
    if (group.state === 'Dead') return NO_WRITE
    for (const member of [...group.members.values()])
      if (!member.awaitingJoin && !member.isStatic) this.forget(group, member, 'rebalance timeout')
    if (!group.electJoinedLeader() && group.members.size > 0) return this.waitForMembers(group)
    group.nextGeneration(this.context.clock.wall())
    if (group.members.size === 0) return this.becameEmpty(group)
    this.say(`Stabilized group ${group.groupId} generation ${group.generation} with ${group.members.size} members.`)
    this.answerJoins(group)
    return NO_WRITE
  }

  private becameEmpty(group: ClassicGroup): Write {
    this.say(`Group ${group.groupId} with generation ${group.generation} is now empty.`)
    return { records: [group.record()], applied: () => void this.teller.empty(group) }
  }

  private answerJoins(group: ClassicGroup): void {
    for (const member of group.members.values()) {
      member.answerJoin(joined(group, member, group.isLeader(member.memberId)))
      this.armSession(group, member)
      member.isNew = false
      group.pendingSyncs.add(member.memberId)
    }
    this.teller.generationBegan(group)
    const { generation } = group
    this.context.schedule(syncKey(group), group.rebalanceTimeoutMs, () => this.expireSyncs(group, generation))
  }

  /** Members that joined but never synced would keep the others waiting: they are out. */
  private expireSyncs(group: ClassicGroup, generation: number): Write {
    const waiting = group.state === 'CompletingRebalance' || group.state === 'Stable'
    if (!waiting || generation !== group.generation || group.pendingSyncs.size === 0) return NO_WRITE
    const late = [...group.pendingSyncs]
    for (const memberId of late) {
      const member = group.member(memberId)
      if (member) this.forget(group, member, 'rebalance timeout')
    }
    return this.prepare(group, `Removing ${late.join(', ')} on pending sync request expiration`)
  }

  /** Notes that a member synced; when all have, nobody is waited for. */
  synced(group: ClassicGroup, memberId: string): void {
    group.pendingSyncs.delete(memberId)
    if (group.pendingSyncs.size === 0) this.context.cancel(syncKey(group))
  }

  /** Answers everyone who waits for an assignment, and listens for their heartbeats again. */
  answerSyncs(group: ClassicGroup): void {
    for (const member of group.members.values())
      if (member.answerSync(synced(group, member))) this.armSession(group, member)
  }

  /** The assignment will not come: those who wait for it have to join again. */
  resetAssignment(group: ClassicGroup, error: ErrorCode): void {
    for (const member of group.members.values()) {
      member.assignment = EMPTY_BYTES
      if (member.answerSync(syncError(error))) this.armSession(group, member)
    }
  }

  /** A sign of life: (re)starts a member's session. */
  armSession(group: ClassicGroup, member: ClassicMember, timeoutMs = member.sessionTimeoutMs): void {
    member.heardAt = this.context.clock.monotonic()
    this.context.schedule(sessionKey(group, member.memberId), timeoutMs, () =>
      this.sessionEnded(group, member.memberId),
    )
  }

  /** (Re)starts the time in which the owner of a pending id must come back. */
  armPending(group: ClassicGroup, memberId: string, timeoutMs: number): void {
    this.context.schedule(sessionKey(group, memberId), timeoutMs, () => this.sessionEnded(group, memberId))
  }

  cancelSession(group: ClassicGroup, memberId: string): void {
    this.context.cancel(sessionKey(group, memberId))
  }

  private sessionEnded(group: ClassicGroup, memberId: string): Write {
    if (group.state === 'Dead') return NO_WRITE
    if (group.pendingJoins.has(memberId)) {
      group.remove(memberId)
      return this.maybeComplete(group)
    }
    const member = group.member(memberId)
    if (!member || member.keptBySession) return NO_WRITE
    this.say(`Member ${memberId} in group ${group.groupId} has failed, removing it from the group.`)
    this.forget(group, member, 'session timeout')
    return this.changed(group, `Removing member ${memberId} on heartbeat expiration.`)
  }

  /** Takes a member out, ending what it waits for. */
  forget(group: ClassicGroup, member: ClassicMember, why: Departure): void {
    this.teller.left(group, member, why)
    this.cancelSession(group, member.memberId)
    dismiss(member)
    group.remove(member.memberId)
  }

  /** Stops everything that a group waits for: it is deleted, or led elsewhere. */
  stop(group: ClassicGroup, error: ErrorCode): void {
    this.context.cancel(joinKey(group))
    this.context.cancel(syncKey(group))
    for (const member of group.members.values()) {
      this.cancelSession(group, member.memberId)
      dismiss(member, error)
    }
    for (const memberId of group.pendingJoins) this.cancelSession(group, memberId)
  }

  private say(message: string): void {
    this.context.trace.log('INFO', 'org.apache.kafka.coordinator.group.GroupMetadataManager', message)
  }
}

/** A member's place in the current generation. */
export function joined(group: ClassicGroup, member: ClassicMember, withMembers: boolean): JoinResponse {
  return {
    throttleTimeMs: 0,
    errorCode: Errors.NONE,
    generationId: group.generation,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    skipAssignment: false,
    memberId: member.memberId,
    members: withMembers ? memberList(group) : [],
  }
}

function memberList(group: ClassicGroup): JoinResponse['members'] {
  return [...group.members.values()].map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    metadata: member.metadataOf(group.protocolName),
  }))
}

/** A member's assignment. */
export function synced(group: ClassicGroup, member: ClassicMember): SyncResponse {
  return {
    throttleTimeMs: 0,
    errorCode: Errors.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  }
}

function joinKey(group: ClassicGroup): string {
  return `join-${group.groupId}`
}
function syncKey(group: ClassicGroup): string {
  return `sync-${group.groupId}`
}
function sessionKey(group: ClassicGroup, memberId: string): string {
  return `session-${group.groupId}-${memberId}`
}
