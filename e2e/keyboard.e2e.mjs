// The page without a mouse: past the bar, into the panes, in and out of what opens over it.
import assert from 'node:assert/strict'
import { choose, ONE_NODE, open, run, screenText, sees, served, typeLine } from './helpers.mjs'

const focused = (page, selector) => page.waitForFunction((it) => document.activeElement?.matches(it), selector)

/** Opens what the focused button opens, and leaves it with Escape: the focus is where it was, or where it is said to be. */
async function inAndOut(page, from, inside, back = from) {
  await page.locator(from).first().focus()
  await page.keyboard.press('Enter')
  await page.locator(inside).first().waitFor()
  await page.waitForFunction((it) => document.querySelector(it).contains(document.activeElement), inside)
  await page.keyboard.press('Escape')
  await page.locator(inside).first().waitFor({ state: 'detached' })
  await focused(page, back)
}

/** Every key of the page that opens, goes or undoes something. */
async function pressAll(page) {
  for (const key of ['Alt+p', 'Alt+2', 'Alt+n', 'Alt+z', 'Alt+t', '?']) await page.keyboard.press(key)
  await page.waitForTimeout(500)
}

/** What those keys would have changed. */
function reached(page) {
  return page.evaluate(() => ({
    dialogs: document.querySelectorAll('dialog:modal').length,
    steps: window.logbook.history.steps().length,
    tabs: document.querySelectorAll('.term [role=tab]').length,
    view: document.querySelector('.stage > .view').id,
  }))
}

export const tests = {
  async 'the first stops lead past the bar; what opens closes with Escape and gives the focus back'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    const first = await page.evaluate(() => document.querySelector('a, button, input, select, [tabindex]').textContent)
    assert.equal(first, '→ lesson')
    const skip = page.locator('.skip button')
    await skip.nth(1).focus()
    assert.ok((await skip.nth(1).boundingBox()).width > 40, 'it is seen while it has the focus')
    await page.keyboard.press('Enter')
    await focused(page, '#stage-cluster')
    await page.keyboard.press('Alt+t')
    await focused(page, '#terminal-1 textarea')
    await page.keyboard.press('Alt+2')
    await page.locator('#stage-log').waitFor()
    await focused(page, '#terminal-1 textarea')
    await page.keyboard.press('Alt+2')
    await focused(page, '#stage-log')
    await page.keyboard.press('Alt+1')

    const menu = '.lesson-menu > button'
    await inAndOut(page, 'section.broker .menu > button', '.menu-list')
    await inAndOut(page, 'header.top > button:last-of-type', 'dialog[open]')
    await inAndOut(page, '.goals header > button:last-of-type', 'dialog[open]')
    for (const [n, dialog] of [
      [1, '.glossary'],
      [4, '.pack-dialog'],
    ]) {
      await page.locator(menu).focus()
      await page.keyboard.press('Enter')
      await inAndOut(page, `.course-tools > button:nth-of-type(${n})`, dialog, menu)
    }
    await page.locator('.prose').focus()
    await page.keyboard.press('Alt+p')
    await focused(page, '.palette input')
    await page.keyboard.press('Escape')
    await focused(page, '.prose')
  },

  async 'behind a dialog no key reaches anything'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await typeLine(page, 'echo before > kept')
    await page.waitForFunction(() => window.logbook.history.steps().length > 0)
    await page.locator('.prose').focus()
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await pressAll(page)
    assert.deepEqual(await reached(page), { dialogs: 1, steps: 1, tabs: 1, view: 'stage-cluster' })
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    await page.keyboard.press('Alt+2')
    await page.locator('#stage-log').waitFor()
  },

  async 'a tab without the cluster has only its question'({ page, context, url }) {
    await open(page, url)
    const second = await context.newPage()
    await second.goto(url)
    await second.getByText('The cluster runs in another tab').waitFor()
    for (let time = 0; time < 3; time++) await second.keyboard.press('Escape')
    await pressAll(second)
    assert.deepEqual(await reached(second), { dialogs: 1, steps: 0, tabs: 1, view: 'stage-cluster' })
    assert.ok(await second.evaluate(() => document.activeElement.closest('dialog') !== null))
    await second.getByRole('button', { name: 'Take it over' }).click()
    await second.waitForSelector('.chip.running')
    await second.keyboard.press('Alt+2')
    await second.locator('#stage-log').waitFor()
  },

  async 'a pager that was killed, or undone, gives screen and keys back'({ page, url }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await typeLine(page, 'seq 50 > kept')
    await page.waitForFunction(() => window.logbook.history.steps().length > 0)
    await typeLine(page, 'less kept')
    assert.doesNotMatch(await sees(page, 1, /^:$/m), /seq 50/)
    await run(page, 'kill -9 $(pgrep less)')
    await sees(page, 1, 'seq 50')
    await typeLine(page, 'less kept')
    assert.doesNotMatch(await sees(page, 1, /^:$/m), /seq 50/)
    await page.keyboard.press('Alt+z')
    await sees(page, 1, 'seq 50')
    await page.waitForFunction(() => window.logbook.history.steps().length === 1)
    await typeLine(page, 'echo $((40+2))')
    await sees(page, 1, /^42$/m)
  },

  async 'a link that cannot be copied is shown, selected, and is not said to be copied'({ page, url }) {
    await page.addInitScript(() => {
      if (origin !== 'null') Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })
    })
    const copy = '.course-tools > button:nth-of-type(2)'
    await choose(page, ONE_NODE)
    await open(page, url)
    await page.locator('.lesson-menu > button').click()
    await page.locator(copy).click()
    await page.getByRole('heading', { name: 'The link could not be copied' }).waitFor()
    const selected = await page.evaluate(() => {
      const { value, selectionStart, selectionEnd } = document.activeElement
      return value.slice(selectionStart, selectionEnd)
    })
    assert.equal(selected, page.url())
    await page.locator('.lesson-list').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await focused(page, '.lesson-menu > button')

    const refuse = () => {
      const writeText = () => Promise.reject(new DOMException('refused', 'NotAllowedError'))
      Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true })
    }
    await page.evaluate(refuse)
    await page.keyboard.press('Enter')
    await page.locator(copy).click()
    await page.getByRole('heading', { name: 'The link could not be copied' }).waitFor()
    assert.equal(await page.getByText(/Copied/).count(), 0)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.locator('.link-dialog').waitFor({ state: 'detached' })
    await page.locator('.lesson-menu > button').click()
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} }, configurable: true })
    })
    await page.locator(copy).click()
    await page.getByText('Copied: #').waitFor()
  },

  async 'on a narrow screen the panes are tabs with arrow keys'({ page, url }) {
    await page.setViewportSize({ width: 390, height: 800 })
    await choose(page, ONE_NODE)
    await page.goto(url)
    await served(page)
    const panes = page.locator('.switcher').getByRole('tab')
    await panes.first().click()
    await page.locator('section.lesson').waitFor()
    await page.keyboard.press('ArrowRight')
    await page.locator('section.stage').waitFor()
    assert.equal(await page.locator('section.lesson').isVisible(), false)
    await page.keyboard.press('End')
    await page.locator('section.term').waitFor()
    const shown = await page.evaluate(() => document.activeElement.getAttribute('aria-controls'))
    assert.equal(await page.locator(`#${shown}`).isVisible(), true)
    assert.deepEqual(await panes.evaluateAll((all) => all.map(({ tabIndex }) => tabIndex)), [-1, -1, 0])
  },

  async 'a terminal shows what it showed when the stage has filled the page for a while, and what came meanwhile'({
    page,
    url,
  }) {
    await choose(page, ONE_NODE)
    await open(page, url)
    await typeLine(page, 'echo before; sleep 1; echo meanwhile')
    await sees(page, 1, /^before/m)
    const maximise = page.locator('.stage .tabs > button:last-of-type')
    await maximise.click()
    await page.locator('.term').waitFor({ state: 'hidden' })
    await sees(page, 1, /\nmeanwhile/)
    await maximise.click()
    await page.locator('.term').waitFor()
    assert.match(await screenText(page, 1), /\nbefore\s*\nmeanwhile/)
  },
}
