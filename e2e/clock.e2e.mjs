import assert from 'node:assert/strict'
import { open, run, served } from './helpers.mjs'

const SERVERS = '--bootstrap-server localhost:9092,localhost:9093,localhost:9094'
const DAY = 86_400_000

/** What the jump brought stands beside the picture and the terminals, over nothing. */
async function hidesNothing(page) {
  const box = (selector) => page.locator(selector).first().boundingBox()
  const report = await box('.jump')
  for (const selector of ['.stage .view', '.stage .tabs', '.term', '.lesson', '.top']) {
    const { x, y, width, height } = await box(selector)
    const isBeside =
      report.x >= x + width || report.x + report.width <= x || report.y >= y + height || report.y + report.height <= y
    assert.ok(isBeside, `it covers a part of ${selector}`)
  }
}

/** The cluster's clock, in the learner's hands. */
export const tests = {
  async 'seven days in one click: each replica lets go of what is older than a day, and the page says so'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await threeSegments(page)
    const before = await ahead(page)
    await page.locator('.top .time').getByRole('button', { name: 'move the wall clock forward' }).click()
    await page.getByRole('menuitem', { name: '+7 days' }).click()
    const report = page.locator('.jump')
    await report.getByText(/^9 segments deleted/).waitFor()
    assert.ok((await report.boundingBox()).height < 48, 'one line, until it is opened')
    await hidesNothing(page)
    await report.locator('summary').click()
    await report.getByText('broker 3').waitFor()
    await hidesNothing(page)
    await report
      .getByText(/orders-0 3 segments deleted .*, log start 0 → 3/)
      .nth(2)
      .waitFor()
    await shot('jump.png')
    const moved = (await ahead(page)) - before
    assert.ok(Math.abs(moved - 7 * DAY) < 1000, `moved by ${moved}`)
    const earliest = Math.floor((await now(page)) / 1000)
    const [date, log] = await Promise.all([run(page, 'date +%s'), run(page, 'ls /tmp/kraft-logs-1/orders-0')])
    const second = Number(date.stdout)
    assert.ok(second >= earliest && second * 1000 <= (await now(page)), date.stdout)
    assert.match(log.stdout.split('\n').join(' '), /(?<!\d)00000000000000000003.log /)
    await report.getByRole('button', { name: 'orders-0' }).first().click()
    await page.locator('[role=tab][aria-selected=true]', { hasText: 'Log' }).waitFor()
    await page.keyboard.press('Escape')
    await report.waitFor({ state: 'detached' })
    await run(page, 'clock +1m')
    await report.getByRole('button', { name: 'Close' }).click()
    await report.waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.activeElement.matches('.view'))
    await page.reload()
    await served(page)
    assert.ok((await ahead(page)) - before >= 7 * DAY, 'the clock does not go back when the page is opened again')
  },

  async 'two of three segments grow too old: a consumer that stood there is refused and begins at the log start; undo brings them back'({
    page,
    url,
  }) {
    await open(page, url)
    const configs = `--config retention.ms=${DAY} --config segment.ms=60000`
    await run(page, `kafka-topics.sh --create --topic orders --replication-factor 3 ${configs} ${SERVERS}`)
    const write = (value) => run(page, `echo ${value} | kafka-console-producer.sh --topic orders ${SERVERS}`)
    const reset = '--command-property auto.offset.reset=earliest'
    const read = async () => {
      const line = `kafka-console-consumer.sh --topic orders --group g --max-messages 1 ${reset} ${SERVERS}`
      return (await run(page, line)).stdout
    }
    const start = async () => (await run(page, `kafka-get-offsets.sh --topic orders --time earliest ${SERVERS}`)).stdout
    await write('a')
    await run(page, 'clock +1h')
    await write('b')
    await run(page, 'clock +22h')
    await write('c')
    assert.equal(await read(), 'a\n')
    const jumped = await run(page, 'clock +20h')
    assert.equal(jumped.stdout.match(/2 segments deleted \(\d+ bytes\)/g)?.length, 3, jumped.stdout)
    // A follower may have been told the log start by its leader before it looked itself.
    assert.match(jumped.stdout, /, log start 0 -> 2/)
    assert.equal(await start(), 'orders:0:2\n')
    assert.equal(await read(), 'c\n')
    await page.locator('.events', { hasText: /asks broker \d for offset 1: OFFSET_OUT_OF_RANGE/ }).waitFor()
    for (const undone of ['kafka-console-consumer.sh', 'clock +20h']) {
      const last = await page.evaluate(() => window.logbook.history.steps().at(-1).text)
      assert.ok(last.startsWith(undone), last)
      await page.evaluate(() => window.logbook.history.undo())
    }
    assert.equal(await start(), 'orders:0:0\n')
    assert.equal(await read(), 'b\n')
  },

  async 'the clock command: shows, jumps, pauses, steps, and says what is wrong'({ page, url }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic orders --config retention.ms=${DAY} ${SERVERS}`)
    await run(page, `echo a | kafka-console-producer.sh --topic orders ${SERVERS}`)
    const shown = await run(page, 'clock')
    assert.match(shown.stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}\(as this computer's, x1\)\n$/)
    const jumped = await run(page, 'clock +2d')
    assert.match(jumped.stdout, /\(2d ahead of this computer's, x1\)/)
    assert.match(jumped.stdout, /broker \d: orders-0: 1 segment deleted \(\d+ bytes\), log start 0 -> 1/)
    assert.match((await run(page, 'clock pause')).stdout, /paused/)
    const slept = await page.evaluate(async () => {
      const sleeping = window.logbook.terminal.run('sleep 1')
      let over = false
      void sleeping.then(() => (over = true))
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const early = over
      await window.logbook.clock.step(1000)
      await sleeping
      return early
    })
    assert.equal(slept, false, 'a second does not go by while time stands still')
    assert.match((await run(page, 'clock resume')).stdout, /x1\)/)
    assert.match((await run(page, 'clock x0.1')).stdout, /x0\.1\)/)
    await run(page, 'clock x1')
    for (const wrong of ['clock -1d', 'clock +5', 'clock x100', 'clock step', 'clock +1d 2']) {
      const { status, stderr } = await run(page, wrong)
      assert.equal(status, 2, wrong)
      assert.match(stderr, /^clock: cannot do .*\nusage: clock/)
    }
    const far = await run(page, 'clock +2y')
    assert.deepEqual(
      [far.status, far.stderr],
      [1, 'clock: the clock moves forward only, by at most a year at a time\n'],
    )
  },
}

/** Wall time of the cluster, ms since 1970. */
function now(page) {
  return page.evaluate(() => window.logbook.clock.now())
}

/** How far the cluster's clock is ahead of this computer's, ms. */
function ahead(page) {
  return page.evaluate(() => window.logbook.clock.now() - Date.now())
}

/** A topic kept for a day whose three records lie in segments of their own, an hour apart. */
async function threeSegments(page) {
  const configs = `--config retention.ms=${DAY} --config segment.ms=60000`
  await run(page, `kafka-topics.sh --create --topic orders --replication-factor 3 ${configs} ${SERVERS}`)
  for (const value of ['a', 'b', 'c']) {
    await run(page, `echo ${value} | kafka-console-producer.sh --topic orders ${SERVERS}`)
    await run(page, 'clock +1h')
  }
}
