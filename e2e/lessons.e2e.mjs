import assert from 'node:assert/strict'
import { open, run, sees, served, soon } from './helpers.mjs'

/** What a learner does with a lesson: by its buttons, in its text. */
export const tests = {
  async 'names of commands and options are not broken over two lines, and fit into a narrow page'({ page, url }) {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${url}#/rebalance/14-four-assignors`)
    await served(page)
    for (let hint = 0; hint < 2; hint++) await page.getByRole('button', { name: /^Hint/ }).click()
    await page.locator('.lesson code > .short', { hasText: 'cooperative-sticky' }).first().waitFor({ timeout: 5000 })
    const broken = await page.evaluate(() =>
      [...document.querySelectorAll('.lesson .short')]
        .filter((one) => one.getClientRects().length > 1 || one.getBoundingClientRect().right > innerWidth)
        .map((one) => one.textContent),
    )
    assert.deepEqual(broken, [])
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
  },

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

  async 'a wrong choice is told in words'({ page, url }) {
    await page.goto(`${url}?lesson=partitions/08-four-partitioners`)
    await served(page)
    await page.getByRole('button', { name: 'All three' }).click()
    await run(
      page,
      'kafka-topics.sh --create --if-not-exists --topic by-default --partitions 3 --bootstrap-server localhost:9092',
    )
    await run(page, 'seq 12 | kafka-console-producer.sh --topic by-default --bootstrap-server localhost:9092')
    await page.locator('.verdict.bad', { hasText: 'Not so · You chose “All three”' }).waitFor({ timeout: 20_000 })
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

  async 'a lesson goes on after a reload: with what happened, and the faults as they were; its reset begins it anew'({
    page,
    url,
  }) {
    const server = '--bootstrap-server localhost:9092'
    const pay = (what, more = '') =>
      `echo '${what}' | kafka-console-producer.sh --topic transfers ${more} --command-property enable.idempotence=false ${server}`
    await open(page, url)
    await page.evaluate(() => window.logbook.lesson.open('idempotence/25-a-lost-acknowledgement'))
    await page.locator('.goals li').first().waitFor()
    await run(page, `kafka-topics.sh --create --topic transfers --partitions 1 --replication-factor 3 ${server}`)
    await run(page, 'fault add Produce drop --topic transfers')
    await run(page, pay('rent 900'))
    await run(page, 'fault add Produce close after --topic transfers')
    await run(page, pay('coffee 4', '--message-send-max-retries 0'))
    await goals(page, [true, true, false, true, false])
    await run(page, 'fault add Produce close before --topic transfers')
    const before = (await run(page, 'fault list')).stdout

    await page.reload()
    await open(page, url)
    await soon(async () => assert.equal((await run(page, 'fault list')).stdout, before))
    await run(page, pay('tea 3', '--message-send-max-retries 0'))
    await goals(page, [true, true, false, true, true])

    await page.getByRole('button', { name: 'Reset lesson' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset lesson' }).click()
    await goals(page, [false, false, false, false, false])
    await soon(async () => assert.equal((await run(page, 'fault list')).stdout, 'no faults\n'))
    assert.doesNotMatch((await run(page, `kafka-topics.sh --list ${server}`)).stdout, /transfers/)
    await page.getByRole('button', { name: 'Reset lesson' }).click()
    await page.getByRole('dialog').getByText('go back to what they were').waitFor()
  },

  async 'hints keep the keyboard and are said; the right option is told by more than a colour'({ page, url }) {
    await open(page, url)
    const hint = page.locator('.goals header button').nth(1)
    await hint.focus()
    for (let i = 0; i < 6; i++) await page.keyboard.press('Enter')
    await page.locator('[aria-live=polite] .hint').nth(1).waitFor()
    assert.equal(await hint.getAttribute('aria-disabled'), 'true')
    assert.equal(await hint.evaluate((button) => button === document.activeElement), true)
    assert.ok((await page.locator('.block .bar [role=status]').count()) > 0)
    await page.evaluate(() => window.logbook.lesson.open('idempotence/25-a-lost-acknowledgement'))
    await page.locator('.opt', { hasText: 'The coffee, but not the tea' }).click()
    await page.getByRole('button', { name: 'Show me' }).click()
    await page.locator('.opt.right').getByRole('img', { name: 'the right answer' }).waitFor()
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
