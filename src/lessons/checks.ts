import type { GroupState, PartitionState } from '../cluster/cluster-state.ts'
import { lagOf } from '../cluster/lag.ts'
import { missingOf, programOf } from './called.ts'
import type {
  BrokerCheck,
  Check,
  CommandCheck,
  GroupCheck,
  LogCheck,
  OffsetsCheck,
  RanCheck,
  RecordsCheck,
  StaysCheck,
  TopicCheck,
  WithinCheck,
} from './check.ts'
import { leaves } from './check-leaves.ts'
import { controller, happened, partition, timesHappened } from './cluster-checks.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { asked, type Evidence, matches, part, together, type Verdict } from './evidence.ts'
import { isFound } from './likeness.ts'
import type { PastCommand, PastProgram } from './past.ts'
import type { Sayings } from './sayings.ts'
import { satisfies } from './shape.ts'
import { allBatches, wantedRecords } from './tallies.ts'

/** As {@link evaluate}; a broker that does not answer leaves a goal where it was. */
export async function judge(check: Check, evidence: Evidence): Promise<Verdict> {
  try {
    return await evaluate(check, evidence)
  } catch {
    return part(false, evidence.say.notYet)
  }
}

/** Looks at the cluster and the history; changes nothing. */
export async function evaluate(check: Check, evidence: Evidence): Promise<Verdict> {
  if ('happened' in check) return happened(check, evidence)
  if ('topic' in check && !('group' in check)) return topic(check, evidence)
  if ('records' in check) return records(check, evidence)
  if ('offsets' in check) return offsets(check, evidence)
  if ('log' in check) return log(check, evidence)
  if ('group' in check) return group(check, evidence)
  if ('broker' in check) return broker(check, evidence)
  if ('ran' in check) return ran(check, evidence)
  if ('command' in check) return command(check, evidence)
  if ('partition' in check) return partition(check, evidence)
  if ('controller' in check) return controller(check.controller, evidence)
  if ('stays' in check) return stays(check, evidence)
  if ('within' in check) return within(check, evidence)
  if ('not' in check) return negate(await evaluate(check.not, evidence))
  if ('all' in check) return together(evidence.say, await Promise.all(check.all.map((one) => evaluate(one, evidence))))
  const verdicts = await Promise.all(check.any.map((one) => evaluate(one, evidence)))
  return verdicts.find(({ met }) => met) ?? (verdicts[0] as Verdict)
}

function negate({ met, now }: Verdict): Verdict {
  return { met: !met, now }
}

/** Holds at each look for so long; somebody must look again when the time is over. */
async function stays(check: StaysCheck, evidence: Evidence): Promise<Verdict> {
  const { past, say } = evidence
  const { met, now } = await evaluate(check.stays, evidence)
  const held = past.heldFor(check, met)
  const wanted = check.for * 1000
  if (held < 0) return part(false, now)
  if (held < wanted) past.lookAgainIn(wanted - held)
  return part(held >= wanted, `${now}${say.and}${say.forSeconds(Math.floor(held / 1000))}`)
}

/** Counted from the last time that the first thing was done: who was too late may do it again. */
async function within(check: WithinCheck, evidence: Evidence): Promise<Verdict> {
  const { past, say } = evidence
  const first = await evaluate(check.after, evidence)
  const elapsed = past.heldFor(check, first.met, timesDone(check.after, evidence))
  if (elapsed < 0) return first
  const second = await evaluate(check.comes, evidence)
  const inTime = elapsed <= check.within * 1000
  return part(second.met && inTime, inTime ? second.now : say.tooLate(check.within))
}

/** How often all that a check asks to have been run or to have happened did so. */
function timesDone(check: Check, evidence: Evidence): number {
  return leaves(check).reduce((sum, leaf) => {
    if ('happened' in leaf) return sum + timesHappened(leaf, evidence)
    if ('command' in leaf) return sum + goodCalls(leaf, evidence).length
    return 'ran' in leaf ? sum + goodRuns(leaf, evidence).length : sum
  }, 0)
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
  return together(say, [
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
  const tallies = await reader.tally(wanted.topic, wantedRecords(wanted))
  const count = tallies.reduce((sum, tally) => sum + tally.count, 0)
  const numbers = {
    partition: () => tallies.filter((tally) => tally.count > 0).length,
    key: () => new Set(tallies.flatMap(({ keys }) => [...keys])).size,
    value: () => new Set(tallies.flatMap(({ values }) => [...values])).size,
  }
  const different = (['partition', 'key', 'value'] as const).flatMap((field) =>
    asked(wanted.distinct?.[field], (many) => satisfies(numbers[field](), many), say.distinct(field, numbers[field]())),
  )
  return together(say, [part(satisfies(count, wanted.count ?? '>= 1'), say.records(count)), ...different])
}

function offsets({ offsets: wanted }: OffsetsCheck, { state, say }: Evidence): Verdict {
  const found = state.topics.get(wanted.topic)?.partitions[wanted.partition]
  if (!found) return part(false, say.noTopic(wanted.topic))
  const { logStartOffset: start, highWatermark: end } = found
  const met = satisfies(start, wanted.start ?? start) && satisfies(end, wanted.end ?? end)
  return part(met, say.offsets(start, end))
}

async function log({ log: wanted }: LogCheck, { state, reader, say }: Evidence): Promise<Verdict> {
  const ours = ({ partition }: { partition: number }) => partition === (wanted.partition ?? partition)
  const found = state.topics.get(wanted.topic)?.partitions.filter(ours)
  if (!found) return part(false, say.noTopic(wanted.topic))
  const tallies = await reader.tally(wanted.topic, allBatches(wanted.partition))
  const batches = tallies.reduce((sum, { count }) => sum + count, 0)
  const bytes = found.reduce((sum, { size }) => sum + size, 0)
  const codecs = [...new Set(tallies.flatMap((tally) => [...tally.codecs]))]
  return together(say, [
    ...asked(wanted.bytes, (count) => satisfies(bytes, count), say.bytes(bytes)),
    ...asked(wanted.batches, (count) => satisfies(batches, count), say.batches(batches)),
    ...asked(wanted.compression, (codec) => codecs.length === 1 && codecs[0] === codec, say.codecs(codecs)),
  ])
}

function group(check: GroupCheck, evidence: Evidence): Verdict {
  const found = evidence.state.groups.filter(({ id }) => matches(id, check.group))
  const verdicts = found.map((one) => oneGroup(one, check, evidence))
  return verdicts.find(({ met }) => met) ?? verdicts.at(-1) ?? part(false, evidence.say.noGroup(check.group))
}

function oneGroup(found: GroupState, check: GroupCheck, { state, say }: Evidence): Verdict {
  const ours = (one: { topic: string }) => check.topic === undefined || one.topic === check.topic
  const shares = found.members.map(({ partitions }) => partitions.filter(ours).length)
  const idle = shares.filter((share) => share === 0).length
  const members = shares.length - idle
  const most = Math.max(0, ...shares)
  const committed = found.committed.filter(ours)
  const sum = committed.reduce((total, { offset }) => total + offset, 0)
  const lag = lagOf(state, committed, check.topic === undefined ? undefined : [check.topic])
  return together(say, [
    ...asked(check.state, (wanted) => found.state === wanted, say.groupState(found.state)),
    ...asked(check.members, (wanted) => satisfies(members, wanted), say.members(members)),
    ...asked(check.idle, (wanted) => satisfies(idle, wanted), say.idle(idle)),
    ...asked(check.most, (wanted) => satisfies(most, wanted), say.most(most)),
    ...asked(check.committed, (wanted) => satisfies(sum, wanted), say.committed(sum)),
    ...asked(
      check.lag,
      (wanted) => committed.length > 0 && satisfies(lag, wanted),
      committed.length > 0 ? say.lag(lag) : say.nothingCommitted,
    ),
  ])
}

function broker(check: BrokerCheck, { running, changing, say }: Evidence): Verdict {
  if (changing.has(check.broker)) return part(false, say.notYet)
  const up = running.has(check.broker)
  return part(up === (check.up ?? true), say.broker(check.broker, up))
}

function ran(check: RanCheck, evidence: Evidence): Verdict {
  const { say } = evidence
  const good = goodRuns(check, evidence)
  const failed = runs(check, evidence).at(-1)
  const now = good.length === 0 && failed ? say.failed(failed.status) : say.ran(good.length)
  return part(satisfies(good.length, check.times ?? '>= 1'), now)
}

function command(check: CommandCheck, evidence: Evidence): Verdict {
  const { say } = evidence
  const good = goodCalls(check, evidence).length
  const last = calls(check, evidence).at(-1)
  const now = good === 0 && last ? lacking(last, say) : say.ran(good)
  return part(satisfies(good, check.times ?? '>= 1'), now)
}

/** What of the call keeps it from being the wanted one. */
function lacking({ program: { args, status }, missing }: Call, say: Sayings): string {
  if (missing.length === 0) return say.failed(status)
  return say.without(programOf(args), missing.join(' '))
}

/** A call of the program, with the wanted words that it lacks. */
interface Call {
  readonly program: PastProgram
  readonly missing: readonly string[]
}

function calls(check: CommandCheck, { past }: Evidence): Call[] {
  return past.programs.flatMap((program) => {
    const missing = missingOf(check.command, program)
    return missing ? [{ program, missing }] : []
  })
}

function goodCalls(check: CommandCheck, evidence: Evidence): Call[] {
  const { status = 0 } = check
  const isGood = ({ program, missing }: Call) => missing.length === 0 && (status === 'any' || program.status === status)
  return calls(check, evidence).filter(isGood)
}

/** Commands that the pattern is found in, however they ended. */
function runs(check: RanCheck, { past }: Evidence): PastCommand[] {
  const pattern = new RegExp(check.ran)
  return past.commands.filter(({ line }) => isFound(pattern, line.replace(/\\\n\s*/g, ' ')))
}

function goodRuns(check: RanCheck, evidence: Evidence): PastCommand[] {
  return runs(check, evidence).filter(({ status }) => check.status === 'any' || status === (check.status ?? 0))
}
