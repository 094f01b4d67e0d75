// Every view in every state that tells something, as a table: how to come to it from the state before.
import { choose, ONE_NODE, run, sees, served, typeLine } from '../helpers.mjs'

const AT = '--bootstrap-server localhost:9092'
const CONSUMER = `kafka-console-consumer.sh --topic orders --group billing --consumer-property heartbeat.interval.ms=1000 ${AT}`

/**
 * @typedef {object} State
 * @property {string} name
 * @property {'lesson' | 'stage' | 'terminal'} pane  which pane a narrow screen shows
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [go]  from the state before
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [leave]
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [show]  in each size anew, for what a change of size closes or moves
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [hide]
 * @property {true} [zh]  also in Chinese, at 390 px
 * @property {true} [quick]  also one of those that `npm test` judges
 * @property {true} [motion]  also without reduced motion
 */

/**
 * @typedef {object} Scene  A page of its own.
 * @property {string} name
 * @property {string} [query]  after the address
 * @property {(tools: { page, context, url: string }) => Promise<unknown>} [before]  before the page is opened
 * @property {(tools: { page, context, url: string }) => Promise<unknown>} [prepare]  once it serves
 * @property {false} [serves]  the page has no cluster
 * @property {readonly State[]} states
 */

const view = (key, id) => async (page) => {
  await page.keyboard.press(`Alt+${key}`)
  await page.locator(`#stage-${id} > :not(h2)`).first().waitFor()
}
const cluster = view(1, 'cluster')
const log = view(2, 'log')
const groups = view(3, 'groups')
const wire = view(4, 'wire')
const files = view(5, 'files')
const metrics = view(6, 'metrics')

const press = (page, selector) => page.evaluate((it) => document.querySelector(it).click(), selector)
const pressEscape = (page) => page.keyboard.press('Escape')
const lessons = async (page) => {
  await press(page, '.lesson-menu > button')
  await page.locator('.lesson-list').waitFor()
}
const course = async (page, name) => {
  if (!(await page.locator('.lesson-list').count())) await lessons(page)
  await page
    .locator('.lesson-list button, .course-tools button', { hasText: name })
    .first()
    .evaluate((button) => button.click())
}
const closeList = async (page) => {
  if (await page.locator('.lesson-list').count()) await press(page, '.lesson-menu > button')
}
const lesson = (id) => async (page) => {
  await page.evaluate((it) => window.logbook.lesson.open(it), id)
  await page.locator('.prose h1').waitFor()
}
const goalMet = (page, ...numbers) =>
  page.waitForFunction(
    (at) => at.every((i) => window.logbook.lesson.goals()[i]?.met),
    numbers.map((n) => n - 1),
    {
      timeout: 60_000,
    },
  )
const scrollTo = (page, selector) =>
  page.evaluate((it) => document.querySelector(it)?.scrollIntoView({ block: 'center' }), selector)

/** A page as it is first seen. */
const FRESH = {
  name: 'fresh',
  prepare: ({ page }) => sees(page, 1, '$'),
  states: [
    { name: 'lesson', pane: 'lesson', zh: true, quick: true },
    { name: 'cluster-idle', pane: 'stage', go: cluster, quick: true, zh: true },
    { name: 'terminal-one', pane: 'terminal', quick: true },
    { name: 'log-empty', pane: 'stage', go: log, quick: true },
    { name: 'groups-none', pane: 'stage', go: groups, quick: true, zh: true },
    { name: 'wire-nothing', pane: 'stage', go: wire, quick: true },
    { name: 'metrics-idle', pane: 'stage', go: metrics },
    { name: 'files-disks', pane: 'stage', go: files },
    {
      name: 'broker-menu',
      pane: 'stage',
      zh: true,
      quick: true,
      go: async (page) => {
        await cluster(page)
        await press(page, 'section.broker .menu > button')
      },
      leave: pressEscape,
    },
    {
      name: 'clock-menu',
      pane: 'stage',
      quick: true,
      show: (page) => page.locator('.time .menu > button:visible').first().click(),
      hide: pressEscape,
    },
    {
      name: 'snapshot-menu',
      pane: 'stage',
      show: (page) => page.locator('.past .menu > button:visible').first().click(),
      hide: pressEscape,
    },
    { name: 'lesson-list', pane: 'lesson', go: lessons, leave: closeList, zh: true, quick: true },
    {
      name: 'glossary',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: (page) => course(page, 'Glossary').then(() => page.locator('.glossary dt').first().waitFor()),
      leave: (page) => pressEscape(page).then(() => closeList(page)),
    },
    {
      name: 'pack-dialog',
      pane: 'lesson',
      quick: true,
      go: (page) => course(page, 'Open a pack'),
    },
    {
      name: 'pack-refused',
      pane: 'lesson',
      zh: true,
      go: async (page) => {
        await page.locator('.pack-dialog input').fill('http://example.com/pack.yaml')
        await page.keyboard.press('Enter')
        await page.locator('.pack-dialog [role=alert]').waitFor()
      },
      leave: (page) => pressEscape(page).then(() => closeList(page)),
    },
    {
      name: 'palette',
      pane: 'lesson',
      quick: true,
      zh: true,
      go: (page) => page.keyboard.press('Alt+p').then(() => page.locator('.palette input').waitFor()),
    },
    {
      name: 'palette-nothing',
      pane: 'lesson',
      go: (page) => page.locator('.palette input').fill('qwertz'),
      leave: pressEscape,
    },
    {
      name: 'jump-nothing',
      pane: 'stage',
      quick: true,
      go: async (page) => {
        await cluster(page)
        await page.evaluate(() => window.logbook.clock.advance(60_000))
        await page.locator('.jump').getByText('Nothing was old enough to go.').waitFor()
      },
      leave: (page) => press(page, '.jump > button'),
    },
    {
      name: 'help',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: async (page) => {
        await press(page, 'header.top > button:last-of-type')
        await page.locator('dialog[open]').waitFor()
      },
      leave: pressEscape,
    },
  ],
}

/** The first lessons as a learner goes through them. */
const LESSON = {
  name: 'learning',
  prepare: ({ page }) => sees(page, 1, '$'),
  states: [
    {
      name: 'quiz-open',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: async (page) => {
        await lesson('partitions/07-keys-decide')(page)
        await scrollTo(page, '.quiz')
      },
    },
    {
      name: 'quiz-waits',
      pane: 'lesson',
      go: async (page) => {
        await lesson('first-events/01-quickstart')(page)
        await page.getByLabel('your number').fill('2')
        await page.getByLabel('your number').press('Enter')
        await scrollTo(page, '.quiz')
      },
    },
    {
      name: 'goals-part-met',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: async (page) => {
        const created = `kafka-topics.sh --create --topic quickstart-events --partitions 2 ${AT}`
        await run(page, `${created}; echo first | kafka-console-producer.sh --topic quickstart-events ${AT}`)
        await goalMet(page, 1)
      },
    },
    {
      name: 'hints',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: async (page) => {
        for (let i = 0; i < 2; i++)
          await page
            .locator('.goals header button')
            .nth(1)
            .evaluate((hint) => hint.click())
      },
    },
    {
      name: 'reset-dialog',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: async (page) => {
        await page
          .locator('.goals header button')
          .last()
          .evaluate((reset) => reset.click())
        await page.locator('dialog[open]').waitFor()
      },
      leave: pressEscape,
    },
    {
      name: 'show-me',
      pane: 'lesson',
      go: async (page) => {
        await lesson('first-events/02-a-log-not-a-queue')(page)
        await page
          .locator('.goals header button')
          .nth(2)
          .evaluate((show) => show.click())
        await page.waitForTimeout(1500)
      },
    },
    {
      name: 'all-met',
      pane: 'lesson',
      zh: true,
      go: (page) => page.locator('.goals .next').waitFor({ timeout: 60_000 }),
    },
    {
      name: 'close',
      pane: 'lesson',
      zh: true,
      go: (page) =>
        page.evaluate(() => {
          const prose = document.querySelector('.prose')
          prose.scrollTop = prose.scrollHeight
        }),
    },
    { name: 'terminal-long', pane: 'terminal' },
    {
      name: 'own-nodes',
      pane: 'lesson',
      zh: true,
      go: async (page) => {
        await lesson('durability/24-the-controller-quorum')(page)
        await page.locator('.notice.start').waitFor()
      },
    },
    {
      name: 'picture',
      pane: 'lesson',
      zh: true,
      go: async (page) => {
        await lesson('notebooks/51-peak-shaving')(page)
        await page
          .locator('.goals header button')
          .nth(2)
          .evaluate((show) => show.click())
        await goalMet(page, 1, 2, 3)
        await scrollTo(page, '.cell-output')
      },
    },
  ],
}

/** Three brokers at work: topics, a producer, a group of two, and then trouble. */
const WORK = {
  name: 'work',
  prepare: async ({ page }) => {
    await sees(page, 1, '$')
    await run(page, `kafka-topics.sh --create --topic orders --partitions 6 --replication-factor 3 ${AT}`)
    await run(page, `kafka-topics.sh --create --topic payments --partitions 2 --replication-factor 2 ${AT}`)
    const keyed = '--reader-property parse.key=true --reader-property key.separator=:'
    await run(
      page,
      `for i in $(seq 60); do echo "customer-$i:order-$i of many books, sent to the warehouse in Rotterdam"; done | kafka-console-producer.sh --topic orders ${keyed} ${AT}`,
    )
    await run(page, `seq 40 | kafka-console-producer.sh --topic payments ${AT}`)
    await page.locator('#terminal-1').click()
    await typeLine(page, CONSUMER)
    await groups(page)
    await page.locator('.groups-view tbody tr').first().getByText('working').waitFor()
  },
  states: [
    { name: 'groups-one', pane: 'stage' },
    {
      name: 'groups-stable',
      pane: 'stage',
      zh: true,
      quick: true,
      go: async (page) => {
        await page.keyboard.press('Alt+n')
        await sees(page, 2, '~/kafka $')
        await page.locator('#terminal-2').click()
        await typeLine(page, CONSUMER)
        await page.keyboard.press('Alt+3')
        await page.locator('.members, [aria-label=members] tbody tr').nth(1).getByText('working').waitFor()
        await page.keyboard.press('Alt+n')
        await sees(page, 3, '~/kafka $')
        const flow = 'for i in $(seq 3000); do echo "order-$i"; sleep 0.05; done'
        await typeLine(page, `${flow} | kafka-console-producer.sh --topic orders ${AT}`)
        await page.keyboard.press('Alt+3')
        await page.waitForTimeout(2500)
      },
    },
    { name: 'groups-compare', pane: 'stage', zh: true, go: (page) => scrollTo(page, '.compare') },
    { name: 'cluster-traffic', pane: 'stage', quick: true, motion: true, go: cluster },
    { name: 'log-batches', pane: 'stage', quick: true, zh: true, go: log },
    {
      name: 'log-field',
      pane: 'stage',
      quick: true,
      go: async (page) => {
        await page.locator('.split table.plain').first().locator('tbody tr').first().click()
        await page.locator('.hex span').nth(20).click()
        await scrollTo(page, '.stage .split')
      },
    },
    {
      name: 'log-segments',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await page.locator('.segments summary').click()
        await scrollTo(page, '.segments')
      },
    },
    {
      name: 'log-key',
      pane: 'stage',
      go: async (page) => {
        await page.locator('button[aria-pressed]', { hasText: /^key$/ }).click()
        await page.getByLabel('go to key').fill('customer-7')
        await page.keyboard.press('Enter')
        await page.waitForTimeout(800)
        await scrollTo(page, '.go-to')
      },
    },
    { name: 'wire-requests', pane: 'stage', quick: true, go: wire },
    {
      name: 'wire-frame',
      pane: 'stage',
      quick: true,
      zh: true,
      go: async (page) => {
        await page.locator('table tr', { hasText: 'Produce' }).first().getByRole('button').click()
        await page.locator('.wire-detail .hex').waitFor()
      },
    },
    {
      name: 'wire-faults',
      pane: 'stage',
      quick: true,
      zh: true,
      go: async (page) => {
        await page.evaluate(() => window.logbook.cluster.fault('add Produce drop --topic nothing'))
        await page.evaluate(() => window.logbook.cluster.fault('add Heartbeat delay 5s --client console --times all'))
        await page.locator('.wire-faults summary').first().click()
        await scrollTo(page, '.wire-faults')
      },
    },
    { name: 'metrics-load', pane: 'stage', quick: true, zh: true, go: metrics },
    {
      name: 'files-tree',
      pane: 'stage',
      quick: true,
      zh: true,
      go: async (page) => {
        await files(page)
        await page.locator('.stage .link', { hasText: 'kraft-logs-1' }).first().click()
        await page.locator('.stage .link', { hasText: 'orders-0' }).first().click()
        await page.locator('.stage .link', { hasText: '.log' }).first().click()
        await page.locator('.stage .hex').waitFor()
      },
    },
    {
      name: 'editor',
      pane: 'terminal',
      quick: true,
      go: async (page) => {
        await page.keyboard.press('Alt+n')
        await sees(page, 4, '~/kafka $')
        await typeLine(page, 'nano config/server-1.properties')
        await page.locator('.file-editor .monaco-editor').first().waitFor()
        await page.waitForTimeout(500)
      },
      leave: (page) => page.locator('.file-editor .secondary').click(),
    },
    { name: 'terminal-tabs', pane: 'terminal', quick: true, go: (page) => page.keyboard.press('Alt+t') },
    { name: 'terminal-split', pane: 'terminal', go: (page) => page.getByRole('button', { name: 'split' }).click() },
    {
      name: 'terminal-maximised',
      pane: 'terminal',
      go: (page) => press(page, '.term .tabs > button:last-of-type'),
      leave: (page) => press(page, '.term .tabs > button:last-of-type'),
    },
    {
      name: 'stage-maximised',
      pane: 'stage',
      go: async (page) => {
        await log(page)
        await press(page, '.stage .tabs > button:last-of-type')
      },
      leave: (page) => press(page, '.stage .tabs > button:last-of-type'),
    },
    {
      name: 'cluster-dead',
      pane: 'stage',
      quick: true,
      zh: true,
      go: async (page) => {
        await cluster(page)
        await page.evaluate(async () => {
          const { cluster } = window.logbook
          await cluster.kill(2)
          await cluster.pause(3)
          await cluster.cut(1, 'clients')
          await cluster.setDisk(1, { slowMs: 500, full: false })
        })
        await page.waitForTimeout(500)
      },
    },
    { name: 'log-dead', pane: 'stage', go: log },
    {
      name: 'groups-rebalanced',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await page.evaluate(async () => {
          const { cluster } = window.logbook
          await cluster.heal()
          await cluster.setDisk(1, { slowMs: 0, full: false })
          await cluster.pause(3, false)
          await cluster.start(2)
          await cluster.fault('remove all')
        })
        await run(page, 'kill -9 $(pgrep -f console-consumer | tail -1)')
        await groups(page)
        await page.evaluate(() => window.logbook.clock.setRate(10))
        await page.getByText('× session timeout').first().waitFor({ timeout: 60_000 })
        await page.evaluate(() => window.logbook.clock.setRate(1))
        await page.locator('.rebalances tbody tr').first().click()
      },
    },
    {
      name: 'groups-history',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await page.locator('.history-table summary').click()
        await scrollTo(page, '.history-table')
      },
    },
    {
      name: 'jump',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await cluster(page)
        await page.evaluate(() => window.logbook.clock.advance(8 * 86_400_000))
        await page.locator('.jump summary').click()
        await page.locator('.jump section').first().waitFor()
      },
      leave: (page) => page.locator('.jump > button').click(),
    },
  ],
}

/** Logs with something to see: one that is compacted, and one of ten thousand records. */
const LOGS = {
  name: 'logs',
  before: ({ page }) => choose(page, ONE_NODE),
  prepare: async ({ page }) => {
    const compact =
      '--config cleanup.policy=compact --config min.cleanable.dirty.ratio=0.01 --config segment.ms=3600000'
    const keyed = '--property parse.key=true --property key.separator=: --property null.marker=NULL'
    const write = (lines) => run(page, `printf '${lines}' | kafka-console-producer.sh --topic prices ${keyed} ${AT}`)
    await run(page, `kafka-topics.sh --create --topic prices ${compact} ${AT}`)
    await write('fig:1\\nlime:2\\nfig:3\\nlime:NULL\\nfig:5\\n')
    await log(page)
    await page.getByText('not yet: the active segment is not compacted').first().waitFor()
  },
  states: [
    { name: 'compaction-foretold', pane: 'stage', go: (page) => scrollTo(page, '.compaction') },
    {
      name: 'compaction',
      pane: 'stage',
      zh: true,
      quick: true,
      go: async (page) => {
        const keyed = '--property parse.key=true --property key.separator=:'
        await run(page, 'clock +2h')
        await run(page, `echo plum:1 | kafka-console-producer.sh --topic prices ${keyed} ${AT}`)
        await run(page, 'clock +2h')
        await press(page, '.jump > button').catch(() => {})
        await page.getByRole('group', { name: 'before compaction' }).waitFor()
        await scrollTo(page, '.compaction')
      },
    },
    {
      name: 'log-10k',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await run(page, `kafka-topics.sh --create --topic long --config segment.bytes=1048576 ${AT}`)
        await run(
          page,
          'kafka-producer-perf-test.sh --topic long --num-records 10000 --record-size 100 --throughput -1 --command-property bootstrap.servers=localhost:9092',
        )
        await page.locator('.log-heading select').selectOption('long-0')
        await page.waitForTimeout(1500)
        await page.locator('.stage .view').evaluate((panel) => (panel.scrollTop = 0))
      },
    },
    { name: 'one-node', pane: 'stage', go: cluster },
  ],
}

const SIX = {
  name: 'six',
  before: ({ page }) => choose(page, { brokers: 3, controllers: 3 }),
  prepare: async ({ page }) => {
    await run(page, `kafka-topics.sh --create --topic orders --partitions 12 --replication-factor 3 ${AT}`)
    await run(page, `seq 2000 | kafka-console-producer.sh --topic orders ${AT}`)
    await cluster(page)
  },
  states: [{ name: 'cluster', pane: 'stage', zh: true }],
}

/** As much as a page is asked for: a name as long as Kafka allows, fifty partitions, thirty groups, five brokers. */
const LONGEST = `a.${'very-'.repeat(48)}long-id`
const MUCH = {
  name: 'much',
  before: ({ page }) => choose(page, { brokers: 5, controllers: 0 }),
  prepare: async ({ page }) => {
    await run(page, `kafka-topics.sh --create --topic ${LONGEST} --partitions 3 --replication-factor 5 ${AT}`)
    await run(page, `kafka-topics.sh --create --topic many --partitions 50 --replication-factor 3 ${AT}`)
    await run(page, `seq 3000 | kafka-console-producer.sh --topic many ${AT}`)
    await run(page, `seq 100 | kafka-console-producer.sh --topic ${LONGEST} ${AT}`)
    const reset = 'kafka-consumer-groups.sh --reset-offsets --to-earliest --execute'
    await run(page, `for i in $(seq 30); do ${reset} --group group-$i --topic many ${AT}; done`)
    await run(page, `${reset} --group ${LONGEST} --topic ${LONGEST} ${AT}`)
    await page.locator('#terminal-1').click()
    await typeLine(page, `kafka-console-consumer.sh --topic ${LONGEST} --group ${LONGEST} ${AT}`)
    await cluster(page)
  },
  states: [
    { name: 'cluster', pane: 'stage', zh: true },
    { name: 'terminal', pane: 'terminal' },
    {
      name: 'log-long-name',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await log(page)
        await page.locator('.log-heading select').selectOption(`${LONGEST}-0`)
        await page.waitForTimeout(1000)
      },
    },
    {
      name: 'log-many',
      pane: 'stage',
      go: async (page) => {
        await page.locator('.log-heading select').selectOption('many-49')
        await page.waitForTimeout(1000)
      },
    },
    {
      name: 'groups-long-name',
      pane: 'stage',
      zh: true,
      go: async (page) => {
        await groups(page)
        await page.locator('.log-heading select').selectOption(LONGEST)
      },
    },
    {
      name: 'groups-many',
      pane: 'stage',
      go: (page) => page.locator('.log-heading select').selectOption('group-30'),
    },
    { name: 'wire', pane: 'stage', go: wire },
    {
      name: 'wire-frame',
      pane: 'stage',
      go: async (page) => {
        await page.locator('table tr', { hasText: 'OffsetCommit' }).first().getByRole('button').click()
        await page.locator('.wire-detail .hex').waitFor()
      },
    },
    { name: 'metrics', pane: 'stage', go: metrics },
    {
      name: 'files',
      pane: 'stage',
      go: async (page) => {
        await files(page)
        await page.locator('.stage .link', { hasText: 'kraft-logs-1' }).first().click()
        await page.waitForTimeout(500)
      },
    },
    {
      name: 'files-long-name',
      pane: 'stage',
      go: (page) => page.locator('.stage .link', { hasText: LONGEST }).first().click(),
    },
    {
      name: 'palette',
      pane: 'lesson',
      go: (page) => page.keyboard.press('Alt+p').then(() => page.locator('.palette input').fill('very')),
      leave: pressEscape,
    },
  ],
}

const FREE = {
  name: 'free-play',
  prepare: async ({ page }) => {
    await course(page, 'Free play')
    await page.locator('.free-play .cell').waitFor()
  },
  states: [
    { name: 'first', pane: 'lesson', zh: true, quick: true },
    {
      name: 'ran',
      pane: 'lesson',
      quick: true,
      go: async (page) => {
        await page.getByRole('button', { name: 'Run all' }).click()
        await page
          .getByText(/partition \d offset 0/)
          .first()
          .waitFor()
      },
    },
    {
      name: 'error',
      pane: 'lesson',
      go: async (page) => {
        await page.getByRole('button', { name: '+ Add a cell' }).last().click()
        await page.locator('.cell').last().locator('.cell-code').click()
        await page.locator('.cell .monaco-editor').last().waitFor()
        await page.waitForTimeout(600)
        await page.keyboard.type('const sum: number = "many"\nthrow new Error(`no more than ${sum}`)')
        await page.keyboard.press('Shift+Enter')
        await page.locator('.cell-error').last().waitFor()
        await scrollTo(page, '.cell-error')
      },
    },
    {
      name: 'editing',
      pane: 'lesson',
      go: async (page) => {
        await page.getByRole('button', { name: '+ Add text' }).last().click()
        await page.locator('.item textarea.mono').fill('# Mine\n\nText with **weight**.')
      },
    },
    {
      name: 'empty',
      pane: 'lesson',
      quick: true,
      go: async (page) => {
        await page.keyboard.press('Escape')
        for (;;) {
          const remove = page.locator('.item-tools button:last-child').first()
          if (!(await remove.count())) return
          await remove.evaluate((button) => button.click())
        }
      },
    },
  ],
}

const AUTHOR = {
  name: 'authoring',
  prepare: async ({ page }) => {
    await course(page, 'Write lessons')
    await page.locator('.author').waitFor()
  },
  states: [
    { name: 'preview', pane: 'lesson', quick: true, zh: true },
    {
      name: 'source',
      pane: 'lesson',
      quick: true,
      go: async (page) => {
        await page.getByRole('tab', { name: 'Source' }).click()
        await page.locator('.author .monaco-editor').first().waitFor()
        await page.waitForTimeout(500)
      },
    },
    {
      name: 'mistakes',
      pane: 'lesson',
      zh: true,
      go: async (page) => {
        await page.getByRole('tab', { name: 'Preview' }).click()
        await page.locator('.goals li .tick').first().click()
        await page.locator('.author .monaco-editor.focused').waitFor()
        await page.keyboard.press('End')
        await page.keyboard.type('x')
        await page.locator('.source-problems button').first().waitFor()
      },
    },
    {
      name: 'faults-in-preview',
      pane: 'lesson',
      go: (page) => page.getByRole('tab', { name: 'Preview' }).click(),
    },
    {
      name: 'proof-refused',
      pane: 'lesson',
      zh: true,
      go: async (page) => {
        await page.getByRole('tab', { name: 'Proof' }).click()
        await page.getByRole('button', { name: 'Prove it' }).click()
        await page.locator('.proof li').first().waitFor({ timeout: 60_000 })
      },
    },
    {
      name: 'proof',
      pane: 'lesson',
      quick: true,
      go: async (page) => {
        await page.locator('.proof li button').first().click()
        await page.locator('.author .monaco-editor.focused').waitFor()
        await page.keyboard.press('End')
        await page.keyboard.press('Backspace')
        await page.locator('.source-problems .ok').waitFor()
        await page.getByRole('tab', { name: 'Proof' }).click()
        await page.getByRole('button', { name: 'Prove it' }).click()
        await page.locator('.proof [role=status]').waitFor({ timeout: 60_000 })
      },
    },
  ],
}

const EMBED = {
  name: 'embed',
  query: '?embed&lesson=partitions/07-keys-decide',
  states: [{ name: 'lesson', pane: 'lesson', quick: true }],
}
const PRESENT = {
  name: 'present',
  query: '?present&lesson=partitions/07-keys-decide',
  prepare: async ({ page }) => {
    await run(page, `kafka-topics.sh --create --topic orders --partitions 3 --replication-factor 3 ${AT}`)
    await run(page, `seq 100 | kafka-console-producer.sh --topic orders ${AT}`)
    await page.locator('#terminal-1').click()
    await typeLine(page, `kafka-topics.sh --describe --topic orders ${AT}`)
    await cluster(page)
  },
  states: [
    { name: 'lesson', pane: 'lesson', quick: true, zh: true },
    { name: 'log', pane: 'stage', go: log },
    { name: 'groups', pane: 'stage', go: groups },
    { name: 'lesson-list', pane: 'lesson', go: lessons, leave: closeList },
  ],
}

/** The cluster is in another tab. */
const ELSEWHERE = {
  name: 'elsewhere',
  before: async ({ context, url }) => {
    const first = await context.newPage()
    await first.goto(url)
    await served(first)
  },
  serves: false,
  states: [
    {
      name: 'offered',
      pane: 'lesson',
      zh: true,
      quick: true,
      go: (page) => page.locator('dialog[open]').waitFor(),
    },
  ],
}

/** The browser gives no room. */
const FULL = {
  name: 'storage-full',
  before: async ({ page, context, url }) => {
    await page.goto(`${url}icon.svg`)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 4_000_000 })
  },
  prepare: async ({ page }) => {
    await run(page, `kafka-topics.sh --create --topic full --replication-factor 1 --partitions 1 ${AT}`)
    await run(
      page,
      'kafka-producer-perf-test.sh --topic full --num-records 7000 --record-size 1000 --throughput 4000 --producer-props bootstrap.servers=localhost:9092 delivery.timeout.ms=2000 request.timeout.ms=1000 linger.ms=0',
    )
    await page.locator('.notice.bad').waitFor()
  },
  states: [{ name: 'said', pane: 'stage', zh: true }],
}

const NO_STORAGE = {
  name: 'no-indexeddb',
  before: ({ page }) =>
    page.addInitScript(() =>
      Object.defineProperty(window, 'indexedDB', {
        get: () => {
          throw new DOMException('The request was denied.', 'SecurityError')
        },
      }),
    ),
  serves: false,
  states: [{ name: 'said', pane: 'stage', zh: true, go: (page) => page.locator('.notice.problem').waitFor() }],
}

const BAD_LINK = {
  name: 'bad-link',
  query: '?pack=https://localhost:1/pack.yaml&lesson=partitions/99-nothing',
  states: [{ name: 'said', pane: 'stage', go: (page) => page.waitForTimeout(1500) }],
}

/** @type {readonly Scene[]} */
export const SCENES = [
  FRESH,
  LESSON,
  WORK,
  LOGS,
  SIX,
  MUCH,
  FREE,
  AUTHOR,
  EMBED,
  PRESENT,
  ELSEWHERE,
  FULL,
  NO_STORAGE,
  BAD_LINK,
]
