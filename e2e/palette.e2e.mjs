// Everything by name, by keyboard alone.
import assert from 'node:assert/strict'
import { served, violationsIn } from './helpers.mjs'

export const tests = {
  async 'the palette kills a broker, opens a view and a lesson, in both languages, without a mouse'({ page, url }) {
    await page.goto(url)
    await served(page)
    const choose = async (text) => {
      await page.keyboard.press('Alt+p')
      await page.locator('.palette input').fill(text)
      await page.keyboard.press('Enter')
      await page.locator('.palette').waitFor({ state: 'detached' })
    }
    await choose('2: kill')
    await page.locator('.chip.killed').waitFor()
    await choose('2: start')
    await page.waitForFunction(() => document.querySelectorAll('.chip.running').length === 3)
    await choose('metrics')
    await page.getByRole('tab', { name: 'Metrics', selected: true }).waitFor()
    await choose('lesson log queue')
    await page.getByRole('heading', { name: 'A log, not a queue' }).waitFor()
    await choose('chinese')
    await page.getByRole('heading', { name: '是日志，不是队列' }).waitFor()
    await page.keyboard.press('Alt+p')
    await page.locator('.palette input').fill('集群')
    await page.locator('.palette [aria-selected=true]', { hasText: '集群' }).waitFor()
    assert.deepEqual(await violationsIn(page, '.palette'), [])
    await page.keyboard.press('Escape')
    await page.locator('.palette').waitFor({ state: 'detached' })
  },

  async 'what else has no key is reached by name, in a frame too; the Enter of an input method chooses nothing'({
    page,
    url,
  }) {
    await page.goto(`${url}?embed`)
    await served(page)
    await page.locator('.goals li').first().waitFor()
    const find = async (text) => {
      await page.keyboard.press('Alt+p')
      await page.locator('.palette input').fill(text)
    }
    await find('glossary')
    await page.locator('.palette input').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })
    await page.locator('.palette input').dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })
    assert.equal(await page.locator('.palette').count(), 1)
    await page.keyboard.press('Enter')
    await page.locator('dialog.glossary').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog.glossary').waitFor({ state: 'detached' })
    await find('hint')
    await page.keyboard.press('Enter')
    await page.locator('.goals .hint').waitFor()
    await find('reset lesson')
    await page.keyboard.press('Enter')
    await page.locator('dialog').getByRole('button', { name: 'Reset lesson', exact: true }).click()
    await page.locator('.goals .hint').waitFor({ state: 'detached' })
    await find('open a pack')
    await page.keyboard.press('Enter')
    await page.locator('dialog.pack-dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog.pack-dialog').waitFor({ state: 'detached' })
    const download = page.waitForEvent('download')
    await find('save progress')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await page.keyboard.press('Enter')
    assert.match((await download).suggestedFilename(), /^logbook-progress-Ana-\d{4}-\d\d-\d\d\.json$/)
    for (const text of ['show me', 'save snapshot', 'open snapshot', 'load progress', '1 node']) {
      await find(text)
      await page.locator('.palette [aria-selected=true]').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.palette').waitFor({ state: 'detached' })
    }
  },
}
