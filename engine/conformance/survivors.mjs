// Three brokers, two of which are killed with -9 and started again, one after the other, while clients write with acks=all
// and read in a group: what was acknowledged is read, and idempotent writers leave no duplicate.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const RECORDS = 3000
const PACE_MS = 8
/** Seconds after the start of the writers. */
const SCRIPT = [
  [4, 'kill 1'],
  [11, 'start 1'],
  [15, 'kill 2'],
  [22, 'start 2'],
]
const READERS_PATIENCE_MS = 45_000

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const numbered = /^v\d+$/

/** A process whose lines are gathered; `end` kills it. */
function gather(command, args, { cwd, paced = false } = {}) {
  const child = spawn(command, args, { cwd })
  const lines = []
  let rest = ''
  let stderr = ''
  child.stdout.on('data', (bytes) => {
    const parts = (rest + bytes).split('\n')
    rest = parts.pop()
    lines.push(...parts)
  })
  child.stderr.on('data', (bytes) => {
    stderr = (stderr + bytes).slice(-4000)
  })
  child.stdin.on('error', () => {})
  const ended = new Promise((resolve) => child.on('close', resolve))
  if (paced) void feed(child.stdin)
  return { lines, ended, end: () => child.kill('SIGKILL'), stderr: () => stderr }
}

async function feed(stdin) {
  for (let i = 0; i < RECORDS; i++) {
    stdin.write(`v${i}\n`)
    await pause(PACE_MS)
  }
  stdin.end()
}

/** Writers give the values that were acknowledged once they have ended. */
function clientsFor({ project, here, goProgram, home }) {
  const java = (name, args, options) => gather(join(home, 'bin', name), args, options)
  const consoleReader = (at, topic) =>
    java('kafka-console-consumer.sh', [
      '--bootstrap-server',
      at,
      '--topic',
      topic,
      '--group',
      `group-${topic}`,
      '--from-beginning',
    ])
  const acked = ({ lines }) => lines.flatMap((line) => /^acked (v\d+)$/.exec(line)?.[1] ?? [])
  const allUnless = (sign) => (writer) =>
    sign.test(writer.stderr()) ? [] : Array.from({ length: RECORDS }, (_, i) => `v${i}`)
  const js = (at, topic, ...what) =>
    gather(process.execPath, [join(here, 'kafkajs-stream.mjs'), at, topic, ...what], { cwd: project })
  const go = (at, topic, ...what) => gather(goProgram, ['franz', at, topic, ...what])
  const verifiable = (at, topic) =>
    java('kafka-verifiable-producer.sh', [
      ...['--bootstrap-server', at, '--topic', topic, '--max-messages', String(RECORDS)],
      ...['--throughput', String(1000 / PACE_MS), '--acks', '-1'],
    ])
  return {
    librdkafka: {
      write: (at, topic) =>
        gather('kcat', ['-b', at, '-t', topic, '-P', '-X', 'acks=all', '-X', 'enable.idempotence=true'], {
          paced: true,
        }),
      acknowledged: allUnless(/Delivery failed/),
      read: (at, topic) =>
        gather('kcat', [
          '-b',
          at,
          '-G',
          `group-${topic}`,
          '-X',
          'auto.offset.reset=earliest',
          '-f',
          '%s\\n',
          '-u',
          topic,
        ]),
    },
    kafkajs: {
      write: (at, topic) => js(at, topic, 'write', String(RECORDS)),
      acknowledged: acked,
      read: (at, topic) => js(at, topic, 'read'),
    },
    ...(goProgram && {
      'franz-go': {
        write: (at, topic) => go(at, topic, 'write', String(RECORDS)),
        acknowledged: acked,
        read: (at, topic) => go(at, topic, 'read'),
      },
    }),
    ...(home && {
      'java verifiable producer': {
        write: verifiable,
        acknowledged: ({ lines }) =>
          lines
            .flatMap((line) => /"name":"producer_send_success".*"value":"(\d+)"/.exec(line)?.[1] ?? [])
            .map((n) => `v${n}`),
        read: consoleReader,
        value: (line) => (/^\d+$/.test(line) ? `v${line}` : line),
      },
      'java console tools': {
        write: (at, topic) =>
          java('kafka-console-producer.sh', ['--bootstrap-server', at, '--topic', topic], { paced: true }),
        acknowledged: allUnless(/Error when sending/),
        read: consoleReader,
      },
    }),
  }
}

/** `report(who, what, problem?)` is told of each client. */
export async function survivors({ project, here, goProgram, home, freePort, report, make, only }) {
  const data = mkdtempSync(join(tmpdir(), 'logbook-survivors-'))
  const cluster = await startCluster(project, data, await freePort())
  const all = Object.entries(clientsFor({ project, here, goProgram, home }))
  const clients = all.filter(([name]) => only.length === 0 || only.includes(name))
  const topicOf = (name) => `survivors-${name.replaceAll(' ', '-')}`
  await make(
    cluster.bootstrap,
    clients.map(([name]) => topicOf(name)),
  )
  const begun = clients.map(([name, client]) => {
    const topic = topicOf(name)
    return {
      name,
      client,
      topic,
      bootstrap: cluster.bootstrap,
      reader: client.read(cluster.bootstrap, topic),
      writer: client.write(cluster.bootstrap, topic),
    }
  })
  const started = Date.now()
  for (const [at, command] of SCRIPT) {
    await pause(started + at * 1000 - Date.now())
    cluster.say(command)
  }
  await Promise.all(begun.map((one) => judge(one, report)))
  await cluster.stop()
  rmSync(data, { recursive: true, force: true })
}

/** All values in the log, as kcat finds them once everything is over. */
async function inLog(bootstrap, topic, value) {
  const all = gather('kcat', ['-b', bootstrap, '-t', topic, '-C', '-o', 'beginning', '-e', '-q', '-f', '%s\\n'])
  await Promise.race([all.ended, pause(30_000)])
  all.end()
  return all.lines.map(value)
}

async function judge({ name, client, reader, writer, topic, bootstrap }, report) {
  await Promise.race([writer.ended, pause(120_000)])
  writer.end()
  const acknowledged = client.acknowledged(writer)
  const value = client.value ?? ((line) => line)
  const values = () => reader.lines.map(value).filter((line) => numbered.test(line))
  const deadline = Date.now() + READERS_PATIENCE_MS
  const missing = () => {
    const read = new Set(values())
    return acknowledged.filter((value) => !read.has(value))
  }
  while (Date.now() < deadline && missing().length > 0) await pause(250)
  await pause(1000)
  reader.end()
  const unread = missing()
  const log = await inLog(bootstrap, topic, value)
  const lost = acknowledged.filter((one) => !log.includes(one))
  const what = `${acknowledged.length} acknowledged under kill -9 of two brokers`
  const few = `only ${acknowledged.length} acknowledged: ${writer.stderr().split('\n').at(-2)}`
  report(name, `${what}, all in the log`, acknowledged.length < RECORDS / 2 ? few : list(lost))
  report(name, 'each once', list(log.filter((one, i) => log.indexOf(one) !== i)))
  report(name, 'the group read them all', list(unread))
}

const list = (values) => (values.length > 0 ? `${values.length}, such as ${values.slice(0, 5)}` : undefined)

async function startCluster(project, data, port) {
  const tsx = join(project, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  const settings = ['broker.session.timeout.ms=4000', 'broker.heartbeat.interval.ms=500', 'min.insync.replicas=2']
  const args = ['--brokers', '3', '--port', String(port), '--data', data, '--log-level', 'ERROR']
  const child = spawn(
    process.execPath,
    [tsx, 'engine/host/node/broker.ts', ...args, ...settings.flatMap((one) => ['--config', one])],
    { cwd: project, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const ended = new Promise((resolve) => child.on('close', resolve))
  const bootstrap = await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      const ready = /^ready (\S+)/m.exec(String(bytes))
      if (ready) resolve(ready[1])
    })
    void ended.then(() => reject(new Error('the brokers ended')))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { bootstrap, stop, say: (line) => child.stdin.write(`${line}\n`) }
}
