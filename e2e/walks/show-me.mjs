// "Show me" plays a lesson's solution step by step, and each of its steps is one that Undo takes back.
import assert from 'node:assert/strict'
import { run, served } from '../helpers.mjs'
import { goalsText, ticks, until } from './eyes.mjs'
import { readLesson } from './lesson-file.mjs'

const SERVER = '--bootstrap-server localhost:9092'

/** What a lesson's steps leave: how to look at it, and what is seen after each of them, from before the first to the last. */
const STORIES = {
  'partitions/07-keys-decide': {
    look: (page) => offsets(page, '--topic orders'),
    seen: [
      /^none$/,
      sums({ partitions: 3, records: 0 }),
      sums({ partitions: 3, records: 5 }),
      sums({ partitions: 6, records: 5 }),
      sums({ partitions: 6, records: 10 }),
    ],
  },
  'idempotence/25-a-lost-acknowledgement': {
    async look(page) {
      const { stdout } = await run(page, 'fault list')
      const hits = [...stdout.matchAll(/hit (\d) of 1/g)].map(([, times]) => times)
      return `${await offsets(page, '--topic transfers')} ${hits.join('')}`
    },
    seen: [/^none $/, /:0 $/, /:0 0$/, /:2 1$/, /:2 1$/, /:2 10$/, /:3 11$/, /:3 110$/, /:3 111$/],
  },
  'retention/30-seven-days-in-one-click': {
    async look(page) {
      const first = await offsets(page, '--topic visits --time earliest')
      const end = await offsets(page, '--topic visits --time latest')
      const hours = await page.evaluate(() => Math.round((window.logbook.clock.now() - Date.now()) / 3_600_000))
      return `${first} ${end} ${hours} h`
    },
    seen: [
      /^none none 0 h/,
      /:0:0 visits:0:0 0 h/,
      /:0:0 visits:0:5 0 h/,
      /:0:0 visits:0:5 20 h/,
      /:0:0 visits:0:10 20 h/,
      /:0:0 visits:0:10 40 h/,
      /:0:10 visits:0:10 45 h/,
      /:0:10 visits:0:10 45 h/,
      /:0:10 visits:0:25 51 h/,
      /:0:15 visits:0:25 70 h/,
    ],
  },
}

/** Only looks: no step of the history. */
async function offsets(page, which) {
  const { stdout } = await run(page, `kafka-get-offsets.sh ${which} ${SERVER}`)
  return stdout.trim() || 'none'
}

function sums({ partitions, records }) {
  return {
    test(text) {
      const ends = [...text.matchAll(/^\w+:\d+:(\d+)$/gm)].map(([, end]) => Number(end))
      return ends.length === partitions && ends.reduce((sum, end) => sum + end, 0) === records
    },
    toString: () => `${partitions} partitions, ${records} records`,
  }
}

/** Tests by the lesson's id. */
export const showMeTests = Object.fromEntries(
  Object.entries(STORIES).map(([id, story]) => [
    `Show me plays ${id} step by step, and Undo takes back each step`,
    (world) => showAndUndo(world, id, story),
  ]),
)

async function showAndUndo({ page, url, shot }, id, { look, seen }) {
  await page.goto(`${url}#/${id}`)
  await served(page)
  await page.locator('.goals li').first().waitFor()
  const show = page.getByRole('button', { name: /^(Show me|Showing)/ })
  await page.evaluate(noteWhatIsShown)
  await show.click()
  await until(
    async () =>
      (await ticks(page)).every(Boolean) && (await page.getByRole('button', { name: 'Show me' }).count()) === 1,
    async () => `not shown to the end:\n${await goalsText(page)}`,
    120_000,
  )
  const { solution } = readLesson('en', id)
  const said = await page.evaluate(() => window.walkShown)
  assert.deepEqual(
    said,
    solution.map((_, i) => `Showing … ${i + 1}/${solution.length}`),
    'it says which step it shows',
  )
  await shot(`shown-${id.replace('/', '-')}.png`)
  const undo = page.locator('.top .undo')
  for (const [i, pattern] of [...seen].reverse().entries()) {
    if (i > 0) {
      const before = (await steps(page)).length
      await undo.click()
      await until(async () => (await steps(page)).length === before - 1, 'nothing was undone')
      await page.locator('.top .undo:not([aria-busy=true])').waitFor()
    }
    let saw = ''
    await until(
      async () => pattern.test((saw = await look(page))),
      () => `${i} undone, ${JSON.stringify(saw)} is not ${pattern}`,
    )
  }
  assert.deepEqual(await steps(page), [], 'the solution had no other steps')
}

/** In the page: writes down each step that the button says it shows; a look now and then would miss the short ones. */
function noteWhatIsShown() {
  window.walkShown = []
  const look = () => {
    const button = document.querySelector('.goals .show-me[data-showing]')
    const text = button?.textContent.replace(/\s+/g, ' ').trim()
    if (text && text !== window.walkShown.at(-1)) window.walkShown.push(text)
  }
  const observer = new MutationObserver(look)
  observer.observe(document.querySelector('.goals'), {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  })
}

function steps(page) {
  return page.evaluate(() => window.logbook.history.steps().map(({ text }) => text))
}
