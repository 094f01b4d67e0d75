import type { ClusterState, GroupState, PartitionState } from '../cluster/cluster-state.ts'
import type { BrokerCheck, Check, GroupCheck, OffsetsCheck, RanCheck, RecordsCheck, TopicCheck } from './check.ts'
import type { ClusterReader, SeenRecord } from './cluster-reader.ts'
import type { Sayings } from './sayings.ts'
import { satisfies } from './shape.ts'

/** A command that has ended since the lesson began. */
export interface PastCommand {
  readonly line: string
  readonly status: number
}

/** What checks are evaluated against. */
export interface Evidence {
  readonly state: ClusterState
  readonly history: readonly PastCommand[]
  readonly reader: ClusterReader
  /** Ids of the broker processes that run. */
  readonly running: ReadonlySet<number>
  readonly say: Sayings
}

/** Whether a check holds, and what is the case now. */
export interface Verdict {
  readonly met: boolean
  readonly now: string
}

/** One thing that a check asks for. */
const part = (met: boolean, now: string): Verdict => ({ met, now })

/** All parts must hold; what is said is what does not, or everything when it does. */
function together(parts: readonly Verdict[]): Verdict {
  const missing = parts.filter(({ met }) => !met)
  const said = missing.length > 0 ? missing : parts
  return { met: missing.length === 0, now: [...new Set(said.map(({ now }) => now))].join(', ') }
}

/** Looks at the cluster and the history; changes nothing. */
export async function evaluate(check: Check, evidence: Evidence): Promise<Verdict> {
  if ('topic' in check && !('group' in check)) return topic(check, evidence)
  if ('records' in check) return records(check, evidence)
  if ('offsets' in check) return offsets(check, evidence)
  if ('group' in check) return group(check, evidence)
  if ('broker' in check) return broker(check, evidence)
  if ('ran' in check) return ran(check, evidence)
  if ('not' in check) return negate(await evaluate(check.not, evidence))
  if ('all' in check) return together(await Promise.all(check.all.map((one) => evaluate(one, evidence))))
  const verdicts = await Promise.all(check.any.map((one) => evaluate(one, evidence)))
  return verdicts.find(({ met }) => met) ?? (verdicts[0] as Verdict)
}

function negate({ met, now }: Verdict): Verdict {
  return { met: !met, now }
}

async function topic(check: TopicCheck, { state, reader, say }: Evidence): Promise<Verdict> {
  const found = state.topics.get(check.topic)
  if (check.exists === false) return part(!found, found ? say.topicExists(check.topic) : say.noTopic(check.topic))
  if (!found) return part(false, say.noTopic(check.topic))
  const { partitions } = found
  const each = (wanted: TopicCheck['isr'], of: (one: PartitionState) => number, text: (n: number) => string) =>
    wanted === undefined
      ? []
      : partitions.map((one) => part(satisfies(of(one), wanted), text(of(one)))).sort((a, b) => +a.met - +b.met)
  return together([
    part(satisfies(partitions.length, check.partitions ?? '>= 1'), say.partitions(partitions.length)),
    ...each(check.replicas, ({ replicas }) => replicas.length, say.replicas),
    ...each(check.isr, ({ isr }) => isr.length, say.inSync),
    ...(check.config ? await config(check.topic, check.config, reader, say) : []),
  ])
}

async function config(
  name: string,
  wanted: NonNullable<TopicCheck['config']>,
  reader: ClusterReader,
  say: Sayings,
): Promise<Verdict[]> {
  const actual = await reader.config(name)
  return Object.entries(wanted).map(([key, value]) => {
    const is = actual.get(key) ?? ''
    return part(is === String(value), say.config(key, is))
  })
}

async function records({ records: wanted }: RecordsCheck, { state, reader, say }: Evidence): Promise<Verdict> {
  if (!state.topics.has(wanted.topic)) return part(false, say.noTopic(wanted.topic))
  const found = (await reader.records(wanted.topic)).filter((record) => isWanted(record, wanted))
  const different = (['partition', 'key', 'value'] as const).flatMap((field) => {
    const count = wanted.distinct?.[field]
    if (count === undefined) return []
    const n = new Set(found.map((record) => record[field])).size
    return [part(satisfies(n, count), say.distinct(field, n))]
  })
  return together([part(satisfies(found.length, wanted.count ?? '>= 1'), say.records(found.length)), ...different])
}

function isWanted(record: SeenRecord, { partition, key, value }: RecordsCheck['records']): boolean {
  if (partition !== undefined && record.partition !== partition) return false
  return isLike(record.key, key) && isLike(record.value, value)
}

function isLike(actual: string | null, wanted: string | number | null | undefined): boolean {
  if (wanted === undefined) return true
  if (wanted === null || actual === null) return actual === wanted
  return matches(actual, String(wanted))
}

/** Equal to the text, or matched by it when it stands between slashes. */
function matches(actual: string, wanted: string): boolean {
  const [, pattern] = /^\/(.*)\/$/s.exec(wanted) ?? []
  return pattern === undefined ? actual === wanted : new RegExp(pattern, 'su').test(actual)
}

function offsets({ offsets: wanted }: OffsetsCheck, { state, say }: Evidence): Verdict {
  const found = state.topics.get(wanted.topic)?.partitions[wanted.partition]
  if (!found) return part(false, say.noTopic(wanted.topic))
  const { logStartOffset: start, highWatermark: end } = found
  const met = satisfies(start, wanted.start ?? start) && satisfies(end, wanted.end ?? end)
  return part(met, say.offsets(start, end))
}

function group(check: GroupCheck, evidence: Evidence): Verdict {
  const found = evidence.state.groups.filter(({ id }) => matches(id, check.group))
  const verdicts = found.map((one) => oneGroup(one, check, evidence))
  return verdicts.find(({ met }) => met) ?? verdicts.at(-1) ?? part(false, evidence.say.noGroup(check.group))
}

function oneGroup(found: GroupState, check: GroupCheck, { state, say }: Evidence): Verdict {
  const ours = (one: { topic: string }) => check.topic === undefined || one.topic === check.topic
  const members = found.members.filter(({ partitions }) => partitions.some(ours)).length
  const committed = found.committed.filter(ours)
  const sum = committed.reduce((total, { offset }) => total + offset, 0)
  const lag = committed.reduce((total, one) => total + behind(state, one), 0)
  const asked = <W>(wanted: W | undefined, met: (wanted: W) => boolean, now: string) =>
    wanted === undefined ? [] : [part(met(wanted), now)]
  return together([
    ...asked(check.state, (wanted) => found.state === wanted, say.groupState(found.state)),
    ...asked(check.members, (wanted) => satisfies(members, wanted), say.members(members)),
    ...asked(check.committed, (wanted) => satisfies(sum, wanted), say.committed(sum)),
    ...asked(
      check.lag,
      (wanted) => committed.length > 0 && satisfies(lag, wanted),
      committed.length > 0 ? say.lag(lag) : say.nothingCommitted,
    ),
  ])
}

function behind(state: ClusterState, at: { topic: string; partition: number; offset: number }): number {
  const end = state.topics.get(at.topic)?.partitions[at.partition]?.highWatermark ?? at.offset
  return Math.max(0, end - at.offset)
}

function broker(check: BrokerCheck, { running, say }: Evidence): Verdict {
  const up = running.has(check.broker)
  return part(up === (check.up ?? true), say.broker(check.broker, up))
}

function ran(check: RanCheck, { history, say }: Evidence): Verdict {
  const pattern = new RegExp(check.ran)
  const runs = history.filter(({ line }) => pattern.test(line.replace(/\\\n\s*/g, ' ')))
  const good = runs.filter(({ status }) => check.status === 'any' || status === (check.status ?? 0))
  const failed = runs.at(-1)
  const now = good.length === 0 && failed ? say.failed(failed.status) : say.ran(good.length)
  return part(satisfies(good.length, check.times ?? '>= 1'), now)
}
