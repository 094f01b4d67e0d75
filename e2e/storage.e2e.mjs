import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findBrowser } from '../scripts/browser.mjs'
import { FLAGS } from './chromium.mjs'
import { open, run, screenText, sees, served, typeLine } from './helpers.mjs'

const AT = '--bootstrap-server localhost:9092'

/** What a load's producer is given, so that it soon says that it is not served any more. */
const BRIEF = `--producer-props bootstrap.servers=localhost:9092 delivery.timeout.ms=2000 request.timeout.ms=1000 linger.ms=0`

/** What lets the page's origin have so many bytes, all there are when none is said. */
async function roomOf(page, context) {
  const cdp = await context.newCDPSession(page)
  const { origin } = new URL(page.url())
  return (quotaSize) => cdp.send('Storage.overrideQuotaForOrigin', { origin, ...(quotaSize && { quotaSize }) })
}

/**
 * Starts the brokers that do not run until all stay. While the browser tidies up its files it may need room itself: a broker
 * may end for want of room once more, and then says so again.
 */
async function startAgain(page) {
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.evaluate(() => window.logbook.cluster.start())
    await page.waitForTimeout(1000)
    const ended = await page.evaluate(() =>
      window.logbook.cluster
        .status()
        .filter(({ state }) => state !== 'running')
        .map(({ nodeId }) => window.logbook.cluster.serverLog(nodeId).slice(-20).join('\n')),
    )
    if (ended.length === 0) return
    for (const log of ended) assert.match(log, /QuotaExceededError/)
    console.log(`     ${ended.length} ended for want of room again`)
  }
  assert.fail('there is no room to start')
}

/** The page with so many bytes of room and a topic `full`; gives what sets the room. */
async function withRoom(page, context, url, quotaSize) {
  await page.goto(`${url}icon.svg`)
  const limitRoom = await roomOf(page, context)
  await limitRoom(quotaSize)
  await open(page, url)
  await served(page)
  await run(page, `kafka-topics.sh --create --topic full --replication-factor 1 --partitions 1 ${AT}`)
  return limitRoom
}

/** The end offset of a topic's only partition. */
async function endOffset(page, topic) {
  const { stdout, stderr } = await run(page, `kafka-get-offsets.sh --topic ${topic} ${AT}`)
  assert.match(stdout, /:\d+\n$/, stderr)
  return Number(stdout.trim().split(':')[2])
}

/** A Chromium of its own over a profile folder, to be killed as a whole; Playwright would not let go of its own. */
async function ownChromium(profile) {
  const args = [
    ...FLAGS,
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--window-size=1440,900',
  ]
  const child = spawn(findBrowser(), [...args, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const address = await new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)))
    child.stderr.on('data', (data) => {
      said += data
      const [, found] = /DevTools listening on (ws:\S+)/.exec(said) ?? []
      if (found) resolve(found)
    })
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const browser = await chromium.connectOverCDP(address)
  const [context] = browser.contexts()
  const page = context.pages()[0] ?? (await context.newPage())
  // The whole group that was started here: browser, storage and every worker, at one moment.
  const kill = async () => {
    process.kill(-child.pid, 'SIGKILL')
    await gone
  }
  return { page, kill }
}

export const tests = {
  async 'where the browser keeps no files the page says so, in the language that is shown'({ page, url }) {
    await page.addInitScript(() => {
      IDBFactory.prototype.databases = () => Promise.reject(new DOMException('denied', 'SecurityError'))
    })
    await page.goto(url)
    const notice = page.locator('.problem[role=alert]')
    await notice.filter({ hasText: 'This browser keeps no files' }).waitFor()
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await notice.filter({ hasText: '无处存放日志' }).waitFor()
  },
  async 'no more room: the broker ends and says so; started again it has all that was acknowledged, and goes on when there is room'({
    page,
    context,
    url,
    shot,
  }) {
    const limitRoom = await withRoom(page, context, url, 5_000_000)
    const { stdout, stderr } = await run(
      page,
      `kafka-producer-perf-test.sh --topic full --num-records 7000 --record-size 1000 --throughput 4000 ${BRIEF}`,
    )
    assert.match(stderr, /KafkaStorageException/)
    const acknowledged = Number(/(\d+) records sent, .*99\.9th/.exec(stdout)?.[1])
    assert.ok(acknowledged > 1000 && acknowledged < 5000, stdout)
    await page.getByText('The browser gives Logbook no more room on the disk.').waitFor()
    await shot('storage-full.png')

    // A group would need room for its offsets.
    await startAgain(page)
    assert.ok((await endOffset(page, 'full')) >= acknowledged)
    const read = await run(
      page,
      `kafka-console-consumer.sh --topic full --partition 0 --offset 0 --max-messages ${acknowledged} ${AT} | wc -l`,
    )
    assert.equal(Number(read.stdout), acknowledged)
    assert.equal((await run(page, `kafka-topics.sh --delete --topic full ${AT}`)).status, 0)
    await limitRoom()
    await run(page, `kafka-topics.sh --create --topic small --replication-factor 1 --partitions 1 ${AT}`)
    await run(page, `seq 1 20 | kafka-console-producer.sh --topic small ${AT}`)
    assert.equal(await endOffset(page, 'small'), 20)
  },

  async 'no more room: undo takes back what filled it, as the page advises, and there is room again'({
    page,
    context,
    url,
  }) {
    await withRoom(page, context, url, 5_000_000)
    const load = (topic, records) =>
      `kafka-producer-perf-test.sh --topic ${topic} --num-records ${records} --record-size 1000 --throughput 4000 ${BRIEF}`
    await typeLine(page, load('full', 7000))
    await page.locator('.problem').getByText('Undo the step').waitFor()
    await page.evaluate(() => window.logbook.history.undo())
    assert.equal(await endOffset(page, 'full'), 0)
    await run(page, load('full', 1500))
    assert.equal(await endOffset(page, 'full'), 1500)
  },

  /** More rounds on the same profile: `LOGBOOK_KILLS=100 node e2e/run.mjs storage`. */
  async 'kill -9 of the browser while producers write: every acknowledged record is there'({ url }) {
    const profile = mkdtempSync(join(tmpdir(), 'logbook-killed-'))
    const rounds = Number(process.env.LOGBOOK_KILLS ?? 1)
    const acknowledged = []
    const alive = []
    const opened = async () => {
      const browser = await ownChromium(profile)
      alive.splice(0, alive.length, browser)
      await open(browser.page, url)
      await served(browser.page)
      return browser
    }
    try {
      for (let round = 0; round < rounds; round++) {
        const { page, kill } = await opened()
        if (round === 0)
          await run(page, `kafka-topics.sh --create --topic steps ${AT} && kafka-topics.sh --create --topic load ${AT}`)
        acknowledged.push(...(await written(page, round)))
        await kill()
        if (rounds > 1) console.log(`     killed ${round + 1} times, ${acknowledged.length} acknowledged`)
      }
      const { page } = await opened()
      await hasAll(page, acknowledged)
    } finally {
      for (const one of alive) await one.kill().catch(() => {})
      rmSync(profile, { recursive: true, force: true })
    }
  },
}

/** Writes under load until some were acknowledged, each as `round-i`; gives those. */
async function written(page, round) {
  await typeLine(
    page,
    `kafka-producer-perf-test.sh --topic load --num-records 1000000 --record-size 1000 --throughput 2000 --command-property bootstrap.servers=localhost:9092 > /dev/null &`,
  )
  await typeLine(
    page,
    `for i in $(seq 1 5000); do echo ${round}-$i | kafka-console-producer.sh --topic steps ${AT} && echo has-$i; done`,
  )
  await sees(page, 1, `has-${20 + ((round * 7) % 23)}\n`)
  const seen = await screenText(page, 1)
  const last = Math.max(...[...seen.matchAll(/^has-(\d+)$/gm)].map(([, i]) => Number(i)))
  return Array.from({ length: last }, (_one, i) => `${round}-${i + 1}`)
}

async function hasAll(page, acknowledged) {
  const end = await endOffset(page, 'steps')
  assert.ok(end >= acknowledged.length)
  const { stdout } = await run(
    page,
    `kafka-console-consumer.sh --topic steps --partition 0 --offset 0 --max-messages ${end} ${AT}`,
  )
  const lines = stdout.trim().split('\n')
  const read = new Set(lines)
  assert.equal(read.size, lines.length)
  assert.deepEqual(
    acknowledged.filter((one) => !read.has(one)),
    [],
  )
  assert.ok((await endOffset(page, 'load')) > 0)
}
