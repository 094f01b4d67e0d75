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
      met: [],
    })
    assert.deepEqual(
      others.map(({ event, goal, by }) => [event, goal, by].join(' ')),
      ['goal-met 0 show-me', 'goal-met 1 show-me', 'goal-met 2 show-me', 'goal-met 3 show-me', 'lesson-done  show-me'],
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

  async 'what is the case now of a goal moves nothing; at the end there is a way to each prediction that was not made'({
    page,
    url,
  }) {
    const wide = page.viewportSize()
    await page.setViewportSize({ width: 600, height: 844 })
    await page.goto(`${url}#/first-events/01-quickstart`)
    await page.locator('.goals li').first().waitFor()
    const top = () => page.locator('.goals').evaluate((bar) => bar.getBoundingClientRect().top)
    assert.equal(await page.locator('.goals .diff').count(), 0)
    const before = await top()
    await page.locator('.goals .diff').first().waitFor()
    assert.equal(await top(), before)
    await page.setViewportSize(wide)

    await page.evaluate(() => window.logbook.lesson.open('partitions/07-keys-decide'))
    await page.getByRole('button', { name: 'Show me' }).click()
    const left = page.getByRole('group', { name: 'Not predicted yet' }).getByRole('button')
    await left.last().waitFor()
    const count = await left.count()
    assert.equal(count, await page.locator('.quiz').count())
    await left.first().press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('.quiz')), true)
    await page.locator('.quiz').first().getByRole('textbox').fill('1')
    await page.keyboard.press('Enter')
    await page.waitForFunction((one) => document.querySelectorAll('.unpredicted button').length === one, count - 1)
  },

  async 'Back and Forward, with reloads between, go on where each lesson was being read'({ page, url }) {
    await page.goto(`${url}#/partitions/07-keys-decide`)
    await served(page)
    const first = await readOn(page, 5)
    await page.evaluate(() => window.logbook.lesson.open('rebalance/13-join-leave-crash'))
    await page.getByRole('heading', { name: 'Join, leave, crash' }).waitFor()
    await reads(page, 0)
    const second = await readOn(page, 6)
    await page.reload()
    await reads(page, second)
    await page.goBack()
    await page.getByRole('heading', { name: 'Keys decide the partition' }).waitFor()
    await reads(page, first)
    await page.reload()
    await reads(page, first)
    await page.goForward()
    await page.getByRole('heading', { name: 'Join, leave, crash' }).waitFor()
    await reads(page, second)

    // A cell comes later than the text around it.
    await page.evaluate(() => window.logbook.lesson.open('notebooks/47-three-brokers-with-replicas'))
    await page.locator('.lesson-block .cell').first().waitFor()
    const cell = await readOn(page, 5)
    await page.reload()
    await page.locator('.lesson-block .cell').first().waitFor()
    await reads(page, cell)
    await page.goBack()
    await page.getByRole('button', { name: 'switch to Chinese' }).click()
    await page.getByRole('heading', { name: '加入、离开、崩溃' }).waitFor()
    await page.reload()
    await page.waitForFunction(() => document.querySelector('.prose')?.scrollTop > 100)
  },
}

/** Scrolls until a block stands at the top of the text; gives its line in the file. */
async function readOn(page, number) {
  const block = page.locator('.lesson-block').nth(number)
  await block.evaluate((one) => one.scrollIntoView({ block: 'start' }))
  const line = Number(await block.getAttribute('data-line'))
  await reads(page, line)
  await page.waitForTimeout(200)
  return line
}

/** Waits until the block of this line stands at the top, and stays there; 0: the beginning. */
async function reads(page, wanted) {
  const isThere = (line) => {
    const prose = document.querySelector('.prose')
    const { top } = prose.getBoundingClientRect()
    const first = [...prose.querySelectorAll(':scope > .lesson-block')].find(
      (one) => one.getBoundingClientRect().bottom > top + 1,
    )
    return line === 0 ? prose.scrollTop === 0 : Number(first?.dataset.line) === line
  }
  await page.waitForFunction(isThere, wanted, { timeout: 8000 })
  await page.waitForTimeout(400)
  assert.equal(await page.evaluate(isThere, wanted), true)
}

/** Waits until the goals of the open lesson are these. */
async function goals(page, met) {
  await page.waitForFunction(
    (wanted) => JSON.stringify(window.logbook.lesson.goals().map((goal) => goal.met)) === wanted,
    JSON.stringify(met),
  )
}
