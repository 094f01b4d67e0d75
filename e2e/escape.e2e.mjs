// Ways out of the sandbox of cells, out of a terminal's text and out of a pack, tried.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { open as openCells, ran, show, textOf } from './cells.e2e.mjs'
import { launch } from './chromium.mjs'
import { choose, ONE_NODE, open, run, sees, typeLine } from './helpers.mjs'

/** A server that nobody may ask: gives its address and what it was asked for. */
async function forbidden() {
  const asked = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' }).end('')
  })
  await new Promise((resolve) => server.listen(0, 'localhost', resolve))
  return { asked, address: `http://localhost:${server.address().port}`, close: () => server.close() }
}

/** Takes hold of a port that the sandbox's own code posts to, by the text of a property of what is posted. */
const CATCH_PORT = (property) => `let port
const post = MessagePort.prototype.postMessage
MessagePort.prototype.postMessage = function (message, ...rest) {
  if (message && '${property}' in message && !port) port = this
  return post.call(this, message, ...rest)
}
`

export const tests = {
  async 'a cell reaches no server by any other way, no storage, no other page'({ page }) {
    await openCells(page)
    const { asked, address, close } = await forbidden()
    await page.evaluate(() => {
      globalThis.heardOnChannel = []
      new BroadcastChannel('logbook').onmessage = ({ data }) => globalThis.heardOnChannel.push(data)
    })
    const attempts = {
      xhr: `await new Promise((ok, no) => {\n  const request = new XMLHttpRequest()\n  request.open('GET', '${address}/xhr')\n  request.onload = ok\n  request.onerror = () => no(new Error('refused'))\n  request.send()\n})`,
      beacon: `if (!(navigator as never as { sendBeacon(a: string): boolean }).sendBeacon('${address}/beacon')) throw new Error('refused')`,
      transport: `await new (globalThis as never as { WebTransport: new (a: string) => { ready: Promise<void> } }).WebTransport('https://localhost:1/').ready`,
      rtc: `new (globalThis as never as { RTCPeerConnection: new () => object }).RTCPeerConnection()`,
      font: `await new (globalThis as never as { FontFace: new (n: string, u: string) => { load(): Promise<void> } }).FontFace('x', 'url(${address}/font)').load()`,
      nested: `const inner = new Worker(URL.createObjectURL(new Blob(["fetch('${address}/nested').then(() => postMessage('REACHED'), () => postMessage('no'))"])))\nconst said = await new Promise((ok, no) => {\n  inner.onmessage = ({ data }) => ok(data)\n  inner.onerror = () => no(new Error('refused'))\n})\nif (said === 'no') throw new Error('refused')`,
      dataScript: `const script = 'data:text/javascript,globalThis.x = 1'\nawait import(script)`,
      files: `await navigator.storage.getDirectory()`,
      locks: `await navigator.locks.request('logbook', () => 1)`,
      cookies: `await (globalThis as never as { cookieStore: { getAll(): Promise<unknown> } }).cookieStore.getAll()`,
      serviceWorker: `await navigator.serviceWorker.register('${address}/sw.js')`,
      shared: `new SharedWorker(URL.createObjectURL(new Blob([''])))`,
      window: `window.open('${address}/open')`,
      top: `top!.location.href = '${address}/top'`,
      document: `document.title = 'x'`,
      parent: `parent.postMessage('x', '*')`,
    }
    for (const [name, code] of Object.entries(attempts)) {
      const cell = await show(page, name, `${code}\nconsole.log('REACHED')`)
      await cell.press('Run')
      await cell.output.locator('.cell-error').waitFor()
      assert.doesNotMatch(await textOf(cell.output), /REACHED/, name)
    }
    await ran(page, 'channel', `new BroadcastChannel('logbook').postMessage('hello')\nself.postMessage('hello')`)
    assert.deepEqual(await page.evaluate(() => globalThis.heardOnChannel), [])
    assert.deepEqual(asked, [])
    close()
  },

  async 'the frame around the cells holds even for code in it: no request, no window, no way up'({ page }) {
    await openCells(page)
    await ran(page, 'wakes', `console.log(1)`)
    const { asked, address, close } = await forbidden()
    const before = page.url()
    const frame = page.frames().find((one) => one.url().endsWith('runner.html'))
    const found = await frame.evaluate(async (to) => {
      const tried = async (run) => {
        try {
          return String(await run())
        } catch (error) {
          return error.name
        }
      }
      const add = (tag, fields) => {
        const element = Object.assign(document.createElement(tag), fields)
        document.body.append(element)
      }
      add('img', { src: `${to}/img` })
      add('link', { rel: 'stylesheet', href: `${to}/css` })
      add('link', { rel: 'prefetch', href: `${to}/prefetch` })
      add('link', { rel: 'preload', as: 'image', href: `${to}/preload` })
      add('iframe', { src: `${to}/frame` })
      add('object', { data: `${to}/object` })
      add('video', { src: `${to}/video` })
      add('script', { src: `${to}/script` })
      add('style', { textContent: `body { background: url(${to}/background) } @import url(${to}/import);` })
      document.body.style.backgroundImage = `url(${to}/attribute)`
      const form = Object.assign(document.createElement('form'), { action: `${to}/form`, method: 'post' })
      document.body.append(form)
      form.submit()
      const results = {
        fetch: await tried(() => fetch(`${to}/fetch`)),
        open: await tried(() => window.open(`${to}/open`)),
        top: await tried(() => void (top.location.href = `${to}/top`)),
        document: await tried(() => parent.document.title),
        storage: await tried(() => localStorage.length),
        cookie: await tried(() => document.cookie),
        database: await tried(
          () => new Promise((ok, no) => Object.assign(indexedDB.open('x'), { onsuccess: ok, onerror: no })),
        ),
        caches: await tried(() => caches.open('x')),
        worker: await tried(() => navigator.serviceWorker.register('sw.js')),
        alert: await tried(() => alert('x')),
      }
      await new Promise((resolve) => setTimeout(resolve, 500))
      return results
    }, address)
    assert.equal(found.fetch, 'TypeError')
    assert.equal(found.open, 'null')
    for (const name of ['document', 'storage', 'cookie', 'database', 'caches'])
      assert.equal(found[name], 'SecurityError', name)
    assert.match(found.worker, /Error/)
    assert.equal(found.alert, 'undefined')
    assert.deepEqual(asked, [])
    assert.equal(page.url(), before)
    assert.equal(page.context().pages().length, 1)
    close()
  },

  async 'recursion without end is an error of the cell; whoever floods the page through a caught port is ended, and no prototype is touched'({
    page,
  }) {
    await openCells(page)
    const deep = await show(page, 'deep', `const down = (n: number): number => down(n + 1) + 1\ndown(0)`)
    await deep.press('Run')
    await deep.output.getByText('Maximum call stack size exceeded').waitFor()

    const polluted = await ran(
      page,
      'polluted',
      `${CATCH_PORT('items')}console.log('caught')
const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
for (const kind of ['text', 'records', 'table', 'chart', 'error', '__proto__', { toString: 1 }])
  port.postMessage({ type: 'output', items: [{ ...evil, __proto__: evil, kind, text: { length: -1 }, rows: [[evil]], columns: [evil], values: evil, stack: evil, line: evil }] })
port.postMessage(null)
port.postMessage({ type: '__proto__' })
port.postMessage({ type: 'output', items: { length: 1e9 } })
port.postMessage({ type: 'output', items: [{ kind: 'text', text: 'x'.repeat(5_000_000) }] })`,
    )
    assert.match(polluted, /caught/)
    assert.ok(polluted.length < 200_000)
    assert.equal(await page.evaluate(() => ({}).polluted), undefined)

    const flood = await show(
      page,
      'flood',
      `${CATCH_PORT('items')}console.log('caught')
for (;;) port.postMessage({ type: 'output', items: Array.from({ length: 50 }, () => ({ kind: 'text', text: 'flood' })) })`,
    )
    await flood.press('Run')
    await flood.output.getByText('It sent the page more than the console of a cell ever does').waitFor()
    await flood.reaches('idle')

    const network = await show(
      page,
      'network',
      `import { KafkaProducer } from 'kafka-clients'
${CATCH_PORT('host')}
const producer = new KafkaProducer({ 'bootstrap.servers': 'localhost:9092' })
void producer.partitionsFor('x').catch(() => {})
while (!port) await new Promise((go) => setTimeout(go, 10))
console.log('caught')
for (let id = 1e6; ; id++) port.postMessage({ type: 'connect', id, host: 'localhost', port: 9092 })`,
    )
    await network.press('Run')
    await network.output.getByText('caught').waitFor()
    await network.press('Stop')
    await network.reaches('idle')
    assert.match(
      await ran(
        page,
        'after',
        `import { Admin } from 'kafka-clients'\nconst admin = new Admin({ 'bootstrap.servers': 'localhost:9092' })\nconsole.log((await admin.listTopics()).size >= 0)\nawait admin.close()`,
      ),
      /true/,
    )
  },

  async 'tables, records and charts without measure leave the page alive: they are cut, and who sends more is ended'({
    page,
  }) {
    await openCells(page)
    const wide = await ran(
      page,
      'wide',
      `const row = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => ['c' + i, i]))
console.table(Array.from({ length: 3000 }, () => row))`,
    )
    assert.match(wide, /… 2900 more/)
    assert.match(wide, /… 2800 more/)
    const many = await show(
      page,
      'many',
      `for (let offset = 0; offset < 3000; offset++) console.log({ topic: 't', partition: 0, offset, timestamp: 0, key: null, value: 'v' })`,
    )
    await many.press('Run')
    await many.reaches('idle')
    await many.output.getByText('… 2,600 earlier lines').waitFor()
    assert.equal(await many.output.locator('tbody tr').count(), 400)
    const chart = await ran(
      page,
      'chart',
      `${CATCH_PORT('items')}console.log('caught')
Date.now = () => Infinity
console.chart('own', { lag: 1, most: Number.MAX_VALUE })
for (const at of [1e300, -Infinity, 8.64e15, NaN])
  port.postMessage({ type: 'output', items: [{ kind: 'chart', title: 'sent', at, values: { lag: Number.MAX_VALUE, a: -9e15, b: 9e15 } }] })`,
    )
    assert.match(chart, /caught/)
    await page.locator('[data-cell="e2e/chart"] figure.chart canvas').nth(1).waitFor()
    const cells = await show(
      page,
      'cells',
      `${CATCH_PORT('items')}console.log('caught')
const rows = Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 'x'))
for (let i = 0; i < 20; i++) port.postMessage({ type: 'output', items: [{ kind: 'table', columns: rows[0], rows }] })`,
    )
    await cells.press('Run')
    await cells.output.getByText('It sent the page more than the console of a cell ever does').waitFor()
    await cells.reaches('idle')
    assert.ok((await page.locator('td').count()) < 100_000)
    assert.match(await ran(page, 'after', `console.log('alive')`), /alive/)
  },

  async 'the death of a cell brings no more text into the page than an error has'({ page }) {
    await openCells(page)
    const cell = await show(
      page,
      'dies',
      `const { reportError } = globalThis as never as { reportError(error: Error): void }
Event.prototype.preventDefault = () => {}
const big = 'A B '.repeat(500_000)
for (let i = 0; i < 20; i++) reportError(new Error(big))
await new Promise((go) => setTimeout(go, 3000))`,
    )
    await cell.press('Run')
    await cell.output.locator('.cell-error').waitFor()
    await cell.reaches('idle')
    const shown = (await cell.output.textContent()).length
    assert.ok(shown < 5000, `${shown} characters`)
    assert.match(await ran(page, 'after', `console.log('alive')`), /alive/)
  },

  async 'a cell that allocates without end is ended with a message; the page, its cluster and the next cells go on'({
    url,
  }) {
    // Little memory for each heap, so that its end comes soon.
    const browser = await launch(['--js-flags=--max-old-space-size=200'])
    try {
      const context = await browser.newContext({ serviceWorkers: 'block', locale: 'en-US' })
      const page = await context.newPage()
      await choose(page, ONE_NODE)
      await page.addInitScript(() => {
        const greedy = 'const all: unknown[] = []\nfor (;;) all.push(new Array(100_000).fill(0.5))'
        if (self === top) localStorage.setItem('logbook.cell.partitions/07-keys-decide/orders', greedy)
      })
      // The sandbox has a process of its own; that it ends counts as the page's end for Playwright, not for DevTools.
      const devtools = await context.newCDPSession(page)
      const inPage = async (expression) => {
        const { result, exceptionDetails } = await Promise.race([
          devtools.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }),
          new Promise((_, fail) => setTimeout(fail, 60_000, new Error(`never ended: ${expression}`))),
        ])
        assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails))
        return result.value
      }
      await page.goto(`${url}#/partitions/07-keys-decide`)
      await page.locator('.cell .start').waitFor()
      await inPage('logbook.ready')
      const run = (id) => inPage(`logbook.cells.run(${JSON.stringify(id)})`)
      const greedy = await run('partitions/07-keys-decide/orders')
      assert.match(greedy.error, /took more memory than the browser gives it/)
      const { stdout } = await inPage(
        `logbook.terminal.run('echo alive; kafka-broker-api-versions.sh --bootstrap-server localhost:9092')`,
      )
      assert.match(stdout, /^alive\nlocalhost:9092 /)
      await inPage(`logbook.lesson.open('first-events/03-offsets-and-positions')`)
      const { output, error } = await run('first-events/03-offsets-and-positions/producer')
      assert.equal(error, null)
      assert.match(output, /20.7 went to offset 4/)
    } finally {
      await browser.close()
    }
  },

  async 'records that speak the terminal’s language are shown, not obeyed'({ page, url, context }) {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {})
    await choose(page, ONE_NODE)
    await open(page, url)
    await sees(page, 1, '$')
    const title = await page.title()
    await page.evaluate(() => navigator.clipboard.writeText('mine'))
    const evil = [
      '\\033]52;c;ZXZpbA==\\007clipboard',
      '\\033]0;owned\\007title',
      '\\033]8;;https://a.example\\007link\\033]8;;\\007',
      '\\033[6n\\033[cask',
      '\\033P$q"p\\033\\\\device',
      '\\033]133;C;1\\007mark',
      '\\033[8mhidden\\033[0m',
      '\\033c reset',
      '\\302\\2336n eight-bit',
    ]
    await run(
      page,
      `for line in ${evil.map((one) => `'${one}'`).join(' ')}; do printf "$line\\n"; done | kafka-console-producer.sh --topic evil --bootstrap-server localhost:9092`,
    )
    await typeLine(
      page,
      `kafka-console-consumer.sh --topic evil --from-beginning --max-messages ${evil.length} --bootstrap-server localhost:9092`,
    )
    await sees(page, 1, `Processed a total of ${evil.length} messages`)
    await page.waitForTimeout(500)
    const shown = await sees(page, 1, '^[]52;c;ZXZpbA==clipboard')
    assert.match(shown, /\^\[\]0;ownedtitle/)
    assert.match(shown, /\^\[c reset/)
    assert.match(shown, /\^\[\[8mhidden/)
    // An answer to what it asked would be typed at the prompt.
    assert.match(shown, /\$ ?$/)
    assert.equal(await page.title(), title)
    assert.equal(await page.locator('.xterm a').count(), 0)
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'mine')
    await page.locator('.pane.active .command-mark').first().waitFor()
    assert.equal(await page.locator('.pane.active .command-mark').count(), 1)
  },
}
