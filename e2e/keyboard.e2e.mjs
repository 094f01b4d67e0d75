// The page without a mouse: past the bar, into the panes, in and out of what opens over it.
import assert from 'node:assert/strict'
import { open, screenText, sees, typeLine } from './helpers.mjs'

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

export const tests = {
  async 'the first stops lead past the bar; what opens closes with Escape and gives the focus back'({ page, url }) {
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

  async 'a terminal shows what it showed when the stage has filled the page for a while, and what came meanwhile'({
    page,
    url,
  }) {
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
