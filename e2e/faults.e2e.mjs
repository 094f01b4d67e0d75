import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, recordsOf, run, soon, violationsIn } from './helpers.mjs'

const AT = '--bootstrap-server localhost:9092'

/** Faults at a point of the protocol, set by hand and by command. */
export const tests = {
  async 'the answer to a produce request is lost: without idempotence the record is there twice, with it once; undo takes the fault back'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await run(page, `kafka-topics.sh --create --topic transfers --partitions 1 --replication-factor 3 ${AT}`)
    await page.getByRole('tab', { name: 'Wire' }).click()
    await page.getByText('Faults at a protocol point').click()
    const form = page.getByRole('form', { name: 'Faults at a protocol point' })
    await form.getByLabel('topic').selectOption('transfers')
    await form.getByText('fault add Produce drop --topic transfers').waitFor()
    await form.getByRole('button', { name: 'set fault' }).click()
    await page.getByText('#1 Produce drop --topic transfers').waitFor()
    const sent = await run(
      page,
      `echo rent | kafka-console-producer.sh --topic transfers --command-property enable.idempotence=false ${AT}`,
    )
    assert.match(sent.stderr, /REQUEST_TIMED_OUT/)
    assert.deepEqual(await recordsOf(page, 'transfers', AT), ['rent', 'rent'])
    await page.getByText('hit 1 of 1').waitFor()
    // Of all requests only the newest are drawn: what came since may be more.
    await page.locator('div.filters').getByLabel('API').selectOption('Produce')
    const row = page.locator('tr', { hasText: 'Produce v' }).filter({ has: page.locator('.fault') })
    await row.first().waitFor()
    assert.equal(await row.count(), 1, 'one request is marked')
    // Rows that come push it away from under the pointer.
    await soon(async () => {
      await row.getByRole('button').click()
      await page.getByRole('button', { name: 'response', exact: true }).click({ timeout: 2000 })
    })
    await page.getByText('This answer was given, and never arrived.').waitFor()
    await page.locator('.wire-detail').getByText('responses').first().waitFor()
    await shot('faults-wire.png')
    assert.deepEqual(await violationsIn(page, '.wire-faults'), [])

    await run(page, 'fault add Produce drop --topic transfers')
    await run(page, `echo wage | kafka-console-producer.sh --topic transfers ${AT}`)
    assert.deepEqual(await recordsOf(page, 'transfers', AT), ['rent', 'rent', 'wage'])
    await page.getByRole('tab', { name: 'Cluster' }).click()
    await page.getByText(/has this batch of producer \d+ already, at offset 2/).waitFor()
  },

  async 'a request stays under the pointer that presses it, whatever comes meanwhile'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await page.getByRole('tab', { name: 'Wire' }).click()
    await run(page, `kafka-topics.sh --list ${AT}`)
    const newest = page.locator('table.requests tbody tr').first()
    await newest.getByRole('button').hover()
    await page.mouse.down()
    await run(page, `kafka-topics.sh --list ${AT}`)
    await page.waitForTimeout(1000)
    await page.mouse.up()
    await page.getByRole('button', { name: 'response', exact: true }).waitFor()
  },

  async 'each fault is a step that can be undone; a restarted broker keeps to them; mistakes are told'({ page, url }) {
    await open(page, url)
    const list = async () => (await run(page, 'fault list')).stdout
    await page.evaluate(() => window.logbook.cluster.fault('add Produce close before --times all'))
    assert.equal(await list(), '#1  Produce close before --times all  (hit 0)\n')
    const refused = await page.evaluate(() => window.logbook.cluster.fault('add Produce lose').catch(String))
    assert.match(refused, /what becomes of Produce/)
    const wrong = await run(page, 'fault add Prod drop')
    assert.deepEqual([wrong.status, wrong.stderr], [1, "fault: no request is called 'Prod' (Produce?)\n"])
    await page.evaluate(() => window.logbook.cluster.kill(1))
    await page.evaluate(() => window.logbook.cluster.start())
    await run(page, `kafka-topics.sh --create --topic t --replica-assignment 1:2 ${AT}`)
    const sent = await run(page, `echo a | kafka-console-producer.sh --topic t --message-send-max-retries 0 ${AT}`)
    assert.match(sent.stderr, /NetworkException: Disconnected from node 1/)
    await soon(async () => assert.doesNotMatch(await list(), /hit 0/))
    await page.evaluate(() => window.logbook.cluster.fault('remove all'))
    assert.equal(await list(), 'no faults\n')
    await page.evaluate(() => window.logbook.history.undo())
    assert.match(await list(), /^#1 {2}Produce close before --times all {2}\(hit [1-9]\d*\)\n$/)
    const again = await run(page, `echo a | kafka-console-producer.sh --topic t --message-send-max-retries 0 ${AT}`)
    assert.match(again.stderr, /NetworkException/)
  },

  async 'what starts and mends is a step, and the keyboard goes on near it; a link can be cut and slow'({ page, url }) {
    await open(page, url)
    const card = page.locator('section[aria-label="broker 2"]')
    const choose = async (name) => {
      await card.locator('.menu > button').click()
      await page.getByRole('menuitemcheckbox', { name }).click()
    }
    const links = () => page.locator('.links .fault').allTextContents()
    const focused = () =>
      page.evaluate(() => {
        const { ariaLabel, title, id } = document.activeElement
        return ariaLabel ?? (title || id)
      })
    const lastStep = () => page.evaluate(() => window.logbook.history.steps().at(-1)?.text)
    const says = (told, wanted) => soon(async () => assert.deepEqual(await told(), wanted))

    await choose('cut off from everyone')
    await choose('slow: 300 ms')
    await says(links, ['2 → anyone ✂ cut +300 ms', 'anyone → 2 ✂ cut +300 ms'])
    await choose('cut off from everyone')
    await says(links, ['2 → anyone +300 ms', 'anyone → 2 +300 ms'])
    await page.getByRole('button', { name: 'mend all links' }).focus()
    await page.keyboard.press('Enter')
    await says(links, [])
    assert.equal(await focused(), 'stage-cluster')
    assert.equal(await lastStep(), 'mend all links')
    await page.evaluate(() => window.logbook.history.undo())
    await says(links, ['2 → anyone +300 ms', 'anyone → 2 +300 ms'])

    const kills = () => page.locator('.events li', { hasText: 'broker 2 killed' }).count()
    await page.evaluate(() => window.logbook.cluster.kill(2))
    await says(kills, 1)
    await page.evaluate(() => window.logbook.history.undo())
    await page.evaluate(() => window.logbook.cluster.kill(2))
    await says(kills, 2)
    await card.getByRole('button', { name: 'start' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.chip.killed').waitFor({ state: 'detached' })
    assert.equal(await focused(), 'broker 2: faults')
    assert.equal(await lastStep(), 'broker 2: start')

    for (const api of ['Produce', 'Fetch', 'Metadata'])
      await page.evaluate((name) => window.logbook.cluster.fault(`add ${name} drop --times all --client none`), api)
    await page.keyboard.press('Alt+5')
    await page.keyboard.press('Alt+4')
    await page.locator('.wire-faults summary').click()
    const remove = (id) => page.getByRole('button', { name: `remove #${id}` })
    await remove(2).focus()
    for (const [id, next] of [
      [2, 'remove #3'],
      [3, 'remove #1'],
      [1, ''],
    ]) {
      await page.keyboard.press('Enter')
      await remove(id).waitFor({ state: 'detached' })
      assert.equal(await focused(), next)
    }
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'summary')
  },
}
