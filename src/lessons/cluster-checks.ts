/** Checks of who leads and who follows, and of what happened to the cluster since the lesson began. */
import type { HappenedCheck, PartitionCheck } from './check.ts'
import { asked, type Evidence, matches, part, together, type Verdict } from './evidence.ts'
import { GROUP_HISTORY } from './group-history.ts'
import type { PastEvent } from './past.ts'
import { satisfies } from './shape.ts'

/** Splits `orders-0`. */
function placeOf(partition: string): { topic: string; index: number } {
  const [, topic = partition, index = '0'] = /^(.*)-(\d+)$/.exec(partition) ?? []
  return { topic, index: Number(index) }
}

export function partition(check: PartitionCheck, { state, say }: Evidence): Verdict {
  const { topic, index } = placeOf(check.partition)
  const found = state.topics.get(topic)?.partitions[index]
  if (!found) return part(false, say.noPartition(check.partition))
  const { leader, leaderEpoch, replicas, isr } = found
  const isrMembers = [...isr].sort((a, b) => a - b)
  return together(say, [
    ...asked(check.leader, (wanted) => isNode(leader, wanted), say.leader(check.partition, leader)),
    ...asked(check.epoch, (wanted) => satisfies(leaderEpoch, wanted), say.epoch(leaderEpoch)),
    ...asked(check.replicas, (wanted) => satisfies(replicas.length, wanted), say.replicas(replicas.length)),
    ...asked(check.isr, (wanted) => isMembers(isrMembers, wanted), say.isr(check.partition, isrMembers)),
  ])
}

function isNode(id: number, wanted: number | 'none' | 'any'): boolean {
  if (wanted === 'none') return id < 0
  return wanted === 'any' ? id >= 0 : id === wanted
}

function isMembers(members: readonly number[], wanted: NonNullable<PartitionCheck['isr']>): boolean {
  if (typeof wanted !== 'object') return satisfies(members.length, wanted)
  return members.length === wanted.length && wanted.every((id) => members.includes(id))
}

export function controller(wanted: number | 'none' | 'any', { state: { controllerId }, say }: Evidence): Verdict {
  return part(isNode(controllerId, wanted), say.controller(controllerId))
}

/** Each kind of event: what the events tell that are of it, in words; none: it has not happened. */
const HAPPENED: {
  readonly [kind in HappenedCheck['happened']]: (check: HappenedCheck, evidence: Evidence) => string[]
} = {
  'leader-moved': (check, evidence) =>
    moves(ofPartition(evidence, 'leader.changed', check)).flatMap(({ from, to }) =>
      isLike(check.from, from) && isLike(check.to, to) ? [evidence.say.leaderMoved(from, to)] : [],
    ),
  'controller-changed': (_, { past, say }) =>
    moves(past.events.filter(({ type }) => type === 'controller.changed')).map(({ from, to }) =>
      say.controllerMoved(from, to),
    ),
  'isr-shrank': (check, evidence) => isrChanges(check, evidence, (from, to) => to.length < from.length),
  'isr-grew': (check, evidence) => isrChanges(check, evidence, (from, to) => to.length > from.length),
  'broker-killed': (check, evidence) => ofBroker(check, evidence, 'broker.killed'),
  'broker-stopped': (check, evidence) => ofBroker(check, evidence, 'broker.stopped'),
  'broker-started': (check, evidence) => ofBroker(check, evidence, 'broker.running'),
  'broker-paused': (check, evidence) => ofBroker(check, evidence, 'broker.paused'),
  'log-truncated': (check, evidence) =>
    ofReplica(evidence, 'log.truncated', check).map(({ nodeId, from, to }) =>
      evidence.say.truncated(nodeId, Number(from), Number(to)),
    ),
  'produce-refused': (check, evidence) => refusals(check, evidence, 'produce.refused'),
  'fetch-refused': (check, evidence) => refusals(check, evidence, 'fetch.refused'),
  'segment-rolled': (check, evidence) =>
    ofReplica(evidence, 'segment.rolled', check).map((event) => evidence.say.segment(Number(event['baseOffset']))),
  'segment-deleted': (check, evidence) =>
    ofReplica(evidence, 'segment.deleted', check).map((event) => evidence.say.segment(Number(event['baseOffset']))),
  'log-start-moved': (check, evidence) =>
    ofReplica(evidence, 'log.start.moved', check).map(({ from, to }) =>
      evidence.say.logStart(Number(from), Number(to)),
    ),
  'log-compacted': (check, evidence) =>
    ofReplica(evidence, 'log.cleaned', check).map((event) =>
      evidence.say.compacted(Number(event['bytesRead']), Number(event['bytesWritten'])),
    ),
  'producers-expired': (check, evidence) =>
    ofReplica(evidence, 'producers.expired', check).map(({ nodeId }) => evidence.say.broker(nodeId, true)),
  'offsets-expired': (check, evidence) => expiries(check, evidence, ({ partitions }) => hasAny(partitions)),
  'group-removed': (check, evidence) => expiries(check, evidence, ({ removed }) => removed === true),
  ...GROUP_HISTORY,
  'fault-hit': ({ broker }, { past, say }) =>
    past.events.flatMap((event) => {
      const isIt = event.type === 'fault.hit' && isLike(broker, event.nodeId)
      return isIt ? [say.faultHit(String(event['api']), String(event['action']))] : []
    }),
  'produce-repeated': (check, evidence) =>
    ofReplica(evidence, 'produce.repeated', check).map((event) => evidence.say.repeated(Number(event['baseOffset']))),
  'clock-moved': ({ days }, { past, say }) =>
    past.events.flatMap((event) => {
      const moved = Number(event['byMs']) / DAY_MS
      const isIt = event.type === 'clock.jumped' && (days === undefined || satisfies(moved, days))
      return isIt ? [say.clockMoved(moved)] : []
    }),
}

const DAY_MS = 86_400_000

/** How often it took place since the lesson began. */
export function timesHappened(check: HappenedCheck, evidence: Evidence): number {
  return HAPPENED[check.happened](check, evidence).length
}

export function happened(check: HappenedCheck, evidence: Evidence): Verdict {
  const told = HAPPENED[check.happened](check, evidence)
  const now = told.at(-1) ?? evidence.say.notYet
  if (check.times === undefined) return part(told.length > 0, now)
  return part(satisfies(told.length, check.times), told.length > 1 ? evidence.say.times(now, told.length) : now)
}

function isLike(wanted: unknown, actual: unknown): boolean {
  return wanted === undefined || wanted === actual
}

function ofPartition({ past }: Evidence, type: string, { partition }: HappenedCheck): PastEvent[] {
  return past.events.filter((one) => one.type === type && isLike(partition, one['partition']))
}

/** What a broker told of its own replica. */
function ofReplica(evidence: Evidence, type: string, check: HappenedCheck): PastEvent[] {
  return ofPartition(evidence, type, check).filter(({ nodeId }) => isLike(check.broker, nodeId))
}

function refusals(check: HappenedCheck, evidence: Evidence, type: string): string[] {
  const errors = ofPartition(evidence, type, check).map(({ error }) => error)
  return errors.filter((error) => isLike(check.error, error)).map(String)
}

function expiries({ group }: HappenedCheck, { past, say }: Evidence, isIt: (event: PastEvent) => boolean): string[] {
  const isOfGroup = (one: PastEvent) => group === undefined || matches(String(one['group']), group)
  const found = past.events.filter((one) => one.type === 'offsets.expired' && isOfGroup(one) && isIt(one))
  return found.map((one) => (one['removed'] ? say.noGroup(String(one['group'])) : say.nothingCommitted))
}

function hasAny(partitions: unknown): boolean {
  return (partitions as readonly string[]).length > 0
}

/** Who followed whom: a time without anyone in between is no move of its own. */
function moves(events: readonly PastEvent[]): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = []
  const last = new Map<unknown, number>()
  for (const event of events) {
    const { from, to } = event
    const place = event['partition']
    const before = last.get(place) ?? Number(from)
    if (Number(to) >= 0 && before >= 0 && before !== to) found.push({ from: before, to: Number(to) })
    last.set(place, Number(to) >= 0 ? Number(to) : before)
  }
  return found
}

function isrChanges(
  check: HappenedCheck,
  evidence: Evidence,
  isIt: (from: readonly number[], to: readonly number[]) => boolean,
): string[] {
  return ofPartition(evidence, 'isr.changed', check).flatMap(({ partition, from, to }) => {
    const [before, after] = [from as readonly number[], to as readonly number[]]
    return isIt(before, after) ? [evidence.say.isr(String(partition), after)] : []
  })
}

function ofBroker({ broker }: HappenedCheck, { past, say }: Evidence, type: string): string[] {
  const found = past.events.filter((one) => one.type === type && isLike(broker, one.nodeId))
  return found.map(({ nodeId }) => say.broker(nodeId, type === 'broker.running'))
}
