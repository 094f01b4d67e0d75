/**
 * `npm run lessons:apache [-- PART]`: what the lessons do and promise, done with Apache Kafka and its tools too, and compared: outputs of
 * commands, goals, the right answers of predictions. Needs Linux with unshare, Java, KAFKA_HOME (or ../oracle; not in /tmp), and for
 * lessons that move the clock a C compiler. `--logs DIR` (outside /tmp) keeps what Apache’s nodes logged. `--inside ID`: one lesson on Apache Kafka, in namespaces of its own.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Headless } from '../../src/lessons/headless.ts'
import type { Lesson } from '../../src/lessons/lesson.ts'
import { OWN_LESSONS, readLibrary } from '../../src/lessons/lesson-folder.ts'
import { ask } from '../../src/lessons/query.ts'
import { NODES } from './apache-home.ts'
import { ApacheStage } from './apache-stage.ts'
import { type Clean, differences } from './lesson-compare.ts'
import { lessonLines } from './lesson-masks.ts'
import { type Played, play, type Stage } from './lesson-play.ts'

const PROJECT = join(import.meta.dirname, '../..')
const APACHE = [process.env['KAFKA_HOME'], join(PROJECT, '../oracle')].find(
  (home) => home && existsSync(join(home, 'libs')),
)
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inside: { type: 'string' }, logs: { type: 'string' } },
})
const library = readLibrary(OWN_LESSONS)

if (!APACHE) throw new Error('no Apache Kafka: set KAFKA_HOME')
if (resolve(APACHE).startsWith('/tmp/'))
  throw new Error('KAFKA_HOME lies in /tmp, of which each lesson has one of its own')
if (values.inside !== undefined) await inside(values.inside, APACHE)
else process.exitCode = await compareAll(positionals)

async function compareAll(parts: readonly string[]): Promise<number> {
  const masks = pathToFileURL(join(import.meta.dirname, 'data/tools/masks.mjs')).href
  const { clean } = (await import(masks)) as { clean: (text: string, options: object) => string[] }
  const isWanted = (id: string) => parts.length === 0 || parts.some((part) => id.includes(part))
  const total = { passed: 0, failed: 0 }
  for (const id of library.entries.map(({ id }) => id).filter(isWanted)) {
    const begun = performance.now()
    const { found, told } = await compare(id, (text) => lessonLines(id, clean(text, {})))
    total[found.length === 0 ? 'passed' : 'failed']++
    const seconds = ((performance.now() - begun) / 1000).toFixed(0)
    console.log([`${found.length === 0 ? 'ok  ' : 'FAIL'} ${id} (${told}, ${seconds} s)`, ...found].join('\n     '))
  }
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total.failed > 0 ? 1 : 0
}

interface Comparison {
  readonly found: readonly string[]
  /** What was compared. */
  readonly told: string
}

async function compare(id: string, clean: Clean): Promise<Comparison> {
  const { lesson } = library.of(id, 'en')
  const [ours, theirs] = [await onOurs(lesson), await onApache(id)]
  if (typeof theirs === 'string') return { found: [theirs], told: 'not played' }
  const judged = theirs.answers.filter(({ answer }) => answer !== undefined).length
  return {
    found: differences(ours, theirs, clean),
    told: `${theirs.acts.length} commands and cells, ${theirs.goals.length} of ${lesson.goals.length} goals, ${judged} of ${theirs.answers.length} predictions`,
  }
}

async function onOurs(lesson: Lesson): Promise<Played> {
  const cluster = await Headless.start(1, lesson.start, lesson.faults)
  const stage: Stage = {
    run: (line) => cluster.run(line),
    runCell: (code) => cluster.runCell(code),
    judge: (check) => cluster.judge(check),
    ask: (query) => cluster.settle(ask(query, cluster.evidence())),
    pass: (ms) => cluster.pass(ms),
    stop: () => cluster.stop(),
  }
  const played = await play(lesson, stage)
  await stage.stop()
  return played
}

/** In a room of its own: processes, network, /tmp and /home are nobody else's. Gives why it did not work. */
async function onApache(id: string): Promise<Played | string> {
  const tsx = join(PROJECT, 'node_modules/tsx/dist/cli.mjs')
  const inner = [
    process.execPath,
    tsx,
    resolve(import.meta.filename),
    '--inside',
    id,
    ...(values.logs ? ['--logs', values.logs] : []),
  ]
    .map((word) => `'${word}'`)
    .join(' ')
  const room = `mount -t tmpfs tmpfs /tmp && mount -t tmpfs tmpfs /home && ip link set lo up && exec ${inner}`
  const child = spawn('unshare', ['-m', '-p', '-n', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', room], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (bytes) => (stdout += bytes))
  child.stderr.on('data', (bytes) => (stderr += bytes))
  await new Promise((ended) => child.on('close', ended))
  const result = /^PLAYED (.*)$/m.exec(stdout)?.[1]
  return result === undefined ? `did not end well: ${stdout}${stderr}` : (JSON.parse(result) as Played)
}

async function inside(id: string, apache: string): Promise<void> {
  // A cell may go on in the background after its cluster is gone.
  process.on('unhandledRejection', () => {})
  const { lesson } = library.of(id, 'en')
  const stage = await ApacheStage.start(lesson, apache)
  const played = await play(lesson, stage)
  if (values.logs) cpSync(NODES, join(values.logs, id.replace('/', '-')), { recursive: true })
  process.stdout.write(`PLAYED ${JSON.stringify(played)}\n`, () => process.exit(0))
}
