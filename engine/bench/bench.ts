/**
 * `npm run bench [-- ours|apache|cluster|scale|browser …]`: for Node and for the browser a table, then the same as JSON. Figures are for
 * reading, not for tests.
 */
import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { clientEnv } from '../host/node/client-env.ts'
import { MemoryDisk } from '../sim/memory-disk.ts'
import { measureClusters } from './cluster.ts'
import { JavaPerfTools } from './java-tools.ts'
import { percentile, Report } from './measure.ts'
import { OwnClient } from './own-client.ts'
import { measureScale } from './scale.ts'
import { kafkaHome, type Subject, startApache, startOurs } from './subjects.ts'

const SIZES = [
  { size: 100, name: '100 B', count: 500_000 },
  { size: 1024, name: '1 KiB', count: 100_000 },
] as const
const LATENCIES = 1000

const run = promisify(execFile)
const quiet = { log: () => {}, event: () => {} }

async function ownClient(report: Report, { name, bootstrap }: Subject): Promise<void> {
  const client = new OwnClient(clientEnv(new MemoryDisk(), quiet), bootstrap)
  for (const { size, name: what, count } of SIZES) {
    const topic = `own-${size}`
    await client.makeTopic(topic)
    await client.produce(topic, count / 10, size)
    report.add(name, `own client, produce ${what}`, 'MB/s', (await client.produce(topic, count, size)).mbPerSecond)
    report.add(name, `own client, consume ${what}`, 'MB/s', (await client.consume(topic, count, size)).mbPerSecond)
  }
  await client.makeTopic('latency')
  const found = await client.latencies('latency', LATENCIES, 100)
  report.add(name, 'own client, produce latency p50', 'ms', percentile(found, 0.5))
  report.add(name, 'own client, produce latency p99', 'ms', percentile(found, 0.99))
}

async function javaTools(report: Report, { name, bootstrap }: Subject, tools: JavaPerfTools): Promise<void> {
  for (const { size, name: what, count } of SIZES) {
    const topic = `java-${size}`
    await tools.produce(bootstrap, topic, count / 10, size)
    report.add(name, `java tools, produce ${what}`, 'MB/s', await tools.produce(bootstrap, topic, count, size))
    report.add(name, `java tools, consume ${what}`, 'MB/s', await tools.consume(bootstrap, topic, count, size))
  }
}

/** Of the whole process, as a user of `npm run kafka` waits for it. */
async function topicsList(report: Report, { name, bootstrap }: Subject): Promise<void> {
  const took: number[] = []
  for (let round = 0; round < 5; round++) {
    const started = performance.now()
    const tool = ['--import', 'tsx', 'engine/host/node/kafka-cli.ts', 'kafka-topics.sh']
    await run(process.execPath, [...tool, '--list', '--bootstrap-server', bootstrap])
    took.push(performance.now() - started)
  }
  report.add(name, 'kafka-topics --list under Node, whole process', 'ms', percentile(took, 0.5))
}

async function main(): Promise<void> {
  const report = new Report()
  const home = kafkaHome()
  const wanted = process.argv.slice(2)
  const subjects = { ours: () => startOurs(process.env.PROFILE), apache: startApache }
  for (const [name, start] of Object.entries(subjects)) {
    const subject = wanted.length === 0 || wanted.includes(name) ? await start() : undefined
    if (!subject) continue
    try {
      await ownClient(report, subject)
      await topicsList(report, subject)
      if (home) await javaTools(report, subject, new JavaPerfTools(home))
    } finally {
      await subject.stop()
    }
  }
  if (wanted.length === 0 || wanted.includes('cluster')) await measureClusters(report)
  if (wanted.length === 0 || wanted.includes('scale')) await measureScale(report)
  if (!report.isEmpty) console.log(`${report.table()}\n${report.json()}`)
  if (wanted.length === 0 || wanted.includes('browser')) process.exitCode = await inBrowser()
}

function inBrowser(): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'engine/bench/browser.mjs'], { stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', (status) => resolve(status ?? 1)))
}

await main()
