/** One broker of each kind, all up at once and measured in turn, so that what else the machine does meets them alike. */
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { cpuSeconds } from './cpu.ts'
import { JavaPerfTools } from './java-tools.ts'
import { type Figure, percentile, type Report } from './measure.ts'
import { OwnClient } from './own-client.ts'
import { FLUSH, kafkaHome, type Subject } from './subjects.ts'

const SIZES = [
  { size: 100, name: '100 B', count: 300_000 },
  { size: 1024, name: '1 KiB', count: 60_000 },
  { size: 64 * 1024, name: '64 KiB', count: 2_000 },
] as const
/** Medians of so many are told. */
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const LATENCIES = 500
/** Of acknowledgements at half the speed of the rounds. */
const HALF_LOAD_MS = 5000
const END_TO_END_RATE = 500

const quiet = { log: () => {}, event: () => {} }

interface Measured {
  readonly subject: Subject
  readonly client: OwnClient
  readonly found: Map<string, { readonly unit: Figure['unit']; readonly values: number[] }>
}

export async function measureSingleNodes(report: Report, subjects: readonly Subject[]): Promise<void> {
  const all = subjects.map((subject): Measured => {
    const client = new OwnClient(clientEnv(new MemoryDisk(), quiet), subject.bootstrap, subject.settings)
    return { subject, client, found: new Map() }
  })
  const home = kafkaHome()
  for (const { name } of subjects) report.note(name, FLUSH[name])
  for (const one of all) await warmUp(one)
  for (let round = 0; round < ROUNDS; round++)
    for (const one of all) {
      await throughput(one, round)
      if (home && one.subject.name !== 'kfake') await javaTools(one, new JavaPerfTools(home), round)
    }
  for (const one of all) await latencies(one)
  for (const { subject, found } of all)
    for (const [what, { unit, values }] of found) report.add(subject.name, what, unit, percentile(values, 0.5))
}

async function warmUp({ client }: Measured): Promise<void> {
  for (const { size, count } of SIZES) {
    await client.makeTopic(`warm-${size}`)
    await client.produce(`warm-${size}`, count / 10, size)
  }
}

function note({ subject, found }: Measured, what: string, unit: Figure['unit'], value: number): void {
  process.stderr.write(`  ${subject.name}: ${what} ${value.toPrecision(4)} ${unit}\n`)
  const figure = found.get(what) ?? { unit, values: [] }
  figure.values.push(value)
  found.set(what, figure)
}

/** Beside the speed, the seconds of CPU that the broker (not the client) took for 10⁹ bytes. */
async function throughput(one: Measured, round: number): Promise<void> {
  for (const { size, name, count } of SIZES) {
    const topic = `own-${size}-${round}`
    await one.client.makeTopic(topic)
    const gigabytes = (count * size) / 1e9
    for (const way of ['produce', 'consume'] as const) {
      const before = cpuSeconds(one.subject.process)
      note(one, `own client, ${way} ${name}`, 'MB/s', (await one.client[way](topic, count, size)).mbPerSecond)
      const after = cpuSeconds(one.subject.process)
      if (before !== undefined && after !== undefined)
        note(one, `CPU of the broker, ${way} ${name}`, 's/GB', (after - before) / gigabytes)
    }
  }
}

async function javaTools(one: Measured, tools: JavaPerfTools, round: number): Promise<void> {
  const { bootstrap } = one.subject
  for (const { size, name, count } of SIZES.filter(({ size }) => size <= 1024)) {
    const topic = `java-${size}-${round}`
    note(one, `java tools, produce ${name}`, 'MB/s', await tools.produce(bootstrap, topic, count, size))
    note(one, `java tools, consume ${name}`, 'MB/s', await tools.consume(bootstrap, topic, count, size))
  }
}

async function latencies(one: Measured): Promise<void> {
  const { client } = one
  await client.makeTopic('latency')
  const alone = await client.latencies('latency', LATENCIES, 100)
  for (const [name, share] of SHARES)
    note(one, `acknowledgement, one at a time, ${name}`, 'ms', percentile(alone, share))
  const speed = percentile(one.found.get('own client, produce 1 KiB')?.values ?? [], 0.5)
  const halfLoad = await client.pacedLatencies('latency', {
    perSecond: (speed * 1e6) / 1024 / 2,
    ms: HALF_LOAD_MS,
    size: 1024,
  })
  for (const [name, share] of SHARES)
    note(one, `acknowledgement at half load, 1 KiB, ${name}`, 'ms', percentile(halfLoad, share))
  await client.makeTopic('end-to-end')
  const ends = await client.endToEnd('end-to-end', { perSecond: END_TO_END_RATE, ms: HALF_LOAD_MS, size: 1024 })
  for (const [name, share] of SHARES)
    note(one, `from send to poll, ${END_TO_END_RATE} a second, ${name}`, 'ms', percentile(ends, share))
}

const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
] as const
