// "Show me" plays a lesson's solution step by step, and each of its steps is one that Undo takes back.
import assert from 'node:assert/strict'
import { run, served } from '../helpers.mjs'
import { goalsText, ticks, until } from './eyes.mjs'

const SERVER = '--bootstrap-server localhost:9092'

/** What a lesson's steps leave: how to look at it, and what is seen after each of them, from before the first to the last. */
const STORIES = {
  'partitions/07-keys-decide': {
    look: async (page) => (await run(page, `kafka-get-offsets.sh --topic orders ${SERVER} 2>&1`)).stdout,
    seen: [
      /Could not match/,
      sums({ partitions: 3, records: 0 }),
      sums({ partitions: 3, records: 5 }),
      sums({ partitions: 6, records: 5 }),
      sums({ partitions: 6, records: 10 }),
    ],
  },
  'idempotence/25-a-lost-acknowledgement': {
    async look(page) {
      const offsets = await run(page, `kafka-get-offsets.sh --topic transfers ${SERVER} 2>&1`)
      const faults = await run(page, 'fault list')
      return `${offsets.stdout.replace(/Error[\s\S]*/, 'none\n')}${[...faults.stdout.matchAll(/hit (\d) of 1/g)].map(([, hits]) => hits).join('')}`
    },
    seen: [/^none\n$/, /:0\n$/, /:0\n0$/, /:2\n1$/, /:2\n1$/, /:2\n10$/, /:3\n11$/, /:3\n110$/, /:3\n111$/],
  },
  'retention/30-seven-days-in-one-click': {
    async look(page) {
      const offsets = (time) => run(page, `kafka-get-offsets.sh --topic visits --time ${time} ${SERVER} 2>&1`)
      const [first, end] = [await offsets('earliest'), await offsets('latest')]
      const hours = await page.evaluate(() => Math.round((window.logbook.clock.now() - Date.now()) / 3_600_000))
      return `${first.stdout.replace(/Error[\s\S]*/, 'none').trim()} ${end.stdout.replace(/Error[\s\S]*/, 'none').trim()} ${hours} h`
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
  const show = page.getByRole('button', { name: /^(Show me|Showing)/ })
  const shown = new Set()
  await show.click()
  await until(
    async () => {
      shown.add((await show.innerText()).replace(/\s+/g, ' ').trim())
      return (await ticks(page)).every(Boolean) && (await show.isEnabled())
    },
    async () => `not shown to the end:\n${await goalsText(page)}`,
    120_000,
  )
  assert.ok(shown.size > 3, `it says which step it shows: ${[...shown]}`)
  await shot(`shown-${id.replace('/', '-')}.png`)
  const undo = page.locator('.top .undo')
  for (const [i, pattern] of [...seen].reverse().entries()) {
    if (i > 0) {
      const before = (await steps(page)).length
      await undo.click()
      await until(async () => (await steps(page)).length === before - 1, 'nothing was undone', 30_000)
      await page.locator('.top .undo:not([aria-busy=true])').waitFor()
    }
    let saw = ''
    await until(
      async () => pattern.test((saw = await look(page))),
      () => `${i} undone, ${JSON.stringify(saw)} is not ${pattern}`,
      30_000,
    )
  }
  assert.deepEqual(await steps(page), [], 'the solution had no other steps')
}

function steps(page) {
  return page.evaluate(() => window.logbook.history.steps().map(({ text }) => text))
}
