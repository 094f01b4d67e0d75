import assert from 'node:assert/strict'
import { open, soon, violationsIn } from './helpers.mjs'

/** A notebook with its picture. */
export const tests = {
  async 'a notebook draws what it measures: peak shaving'({ page, url, shot }) {
    await begin(page, url, 'notebooks/51-peak-shaving')
    await page.getByRole('button', { name: 'Show me' }).click()
    await goals(page, [true, true, true])
    const output = page.locator('.cell-output')
    await output.scrollIntoViewIfNeeded()
    await output.getByText('orders that wait (lag)').waitFor()
    await output.locator('canvas').nth(1).waitFor()
    assert.equal(await output.locator('canvas').count(), 2, 'two charts')
    assert.deepEqual(await violationsIn(page, '.cell-output'), [])
    await shot('peak-shaving.png')
  },
}

async function begin(page, url, id) {
  await open(page, url)
  await page.evaluate((lesson) => window.logbook.lesson.open(lesson), id)
  await page.locator('.goals li').first().waitFor()
}

function goals(page, wanted) {
  return soon(async () =>
    assert.deepEqual(await page.evaluate(() => window.logbook.lesson.goals().map(({ met }) => met)), wanted),
  )
}
