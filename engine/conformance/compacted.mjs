// `node engine/conformance/compacted.mjs [KAFKA_HOME]`: a data folder that one broker compacted is opened by the other and read
// complete, both ways, with the same cluster id: ours, Apache Kafka, ours, Apache Kafka. In between Apache's kafka-dump-log
// looks at every file, and must find nothing wrong; ours must say the same of it.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PROJECT = resolve(import.meta.dirname, '../..')
const KAFKA = resolve(process.argv[2] ?? join(PROJECT, '../oracle'))
const TOPIC = 'table'
const PARTITIONS = 2
const KEYS = 150
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const failures = []

function check(what, isRight, detail = '') {
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${what}${isRight ? '' : `: ${detail}`}`)
  if (!isRight) failures.push(what)
}

function freePort() {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}

const folder = mkdtempSync(join(tmpdir(), 'compacted-'))
const [port, controllerPort] = [await freePort(), await freePort()]
const at = `127.0.0.1:${port}`
const logs = join(folder, 'logs')
const properties = join(folder, 'server.properties')
writeFileSync(
  properties,
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logs,
    'log.cleaner.backoff.ms': 300,
    'log.initial.task.delay.ms': 300,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join(''),
)

/** A broker on the folder; gives what stops it cleanly. */
async function broker(who) {
  const [command, args] =
    who === 'ours'
      ? [
          process.execPath,
          ['--import', 'tsx', join(PROJECT, 'engine/host/node/broker.ts'), properties, '--log-level', 'WARN'],
        ]
      : [join(KAFKA, 'bin/kafka-server-start.sh'), [properties]]
  const env = { ...process.env, KAFKA_LOG_LEVEL: 'WARN', KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m' }
  const child = spawn(command, args, { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes))
  const ended = new Promise((done) => child.on('close', done))
  for (let tries = 0; ; tries++) {
    try {
      execFileSync('kcat', ['-b', at, '-L', '-m', '2'], { stdio: 'pipe' })
      break
    } catch {
      if (tries > 60) throw new Error(`${who} does not answer:\n${said}`)
      await pause(500)
    }
  }
  return {
    said: () => said,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function tool(name, args) {
  return execFileSync(join(KAFKA, 'bin', name), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Every key once and again, some deleted; the last of each round are `round`. */
function write(round, codec) {
  const lines = Array.from({ length: 3000 }, (_, i) => {
    const key = `k${(i * 7919) % KEYS}`
    return `${key}\t${i % 11 === 0 ? '' : `${round}-${i}-${'.'.repeat(i % 90)}`}`
  })
  execFileSync('kcat', ['-b', at, '-P', '-t', TOPIC, '-K', '\t', '-Z', '-z', codec, '-X', 'batch.num.messages=20'], {
    input: `${lines.join('\n')}\n`,
  })
}

/** All records, by partition, as lines. */
function read() {
  const args = ['-b', at, '-C', '-t', TOPIC, '-o', 'beginning', '-e', '-q', '-f', '%p %o %k %S %s\\n']
  const lines = execFileSync('kcat', args, { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n')
  return lines.filter(Boolean).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

function cleanedTo() {
  const text = readFileSync(join(logs, 'cleaner-offset-checkpoint'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${TOPIC} `))
    .sort()
}

/** Waits until every partition is cleaned, and nothing moves any more. */
async function cleaned(before) {
  for (let tries = 0, last = ''; tries < 60; tries++) {
    await pause(1000)
    const now = cleanedTo()
    if (now.length === PARTITIONS && now.every((line) => !before.includes(line)) && now.join() === last) return now
    last = now.join()
  }
  throw new Error(`it was not cleaned: ${cleanedTo()}`)
}

function files() {
  return Array.from({ length: PARTITIONS }, (_, i) => join(logs, `${TOPIC}-${i}`)).flatMap((dir) =>
    readdirSync(dir)
      .filter((name) => /\.(log|index|timeindex|txnindex|snapshot)$/.test(name))
      .map((name) => join(dir, name)),
  )
}

function dump(who, options) {
  const args = [...options, '--files', files().join(',')]
  const [command, before] =
    who === 'ours'
      ? [process.execPath, ['--import', 'tsx', join(PROJECT, 'engine/host/node/kafka-cli.ts'), 'kafka-dump-log.sh']]
      : [join(KAFKA, 'bin/kafka-dump-log.sh'), []]
  const child = spawn(command, [...before, ...args], { cwd: PROJECT })
  return new Promise((done) => {
    let [out, err] = ['', '']
    child.stdout.on('data', (bytes) => (out += bytes))
    child.stderr.on('data', (bytes) => (err += bytes))
    child.on('close', () => done({ out, err }))
  })
}

/** Apache's dump finds nothing wrong in the files as they are, and ours says the same. */
async function inspect(stage) {
  const apache = await dump('apache', ['--print-data-log'])
  const wrong = `${apache.out}${apache.err}`
    .split('\n')
    .filter((line) => /Mismatch|mismatch|out of order|not found|invalid bytes|isvalid: false|Exception/.test(line))
  check(`${stage}: Apache's kafka-dump-log finds no fault in ${files().length} files`, wrong.length === 0, wrong[0])
  const sanity = await dump('apache', ['--index-sanity-check'])
  const passed = sanity.out.split('\n').filter((line) => line.includes('passed sanity check')).length
  const indexes = files().filter((path) => path.endsWith('index') && readFileSync(path).length > 0).length
  check(`${stage}: index sanity check of ${indexes}`, passed >= indexes && !/Exception/.test(sanity.err), sanity.err)
  const ours = await dump('ours', ['--print-data-log'])
  check(`${stage}: our kafka-dump-log says the same`, ours.out === apache.out, firstDifference(apache.out, ours.out))
}

function firstDifference(a, b) {
  const [x, y] = [a.split('\n'), b.split('\n')]
  const i = x.findIndex((line, k) => line !== y[k])
  return `line ${i}: want ${x[i]} got ${y[i]}`
}

/** The last value of each key. */
function table(lines) {
  const last = new Map()
  for (const line of lines) {
    const [, , key, size] = line.split(' ')
    if (size === '-1') last.delete(key)
    else last.set(key, line)
  }
  return [...last.values()].sort()
}

try {
  let running = await broker('ours')
  const configs = {
    'cleanup.policy': 'compact',
    'internal.segment.bytes': 12_000,
    'index.interval.bytes': 500,
    'segment.index.bytes': 4000,
    'min.cleanable.dirty.ratio': 0.01,
  }
  const options = Object.entries(configs).flatMap(([name, value]) => ['--config', `${name}=${value}`])
  tool('kafka-topics.sh', [
    '--bootstrap-server',
    at,
    '--create',
    '--topic',
    TOPIC,
    '--partitions',
    PARTITIONS,
    ...options,
  ])
  let before = []
  for (const [stage, who] of ['ours', 'apache', 'ours', 'apache'].entries()) {
    if (stage > 0) running = await broker(who)
    if (stage > 0) {
      const found = read()
      check(
        `${who} reads all ${before.length} records that the other kept`,
        found.join() === before.join(),
        `${found.length}`,
      )
    }
    const checkpoint = stage === 0 ? [] : cleanedTo()
    write(`round ${stage}`.replace(' ', ''), ['none', 'gzip', 'lz4', 'snappy'][stage])
    const written = read()
    await cleaned(checkpoint)
    before = read()
    check(`${who} compacted ${written.length} records to ${before.length}`, before.length < written.length * 0.8)
    check(`${who} kept the last value of every key`, table(before).join() === table(written).join())
    await running.stop()
    await inspect(`written by ${who}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(failures.length === 0 ? 'all is well' : `${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)
