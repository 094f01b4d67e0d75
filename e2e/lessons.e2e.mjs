import assert from 'node:assert/strict'
import { open, sees, served } from './helpers.mjs'

/** What a learner does with a lesson: by its buttons, in its text. */
export const tests = {
  async 'who drives the page hears of the lesson, its goals and its end by logbook.on, until they stop'({ page, url }) {
    await page.goto(`${url}#/partitions/07-keys-decide`)
    await served(page)
    await page.evaluate(() => {
      window.heard = []
      window.stop = window.logbook.on('course', (event) => {
        window.heard.push(event)
        // A listener may look around, and act.
        if (event.event === 'lesson-done') window.goalsAtTheEnd = window.logbook.lesson.goals().map(({ met }) => met)
      })
    })
    await page.getByRole('button', { name: 'Show me' }).click()
    await page.waitForFunction(() => window.heard.some(({ event }) => event === 'lesson-done'))
    const [opened, ...others] = await page.evaluate(() => window.heard)
    assert.deepEqual(opened, {
      event: 'lesson-opened',
      lesson: 'partitions/07-keys-decide',
      title: 'Keys decide the partition',
      goals: 4,
    })
    assert.deepEqual(
      others.map(({ event, goal }) => [event, goal].join(' ')),
      ['goal-met 0', 'goal-met 1', 'goal-met 2', 'goal-met 3', 'lesson-done '],
    )
    assert.deepEqual(await page.evaluate(() => window.goalsAtTheEnd), [true, true, true, true])
    await page.evaluate(() => {
      window.stop()
      window.heard = []
      window.logbook.lesson.open('partitions/08-four-partitioners')
    })
    await page.getByRole('heading', { level: 1, name: 'Four ways to choose a partition' }).waitFor()
    await page.locator('.goals li').first().waitFor()
    assert.deepEqual(await page.evaluate(() => window.heard), [])
    assert.match(
      await page.evaluate(() => {
        try {
          window.logbook.on('weather', () => {})
          return ''
        } catch (error) {
          return error.message
        }
      }),
      /no events "weather"/,
    )
  },

  async 'the first lesson by its buttons: typed visibly, judged by the cluster, remembered'({ page, url, shot }) {
    await open(page, url)
    const run = page.locator('.block .run')
    await page.getByLabel('your number').fill('2')
    await page.getByRole('button', { name: 'Answer' }).click()
    await page.getByText('The cluster will answer once you have gone on.').waitFor()
    await run.nth(0).click()
    await sees(page, 1, 'Created topic quickstart-events.')
    await run.nth(1).click()
    await sees(page, 1, /PartitionCount: 1/)
    await run.nth(2).click()
    await sees(page, 1, /\n>/)
    await run.nth(3).click()
    await page.getByText('You said 2, the cluster says 1').waitFor()
    await goals(page, [true, true, true, false, false])
    await run.nth(4).click()
    await sees(page, 2, 'This is my second event')
    await run.nth(5).click()
    await sees(page, 2, 'And a third, while somebody listens')
    await goals(page, [true, true, true, true, true])
    await shot('lesson-1.png')

    await page.reload()
    await open(page, url)
    await goals(page, [true, true, true, true, true])
    await page.getByRole('button', { name: /^Next: A log, not a queue/ }).click()
    await page.getByRole('heading', { name: 'A log, not a queue' }).waitFor()
    await goals(page, [false, false, false, false, false, false])
  },

  async 'Show me types the solution; reset takes everything back; the other language keeps what was done'({
    page,
    url,
    shot,
  }) {
    await open(page, url)
    await page.evaluate(() => window.logbook.lesson.open('first-events/02-a-log-not-a-queue'))
    await page.getByRole('button', { name: 'Show me' }).click()
    await goals(page, [true, true, true, true, true, true])
    await page.getByRole('button', { name: 'Show me' }).waitFor()
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('heading', { name: '是日志，不是队列' }).waitFor()
    await goals(page, [true, true, true, true, true, true])
    await shot('lesson-2-zh.png')
    await page.getByRole('button', { name: '重置本课' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '重置本课' }).click()
    await goals(page, [false, false, false, false, false, false])
    await page.getByRole('button', { name: '提示' }).click()
    await page.locator('.goals .hint').waitFor()
  },
}

/** Waits until the goals of the open lesson are these. */
async function goals(page, met) {
  await page.waitForFunction(
    (wanted) => JSON.stringify(window.logbook.lesson.goals().map((goal) => goal.met)) === wanted,
    JSON.stringify(met),
  )
}
