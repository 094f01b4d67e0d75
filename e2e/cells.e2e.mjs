import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { build } from 'vite'
import { serve } from '../scripts/serve.mjs'
import { choose, ONE_NODE } from './helpers.mjs'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')
const outDir = join(project, '.cache/cells')

/** The real page's HTML (its policy above all) around cells alone. */
let site
function cellsSite() {
  site ??= build({
    root: project,
    configFile: join(project, 'vite.config.ts'),
    logLevel: 'warn',
    plugins: [
      {
        name: 'cells',
        transformIndexHtml: { order: 'pre', handler: (html) => html.replace('/src/main.tsx', '/e2e/cells.tsx') },
      },
    ],
    build: { outDir, emptyOutDir: true },
  }).then(() => serve(outDir, 0))
  return site
}

export async function open(page) {
  await choose(page, ONE_NODE)
  const { url } = await cellsSite()
  await page.goto(url)
  await page.evaluate(() => globalThis.harness.ready)
}

/** Shows a cell and gives what a learner sees and presses of it. */
export async function show(page, name, code) {
  await page.evaluate(([name, code]) => globalThis.harness.show(name, code), [name, code])
  const figure = page.locator(`[data-cell="e2e/${name}"]`)
  return {
    figure,
    output: figure.locator('.cell-output'),
    code: figure.locator('.cell-code'),
    press: (label) => figure.getByRole('button', { name: label, exact: true }).click(),
    reaches: (state) => page.locator(`[data-cell="e2e/${name}"][data-state="${state}"]`).waitFor(),
    is: () => figure.getAttribute('data-state'),
  }
}

/** What is read there, with its line breaks. */
export async function textOf(locator) {
  return (await locator.allInnerTexts()).join('\n')
}

/** Runs a cell to its end and gives what it put out. */
export async function ran(page, name, code) {
  const cell = await show(page, name, code)
  await cell.press('Run')
  await cell.figure.locator('.status', { hasText: 'ran in' }).waitFor()
  await cell.reaches('idle')
  return textOf(cell.output)
}

const CLIENTS = `import { Admin, KafkaConsumer, KafkaProducer } from 'kafka-clients'

const at = { 'bootstrap.servers': 'localhost:9092' }
const admin = new Admin(at)
await admin.createTopics([{ name: 'orders', numPartitions: 3, replicationFactor: 1 }])
await admin.close()

const producer: KafkaProducer = new KafkaProducer({ ...at, 'compression.type': 'zstd' })
for (const key of ['alice', 'bob', 'alice']) await producer.send({ topic: 'orders', key, value: 'one book' })
await producer.close()

const consumer = new KafkaConsumer({ ...at, 'group.id': 'readers', 'auto.offset.reset': 'earliest' })
consumer.subscribe(['orders'])
let seen = 0
while (seen < 3) {
  const records = await consumer.poll(1000)
  seen += records.count()
  if (!records.isEmpty()) console.log(records)
}
await consumer.close()
console.log('seen', { seen })`

const KAFKAJS = `import { CompressionTypes, Kafka, logLevel } from 'kafkajs'

const kafka = new Kafka({ brokers: ['localhost:9092'], clientId: 'cell', logLevel: logLevel.NOTHING })
const admin = kafka.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic: 'payments', numPartitions: 1 }] })
await admin.disconnect()

const producer = kafka.producer({ idempotent: true })
await producer.connect()
const messages = [{ key: 'k', value: 'from kafkajs' }]
await producer.send({ topic: 'payments', compression: CompressionTypes.GZIP, messages })
await producer.disconnect()

const consumer = kafka.consumer({ groupId: 'kafkajs-readers' })
await consumer.connect()
await consumer.subscribe({ topic: 'payments', fromBeginning: true })
await new Promise<void>((resolve) => {
  void consumer.run({
    eachMessage: async (payload) => {
      console.log(payload)
      resolve()
    },
  })
})
await consumer.disconnect()`

/** axe finds nothing serious. */
async function assertAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  assert.deepEqual(
    serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
    [],
  )
}

export const tests = {
  async 'a kafka-clients cell and a kafkajs cell produce and consume'({ page, shot }) {
    await open(page)
    const clients = await ran(page, 'clients', CLIENTS)
    assert.match(clients, /orders\s+\d\s+0\s+[\d:.]+\s+alice\s+one book[\s\S]+alice\s+one book/)
    assert.match(clients, /bob\s+one book/)
    assert.match(clients, /seen \{ seen: 3 \}/)
    const kafkajs = await ran(page, 'kafkajs', KAFKAJS)
    assert.match(kafkajs, /payments\s+0\s+0\s+[\d:.]+\s+k\s+from kafkajs/)
    await shot('cells.png')
    await assertAccessible(page)
  },

  async 'a cell lives by the time of the page: it stands still, and goes on'({ page }) {
    await open(page)
    await page.evaluate(() => globalThis.harness.time.setRate(0))
    const cell = await show(
      page,
      'time',
      `const began = Date.now()
console.log('waits')
setTimeout(() => console.log('goes on, in time:', Date.now() >= began), 500)`,
    )
    await cell.press('Run')
    await cell.output.filter({ hasText: 'waits' }).waitFor()
    await page.waitForTimeout(1500)
    assert.doesNotMatch(await textOf(cell.output), /goes on/)
    await cell.reaches('background')
    await page.evaluate(() => globalThis.harness.time.setRate(10))
    await cell.output.filter({ hasText: 'goes on, in time: true' }).waitFor()
    await cell.reaches('idle')
  },

  async 'an endless loop ends with Stop; a run goes on in the background until nothing is left'({ page }) {
    await open(page)
    const loop = await show(page, 'loop', `console.log('in')\nwhile (true) {}`)
    await loop.press('Run')
    await loop.output.filter({ hasText: 'in' }).waitFor()
    assert.equal(await loop.is(), 'running')
    await loop.press('Stop')
    await loop.reaches('idle')
    assert.match(await textOf(loop.output), /^in\nStopped after \d+\.\d s\.$/)

    const chatter = await show(page, 'chatter', `while (true) console.log('again')`)
    await chatter.press('Run')
    await chatter.output.filter({ hasText: 'too much to show' }).waitFor()
    await chatter.press('Stop')
    await chatter.reaches('idle')

    const later = await show(
      page,
      'later',
      `const id = setInterval(() => console.log('tick'), 20)\nsetTimeout(() => clearInterval(id), 10_000)`,
    )
    await later.press('Run')
    await later.reaches('background')
    await later.output.filter({ hasText: /tick\s*tick/ }).waitFor()
    await page.evaluate(() => globalThis.harness.time.setRate(10))
    await later.reaches('idle')
    assert.match(await textOf(later.output), /tick\ntick/)
  },

  async 'a consumer that polls for ever is stopped, and runs again'({ page }) {
    await open(page)
    const code = `import { KafkaConsumer } from 'kafka-clients'
const consumer = new KafkaConsumer({ 'bootstrap.servers': 'localhost:9092', 'group.id': 'g' })
consumer.subscribe(['nothing'])
console.log('polling')
for (;;) await consumer.poll(1000)`
    const cell = await show(page, 'consumer', code)
    await cell.press('Run')
    await cell.output.filter({ hasText: 'polling' }).waitFor()
    await cell.press('Stop')
    await cell.reaches('idle')
    await cell.press('Run')
    await cell.output.filter({ hasText: 'polling' }).waitFor()
    await cell.press('Stop')
    await cell.reaches('idle')
  },

  async 'a client whose bootstrap servers nobody knows says so at its first call, as Java does when it is made'({
    page,
  }) {
    await open(page)
    const code = `import { Admin, KafkaConsumer, KafkaProducer } from 'kafka-clients'
const at = { 'bootstrap.servers': 'nosuch:1234' }
const said = (error) => console.log(String(error), '/', error.cause?.message)
await new KafkaProducer(at).send({ topic: 't', value: 'v' }).catch(said)
const consumer = new KafkaConsumer({ ...at, 'group.id': 'g' })
consumer.subscribe(['t'])
await consumer.poll(1000).catch(said)
await new Admin(at).listTopics().catch(said)`
    const lines = (await ran(page, 'nosuch', code)).split('\n')
    const reason = 'No resolvable bootstrap urls given in bootstrap.servers'
    for (const what of ['construct kafka producer', 'construct kafka consumer', 'create new KafkaAdminClient'])
      assert.ok(
        lines.includes(`org.apache.kafka.common.KafkaException: Failed to ${what} / ${reason}`),
        lines.join('\n'),
      )
    const warning = `Couldn't resolve server nosuch:1234 from bootstrap.servers as DNS resolution failed for nosuch`
    assert.equal(lines.filter((line) => line.includes(warning)).length, 3)
  },

  async 'kafkajs in a cell hears that nobody knows a host'({ page }) {
    await open(page)
    const code = `import { Kafka } from 'kafkajs'
const kafka = new Kafka({ brokers: ['nosuch:1234'], retry: { retries: 0 }, logLevel: 0 })
await kafka.admin().connect().catch((error) => console.log(error.message))`
    assert.equal(await ran(page, 'unknown', code), 'Connection error: getaddrinfo ENOTFOUND nosuch')
  },

  async 'a cell that fetches is told that cells have no network'({ page }) {
    await open(page)
    const told = await ran(page, 'fetches', `await fetch('https://example.org/')`)
    assert.match(
      told,
      /TypeError: .*\nline 1\n+A cell has no network: it reaches the cluster of this page, and nothing else\.$/,
    )
  },

  async 'the sandbox reaches neither the network nor the page'({ page }) {
    await open(page)
    const asked = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' }).end('')
    })
    await new Promise((resolve) => server.listen(0, 'localhost', resolve))
    const address = `http://localhost:${server.address().port}`
    const socket = `new Promise((open, refused) => {
  const socket = new WebSocket('${address.replace('http', 'ws')}')
  socket.onopen = open
  socket.onerror = () => refused(new Error('no socket'))
})`
    const attempts = {
      fetch: `await fetch('${address}/fetch')`,
      page: `await fetch(new URL('/', '${page.url()}'))`,
      scripts: `importScripts('${address}/scripts')`,
      import: `const address = '${address}/import'\nawait import(address)`,
      socket: `await ${socket}`,
      events: `await new Promise((open, refused) => {\n  const source = new EventSource('${address}/events')\n  source.onopen = open\n  source.onerror = () => refused(new Error('no events'))\n})`,
      eval: `eval('1')`,
      function: `new Function('return 1')()`,
      worker: `new Worker('${address}/worker')`,
      database: `indexedDB.open('kafka')`,
      caches: `await caches.open('x')`,
      storage: `localStorage.length`,
    }
    for (const [name, code] of Object.entries(attempts)) {
      const cell = await show(page, name, `${code}\nconsole.log('REACHED')`)
      await cell.press('Run')
      await cell.output.locator('.cell-error').waitFor()
      assert.doesNotMatch(await textOf(cell.output), /REACHED/, name)
    }
    assert.deepEqual(asked, [])
    server.close()
  },

  async 'an error shows its line, and leads there'({ page }) {
    await open(page)
    const thrown = await show(
      page,
      'thrown',
      `interface A {\n  b: number\n}\nfunction fail(a: A): never {\n  throw new Error('boom ' + a.b)\n}\n\nfail({ b: 1 })`,
    )
    await thrown.press('Run')
    await thrown.output.getByText('Error: boom 1').waitFor()
    assert.match(await textOf(thrown.output), /at fail \(line 5\)\s+at the cell \(line 8\)/)
    assert.equal(await thrown.code.locator('.cell-error-line').getAttribute('data-line'), '5')
    await thrown.press('line 5')
    await page.locator('.monaco-editor .cell-error-line').first().waitFor()

    assert.match(await failed(page, 'syntax', `const a = 1\nconst b = = 2`), /SyntaxError: [\s\S]*line 2/)
    assert.match(await failed(page, 'package', `import fs from 'fs'\nfs.x()`), /Cannot find package 'fs'[\s\S]*line 1/)
    assert.match(
      await failed(page, 'name', `import { KafkaProducer, Nothing } from 'kafka-clients'\nnew Nothing(KafkaProducer)`),
      /'kafka-clients' does not provide an export named 'Nothing'[\s\S]*line 1/,
    )
    assert.match(
      await failed(
        page,
        'config',
        `import { KafkaProducer } from 'kafka-clients'\n\nnew KafkaProducer({ acks: 7 } as never)`,
      ),
      /ConfigException: [\s\S]*line 3/,
    )
  },

  async 'the editor completes both libraries; what was typed is kept, Reset takes it back'({ page, shot }) {
    await open(page)
    const cell = await show(page, 'typed', `console.log('the lesson’s')`)
    await cell.code.focus()
    await page.keyboard.press('Enter')
    await page.locator('.monaco-editor .view-line').first().waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type(
      `import { Kafka } from 'kafkajs'\nimport { KafkaProducer } from 'kafka-clients'\nnew Kafka(`,
    )
    await page.keyboard.type(`{ brokers: [] }).produ`)
    await page.locator('.suggest-widget.visible', { hasText: 'producer' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.keyboard.type(`new KafkaProducer({ 'linger`)
    await page.locator('.suggest-widget.visible', { hasText: 'linger.ms' }).waitFor()
    await shot('cell-completion.png')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.type(`console.log('mine')`)
    await assertAccessible(page)
    await page.keyboard.press('Shift+Enter')
    await cell.output.getByText('mine', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await cell.code.waitFor()

    await open(page)
    const again = await show(page, 'typed', `console.log('the lesson’s')`)
    assert.match(await textOf(again.code), /console\.log\('mine'\)/)
    await again.press('Reset')
    assert.match(await textOf(again.code), /the lesson’s/)
  },
}

/** Runs a cell that fails, and gives what it shows. */
async function failed(page, name, code) {
  const cell = await show(page, name, code)
  await cell.press('Run')
  await cell.output.locator('.cell-error').waitFor()
  return textOf(cell.output)
}
