import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { choose, ONE_NODE, open, run, sees, soon, typeLine } from './helpers.mjs'

const SERVERS = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094'
const DAY = 86_400_000

/** Undo: everything back to before a step. */
/** A snapshot, in base64, of which the machine is another. */
function changed(snapshot, machine) {
  const files = unzipSync(Buffer.from(snapshot, 'base64'))
  const manifest = JSON.parse(strFromU8(files['snapshot.json']))
  Object.assign(manifest.machine, machine)
  return Buffer.from(zipSync({ ...files, 'snapshot.json': strToU8(JSON.stringify(manifest)) })).toString('base64')
}

export const tests = {
  async 'the list of events says what was undone, and a long name of a topic stays within the pane'({ page, url }) {
    await open(page, url)
    const name = 'a'.repeat(249)
    await run(page, `kafka-topics.sh --create --topic ${name} ${SERVERS}`)
    const events = page.locator('.events')
    await events.getByText(`${name}-0: broker`).first().waitFor()
    assert.ok(await events.evaluate((list) => list.scrollWidth <= list.clientWidth))
    await page.evaluate(() => window.logbook.history.undo())
    await events.getByText(`undone: kafka-topics.sh --create --topic ${name}`).waitFor()
    assert.ok(await events.evaluate((list) => list.scrollWidth <= list.clientWidth))
  },

  async 'undo of a step of a cluster without a quorum ends; nodes can be started then, and all serve again'({
    page,
    url,
  }) {
    await open(page, url)
    await page.evaluate(() => window.logbook.cluster.kill(2))
    await page.evaluate(() => window.logbook.cluster.kill(3))
    const before = await steps(page)
    await run(page, 'echo one')
    await undoTo(page, before)
    assert.deepEqual(await states(page), ['starting', 'killed', 'killed'])
    assert.equal((await run(page, 'echo two')).stdout, 'two\n')
    await page.evaluate(() => window.logbook.cluster.start(2))
    await page.waitForFunction(
      () => window.logbook.cluster.status().filter(({ state }) => state === 'running').length === 2,
    )
  },

  async 'undo takes back a jump, a kill, a deleted topic, a cell of commands: files, processes, clock and shell'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await run(
      page,
      `kafka-topics.sh --create --topic orders --replication-factor 3 --config retention.ms=${DAY} ${SERVERS}`,
    )
    await run(page, `seq 100 | kafka-console-producer.sh --topic orders ${SERVERS}`)
    const written = await machine(page)

    const before = await steps(page)
    await page.evaluate(() => window.logbook.clock.advance(2 * 86_400_000))
    const start = await run(page, `kafka-get-offsets.sh --topic orders --time earliest ${SERVERS}`)
    assert.equal(start.stdout, 'orders:0:100\n')
    await undoTo(page, before)
    assert.deepEqual(await machine(page), written)

    await undoTo(page, before)
    await page.evaluate(() => window.logbook.cluster.kill(2))
    const killed = await steps(page)
    await run(page, `seq 101 200 | kafka-console-producer.sh --topic orders ${SERVERS}`)
    await undoTo(page, killed)
    assert.deepEqual(await states(page), ['running', 'killed', 'running'])
    assert.equal(await endsOfOrders(page), 'orders:0:100\n')
    await undoTo(page, before)
    assert.deepEqual(await machine(page), written)

    await run(page, `kafka-topics.sh --delete --topic orders ${SERVERS}`)
    await undoTo(page, before)
    assert.deepEqual(await machine(page), written)

    // No checkpoint tells of it yet: a process that goes on knows it all the same.
    await run(
      page,
      `echo '{"partitions":[{"topic":"orders","partition":0,"offset":40}],"version":1}' > cut.json; kafka-delete-records.sh --offset-json-file cut.json ${SERVERS}`,
    )
    const cut = await steps(page)
    await page.evaluate(() => window.logbook.cluster.kill(2))
    await undoTo(page, cut)
    const logStart = await run(page, `kafka-get-offsets.sh --topic orders --time earliest ${SERVERS}`)
    assert.equal(logStart.stdout, 'orders:0:40\n')
    await undoTo(page, before)
    assert.deepEqual(await machine(page), written)

    // A second process of a broker that has no controller: its files are the first one's.
    const again = await run(
      page,
      'bin/kafka-server-start.sh config/server-2.properties --override listeners=PLAINTEXT://localhost:9999,CONTROLLER://localhost:9998',
    )
    assert.match(again.stdout, /Failed to acquire lock on file \.lock in \/tmp\/kraft-logs-2\. A Kafka instance/)
    assert.equal(again.status, 1)
    assert.deepEqual(await machine(page), written)

    await page.keyboard.press('Alt+t')
    await sees(page, 1, '$')
    await typeLine(page, 'mkdir here; cd here; echo note > note.txt')
    await sees(page, 1, '~/kafka/here $')
    await page.locator('.top .undo').click()
    await page.locator('.top .undo:not([aria-busy=true])').waitFor()
    await page.waitForFunction(() => !window.logbook.history.steps().at(-1).text.startsWith('mkdir'))
    assert.equal((await run(page, 'pwd')).stdout, '/home/learner/kafka\n')
    assert.equal((await run(page, 'ls here')).status, 2)
    await shot('undone.png')
  },

  async 'a snapshot opens where nothing is left of the cluster; a bad one is refused and nothing is lost'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic orders --replication-factor 3 ${SERVERS}`)
    await run(page, `seq 100 | kafka-console-producer.sh --topic orders ${SERVERS}`)
    await run(page, 'echo remember > note.txt; clock +3d')
    const saved = await machine(page)
    const bytes = await savedSnapshot(page)
    console.log(`     a snapshot of ${bytes.length * 0.75} bytes`)

    await page.goto('about:blank')
    await page.goto(`${url}nothing`).catch(() => {})
    await page.evaluate(async () => {
      localStorage.clear()
      for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
    })
    await open(page, url)
    const fresh = await run(page, `kafka-topics.sh --list ${SERVERS}; cat note.txt`)
    assert.doesNotMatch(fresh.stdout, /orders|remember/)
    await openSnapshot(page, bytes)
    assert.deepEqual(await machine(page), saved)
    assert.equal((await run(page, 'cat note.txt')).stdout, 'remember\n')
    await shot('snapshot.png')

    const refused = (spoilt) => openSnapshot(page, spoilt).then(() => 'opened', String)
    assert.match(await refused(btoa('hello')), /This is no snapshot: the file is no zip archive/)
    assert.match(await refused(bytes.slice(0, 4 * 2000)), /This is no snapshot: the file is no zip archive/)
    assert.match(await refused(changed(bytes, { wall: 9e15 })), /its clock is more than a hundred years away/)
    const nodes = { plan: { brokers: 1e9, controllers: -5 }, brokers: [] }
    assert.match(await refused(changed(bytes, nodes)), /This page cannot open the snapshot: it runs no 1000000000/)
    assert.deepEqual(await machine(page), saved)
    const none = await run(page, 'echo hello > bad.zip; snapshot open bad.zip')
    assert.equal(none.status, 1)
    assert.match(none.stderr, /^snapshot: bad.zip: .*no zip archive/)
  },

  async 'a snapshot opens under Node: the same records; a folder that is in use is refused'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await run(page, 'kafka-topics.sh --create --topic orders --bootstrap-server localhost:9092')
    await run(page, 'seq 100 | kafka-console-producer.sh --topic orders --bootstrap-server localhost:9092')
    await run(page, 'clock +3d')
    const folder = mkdtempSync(join(tmpdir(), 'logbook-snapshot-'))
    const file = join(folder, 'saved.zip')
    writeFileSync(file, Buffer.from(await savedSnapshot(page), 'base64'))
    const broker = node('broker', '--snapshot', file, '--data', join(folder, 'data'))
    try {
      await broker.says(/^ready localhost:9092$/m)
      const read = node(
        'kafka-cli',
        'kafka-get-offsets.sh',
        '--topic',
        'orders',
        '--bootstrap-server',
        'localhost:9092',
      )
      assert.equal(await read.ended, 'orders:0:100\n')
      const again = node('broker', '--snapshot', file, '--data', join(folder, 'data'))
      assert.match(await again.complained, /is not empty/)
    } finally {
      broker.stop()
      rmSync(folder, { recursive: true })
    }
  },

  async 'of lines that were typed ahead none runs after an undo, and the shell writes to the screen again'({
    page,
    url,
  }) {
    await open(page, url)
    const screen = () => page.evaluate(() => window.logbook.terminal.text(1))
    await page.locator('#terminal-1, .xterm-helper-textarea').last().focus()
    await typeLine(page, 'exec >out.txt')
    await soon(async () => assert.equal((await screen()).split('$ ').length, 3))
    for (const line of ['while :; do sleep 1; done', 'echo on >later.txt', 'echo on >later.txt'])
      await typeLine(page, line)
    await soon(async () => assert.equal(await steps(page), 2))
    await page.waitForTimeout(500)
    await page.evaluate(() => window.logbook.history.undo())
    await page.waitForTimeout(1500)
    assert.equal(await steps(page), 1)
    await page.evaluate(() => window.logbook.history.undo())
    await typeLine(page, 'ls later.txt; echo $((40+2))')
    await soon(async () => assert.match(await screen(), /No such file or directory\n42/))
  },
}

/** A program of the Node host. */
function node(name, ...args) {
  const main = new URL(`../engine/host/node/${name}.ts`, import.meta.url).pathname
  const process = spawn('node', ['--import', 'tsx', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  })
  let [out, err] = ['', '']
  const listeners = new Set()
  const hear = () => listeners.forEach((listener) => void listener())
  process.stdout.on('data', (text) => {
    out += text
    hear()
  })
  process.stderr.on('data', (text) => {
    err += text
    hear()
  })
  const exited = new Promise((resolve) => process.once('exit', resolve))
  const says = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => pattern.test(out + err) && resolve()
      listeners.add(look)
      look()
      void exited.then(() => reject(new Error(`${name} ended: ${out}${err}`)))
    })
  const stop = () => process.kill('SIGKILL')
  return { says, stop, ended: exited.then(() => out), complained: exited.then(() => err) }
}

/** Saves the cluster's snapshot; base64. */
function savedSnapshot(page) {
  return page.evaluate(async () => {
    const found = await window.logbook.snapshot.save()
    return btoa(Array.from(found, (byte) => String.fromCharCode(byte)).join(''))
  })
}

function openSnapshot(page, base64) {
  return page.evaluate(
    (text) => window.logbook.snapshot.open(Uint8Array.from(atob(text), (char) => char.charCodeAt(0))),
    base64,
  )
}

function steps(page) {
  return page.evaluate(() => window.logbook.history.steps().length)
}

/** The partition may be without a leader still: with broker 2 killed, its session has to end first, as before the undo. */
async function endsOfOrders(page) {
  for (let attempt = 1; ; attempt++) {
    const { stdout, stderr } = await run(page, `kafka-get-offsets.sh --topic orders ${SERVERS}`)
    if (stdout !== '' || attempt === 20) return stdout
    console.log(`     ${stderr.trim()}`)
    await page.waitForTimeout(1000)
  }
}

/** Undoes step by step until so many are left, and says how long each took. */
async function undoTo(page, left) {
  while ((await steps(page)) > left) {
    const { took, text } = await page.evaluate(async () => {
      const { text } = window.logbook.history.steps().at(-1)
      const begun = performance.now()
      await window.logbook.history.undo()
      return { took: performance.now() - begun, text }
    })
    console.log(`     undone in ${took.toFixed(0)} ms: ${text.slice(0, 50)}`)
  }
}

async function values(page) {
  const read = `kafka-console-consumer.sh --topic orders --from-beginning --max-messages 100 --timeout-ms 60000 ${SERVERS}`
  return (await run(page, read)).stdout.split('\n').filter((line) => line !== '')
}

function states(page) {
  return page.evaluate(() => window.logbook.cluster.status().map(({ state }) => state))
}

/** What can be seen of the machine: topics, records, log starts, brokers, the day. */
async function machine(page) {
  const described = await run(page, `kafka-topics.sh --describe --topic orders ${SERVERS}`)
  const offsets = await run(page, `kafka-get-offsets.sh --topic orders --time earliest ${SERVERS}`)
  // Whole: one of the two clocks may be read a millisecond after the other.
  const ahead = await page.evaluate(() => Math.round((window.logbook.clock.now() - Date.now()) / 1000) || 0)
  return {
    topic: described.stdout.match(/TopicId: \S+/)?.[0],
    earliest: offsets.stdout,
    values: await values(page),
    brokers: await states(page),
    ahead,
  }
}
