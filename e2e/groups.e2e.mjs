import assert from 'node:assert/strict'
import { open, run, sees, soon, typeLine, violationsIn } from './helpers.mjs'

const SERVER = '--bootstrap-server localhost:9092'
const CONSUMER = `kafka-console-consumer.sh --topic orders --group billing --consumer-property session.timeout.ms=6000 --consumer-property heartbeat.interval.ms=500 ${SERVER}`

/** Two consumers of one group in two terminals, the second one after the first has its partitions. */
async function twoConsumers(page, url) {
  await open(page, url)
  await run(page, `kafka-topics.sh --create --topic orders --partitions 6 --replication-factor 3 ${SERVER}`)
  await run(page, `seq 60 | kafka-console-producer.sh --topic orders ${SERVER}`)
  await page.getByRole('tab', { name: 'Groups' }).click()
  await page.getByText('No consumer group yet').waitFor()
  await page.locator('#terminal-1').click()
  await sees(page, 1, '~/kafka $')
  await typeLine(page, CONSUMER)
  await page.locator('.groups-view').waitFor()
  await members(page).locator('tbody tr').nth(0).getByText('working').waitFor()
  await page.keyboard.press('Alt+n')
  await sees(page, 2, '~/kafka $')
  await page.locator('#terminal-2').click()
  await typeLine(page, CONSUMER)
  await members(page).locator('tbody tr').nth(1).getByText('working').waitFor()
}

const members = (page) => page.getByRole('group', { name: 'members', exact: true })
const rebalances = (page) => page.getByRole('group', { name: 'rebalances' })

/** Texts of the cells of a rebalance; 0: the latest. */
function rebalance(page, nth) {
  return rebalances(page).locator('tbody tr').nth(nth).locator('td').allInnerTexts()
}

/** What a member works on, by its row. */
function worksOn(page, nth) {
  return members(page).locator('tbody tr').nth(nth).locator('.chips b').allInnerTexts()
}

export const tests = {
  async 'who opens the view late sees the heartbeats and the lag of before'({ page, url }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic orders --partitions 6 --replication-factor 3 ${SERVER}`)
    await typeLine(page, `${CONSUMER} --consumer-property auto.commit.interval.ms=300`)
    await run(page, `seq 60 | kafka-console-producer.sh --topic orders ${SERVER}`)
    await soon(async () => {
      const { stdout } = await run(page, `kafka-consumer-groups.sh --describe --group billing --state ${SERVER}`)
      assert.match(stdout, /Stable/)
    })
    // Four seconds of the cluster's time.
    await page.evaluate(async () => {
      const { clock } = window.logbook
      const until = clock.now() + 4000
      clock.setRate(10)
      while (clock.now() < until) await new Promise((resolve) => setTimeout(resolve, 50))
      clock.setRate(1)
    })
    await page.getByRole('tab', { name: 'Groups' }).click()
    await page.locator('.lanes').waitFor()
    const path = (name) => page.locator(`.lanes path.${name}`).getAttribute('d', { timeout: 300 })
    assert.ok((await path('beat')).split('M').length > 4)
    const places = (await path('lag-line')).match(/[MH][\d.]+/g).map((step) => Number(step.slice(1)))
    assert.ok(places.at(-1) - places[0] > 20, `${places}`)
  },

  async 'two consumers in two terminals, one killed: lanes, generations, the time without work'({ page, url, shot }) {
    await twoConsumers(page, url)
    await soon(async () => {
      const shared = [...(await worksOn(page, 0)), ...(await worksOn(page, 1))]
      assert.deepEqual(shared.sort(), ['0', '1', '2', '3', '4', '5'])
      const [generation, count, , stopped] = await rebalance(page, 0)
      assert.match(generation, /^2 · range/)
      assert.equal(count, '2')
      assert.match(stopped, /^\d+(\.\d+)? (ms|s)$/)
    })
    await shot('groups-two.png')

    const pids = (await run(page, 'pgrep -f console-consumer')).stdout.trim().split('\n')
    await run(page, `kill -9 ${pids.at(-1)}`)
    await rebalances(page)
      .getByRole('button', { name: /^3 · range/ })
      .waitFor()
    await soon(async () => {
      assert.deepEqual(await worksOn(page, 0), ['0', '1', '2', '3', '4', '5'])
      const longest = (await rebalance(page, 0))[4]
      const seconds = Number(/orders-\d: (\d+(?:\.\d+)?) s/.exec(longest)?.[1])
      assert.ok(seconds > 4 && seconds < 15, `the dead member's partitions waited ${longest}`)
    })
    await page.getByText('× session timeout').waitFor()
    await rebalances(page).locator('tbody tr').first().click()
    await shot('groups-killed.png')
  },

  async 'cooperative members go on while others join; a static member comes back without a rebalance'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic orders --partitions 6 ${SERVER}`)
    await page.getByRole('tab', { name: 'Groups' }).click()
    const cooperative =
      '--command-property partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor --command-property heartbeat.interval.ms=300'
    const consumer = `kafka-console-consumer.sh --topic orders --group calm ${cooperative}`
    const start = (more) => void run(page, `${consumer} ${more} ${SERVER}`).catch(() => {})
    start('--command-property group.instance.id=till-1')
    await members(page).getByText('till-1').waitFor()
    await members(page).locator('tbody tr').nth(0).getByText('working').waitFor()
    start('')
    await rebalances(page)
      .getByRole('button', { name: /^3 · cooperative-sticky/ })
      .waitFor()
    await soon(async () => {
      assert.deepEqual([(await worksOn(page, 0)).length, (await worksOn(page, 1)).length], [3, 3])
      for (const nth of [0, 1]) assert.equal((await rebalance(page, nth))[3], '0 ms', 'somebody always works')
      assert.match((await rebalance(page, 0))[4], /orders-\d: \d+(\.\d+)? m?s/, 'what moved had nobody for a moment')
    })

    const before = await worksOn(page, 0)
    await run(page, 'kill -9 $(pgrep -f till-1)')
    start('--command-property group.instance.id=till-1')
    assert.equal(await page.locator('.history-table tr').count(), 0, 'what is folded away is not drawn')
    await page.locator('.history-table summary').click()
    await page.getByText('got its partitions back without a rebalance').waitFor()
    await soon(async () => assert.deepEqual(await worksOn(page, 0), before))
    assert.match((await rebalance(page, 0))[0], /^3 /, 'there was no other rebalance')
    await shot('groups-calm.png')
  },

  async 'what Undo took away is in no group any more, and what comes then happens now'({ page, url }) {
    await twoConsumers(page, url)
    await soon(async () => assert.match((await rebalance(page, 0))[0], /^2 · range/))
    const undo = () => page.evaluate(() => window.logbook.history.undo())
    await undo()
    await soon(async () => assert.equal(await members(page).locator('tbody tr').count(), 1))
    await undo()
    await page.getByText('No consumer group yet').waitFor({ timeout: 20_000 })
    void run(page, CONSUMER).catch(() => {})
    await members(page).locator('tbody tr').nth(0).getByText('working').waitFor()
    assert.equal(await members(page).locator('tbody tr').count(), 1)
    await page.getByRole('button', { name: 'everything' }).click()
    const span = await page.locator('.timeline-tools .mono').innerText()
    assert.match(span, /^\d+ ms$|^1?\d(\.\d+)? s$/, `the new group is as old as ${span}`)
  },

  async 'other assignors side by side; axe, both themes, narrow to wide, Chinese'({ page, url, shot }) {
    await twoConsumers(page, url)
    const compare = page.getByRole('region', { name: 'What the other assignors would give' })
    await compare.getByRole('combobox').selectOption('one more member')
    await soon(async () => {
      const rows = await compare
        .locator('tbody tr')
        .evaluateAll((all) =>
          all.map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, ' ').trim())),
        )
      assert.deepEqual(rows.at(-4).slice(1), ['2', '2', '2', '2'], 'everyone would have two')
      assert.deepEqual(rows.at(-2).slice(1), ['6', '6', '6', '2'], 'only the cooperative one lets the others go on')
      assert.deepEqual(rows.at(-1).slice(1), ['1', '1', '1', '2'])
    })

    await page.locator('#stage-groups').focus()
    for (const theme of ['light', 'dark']) {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: width < 700 ? 800 : 900 })
        if (width < 700) await page.getByRole('tab', { name: 'stage', exact: true }).click()
        assert.deepEqual(await violationsIn(page, '.stage'), [], `${theme} at ${width}`)
      }
      await page.setViewportSize({ width: 1440, height: 900 })
      if (theme === 'light') await page.getByRole('button', { name: 'dark theme' }).click()
    }
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('group', { name: '再均衡' }).waitFor()
    await shot('groups-zh.png')
  },
}
