/** The history of a group, from what its coordinator told (`group.*`: engine/core/coordinator/group/group-teller.ts). */
import type { Placed } from './timeline.ts'

/** What a member does: waits for others to join, for its assignment, works, works but will join again, is silent. */
export type Phase = 'joining' | 'syncing' | 'working' | 'revoking' | 'silent'

/** `to` null: it still goes on. Times are cluster time, ms. */
export interface Stretch {
  readonly phase: Phase
  readonly from: number
  to: number | null
}

/** A member works on a partition. */
export interface Hold {
  readonly partition: string
  readonly from: number
  to: number | null
}

/** A member over time; the processes that came one after the other under one `group.instance.id` are one. */
export interface Lane {
  readonly key: string
  readonly clientId: string
  readonly instanceId: string | null
  memberId: string
  topics: readonly string[]
  readonly stretches: Stretch[]
  readonly holds: Hold[]
  /** When and why it went; null: it is there. */
  end: { readonly t: number; readonly why: string } | null
}

/** From the reason of a rebalance to the assignment that ended it. */
export interface Rebalance {
  readonly began: number
  readonly reason: string
  /** When the assignment went out, the group became empty, or another rebalance took its place; null: it is under way. */
  ended: number | null
  /** It has come to no assignment: another rebalance took its place. */
  isInterrupted: boolean
  /** That it led to; before it has ended the one before. */
  generation: number
  protocol: string
  members: number
  tookMs: number
  stoppedMs: number
  waited: readonly { readonly partition: string; readonly ms: number }[]
}

export interface GroupHistory {
  readonly id: string
  readonly lanes: Lane[]
  readonly rebalances: Rebalance[]
  readonly events: Placed[]
  /** Who coordinates it. */
  nodeId: number
  generation: number
  protocol: string | null
  leader: string | null
}

interface MemberTold {
  readonly memberId: string
  readonly clientId: string
  readonly instanceId: string | null
  readonly topics: readonly string[]
  readonly partitions?: readonly string[]
}

/** Each group's history by its name; groups that are gone are left out. */
export function historiesOf(events: readonly Placed[]): ReadonlyMap<string, GroupHistory> {
  const histories = new Map<string, GroupHistory>()
  for (const event of events) {
    const history = histories.get(event.group) ?? begun(event)
    histories.set(event.group, history)
    history.events.push(event)
    history.nodeId = event.nodeId
    ON[event.type]?.(history, event)
    if (event.type === 'group.removed') histories.delete(event.group)
  }
  return histories
}

function begun({ group, nodeId }: Placed): GroupHistory {
  return {
    id: group,
    nodeId,
    lanes: [],
    rebalances: [],
    events: [],
    generation: 0,
    protocol: null,
    leader: null,
  }
}

type Apply = (history: GroupHistory, event: Placed) => void

const ON: { readonly [type: string]: Apply } = {
  'group.loaded': (history, event) => {
    takeOver(history, event)
    const members = membersOf(event)
    for (const member of members) assign(laneOf(history, member), member.partitions ?? [], event.t)
    const there = new Set(members.map(({ memberId }) => memberId))
    for (const lane of history.lanes) if (phaseOf(lane) && !there.has(lane.memberId)) leave(lane, event.t, 'unknown')
    interrupt(underWay(history), event.t)
  },
  'group.member.joined': (history, event) => enter(laneOf(history, told(event)), 'joining', event.t),
  'group.member.rejoined': (history, event) => {
    const lane = laneOf(history, told(event))
    enter(lane, 'joining', event.t)
    release(lane, event['gaveUp'] as readonly string[], event.t)
  },
  'group.member.left': (history, event) => {
    const lane = laneOf(history, told(event))
    const why = String(event['why'])
    if (why === 'session timeout') fallSilent(lane, event)
    leave(lane, event.t, why)
  },
  'group.member.fenced': (history, event) => {
    const lane = laneOf(history, told(event))
    fallSilent(lane, event)
    lane.memberId = String(event['by'])
    enter(lane, 'joining', event.t)
  },
  'group.member.resumed': (history, event) =>
    assign(laneOf(history, told(event)), event['partitions'] as readonly string[], event.t),
  'group.rebalance.began': (history, event) => {
    for (const lane of history.lanes) if (phaseOf(lane) === 'working') enter(lane, 'revoking', event.t)
    history.rebalances.push({
      began: event.t,
      reason: String(event['reason']),
      ended: null,
      isInterrupted: false,
      generation: Number(event['generation']),
      protocol: '',
      members: 0,
      tookMs: 0,
      stoppedMs: 0,
      waited: [],
    })
  },
  'group.generation.began': (history, event) => {
    takeOver(history, event)
    for (const member of membersOf(event)) enter(laneOf(history, member), 'syncing', event.t)
  },
  'group.stable': (history, event) => {
    takeOver(history, event)
    const members = membersOf(event)
    for (const member of members) assign(laneOf(history, member), member.partitions ?? [], event.t)
    end(history, event, outcomeOf(event))
    // It went out when the next rebalance had begun.
    if (underWay(history).length === 0) return
    for (const member of members) enter(laneOf(history, member), 'revoking', event.t)
  },
  'group.empty': (history, event) => {
    history.generation = Number(event['generation'])
    end(history, event, { generation: history.generation })
  },
}

function underWay({ rebalances }: GroupHistory): Rebalance[] {
  return rebalances.filter(({ ended }) => ended === null)
}

/** The latest rebalance that began before the generation ends with it; those before that have come to nothing. */
function end(history: GroupHistory, { t, generation }: Placed, outcome: Partial<Rebalance>): void {
  const before = underWay(history).filter((one) => one.generation < Number(generation))
  const ended = before.pop()
  if (!ended) return
  interrupt(before, ended.began)
  Object.assign(ended, outcome, { ended: t, tookMs: t - ended.began })
}

function interrupt(rebalances: readonly Rebalance[], t: number): void {
  for (const one of rebalances) Object.assign(one, { ended: t, isInterrupted: true, tookMs: t - one.began })
}

function outcomeOf(event: Placed): Partial<Rebalance> {
  return {
    generation: Number(event['generation']),
    protocol: String(event['protocol']),
    members: membersOf(event).length,
    stoppedMs: Number(event['stoppedMs']),
    waited: event['waited'] as Rebalance['waited'],
  }
}

function takeOver(history: GroupHistory, event: Placed): void {
  history.generation = Number(event['generation'])
  history.protocol = event['protocol'] as string | null
  history.leader = event['leader'] as string | null
}

function membersOf(event: Placed): readonly MemberTold[] {
  return event['members'] as readonly MemberTold[]
}

function told(event: Placed): MemberTold {
  return {
    memberId: String(event['memberId']),
    clientId: String(event['clientId']),
    instanceId: event['instanceId'] as string | null,
    topics: (event['topics'] as readonly string[] | undefined) ?? [],
  }
}

function laneOf(history: GroupHistory, member: MemberTold): Lane {
  const key = member.instanceId ?? member.memberId
  const known = history.lanes.find((lane) => lane.key === key)
  const lane = known ?? { ...member, key, stretches: [], holds: [], end: null }
  if (!known) history.lanes.push(lane)
  lane.memberId = member.memberId
  if (member.topics.length > 0) lane.topics = member.topics
  return lane
}

/** What a member does now; undefined: it is out. */
export function phaseOf(lane: Lane): Phase | undefined {
  const last = lane.stretches.at(-1)
  return last?.to === null ? last.phase : undefined
}

function enter(lane: Lane, phase: Phase | null, t: number): void {
  const last = lane.stretches.at(-1)
  if (last?.to === null) {
    if (last.phase === phase) return
    last.to = t
    if (last.from === t) lane.stretches.pop()
  }
  if (phase === null) return
  lane.end = null
  lane.stretches.push({ phase, from: t, to: null })
}

function leave(lane: Lane, t: number, why: string): void {
  enter(lane, null, t)
  release(lane, null, t)
  lane.end = { t, why }
}

function assign(lane: Lane, partitions: readonly string[], t: number): void {
  enter(lane, 'working', t)
  const held = heldBy(lane)
  release(
    lane,
    held.filter((partition) => !partitions.includes(partition)),
    t,
  )
  for (const partition of partitions) if (!held.includes(partition)) lane.holds.push({ partition, from: t, to: null })
}

/** What a member works on now. */
export function heldBy({ holds }: Lane): string[] {
  return holds.flatMap(({ partition, to }) => (to === null ? [partition] : []))
}

/** `null`: all. */
function release({ holds }: Lane, partitions: readonly string[] | null, t: number): void {
  for (const hold of holds) if (hold.to === null && (partitions?.includes(hold.partition) ?? true)) hold.to = t
}

/** The coordinator learns late what was so since it last heard of the member. */
function fallSilent(lane: Lane, event: Placed): void {
  const since = event.t - Number(event['silentMs'])
  release(lane, null, since)
  while ((lane.stretches.at(-1)?.from ?? -1) > since) lane.stretches.pop()
  const last = lane.stretches.at(-1)
  if (last) last.to = since
  lane.stretches.push({ phase: 'silent', from: since, to: null })
}

/** A text of the coordinator, in which members are called as {@link nameOf} calls them. */
export function shortIds(text: string): string {
  return text.replace(/-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{8}([0-9a-f]{4})/g, ' …$1')
}

/** What members are called: all console consumers have one client id, so the end of their own ids tells them apart. */
export function nameOf({ instanceId, clientId, memberId }: Pick<Lane, 'instanceId' | 'clientId' | 'memberId'>): string {
  return instanceId ?? `${clientId.replace(/^consumer-/, '')} …${memberId.slice(-4)}`
}
