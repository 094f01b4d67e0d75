/** Subjects that are all up at once and measured in turn, so that what else the machine does meets them alike. */
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { cpuSeconds } from './cpu.ts'
import { JavaPerfTools } from './java-tools.ts'
import { type Figure, percentile, type Report } from './measure.ts'
import { OwnClient, type Throughput } from './own-client.ts'
import { FLUSH, kafkaHome, type Subject } from './subjects.ts'

/** Records of one size, so many a round. */
export interface Size {
  readonly size: number
  readonly name: string
  readonly count: number
}

/** What is measured of each subject. */
export interface Plan {
  readonly sizes: readonly Size[]
  readonly replicationFactor: number
  /** Whether Apache's own perf tools are tried, too, where there are any. */
  readonly javaTools: boolean
}

export type Measurable = Pick<Subject, 'name' | 'bootstrap' | 'process' | 'settings'>

/** What a consumer reads at least, if need be several times over: less is read in a moment, which says little. */
const READ_BYTES = 450e6
/** What Apache's tools produce and consume at most, who take longer for it. */
const JAVA_BYTES = 120e6
/** Medians of so many are told. */
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const LATENCIES = 5000
/** Of acknowledgements at half the speed of the rounds. */
const HALF_LOAD_MS = 6000
const END_TO_END_RATE = 500
const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
] as const

const quiet = { log: () => {}, event: () => {} }

interface Measured {
  readonly subject: Measurable
  readonly client: OwnClient
  readonly plan: Plan
  readonly found: Map<string, { readonly unit: Figure['unit']; readonly values: number[] }>
}

/** Runs the plan in rounds, and adds the median of each figure to the report. */
export async function measureInRounds(report: Report, subjects: readonly Measurable[], plan: Plan): Promise<void> {
  const all = subjects.map((subject): Measured => {
    const client = new OwnClient(clientEnv(new MemoryDisk(), quiet), subject.bootstrap, subject.settings)
    return { subject, client, plan, found: new Map() }
  })
  for (const { name } of subjects) report.note(name, FLUSH[name])
  for (const one of all) await warmUp(one)
  for (let round = 0; round < ROUNDS; round++)
    for (const one of inTurn(all, round)) {
      await throughput(one, round)
      await javaTools(one, round)
      await latencies(one, round)
    }
  for (const { subject, found } of all)
    for (const [what, { unit, values }] of found) report.add(subject.name, what, unit, percentile(values, 0.5))
}

/** Each is the first as often as the others: what one leaves in this process (garbage, warm code) is the next one's. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}

async function warmUp({ client, plan }: Measured): Promise<void> {
  for (const { size, count } of plan.sizes) {
    await client.makeTopic(`warm-${size}`, plan.replicationFactor)
    await client.produce(`warm-${size}`, count / 10, size)
  }
}

function note({ subject, plan, found }: Measured, figure: string, unit: Figure['unit'], value: number): void {
  const what = named(plan, figure)
  process.stderr.write(`  ${subject.name}: ${what} ${value.toPrecision(4)} ${unit}\n`)
  const before = found.get(what) ?? { unit, values: [] }
  before.values.push(value)
  found.set(what, before)
}

function named({ replicationFactor }: Plan, figure: string): string {
  return replicationFactor > 1 ? `RF ${replicationFactor}, acks=all: ${figure}` : figure
}

/** Beside the speed, the seconds of CPU that the brokers (not the client) took for 10⁹ bytes. */
async function throughput(one: Measured, round: number): Promise<void> {
  for (const { size, name, count } of one.plan.sizes) {
    const topic = `own-${size}-${round}`
    await one.client.makeTopic(topic, one.plan.replicationFactor)
    const passes = Math.ceil(READ_BYTES / (count * size))
    await way(one, `produce ${name}`, () => one.client.produce(topic, count, size))
    await way(one, `consume ${name}`, () => one.client.consume(topic, count, size, passes))
  }
}

async function way(one: Measured, name: string, run: () => Promise<Throughput>): Promise<void> {
  const before = cpuSeconds(one.subject.process)
  const { mbPerSecond, ms } = await run()
  const after = cpuSeconds(one.subject.process)
  note(one, `own client, ${name}`, 'MB/s', mbPerSecond)
  if (before === undefined || after === undefined) return
  note(one, `CPU of the brokers, ${name}`, 's/GB', (after - before) / ((mbPerSecond * ms) / 1e6))
}

async function javaTools(one: Measured, round: number): Promise<void> {
  const home = kafkaHome()
  if (!one.plan.javaTools || !home || one.subject.name === 'kfake') return
  const tools = new JavaPerfTools(home)
  const { bootstrap } = one.subject
  for (const { size, name, count: most } of one.plan.sizes.filter(({ size }) => size <= 1024)) {
    const count = Math.min(most, Math.floor(JAVA_BYTES / size))
    const topic = `java-${size}-${round}`
    note(one, `java tools, produce ${name}`, 'MB/s', await tools.produce(bootstrap, topic, count, size))
    note(one, `java tools, consume ${name}`, 'MB/s', await tools.consume(bootstrap, topic, count, size))
  }
}

async function latencies(one: Measured, round: number): Promise<void> {
  const { client, plan } = one
  const [topic, watched] = [`latency-${round}`, `end-to-end-${round}`]
  await client.makeTopic(topic, plan.replicationFactor)
  tell(one, 'acknowledgement, one at a time', await client.latencies(topic, LATENCIES, 100))
  const halfLoad = { perSecond: (speedOf(one) * 1e6) / 1024 / 2, ms: HALF_LOAD_MS, size: 1024 }
  tell(one, 'acknowledgement at half load, 1 KiB', await client.pacedLatencies(topic, halfLoad))
  await client.makeTopic(watched, plan.replicationFactor)
  const pace = { perSecond: END_TO_END_RATE, ms: HALF_LOAD_MS, size: 1024 }
  tell(one, `from send to poll, ${END_TO_END_RATE} a second`, await client.endToEnd(watched, pace))
}

/** The median so far of producing records of 1 KiB, MB/s. */
function speedOf({ found, plan }: Measured): number {
  return percentile(found.get(named(plan, 'own client, produce 1 KiB'))?.values ?? [], 0.5)
}

function tell(one: Measured, what: string, took: Iterable<number>): void {
  for (const [name, share] of SHARES) note(one, `${what}, ${name}`, 'ms', percentile(took, share))
}
