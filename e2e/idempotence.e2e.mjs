import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import { open, sees } from './helpers.mjs'

/** The lessons about idempotence by their buttons, and a notebook with its picture. */
export const tests = {
  async 'lesson 25 by its blocks: a lost answer makes two of one, and who gives up cannot know what is there'({
    page,
    url,
    shot,
  }) {
    await begin(page, url, 'idempotence/25-a-lost-acknowledgement')
    const run = page.locator('.block .run')
    await run.nth(0).click()
    await sees(page, 1, 'Created topic transfers.')
    await page.getByLabel('your number').fill('1')
    await page.getByRole('button', { name: 'Answer' }).click()
    await run.nth(1).click()
    await sees(page, 1, '#1  Produce drop --topic transfers  (hit 0 of 1)')
    await run.nth(2).click()
    await sees(page, 1, 'REQUEST_TIMED_OUT')
    await page.getByText('You said 1, the cluster says 2').waitFor()
    await run.nth(3).click()
    await sees(page, 1, /rent 900\s+rent 900/)
    await goals(page, [true, true, true, false, false])
    await run.nth(4).click()
    await sees(page, 1, '#2 ')
    await run.nth(5).click()
    await sees(page, 1, 'NetworkException: Disconnected from node')
    await goals(page, [true, true, true, true, false])
    await run.nth(6).click()
    await sees(page, 1, '#3 ')
    await page.getByRole('button', { name: 'The coffee, but not the tea' }).click()
    await run.nth(7).click()
    await goals(page, [true, true, true, true, true])
    await page.locator('.verdict', { hasText: 'Right' }).waitFor()
    await shot('lesson-25.png')
  },

  async 'lesson 26 in Chinese, shown: one record, and the broker’s word that it had it already'({ page, url, shot }) {
    await begin(page, url, 'idempotence/26-producer-id-and-sequence')
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('heading', { name: '生产者 ID 与序列号' }).waitFor()
    await page.getByRole('button', { name: '演示' }).click()
    await goals(page, [true, true, true, true, true], 60_000)
    await page.getByText(/已有生产者 \d+ 的这个批次/).waitFor()
    await shot('lesson-26-zh.png')
  },

  async 'a notebook draws what it measures: peak shaving'({ page, url, shot }) {
    await begin(page, url, 'notebooks/51-peak-shaving')
    await page.getByRole('button', { name: 'Show me' }).click()
    await goals(page, [true, true, true], 60_000)
    const output = page.locator('.cell-output')
    await output.scrollIntoViewIfNeeded()
    assert.equal(await output.locator('canvas').count(), 2, 'two charts')
    await output.getByText('orders that wait (lag)').waitFor()
    const { violations } = await new AxeBuilder({ page }).include('.cell-output').analyze()
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
    )
    await shot('peak-shaving.png')
  },
}

async function begin(page, url, id) {
  await open(page, url)
  await page.evaluate((lesson) => window.logbook.lesson.open(lesson), id)
  await page.locator('.goals li').first().waitFor()
}

async function goals(page, wanted, timeout = 20_000) {
  const met = () => page.evaluate(() => window.logbook.lesson.goals().map((goal) => goal.met))
  for (const until = Date.now() + timeout; Date.now() < until; await page.waitForTimeout(100))
    if ((await met()).join() === wanted.join()) return
  assert.deepEqual(await page.evaluate(() => window.logbook.lesson.goals()), wanted)
}
