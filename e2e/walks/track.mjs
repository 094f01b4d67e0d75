// Walks through whole tracks: one browser profile a track, from lesson to lesson by the links in the text.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { served } from '../helpers.mjs'
import { keyboard, mouse } from './hands.mjs'
import { readLesson } from './lesson-file.mjs'
import { followLink, walkLesson } from './walker.mjs'

const TRACKS = ['first-events', 'partitions', 'rebalance', 'durability', 'idempotence', 'retention', 'notebooks']
const WAYS = [
  { language: 'en', hands: mouse },
  { language: 'zh', hands: keyboard },
]

function lessonsOf(track) {
  return readdirSync(new URL(`../../lessons/en/${track}/`, import.meta.url))
    .sort()
    .map((file) => `${track}/${file.replace(/\.md$/, '')}`)
}

/** A test a track and way. */
export function trackTests() {
  return inBothWays((test) => TRACKS.map((track) => [track, test(lessonsOf(track))]))
}

/** A test a lesson and way. */
export function lessonTests() {
  return inBothWays((test) => TRACKS.flatMap(lessonsOf).map((id) => [id, test([id])]))
}

/** A test of one lesson, opened by its permalink. */
export function lessonTest(id, language, hands) {
  return (world) => walk(world, language, hands, [id])
}

function inBothWays(testsOf) {
  return Object.fromEntries(
    WAYS.flatMap(({ language, hands }) =>
      testsOf((ids) => (world) => walk(world, language, hands, ids)).map(([name, test]) => [
        `${name} ${language} by ${hands.name}`,
        test,
      ]),
    ),
  )
}

async function walk({ page, url, shot }, language, hands, [first, ...others]) {
  const problems = []
  page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  await page.goto(`${url}?lang=${language}#/${first}`)
  await served(page)
  const way = hands(page)
  const before = []
  for (let id = first; id !== undefined; id = others.shift()) {
    const started = Date.now()
    await walkLesson(page, way, language, id, { shot, before })
    before.push(id)
    assert.deepEqual(problems, [], `in ${id}`)
    const next = await goOn(page, way, language, id, others[0])
    console.log(`     ${id} ${language} ${((Date.now() - started) / 1000).toFixed(0)} s → ${next}`)
  }
}

/** Through the link in the text; notebooks link to what is like them, and have the button to the next. */
async function goOn(page, way, language, id, following) {
  const isNotebook = id.startsWith('notebooks/')
  if (!isNotebook || following === undefined || readLesson(language, id).next === following) {
    const next = await followLink(page, way, language, id)
    if (!isNotebook) assert.equal(next, following ?? next ?? 'somewhere', `the link at the end of ${id}`)
    return next
  }
  await way.press(page.locator('.goals .next'))
  await page.getByRole('heading', { level: 1, name: readLesson(language, following).title, exact: true }).waitFor()
  return following
}
