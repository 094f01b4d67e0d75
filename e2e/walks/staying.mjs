// What stays of a learner's way: over a reload, in a course site's record, in a link; and what a reset forgets.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '../../scripts/serve.mjs'
import { run, sees, served } from '../helpers.mjs'
import { ticks, until } from './eyes.mjs'
import { readLesson } from './lesson-file.mjs'

const FRAME =
  '<!doctype html><meta charset="utf-8"><title>Course</title><iframe title="Logbook" width="1200" height="800"></iframe>'

async function openLesson(page, url, id) {
  await page.goto(`${url}#/${id}`)
  await served(page)
  await page.locator('.goals li').first().waitFor()
}

async function goals(page, wanted) {
  await until(
    async () => String(await ticks(page)) === String(wanted),
    async () => `${await ticks(page)} instead of ${wanted}`,
  )
}

export const stayingTests = {
  async 'a lesson is left in the middle and gone on with after a reload: goals, prediction, code, cluster'({
    page,
    url,
  }) {
    await openLesson(page, url, 'partitions/07-keys-decide')
    await page.locator('.block .run').first().click()
    await sees(page, 1, 'Created topic orders.')
    await page.getByRole('textbox', { name: 'your number' }).fill('3')
    await page.getByRole('button', { name: 'Answer' }).click()
    await page.locator('.cell .run').click()
    await page.getByText('You said 3, the cluster says 1').waitFor()
    await page.getByRole('button', { name: 'Hint' }).click()
    await goals(page, [true, true, false, false])

    await page.getByRole('heading', { name: 'The topic grows' }).evaluate((heading) => heading.scrollIntoView())

    await page.goto(url)
    await served(page)
    await page.getByRole('heading', { level: 1, name: 'Keys decide the partition' }).waitFor()
    const growth = page.locator('.lesson-block', { hasText: 'The topic grows' }).first()
    const place = async () => (await growth.boundingBox()).y
    await until(
      async () => Math.abs(await place()) < 500,
      async () => `the page opens where it was being read, and not ${await place()} px above`,
    )
    await goals(page, [true, true, false, false])
    await page.getByText('You said 3, the cluster says 1').waitFor()
    assert.equal(await page.locator('.goals .hint').count(), 1)
    await page.locator('.block .run').nth(1).click()
    await goals(page, [true, true, true, false])
    await page.locator('.opt', { hasText: 'To another one' }).click()
    await page.locator('.cell .run').click()
    await goals(page, [true, true, true, true])
    await page.locator('.verdict.ok').waitFor()
  },

  async 'a course site hears of each goal once, also over a reload; a link to a step leads there'({ page, url }) {
    const folder = mkdtempSync(join(tmpdir(), 'logbook-course-'))
    writeFileSync(join(folder, 'course.html'), FRAME)
    const site = await serve(folder, 0)
    const { line } = readLesson('en', 'partitions/07-keys-decide').blocks.at(-2)
    try {
      await page.goto(`${site.url}course.html`)
      await page.evaluate(
        (source) => {
          window.heard = []
          addEventListener('message', ({ data }) => data.source === 'logbook' && window.heard.push(data))
          document.querySelector('iframe').src = source
        },
        `${url}?embed#/partitions/07-keys-decide/${line + 1}`,
      )
      const frame = page.frameLocator('iframe')
      await frame.locator('.linked').waitFor()
      assert.equal(await frame.locator('.linked').getAttribute('data-line'), String(line))
      const top = async () => (await frame.locator('.linked').boundingBox()).y
      await until(
        async () => (await top()) < 300,
        async () => `the block is at the top, not at ${await top()}`,
      )
      await frame.getByRole('button', { name: 'Show me' }).click()
      const done = () => page.evaluate(() => window.heard.some(({ event }) => event === 'lesson-done'))
      await until(done, 'the lesson was never done')
      await page.evaluate(() => {
        const shown = document.querySelector('iframe')
        shown.src = `${shown.src.split('#')[0]}&again#/partitions/07-keys-decide`
      })
      const opened = () => page.evaluate(() => window.heard.filter(({ event }) => event === 'lesson-opened').length)
      await until(async () => (await opened()) === 2, 'the lesson was not opened again')
      await frame.locator('.goals li.met').nth(3).waitFor()
      await page.waitForTimeout(1000)
      const heard = await page.evaluate(() =>
        window.heard.map(({ event, goal }) => (goal === undefined ? event : `${event} ${goal}`)),
      )
      assert.deepEqual(heard, [
        'lesson-opened',
        'goal-met 0',
        'goal-met 1',
        'goal-met 2',
        'goal-met 3',
        'lesson-done',
        'lesson-opened',
      ])
    } finally {
      await site.close()
      rmSync(folder, { recursive: true })
    }
  },

  async 'reset while a cell runs: it ends, its members and records are gone, and the lesson begins anew'({
    page,
    url,
  }) {
    await openLesson(page, url, 'rebalance/18-commits')
    const list = async () =>
      (await run(page, 'kafka-consumer-groups.sh --list --bootstrap-server localhost:9092')).stdout.trim()
    await page.locator('.block .run').first().click()
    await goals(page, [true, false, false, false, false])
    const cell = page.locator('.cell').last()
    await cell.locator('.run').click()
    await until(async () => (await list()) === 'slow-payer', 'the cell joins no group')
    await page.getByRole('button', { name: 'Reset lesson' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset lesson' }).click()
    await until(async () => (await cell.getAttribute('data-state')) === 'idle', 'the cell goes on')
    await page.locator('.top .undo:not([aria-busy=true])').waitFor()
    await until(
      async () => (await list()) === '',
      async () => `still there: ${await list()}`,
    )
    await goals(page, [false, false, false, false, false])
    await page.locator('.block .run').first().click()
    await goals(page, [true, false, false, false, false])
    const read = await run(page, 'kafka-get-offsets.sh --topic payouts --bootstrap-server localhost:9092')
    assert.equal(read.stdout, 'payouts:0:5\n')
  },
}
