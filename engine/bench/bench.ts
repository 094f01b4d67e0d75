/**
 * `npm run bench [-- ours|apache|kfake|cluster|scale|browser|browser-scale|frames|undo …]`: for Node and for the browser a table, then the same as JSON. Figures are for
 * reading, not for tests. ROUNDS: of how many each figure is the median; DIST: a built page, else it is built first.
 */
import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { prepareForSpeed } from '../host/node/speed.ts'
import { measureClusters } from './cluster.ts'
import { percentile, Report } from './measure.ts'
import { measureScale } from './scale.ts'
import { measureSingleNodes } from './single-node.ts'
import { type Subject, startApache, startKfake, startOurs } from './subjects.ts'

const SUBJECTS: { readonly [name: string]: () => Promise<Subject | undefined> } = {
  ours: () => startOurs(process.env.PROFILE),
  apache: startApache,
  kfake: startKfake,
}

/** Each a file of its own, over the built page. */
const IN_BROWSERS = ['browser', 'browser-scale', 'frames', 'undo']

const run = promisify(execFile)

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
  prepareForSpeed()
  const report = new Report()
  const wanted = process.argv.slice(2)
  const started: Subject[] = []
  try {
    for (const [name, start] of Object.entries(SUBJECTS)) {
      const subject = wanted.length === 0 || wanted.includes(name) ? await start() : undefined
      if (subject) started.push(subject)
    }
    if (started.length > 0) await measureSingleNodes(report, started)
    for (const subject of started) if (subject.name !== 'kfake') await topicsList(report, subject)
  } finally {
    for (const subject of started) await subject.stop()
  }
  if (wanted.length === 0 || wanted.includes('cluster')) await measureClusters(report)
  if (wanted.length === 0 || wanted.includes('scale')) await measureScale(report)
  if (!report.isEmpty) console.log(`${report.table()}\n${report.json()}`)
  const inBrowsers = IN_BROWSERS.filter((one) => wanted.length === 0 || wanted.includes(one))
  if (inBrowsers.length > 0 && process.env.DIST === undefined)
    await run('npx', ['vite', 'build', '--logLevel', 'error'])
  for (const one of inBrowsers) process.exitCode = (await inBrowser(`${one}.mjs`)) || process.exitCode
}

function inBrowser(file: string): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', `engine/bench/${file}`], { stdio: 'inherit' })
  return new Promise((resolve) => child.on('close', (status) => resolve(status ?? 1)))
}

await main()
