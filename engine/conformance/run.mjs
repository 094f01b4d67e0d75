// `npm run conformance [-- NAME …]`: other people's clients against `npm run broker`. Clients are installed into
// .cache/conformance; one whose toolchain is missing is named and left out. The last line: `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { survivors } from './survivors.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const PROJECT = join(HERE, '..', '..')
const CACHE = join(PROJECT, '.cache', 'conformance')
const CLIENT_TIMEOUT_MS = 180_000

const has = (program) => spawnSync('which', [program]).status === 0
const total = { passed: 0, failed: 0 }

function report(who, what, problem) {
  total[problem === undefined ? 'passed' : 'failed']++
  console.log(
    `${problem === undefined ? 'ok    ' : 'FAILED'} ${who}: ${what}${problem === undefined ? '' : `: ${problem}`}`,
  )
}

/** Runs a program to its end; `input` goes to its stdin. */
function run(command, args, { input = '', cwd = PROJECT, timeoutMs = CLIENT_TIMEOUT_MS, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } })
    const output = { stdout: '', stderr: '' }
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    child.stdout.on('data', (bytes) => (output.stdout += bytes))
    child.stderr.on('data', (bytes) => (output.stderr += bytes))
    child.on('error', (error) => resolve({ ...output, status: -1, stderr: String(error) }))
    child.on('close', (status) => {
      clearTimeout(timer)
      resolve({ ...output, status })
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

async function mustRun(command, args, options) {
  const { status, stdout, stderr } = await run(command, args, { timeoutMs: 600_000, ...options })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${(stderr || stdout).trim().split('\n').at(-1)}`)
}

/** A client that is a program of its own and prints `ok NAME` or `not ok NAME: why`. */
async function speaking(who, command, args, options) {
  const { stdout, stderr, status } = await run(command, args, options)
  const lines = stdout.split('\n').filter((line) => /^(not )?ok /.test(line))
  for (const line of lines) {
    const [, what, problem] = /^(?:not )?ok ([^:]*)(?:: (.*))?$/.exec(line)
    report(who, what, line.startsWith('not') ? (problem ?? '') : undefined)
  }
  if (status !== 0 || lines.length === 0) report(who, 'run', stderr.trim().split('\n').at(-1) || `status ${status}`)
}

const values = (first, count) => Array.from({ length: count }, (_, i) => `v${first + i}`)
const keyed = (list) => list.map((value) => `k${value}:${value}\n`).join('')
const linesOf = (text) => text.split('\n').filter((line) => /^v\d+$/.test(line))

function compare(got, wanted) {
  const text = [...got].sort().join()
  return text === [...wanted].sort().join()
    ? undefined
    : `${got.length} values of ${wanted.length}: ${text.slice(0, 60)}`
}

/** Clients that are command line tools: `produce(lines)` and `member()`, which ends by itself when nothing comes any more. */
async function toolClient(who, produce, member) {
  const sent = await produce(keyed(values(0, 100)))
  report(who, 'produce', sent.status === 0 ? undefined : sent.stderr.slice(0, 200))
  const members = await Promise.all([member(), member()])
  const got = members.map(({ stdout }) => linesOf(stdout))
  const shared = got.every((list) => list.length > 0)
  report(who, 'consume in a group of two', compare(got.flat(), values(0, 100)) ?? (shared ? undefined : 'not shared'))
  await produce(keyed(values(100, 20)))
  report(who, 'commit and resume', compare(linesOf((await member()).stdout), values(100, 20)))
}

async function python() {
  const venv = join(CACHE, 'venv')
  const interpreter = join(venv, 'bin', 'python')
  if (!existsSync(interpreter)) await mustRun('python3', ['-m', 'venv', venv])
  await mustRun(interpreter, ['-m', 'pip', 'install', '-q', 'kafka-python', 'confluent-kafka'])
  return interpreter
}

async function goProgram() {
  const program = join(CACHE, 'go-clients')
  await mustRun('go', ['build', '-o', program, '.'], { cwd: join(HERE, 'go') })
  return program
}

/** Apache's tools: those of a folder given by KAFKA_HOME or found beside the project, else none. */
function kafkaHome() {
  return [process.env.KAFKA_HOME, join(PROJECT, '..', 'oracle')].find(
    (home) => home && existsSync(join(home, 'bin', 'kafka-dump-log.sh')),
  )
}

const CLIENTS = {
  async kcat(bootstrap, topic) {
    const produce = (input) => run('kcat', ['-b', bootstrap, '-t', topic, '-P', '-K:'], { input })
    const settings = ['-X', 'auto.offset.reset=earliest', '-X', 'session.timeout.ms=6000']
    const member = () =>
      timed('kcat', ['-b', bootstrap, '-G', `group-${topic}`, ...settings, '-f', '%s\\n', '-u', topic], 14)
    await toolClient('kcat', produce, member)
  },
  async 'kafka-python'(bootstrap, topic) {
    await speaking('kafka-python', await python(), [join(HERE, 'kafka_python_client.py'), bootstrap, topic])
  },
  async 'confluent-kafka'(bootstrap, topic) {
    await speaking('confluent-kafka', await python(), [join(HERE, 'confluent_kafka_client.py'), bootstrap, topic])
  },
  async kafkajs(bootstrap, topic) {
    await speaking('kafkajs', process.execPath, [join(HERE, 'kafkajs-client.mjs'), bootstrap, topic])
  },
  async sarama(bootstrap, topic) {
    await speaking('sarama', await goProgram(), ['sarama', bootstrap, topic])
  },
  async 'franz-go'(bootstrap, topic) {
    await speaking('franz-go', await goProgram(), ['franz', bootstrap, topic])
  },
  async 'java tools'(bootstrap, topic) {
    const tool = (name) => join(kafkaHome(), 'bin', name)
    const at = ['--bootstrap-server', bootstrap, '--topic', topic]
    const keys = ['--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:']
    const produce = (input) => run(tool('kafka-console-producer.sh'), [...at, ...keys], { input })
    const group = ['--group', `group-${topic}`, '--from-beginning', '--timeout-ms', '12000']
    const member = () => run(tool('kafka-console-consumer.sh'), [...at, ...group])
    await toolClient('java tools', produce, member)
  },
}

/** SIGINT after so many seconds: for clients that do not end by themselves. */
const timed = (command, args, seconds) => run('timeout', ['-s', 'INT', String(seconds), command, ...args])

const NEEDS = {
  kcat: () => has('kcat') || 'kcat is not installed',
  'kafka-python': () => has('python3') || 'python3 is not installed',
  'confluent-kafka': () => has('python3') || 'python3 is not installed',
  sarama: () => has('go') || 'go is not installed',
  'franz-go': () => has('go') || 'go is not installed',
  'java tools': () => (has('java') && kafkaHome() ? true : 'no java, or no Apache Kafka (set KAFKA_HOME)'),
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function startBroker(data) {
  const port = await freePort()
  const tsx = join(PROJECT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  // The delay before a group's first generation stays Kafka's 3 s: who asks while `__consumer_offsets` is being made is told
  // NOT_COORDINATOR, and librdkafka comes again after 3 s.
  const settings = ['num.partitions=4'].flatMap((one) => ['--config', one])
  const args = [
    tsx,
    'engine/host/node/broker.ts',
    '--port',
    String(port),
    '--data',
    data,
    '--log-level',
    'WARN',
    ...settings,
  ]
  const child = spawn(process.execPath, args, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const bootstrap = await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      const ready = /^ready (\S+)/m.exec(String(bytes))
      if (ready) resolve(ready[1])
    })
    void ended.then(() => reject(new Error('the broker ended')))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { bootstrap, stop }
}

/** Apache's kafka-dump-log reads every file of the topics, and finds the records that the clients were told of. */
async function dumpSegments(data, topics) {
  const home = kafkaHome()
  if (!home || !has('java')) return console.log('skip   kafka-dump-log: no java, or no Apache Kafka (set KAFKA_HOME)')
  const dumpLog = join(home, 'bin', 'kafka-dump-log.sh')
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map((file) => join(file.parentPath ?? file.path, file.name))
  const ofTopic = (topic, ending) => paths.filter((path) => path.includes(`/${topic}-`) && path.endsWith(ending))
  for (const topic of topics) {
    const logs = ofTopic(topic, '.log')
    const dumped = await run(dumpLog, ['--deep-iteration', '--print-data-log', '--files', logs.join()])
    const records = (dumped.stdout.match(/^\| offset: /gm) ?? []).length
    const bad = /isvalid: false|mismatch|corrupt|exception/i.exec(dumped.stdout + dumped.stderr)?.[0]
    const problem =
      bad ?? (records === 120 && logs.length === 4 ? undefined : `${records} records in ${logs.length} files`)
    report('kafka-dump-log', `${topic} read to the last record`, problem)
  }
  const indexes = topics.flatMap((topic) => [...ofTopic(topic, '.index'), ...ofTopic(topic, '.timeindex')])
  const sanity = await run(dumpLog, ['--index-sanity-check', '--files', indexes.join()])
  const passed = (sanity.stdout.match(/passed sanity check/g) ?? []).length
  const of = indexes.filter((path) => path.endsWith('.index')).length
  report(
    'kafka-dump-log',
    'indexes',
    sanity.status === 0 && passed >= of ? undefined : `${passed} of ${of} sane ${sanity.stderr.slice(0, 200)}`,
  )
}

/** The clients again, on three brokers of which two die on the way. */
async function threeBrokers(only) {
  const home = has('java') ? kafkaHome() : undefined
  const program = has('go') ? await goProgram() : undefined
  const make = async (bootstrap, topics) => {
    const tsx = join(PROJECT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
    const topicArgs = (topic) => ['--create', '--topic', topic, '--partitions', '3', '--replication-factor', '3']
    for (const topic of topics)
      await mustRun(process.execPath, [
        ...[tsx, 'engine/host/node/kafka-cli.ts', 'kafka-topics.sh'],
        ...['--bootstrap-server', bootstrap, ...topicArgs(topic)],
      ])
  }
  await survivors({ project: PROJECT, here: HERE, goProgram: program, home, freePort, report, make, only })
}

/** The same odd requests to Apache Kafka and to our broker: answers compared field by field (`npm run golden -- answers`). */
async function sameRequests() {
  const home = kafkaHome()
  if (!home || !has('java')) return console.log('skip   same-requests: no java, or no Apache Kafka (set KAFKA_HOME)')
  const folder = mkdtempSync(join(tmpdir(), 'logbook-answers-'))
  const tsx = join(PROJECT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  const args = [tsx, 'engine/golden/cli.ts', 'answers', folder, '--apache', home]
  const { stdout, stderr } = await run(process.execPath, args, { timeoutMs: 900_000 })
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(stdout) ?? []
  const problem = passed === undefined ? stderr.trim().split('\n').at(-1) : `${failed} otherwise:\n${stdout}`
  report('same-requests', `${passed ?? 0} answers as Apache's`, passed > 0 && failed === '0' ? undefined : problem)
  rmSync(folder, { recursive: true, force: true })
}

/** What runs beside the clients on one broker, by name. */
const OTHERS = ['survivors', 'same-requests']

async function main() {
  mkdirSync(CACHE, { recursive: true })
  const wanted = process.argv.slice(2)
  const data = mkdtempSync(join(tmpdir(), 'logbook-conformance-'))
  const { bootstrap, stop } = await startBroker(data)
  const topics = []
  const single = wanted.filter((name) => !OTHERS.includes(name))
  const names = OTHERS.some((name) => wanted.includes(name)) ? [] : Object.entries(CLIENTS)
  for (const [name, client] of names) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const needs = NEEDS[name]?.() ?? true
    if (needs !== true) {
      console.log(`skip   ${name}: ${needs}`)
      continue
    }
    const topic = name.replace(/[^a-z]/g, '')
    topics.push(topic)
    await client(bootstrap, topic).catch((error) => report(name, 'run', error.message))
  }
  await stop()
  if (topics.length > 0) await dumpSegments(data, topics)
  rmSync(data, { recursive: true, force: true })
  const wantsSurvivors = wanted.length === 0 || wanted.includes('survivors')
  // It reads what each client left.
  if (wantsSurvivors && !has('kcat')) console.log('skip   survivors: kcat is not installed')
  else if (wantsSurvivors) await threeBrokers(single)
  if (wanted.length === 0 || wanted.includes('same-requests')) await sameRequests()
  console.log(`${total.passed} passed, ${total.failed} failed`)
  process.exitCode = total.failed > 0 ? 1 : 0
}

await main()
