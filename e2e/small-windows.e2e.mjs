// Frames, phones, zoomed pages and projectors: what a lesson tells one to use is there, and what is shown stays in proportion.
import assert from 'node:assert/strict'
import { choose, ONE_NODE, run, served, soon } from './helpers.mjs'

const LESSON = 'lesson=partitions/07-keys-decide'
const AT = '--bootstrap-server localhost:9092'

/** Opens a lesson in a window of this size. */
async function openAt(page, url, [width, height], query = '') {
  await choose(page, ONE_NODE)
  await page.setViewportSize({ width, height })
  await page.goto(`${url}?${LESSON}${query}`)
  await served(page)
  await page.locator('.lesson .block').first().waitFor()
}

const rect = (page, selector) =>
  page
    .locator(selector)
    .first()
    .evaluate((one) => one.getBoundingClientRect().toJSON())

/** What stands at the right of the window must be in it. */
async function isInside(page, locator) {
  await locator.waitFor()
  const box = await locator.boundingBox()
  const { width, height } = page.viewportSize()
  assert.ok(box && box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height, JSON.stringify(box))
}

export const tests = {
  'time, undo and all that the bar has elsewhere are reached on a phone, in a zoomed page and in a frame': async ({
    page,
    url,
  }) => {
    await openAt(page, url, [1280, 800])
    await run(page, `kafka-topics.sh --create --topic undone ${AT}`)
    for (const [query, ...size] of [
      ['', 360, 740],
      ['', 640, 360],
      ['&embed', 390, 600],
      ['&embed', 640, 400],
      ['&embed', 900, 600],
    ]) {
      await openAt(page, url, size, query)
      for (const name of ['move the wall clock forward', 'more'])
        await isInside(page, page.getByRole('button', { name, exact: true }))
      await isInside(page, page.getByRole('combobox', { name: 'speed of time' }))
      await isInside(page, page.locator('button.undo'))
      await page.getByRole('button', { name: 'more', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Save snapshot …' }).waitFor()
      await page.getByRole('menuitem', { name: 'Keyboard help' }).waitFor()
      await page.getByRole('menuitem', { name: 'switch to Chinese' }).click()
      await page.getByRole('button', { name: '更多', exact: true }).click()
      await page.getByRole('menuitem', { name: '切换到英文' }).click()
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0, `${query} ${size}: ${wide} px too wide`)
    }
  },

  'in a low window the goals are one line that opens over the text, and the text keeps its room': async ({
    page,
    url,
  }) => {
    for (const [query, ...size] of [
      ['', 640, 360],
      ['&embed', 600, 400],
      ['&embed', 900, 600],
    ]) {
      await openAt(page, url, size, query)
      const bar = page.locator('.goals')
      const toggle = bar.locator('h2 button')
      assert.ok((await bar.boundingBox()).height <= 56, `${query} ${size}: ${(await bar.boundingBox()).height}`)
      assert.match(await toggle.innerText(), /0\/\d.*next: \S/s)
      const text = await rect(page, '.lesson .prose')
      await toggle.click()
      const goal = bar.locator('li').first()
      await goal.waitFor()
      await isInside(page, goal)
      assert.deepEqual(await rect(page, '.lesson .prose'), text)
      await page.keyboard.press('Escape')
      await goal.waitFor({ state: 'hidden' })
      await bar.getByRole('button', { name: /^Hint/ }).click()
      await isInside(page, bar.locator('.hint').first())
      assert.deepEqual(await rect(page, '.lesson .prose'), text)
      // Hints of an earlier visit open nothing over the text.
      await openAt(page, url, size, query)
      assert.match(await toggle.innerText(), /0\/\d.*next: \S/s)
      await page.evaluate(() => localStorage.removeItem('logbook.progress'))
    }
    await page.setViewportSize({ width: 900, height: 900 })
    await page.locator('.goals li').first().waitFor()
  },

  'numbers of lines, ticks and icons grow with the letters': async ({ page, url }) => {
    await openAt(page, url, [3840, 2160], '&present')
    const size = (selector) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => Number.parseFloat(getComputedStyle(one).width))
    for (const selector of ['.goals .tick', '.goals header .icon', '.block .bar .icon'])
      assert.ok((await size(selector)) >= 28, `${selector}: ${await size(selector)}`)
    await page.evaluate(() => window.logbook.lesson.open('notebooks/58-the-consumer-in-code'))
    await page.locator('.cell-code .line').nth(9).waitFor()
    const [least, has] = await page
      .locator('.cell-code .line')
      .nth(9)
      .evaluate((line) => {
        const { font, width } = getComputedStyle(line, '::before')
        const canvas = document.createElement('canvas').getContext('2d')
        canvas.font = font
        return [canvas.measureText('10').width, Number.parseFloat(width)]
      })
    assert.ok(has >= least, `${least} px do not go into ${has}`)
  },

  'Chinese stands between Chinese marks': async ({ page, url }) => {
    await openAt(page, url, [1280, 800], '&lang=zh')
    await run(page, `kafka-topics.sh --create --topic marks ${AT}`)
    await soon(async () => assert.match(await page.locator('button.undo').getAttribute('aria-label'), /^撤销：\S/))
    assert.match(await page.locator('.chip').first().getAttribute('title'), /^broker 1：运行中$/)
    await soon(async () => assert.match(await page.locator('.goals .diff').first().innerText(), /^现在：\S/))
  },

  'how to leave the terminal by keyboard is told to those who hear the page, and on the sheet of keys': async ({
    page,
    url,
  }) => {
    await openAt(page, url, [1280, 800])
    const told = await page.locator('#terminal-1 textarea').evaluate((area) => {
      const ids = area.getAttribute('aria-describedby') ?? ''
      return document.getElementById(ids)?.textContent ?? ''
    })
    assert.match(told, /Alt\+L/)
    await page.locator('#terminal-1 textarea').focus()
    await page.keyboard.press('Alt+l')
    await soon(async () => assert.ok(await page.evaluate(() => document.activeElement.closest('.lesson') !== null)))
    await page.getByRole('button', { name: 'Keyboard help' }).click()
    await page.locator('dialog').getByText('Out of the terminal').waitFor()
  },
}
