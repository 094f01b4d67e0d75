/** What group coordinators told of their groups (`group.*`: engine/core/coordinator/group/group-teller.ts), as history for checks. */
import type { HappenedCheck } from './check.ts'
import { type Evidence, matches } from './evidence.ts'
import type { PastEvent } from './past.ts'
import { satisfies } from './shape.ts'

/** What the events tell that are of a kind, in words; none: it has not happened. */
type Tell = (check: HappenedCheck, evidence: Evidence) => string[]

export const GROUP_HISTORY = {
  rebalance: (check, evidence) =>
    ofGroup(check, evidence, 'group.stable').flatMap((event, i, all) => {
      const stopped = Number(event['stoppedMs'])
      const waited = longest(event['waited'] as readonly { readonly ms: number }[])
      const isIt = satisfies(stopped, check.stopped ?? stopped) && satisfies(waited, check.waited ?? waited)
      const before = all.slice(0, i).findLast(({ group }) => group === event['group'])
      const isMoved = check.moved === undefined || (before && satisfies(moves(before, event), check.moved))
      const members = sharesIn(event).size
      return isIt && isMoved && satisfies(members, check.members ?? members)
        ? [evidence.say.rebalance(Number(event['generation']), stopped, waited)]
        : []
    }),
  'member-joined': (check, evidence) => members(check, evidence, 'group.member.joined'),
  'member-left': (check, evidence) =>
    ofGroup(check, evidence, 'group.member.left')
      .filter(({ why }) => check.why === undefined || check.why === why)
      .map((event) => evidence.say.memberLeft(nameOf(event), String(event['why']))),
  'member-fenced': (check, evidence) => members(check, evidence, 'group.member.fenced'),
  'member-refused': (check, evidence) =>
    ofGroup(check, evidence, 'group.refused').flatMap(({ error, request }) =>
      check.error === undefined || check.error === error ? [`${request}: ${error}`] : [],
    ),
} as const satisfies { readonly [kind: string]: Tell }

function ofGroup({ group }: HappenedCheck, { past }: Evidence, type: string): PastEvent[] {
  return past.events.filter((one) => one.type === type && (group === undefined || matches(String(one['group']), group)))
}

function members(check: HappenedCheck, evidence: Evidence, type: string): string[] {
  return ofGroup(check, evidence, type).map(nameOf)
}

/** Members are told apart by the end of their id: console consumers share a client id. */
function nameOf({ instanceId, clientId, memberId }: PastEvent): string {
  return String(instanceId ?? `${clientId} …${String(memberId).slice(-4)}`)
}

/** Partitions that somebody else has now, though the member that had them is still there, and theirs was too. */
function moves(before: PastEvent, after: PastEvent): number {
  const [had, has] = [sharesIn(before), sharesIn(after)]
  return [...has].reduce((sum, [memberId, partitions]) => {
    if (!had.has(memberId)) return sum
    const taken = partitions.filter((name) =>
      [...had].some(([other, theirs]) => other !== memberId && has.has(other) && theirs.includes(name)),
    )
    return sum + taken.length
  }, 0)
}

function sharesIn({ members }: PastEvent): ReadonlyMap<string, readonly string[]> {
  const told = members as readonly { readonly memberId: string; readonly partitions: readonly string[] }[]
  return new Map(told.map(({ memberId, partitions }) => [memberId, partitions]))
}

function longest(waited: readonly { readonly ms: number }[]): number {
  return Math.max(0, ...waited.map(({ ms }) => ms))
}
