// Everything by name, by keyboard alone.
import assert from 'node:assert/strict'
import AxeBuilder from '@axe-core/playwright'
import { served } from './helpers.mjs'

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
    const { violations } = await new AxeBuilder({ page }).include('.palette').analyze()
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    )
    await page.keyboard.press('Escape')
    await page.locator('.palette').waitFor({ state: 'detached' })
  },
}
