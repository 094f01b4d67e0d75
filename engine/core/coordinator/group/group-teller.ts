/**
 * What becomes of groups, as events for whoever watches: pictures, goals of lessons, simulations. All carry `group` and
 * `ms`, the coordinator's monotonic time.
 *
 * | event | when | fields |
 * | --- | --- | --- |
 * | `group.loaded` | the coordinator took the group over | generation, protocol, leader, members |
 * | `group.member.joined` | a new member asks to join | memberId, clientId, instanceId, topics, reason |
 * | `group.member.rejoined` | a member joins again | memberId, clientId, instanceId, topics, gaveUp, keeps, reason |
 * | `group.member.left` | a member is out | memberId, clientId, instanceId, why, silentMs, gaveUp |
 * | `group.member.fenced` | another process came under its `group.instance.id` | instanceId, memberId, by, silentMs |
 * | `group.member.resumed` | a member got its partitions back without a rebalance | memberId, clientId, instanceId, partitions, waited |
 * | `group.rebalance.began` | members have to join again | generation (the old one), reason |
 * | `group.generation.began` | all have joined; the leader assigns | generation, protocol, leader, members |
 * | `group.stable` | the assignment is committed and goes out | generation, protocol, leader, members, tookMs, stoppedMs, waited |
 * | `group.empty` | the last member is out | generation |
 * | `group.removed` | the group is deleted or expired | |
 * | `group.refused` | a member's request does not hold | request, memberId, instanceId, error |
 *
 * `members`: memberId, clientId, instanceId, topics, and where there is an assignment partitions (`orders-0`). `stoppedMs`: how long no member worked on
 * anything (0: someone always did). `waited`: partition and ms, each partition that had nobody for a time. A member works on
 * a partition from its assignment until it joins without it (an eager member gives up all) or
 * is assigned others, leaves, or was last heard of.
 */
import { EMPTY_BYTES } from '../../base/bytes.ts'
import { Errors, errorName } from '../../protocol/errors.ts'
import type { ShardContext } from '../shard.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'
import { assignedIn, ownedIn, subscribedIn } from './consumer-metadata.ts'
import { Work } from './work.ts'

/** Why a member is out: it said so, was silent for its session, or was not back within the rebalance timeout. */
export type Departure = 'left' | 'session timeout' | 'rebalance timeout'

/** Errors that say that a member is not who it believes to be. */
const TELLING = new Set<number>([
  Errors.UNKNOWN_MEMBER_ID,
  Errors.ILLEGAL_GENERATION,
  Errors.FENCED_INSTANCE_ID,
  Errors.INCONSISTENT_GROUP_PROTOCOL,
  Errors.GROUP_MAX_SIZE_REACHED,
])

export class GroupTeller {
  private readonly work = new Map<string, Work>()
  private readonly beganAt = new Map<string, number>()

  constructor(private readonly context: ShardContext) {}

  private now(): number {
    return Math.round(this.context.clock.monotonic())
  }

  private tell(group: ClassicGroup | { readonly groupId: string }, type: string, fields: object = {}): void {
    this.context.trace.event({ type: `group.${type}`, group: group.groupId, ms: this.now(), ...fields })
  }

  private workOf({ groupId }: ClassicGroup): Work {
    const known = this.work.get(groupId) ?? new Work()
    this.work.set(groupId, known)
    return known
  }

  loaded(group: ClassicGroup): void {
    // One that only keeps offsets has no members to tell of.
    if (group.generation === 0) return
    for (const member of group.members.values()) this.takesUp(group, member)
    this.tell(group, 'loaded', generationOf(group, assigned))
  }

  joined(group: ClassicGroup, member: ClassicMember, reason: string | null): void {
    this.tell(group, 'member.joined', { ...introduced(member), reason })
  }

  /** A member that joins again works on nothing that it does not name as its own. */
  rejoined(group: ClassicGroup, member: ClassicMember, reason: string | null): void {
    const keeps = ownedIn(subscriptionOf(member))
    const gaveUp = this.workOf(group).givesUp(member.memberId, keeps, this.now())
    this.tell(group, 'member.rejoined', { ...introduced(member), gaveUp, keeps, reason })
  }

  left(group: ClassicGroup, member: ClassicMember, why: Departure): void {
    const silentMs = this.silence(member)
    const stoppedAt = why === 'session timeout' ? this.now() - silentMs : this.now()
    const gaveUp = this.workOf(group).givesUp(member.memberId, [], stoppedAt)
    this.tell(group, 'member.left', { ...nameOf(member), why, silentMs, gaveUp })
  }

  /** What the old one worked on waits for the new one to ask for its assignment. */
  fenced(group: ClassicGroup, old: ClassicMember, by: ClassicMember): void {
    const silentMs = this.silence(old)
    this.workOf(group).givesUp(old.memberId, [], this.now() - silentMs)
    this.tell(group, 'member.fenced', { ...nameOf(old), by: by.memberId, silentMs })
  }

  /** A member was told its assignment while nothing else changed. */
  resumed(group: ClassicGroup, member: ClassicMember): void {
    // Behind what is still to be told of the assignment itself.
    this.context.release(() => {
      const waited = this.takesUp(group, member)
      if (waited.length === 0) return
      this.tell(group, 'member.resumed', { ...nameOf(member), partitions: assignedIn(member.assignment), waited })
    })
  }

  rebalanceBegan(group: ClassicGroup, reason: string): void {
    this.beganAt.set(group.groupId, this.now())
    this.tell(group, 'rebalance.began', { generation: group.generation, reason })
  }

  generationBegan(group: ClassicGroup): void {
    this.tell(group, 'generation.began', generationOf(group, introduced))
  }

  /** The assignment goes out when it is committed: until then nobody works by it. */
  stable(group: ClassicGroup): void {
    const given = generationOf(group, assigned)
    this.context.release(() => {
      const now = this.now()
      const work = this.workOf(group)
      const stoppedMs = work.stoppedFor(now)
      for (const { memberId, partitions } of given.members) work.givesUp(memberId, partitions, now)
      const waited = given.members.flatMap(({ memberId, partitions }) => work.takesUp(memberId, partitions, now))
      const tookMs = now - (this.beganAt.get(group.groupId) ?? now)
      this.tell(group, 'stable', { ...given, tookMs, stoppedMs, waited })
    })
  }

  empty(group: ClassicGroup): void {
    this.workOf(group).forget()
    this.tell(group, 'empty', { generation: group.generation })
  }

  removed(group: ClassicGroup): void {
    this.work.delete(group.groupId)
    this.beganAt.delete(group.groupId)
    this.tell(group, 'removed')
  }

  /** A request of a member was answered with an error; those that belong to a rebalance are not told. */
  answered(
    request: string,
    claim: { readonly groupId: string; readonly memberId: string; readonly groupInstanceId: string | null },
    error: number,
  ): void {
    if (!TELLING.has(error) && !(request === 'OffsetCommit' && error === Errors.REBALANCE_IN_PROGRESS)) return
    const { memberId, groupInstanceId: instanceId } = claim
    this.tell(claim, 'refused', { request, memberId, instanceId, error: errorName(error) })
  }

  private takesUp(group: ClassicGroup, member: ClassicMember) {
    return this.workOf(group).takesUp(member.memberId, assignedIn(member.assignment), this.now())
  }

  private silence({ heardAt }: ClassicMember): number {
    return heardAt === null ? 0 : this.now() - Math.round(heardAt)
  }
}

function nameOf({ memberId, clientId, groupInstanceId }: ClassicMember) {
  return { memberId, clientId, instanceId: groupInstanceId }
}

/** What a member says to all assignors alike. */
function subscriptionOf({ protocols }: ClassicMember): Uint8Array {
  return protocols[0]?.metadata ?? EMPTY_BYTES
}

function introduced(member: ClassicMember) {
  return { ...nameOf(member), topics: subscribedIn(subscriptionOf(member)) }
}

function generationOf<T>(group: ClassicGroup, describe: (member: ClassicMember) => T) {
  const { generation, protocolName: protocol, leaderId: leader } = group
  return { generation, protocol, leader, members: [...group.members.values()].map(describe) }
}

function assigned(member: ClassicMember) {
  return { ...introduced(member), partitions: assignedIn(member.assignment) }
}
