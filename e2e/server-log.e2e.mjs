import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, run, sees, soon, typeLine, violationsIn } from './helpers.mjs'

/** log4j's `[%d] %p %m (%c)`. */
const LINE = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] (INFO|WARN|ERROR|FATAL) .+ \([\w.$]+\)$/

export const tests = {
  async 'logs/server.log is a broker’s log as an installation has it: tail -f follows it, an hour begins it anew, undo takes back what it tells'({
    page,
    url,
  }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await sees(page, 1, '$')
    // A line comes to the file a moment after it was said.
    const says = (file, pattern) =>
      soon(async () => {
        const { stdout } = await run(page, `cat logs/${file}`)
        assert.match(stdout, pattern)
        return stdout
      })
    const told = await says('server.log', /Kafka Server started \(kafka\.server\.KafkaRaftServer\)/)
    const lines = told.trim().split('\n')
    assert.ok(lines.length > 5, told)
    for (const line of lines) assert.match(line, LINE)
    await says('controller.log', /\(org\.apache\.kafka\.controller\.QuorumController\)/)

    await typeLine(page, 'tail -n 1 -f logs/server.log')
    await sees(page, 1, /tail[\s\S]*\[\d{4}-/)
    await run(page, 'kafka-topics.sh --create --topic seen --bootstrap-server localhost:9092')
    await sees(page, 1, /seen-0/)
    await page.keyboard.press('Control+c')
    assert.match((await run(page, 'grep -c seen-0 logs/server.log')).stdout, /^[1-9]/)
    await page.evaluate(() => window.logbook.history.undo())
    assert.equal((await run(page, 'grep -c seen-0 logs/server.log')).stdout, '0\n')

    await run(page, 'clock +1h')
    await run(page, 'kafka-topics.sh --create --topic later --bootstrap-server localhost:9092')
    await says('server.log', /later-0/)
    assert.match((await run(page, 'ls logs')).stdout, /^server\.log\.\d{4}-\d\d-\d\d-\d\d$/m)
  },

  async 'a broker’s menu shows its log, over its deaths; it is searched, and read by keyboard'({ page, url, shot }) {
    await open(page, url)
    const menu = page.getByRole('button', { name: 'broker 2: faults' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'server log' }).focus()
    await page.keyboard.press('Enter')
    const log = page.getByRole('region', { name: 'server log of node 2' })
    await log.getByText('Kafka Server started').waitFor()
    await page.evaluate(() => window.logbook.cluster.kill(2))
    await page.evaluate(() => window.logbook.cluster.start(2))
    await log.getByText('Kafka Server started').nth(1).waitFor()
    await log.getByLabel('with the words').fill('server started')
    await soon(async () => assert.equal(await log.locator('.lines > div').count(), 2))
    await log.getByRole('combobox').first().selectOption('3')
    await page.getByRole('region', { name: 'server log of node 3' }).waitFor()
    await shot('server-log.png')
    assert.deepEqual(await violationsIn(page, '.stage'), [])
    await page.getByRole('button', { name: 'close the log' }).click()
    await page.locator('.server-log').waitFor({ state: 'detached' })
    assert.equal(
      await page.evaluate(() => document.activeElement?.id),
      'stage-cluster',
      'the keyboard stays in the view',
    )
  },

  async 'a reader who scrolled up keeps the lines, however many come'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    const make = (from, to) =>
      run(
        page,
        `for i in $(seq ${from} ${to}); do kafka-topics.sh --create --topic t$i --partitions 40 --bootstrap-server localhost:9092; done`,
      )
    await make(1, 6)
    await page.getByRole('button', { name: 'broker 1: faults' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'server log' }).focus()
    await page.keyboard.press('Enter')
    const lines = page.locator('.server-log .lines')
    await soon(async () => assert.equal(await lines.locator('> div').count(), 300))
    /** The line at the top of what is seen. */
    const top = () =>
      lines.evaluate((box) => {
        const edge = box.getBoundingClientRect().top
        return [...box.children].find((line) => line.getBoundingClientRect().bottom > edge + 1)?.textContent
      })
    await lines.evaluate((box) => void (box.scrollTop = box.scrollHeight / 2))
    await page.waitForTimeout(200)
    const before = await top()
    await make(7, 8)
    await soon(async () => assert.ok((await lines.locator('> div').count()) > 300))
    assert.equal(await top(), before)
    await lines.evaluate((box) => void (box.scrollTop = box.scrollHeight))
    await make(9, 9)
    await soon(async () => assert.equal(await lines.locator('> div').count(), 300))
  },
}
