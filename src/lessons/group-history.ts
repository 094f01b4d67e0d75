/** What group coordinators told of their groups (`group.*`: engine/core/coordinator/group/group-teller.ts), as history for checks. */
import type { HappenedCheck } from './check.ts'
import { type Evidence, matches } from './evidence.ts'
import type { PastEvent } from './past.ts'
import { satisfies } from './shape.ts'

/** What the events tell that are of a kind, in words; none: it has not happened. */
type Tell = (check: HappenedCheck, evidence: Evidence) => string[]

export const GROUP_HISTORY = {
  rebalance: (check, evidence) =>
    rebalances(check, evidence).flatMap((seen) => {
      const isIt = MEASURES.every((name) => satisfies(seen[name], check[name] ?? seen[name]))
      return isIt ? [evidence.say.rebalance(seen.generation, seen.stopped, seen.waited)] : []
    }),
  'member-joined': (check, evidence) => members(check, evidence, /^group\.member\.joined$/),
  'member-left': (check, evidence) =>
    ofGroup(check, evidence, /^group\.member\.left$/)
      .filter(({ why }) => check.why === undefined || check.why === why)
      .map((event) => evidence.say.memberLeft(nameOf(event), String(event['why']))),
  'member-fenced': (check, evidence) => members(check, evidence, /^group\.member\.fenced$/),
  'member-refused': (check, evidence) =>
    ofGroup(check, evidence, /^group\.refused$/).flatMap(({ error, request }) =>
      check.error === undefined || check.error === error ? [`${request}: ${error}`] : [],
    ),
} as const satisfies { readonly [kind: string]: Tell }

function ofGroup({ group }: HappenedCheck, { past }: Evidence, type: RegExp): PastEvent[] {
  return past.events.filter(
    (one) => type.test(one.type) && (group === undefined || matches(String(one['group']), group)),
  )
}

function members(check: HappenedCheck, evidence: Evidence, type: RegExp): string[] {
  return ofGroup(check, evidence, type).map(nameOf)
}

/** Members are told apart by the end of their id: console consumers share a client id. */
function nameOf({ instanceId, clientId, memberId }: PastEvent): string {
  return String(instanceId ?? `${clientId} …${String(memberId).slice(-4)}`)
}

/** How long a partition had nobody. */
interface Wait {
  readonly ms: number
}

const MEASURES = ['stopped', 'waited', 'idled', 'moved', 'members'] as const

/** What a check can ask of a rebalance. */
type Rebalance = { readonly [name in (typeof MEASURES)[number]]: number } & { readonly generation: number }

function rebalances(check: HappenedCheck, evidence: Evidence): Rebalance[] {
  const found: Rebalance[] = []
  const before = new Map<string, PastEvent>()
  const ended = new Map<string, Wait[]>()
  for (const event of ofGroup(check, evidence, /^group\.(stable|member\.resumed)$/)) {
    const group = String(event['group'])
    // A member may hear of its part of the assignment before the whole is said to be in force.
    const waits = [...(ended.get(group) ?? []), ...(event['waited'] as readonly Wait[])]
    ended.set(group, event.type === 'group.stable' ? [] : waits)
    if (event.type !== 'group.stable') continue
    found.push(measured(event, before.get(group), waits))
    before.set(group, event)
  }
  return found
}

function measured(event: PastEvent, before: PastEvent | undefined, waits: readonly Wait[]): Rebalance {
  return {
    generation: Number(event['generation']),
    stopped: Number(event['stoppedMs']),
    waited: Math.max(0, ...waits.map(({ ms }) => ms)),
    idled: waits.length,
    moved: before ? moves(before, event) : 0,
    members: sharesIn(event).size,
  }
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
