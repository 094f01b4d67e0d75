// An impatient learner: everything at once, and twice.
import assert from 'node:assert/strict'
import { choose, ONE_NODE, run, screenText, sees, served, typeLine } from './helpers.mjs'

const LESSON = 'partitions/07-keys-decide'

async function begin(page, url, id = LESSON) {
  await page.goto(`${url}#/${id}`)
  await served(page)
  await page.locator('.goals li').first().waitFor()
}

const showMe = (page) => page.locator('.goals .show-me')
const isShowing = (page) => page.locator('.goals .show-me[data-showing]')
const tally = (page) => page.locator('.goals .tally').innerText()

/** Waits until so many steps can be undone. */
const steps = (page, wanted) => page.waitForFunction((many) => window.logbook.history.steps().length >= many, wanted)

async function reset(page) {
  await page.getByRole('button', { name: 'Reset lesson' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reset lesson' }).click()
  await page.waitForFunction(() => document.querySelectorAll('.goals li.met').length === 0)
  await page.locator('.top .undo:not([aria-busy=true])').waitFor()
}

async function topics(page) {
  return (await run(page, 'kafka-topics.sh --list --bootstrap-server localhost:9092')).stdout.trim()
}

/** The solution has ended or has been ended, and nothing more comes of it. */
async function staysStill(page) {
  await isShowing(page).waitFor({ state: 'detached' })
  const before = await page.evaluate(() => window.logbook.history.steps().length)
  await page.waitForTimeout(2500)
  assert.equal(await page.evaluate(() => window.logbook.history.steps().length), before, 'it goes on')
}

export const tests = {
  async 'what is typed after a click on Run goes to the terminal; a key on Run leaves the keyboard there'({
    page,
    url,
  }) {
    await begin(page, url)
    assert.equal(await page.title(), `${await page.locator('.lesson h1').innerText()} · Logbook`)
    const runs = page.locator('.lesson .block .run')
    await runs.first().click()
    await page.waitForFunction(() => document.activeElement?.closest('.pane.active'))
    await sees(page, 1, 'Created topic')
    await page.keyboard.type('echo typed here')
    await page.keyboard.press('Enter')
    await sees(page, 1, '\ntyped here')
    await runs.first().focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement?.classList.contains('run')), true)
  },

  async 'when all nodes are down one click starts them'({ page, url }) {
    await begin(page, url)
    for (const nodeId of [1, 2, 3]) await page.evaluate((id) => window.logbook.cluster.kill(id), nodeId)
    await page.getByRole('button', { name: 'start all' }).click()
    await page.waitForFunction(() => window.logbook.cluster.status().every(({ state }) => state === 'running'))
    assert.equal(await page.getByText('No node of the cluster runs.').count(), 0)
  },

  async 'two quick clicks run a command once, and not into what stands half-typed at the prompt'({ page, url }) {
    await begin(page, url)
    await sees(page, 1, '$')
    await page.locator('.pane.active').click()
    await page.keyboard.type('echo half a li')
    await sees(page, 1, 'half a li')
    await page.locator('.block .run').first().dblclick()
    await sees(page, 1, 'Created topic orders.')
    await page.locator('.cell .start').first().dblclick()
    await page.locator('.cell .status', { hasText: 'ran in' }).first().waitFor()
    const shown = await screenText(page, 1)
    assert.match(shown, /\$ echo half a li\^C\n/)
    assert.equal(shown.match(/kafka-topics\.sh --create/g).length, 1, shown)
    assert.equal((await page.evaluate(() => window.logbook.history.steps())).length, 2, 'a command and a cell')
    // A command that goes on in the next line is given up too.
    await page.locator('.pane.active').click()
    await typeLine(page, 'echo "one')
    await sees(page, 1, /^> ?$/m)
    await page.locator('.block .run').nth(1).click()
    await page.locator('.goals li.met').nth(2).waitFor()
  },

  async 'Show me ends with what it was about: another lesson, a step undone, a reset, its own button'({ page, url }) {
    await choose(page, ONE_NODE)
    await begin(page, url, 'retention/30-seven-days-in-one-click')
    await showMe(page).click()
    await steps(page, 2)
    await page.evaluate((id) => window.logbook.lesson.open(id), LESSON)
    await staysStill(page)
    const before = await page.evaluate(() => window.logbook.history.steps().length)

    await showMe(page).click()
    await steps(page, before + 2)
    await page.locator('.top .undo').click()
    await isShowing(page).waitFor({ state: 'detached' })
    await page.locator('.top .undo:not([aria-busy=true])').waitFor()
    await staysStill(page)

    await reset(page)
    await showMe(page).click()
    await steps(page, before + 1)
    await reset(page)
    await staysStill(page)
    assert.equal(await tally(page), '0/4')
    assert.doesNotMatch(await topics(page), /orders/)

    // While time stands still no step comes to its end: however slow the hand is, there is something to be stopped.
    await page.evaluate(() => window.logbook.clock.setRate(0))
    await showMe(page).click()
    await isShowing(page).waitFor()
    await showMe(page).click()
    await isShowing(page).waitFor({ state: 'detached' })
    await page.evaluate(() => window.logbook.clock.setRate(1))
    await staysStill(page)
    assert.notEqual(await tally(page), '4/4')
    await showMe(page).click()
    await page.waitForFunction(() => document.querySelectorAll('.goals li.met').length === 4)
  },

  async 'where nothing may be copied, Copy says so'({ page, url }) {
    await page.addInitScript(() => {
      if (origin !== 'null') Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await begin(page, url)
    await page.getByRole('button', { name: 'Copy' }).first().click()
    await page.getByText('The browser does not let this page copy').waitFor()
  },

  async 'what is half-typed into a prediction outlives a change of language, not one of lesson'({ page, url }) {
    await choose(page, ONE_NODE)
    await begin(page, url)
    await page.getByRole('textbox', { name: 'your number' }).fill('3')
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    const field = page.locator('.quiz input')
    await page.getByRole('heading', { name: 'Keys decide the partition' }).waitFor({ state: 'detached' })
    assert.equal(await field.inputValue(), '3')
    await page.evaluate(() => window.logbook.lesson.open('retention/30-seven-days-in-one-click'))
    await page.getByRole('heading', { level: 1, name: '一键跳过七天' }).waitFor()
    await field.first().waitFor()
    assert.equal(await field.first().inputValue(), '')
  },
}
