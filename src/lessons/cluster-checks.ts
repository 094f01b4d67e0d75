/** Checks of who leads and who follows, and of what happened to the cluster since the lesson began. */
import type { HappenedCheck, PartitionCheck } from './check.ts'
import { asked, type Evidence, part, together, type Verdict } from './evidence.ts'
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
  return together([
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
    ofPartition(evidence, 'log.truncated', check).flatMap(({ nodeId, from, to }) =>
      isLike(check.broker, nodeId) ? [evidence.say.truncated(nodeId, Number(from), Number(to))] : [],
    ),
  'produce-refused': (check, evidence) =>
    ofPartition(evidence, 'produce.refused', check).flatMap(({ error }) =>
      isLike(check.error, error) ? [String(error)] : [],
    ),
}

export function happened(check: HappenedCheck, evidence: Evidence): Verdict {
  const told = HAPPENED[check.happened](check, evidence)
  return part(told.length > 0, told.at(-1) ?? evidence.say.notYet)
}

function isLike(wanted: unknown, actual: unknown): boolean {
  return wanted === undefined || wanted === actual
}

function ofPartition({ past }: Evidence, type: string, { partition }: HappenedCheck): PastEvent[] {
  return past.events.filter((one) => one.type === type && isLike(partition, one['partition']))
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
