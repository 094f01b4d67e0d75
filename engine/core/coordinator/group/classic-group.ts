import { assert } from '../../base/assert.ts'
import { DecodeError } from '../../base/bytes.ts'
import { textsInHashOrder } from '../../base/java-order.ts'
import { type ErrorCode, Errors } from '../../protocol/errors.ts'
import type { GroupMetadataValue } from '../../protocol/messages/group-records.ts'
import { groupMetadataRecord } from '../group-records.ts'
import type { CoordinatorRecord } from '../write.ts'
import { ClassicMember, type MemberProtocol } from './classic-member.ts'
import { topicsIn } from './consumer-metadata.ts'

export type ClassicState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

/** From which states each state may be reached (`ClassicGroupState.java`). */
const PREVIOUS: Record<ClassicState, readonly ClassicState[]> = {
  PreparingRebalance: ['Stable', 'CompletingRebalance', 'Empty'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance', 'Stable', 'PreparingRebalance'],
  Empty: ['PreparingRebalance', 'Empty'],
  Dead: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
}

const CONSUMER_PROTOCOL = 'consumer'

/** What a request says of the member that sent it. */
export interface MemberClaim {
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** A group that plays the classic protocol, or a simple one that only keeps offsets (`ClassicGroup.java`). */
export class ClassicGroup {
  readonly type = 'classic'
  private current: ClassicState = 'Empty'
  private before: ClassicState = 'Empty'
  /** Wall time of the last change of state; -1: unknown (a simple group, an old record). */
  stateTimestamp = -1
  protocolType: string | null = null
  protocolName: string | null = null
  leaderId: string | null = null
  generation = 0
  readonly members = new Map<string, ClassicMember>()
  private readonly staticMembers = new Map<string, string>()
  /** Ids given out with MEMBER_ID_REQUIRED whose owners have not come back. */
  readonly pendingJoins = new Set<string>()
  /** Members of this generation that have not synced. */
  readonly pendingSyncs = new Set<string>()
  /** Someone joined during the initial delay: it will be extended. */
  newMemberAdded = false
  private subscribed: ReadonlySet<string> | null = null

  constructor(readonly groupId: string) {}

  get state(): ClassicState {
    return this.current
  }
  /** The rebalance under way started from Empty: the initial one, which waits its delay in any case. */
  get isInitialRebalance(): boolean {
    return this.current === 'PreparingRebalance' && this.before === 'Empty'
  }
  get canRebalance(): boolean {
    return PREVIOUS.PreparingRebalance.includes(this.current)
  }
  /** Whether its members speak the consumer protocol. */
  get isConsumerGroup(): boolean {
    return this.protocolType === CONSUMER_PROTOCOL
  }

  transitionTo(state: ClassicState, now: number): void {
    assert(PREVIOUS[state].includes(this.current), `group ${this.groupId}: ${this.current} to ${state}`)
    this.before = this.current
    this.current = state
    this.stateTimestamp = now
  }

  member(memberId: string): ClassicMember | undefined {
    return this.members.get(memberId)
  }
  staticMemberId(groupInstanceId: string): string | undefined {
    return this.staticMembers.get(groupInstanceId)
  }
  isLeader(memberId: string): boolean {
    return this.leaderId === memberId
  }
  get awaitingJoins(): number {
    let count = 0
    for (const member of this.members.values()) if (member.awaitingJoin) count++
    return count
  }
  get allJoined(): boolean {
    return this.pendingJoins.size === 0 && this.awaitingJoins === this.members.size
  }
  /** The longest that any member wants to be waited for. */
  get rebalanceTimeoutMs(): number {
    return [...this.members.values()].reduce((most, member) => Math.max(most, member.rebalanceTimeoutMs), 0)
  }

  /** Adds a member; the first one sets the protocol type and leads. */
  add(member: ClassicMember): void {
    if (this.members.size === 0) this.protocolType = member.protocolType
    this.leaderId ??= member.memberId
    this.members.set(member.memberId, member)
    if (member.groupInstanceId !== null) this.staticMembers.set(member.groupInstanceId, member.memberId)
    this.pendingJoins.delete(member.memberId)
  }

  /** Takes a member, or a pending id, out; another member leads if it did. */
  remove(memberId: string): void {
    const member = this.members.get(memberId)
    this.members.delete(memberId)
    if (member?.groupInstanceId != null) this.staticMembers.delete(member.groupInstanceId)
    if (this.leaderId === memberId) this.leaderId = this.members.keys().next().value ?? null
    this.pendingJoins.delete(memberId)
    this.pendingSyncs.delete(memberId)
  }

  /** A static member under its new id, in the place of the old one. */
  replaceStatic(old: ClassicMember, memberId: string): ClassicMember {
    const member = new ClassicMember({ ...old, memberId })
    member.assignment = old.assignment
    const entries = [...this.members].map(([id, one]) => (id === old.memberId ? member : one))
    this.members.clear()
    for (const one of entries) this.members.set(one.memberId, one)
    this.staticMembers.set(old.groupInstanceId as string, memberId)
    if (this.leaderId === old.memberId) this.leaderId = memberId
    return member
  }

  /** Keeps the leader if it rejoined, else takes the first member that did; false: nobody did. */
  electJoinedLeader(): boolean {
    if (this.leaderId === null) return false
    if (this.member(this.leaderId)?.awaitingJoin) return true
    for (const member of this.members.values()) {
      if (!member.awaitingJoin) continue
      this.leaderId = member.memberId
      return true
    }
    return false
  }

  /** Whether a newcomer with these protocols could be served together with all members. */
  supports(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.current === 'Empty') return protocolType !== '' && protocols.length > 0
    if (protocolType !== this.protocolType) return false
    // All left during a rebalance: there is nobody to share a protocol with.
    if (this.members.size === 0) return protocols.length > 0
    const common = this.commonProtocols()
    return protocols.some(({ name }) => common.has(name))
  }

  /** Names that every member offers. */
  private commonProtocols(): Set<string> {
    const [first, ...others] = this.members.values()
    const names = (first?.protocols ?? []).map(({ name }) => name)
    return new Set(names.filter((name) => others.every(({ protocols }) => protocols.some((one) => one.name === name))))
  }

  /** Each member votes for its first protocol that all support; most votes win, of equals the first in a Java HashMap. */
  selectProtocol(): string | null {
    const common = this.commonProtocols()
    const votes = new Map<string, number>()
    for (const { protocols } of this.members.values()) {
      const vote = protocols.find(({ name }) => common.has(name))
      if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
    }
    let chosen: string | null = null
    for (const name of textsInHashOrder([...votes.keys()]))
      if (chosen === null || (votes.get(name) as number) > (votes.get(chosen) as number)) chosen = name
    return chosen
  }

  /** The join phase is over: a new generation, with a protocol, or Empty. */
  nextGeneration(now: number): void {
    this.generation++
    this.protocolName = this.members.size > 0 ? this.selectProtocol() : null
    this.subscribed = this.computeSubscribed()
    this.transitionTo(this.members.size > 0 ? 'CompletingRebalance' : 'Empty', now)
    this.pendingSyncs.clear()
  }

  /** Whether any member reads the topic; a consumer group whose subscriptions cannot be read counts as reading all. */
  isSubscribedTo(topic: string): boolean {
    return this.subscribed ? this.subscribed.has(topic) : this.isConsumerGroup
  }
  /** The topics that its members read; null: not known. */
  get subscribedTopics(): ReadonlySet<string> | null {
    return this.subscribed
  }

  private computeSubscribed(): ReadonlySet<string> | null {
    if (!this.isConsumerGroup) return null
    try {
      return new Set([...this.members.values()].flatMap((member) => topicsIn(member.metadataOf(this.protocolName))))
    } catch (error) {
      if (error instanceof DecodeError) return null
      throw error
    }
  }

  /** Why a member's claim does not hold; 0: it does. */
  checkMember({ memberId, groupInstanceId }: MemberClaim): ErrorCode {
    if (groupInstanceId !== null) {
      const known = this.staticMembers.get(groupInstanceId)
      if (known === undefined) return Errors.UNKNOWN_MEMBER_ID
      if (known !== memberId) return Errors.FENCED_INSTANCE_ID
    }
    return this.members.has(memberId) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID
  }

  /** Why an offset commit cannot be taken; 0: it can (`ClassicGroup.validateOffsetCommit`). */
  checkOffsetCommit(claim: MemberClaim, generation: number): ErrorCode {
    if (this.current === 'Dead') return Errors.COORDINATOR_NOT_AVAILABLE
    if (generation < 0 && this.current === 'Empty') return Errors.NONE
    if (generation < 0 && claim.memberId === '' && claim.groupInstanceId === null) return Errors.UNKNOWN_MEMBER_ID
    const unknown = this.checkMember(claim)
    if (unknown !== Errors.NONE) return unknown
    if (generation !== this.generation) return Errors.ILLEGAL_GENERATION
    return this.current === 'CompletingRebalance' ? Errors.REBALANCE_IN_PROGRESS : Errors.NONE
  }

  /** What the log keeps of the group, with the assignment it has or is to get. */
  record(assignments: (member: ClassicMember) => Uint8Array = ({ assignment }) => assignment): CoordinatorRecord {
    return groupMetadataRecord(this.groupId, {
      protocolType: this.protocolType ?? '',
      generation: this.generation,
      protocol: this.protocolName,
      leader: this.leaderId,
      currentStateTimestamp: this.stateTimestamp,
      members: [...this.members.values()].map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeout: member.rebalanceTimeoutMs,
        sessionTimeout: member.sessionTimeoutMs,
        subscription: member.metadataOf(this.protocolName),
        assignment: assignments(member),
      })),
    })
  }

  /** Applies a record that this coordinator has just written of it: the members are here, assignments and state are new. */
  replayWritten(value: GroupMetadataValue, now: number): void {
    for (const { memberId, assignment } of value.members) {
      const member = this.members.get(memberId)
      assert(member, `group ${this.groupId}: a record of ${memberId}, who is not in it`)
      member.assignment = assignment
    }
    this.settle(value.members.length > 0 ? 'Stable' : 'Empty', this.current === 'Stable' ? this.stateTimestamp : now)
  }

  /** Takes a record found in the log for the whole group. */
  replayLoaded(value: GroupMetadataValue): void {
    this.members.clear()
    this.staticMembers.clear()
    for (const member of value.members) this.add(loadedMember(member, value))
    this.protocolType = value.protocolType === '' ? null : value.protocolType
    this.generation = value.generation
    this.protocolName = value.protocol
    this.leaderId = value.leader
    this.subscribed = this.computeSubscribed()
    this.settle(value.members.length > 0 ? 'Stable' : 'Empty', value.currentStateTimestamp)
  }

  private settle(state: ClassicState, timestamp: number): void {
    this.before = this.current
    this.current = state
    this.stateTimestamp = timestamp
  }
}

function loadedMember(value: GroupMetadataValue['members'][number], group: GroupMetadataValue): ClassicMember {
  const member = new ClassicMember({
    memberId: value.memberId,
    groupInstanceId: value.groupInstanceId,
    clientId: value.clientId,
    clientHost: value.clientHost,
    rebalanceTimeoutMs: value.rebalanceTimeout === -1 ? value.sessionTimeout : value.rebalanceTimeout,
    sessionTimeoutMs: value.sessionTimeout,
    protocolType: group.protocolType,
    protocols: [{ name: group.protocol ?? '', metadata: value.subscription }],
  })
  member.assignment = value.assignment
  return member
}
