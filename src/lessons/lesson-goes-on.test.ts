import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseRule } from '../../engine/core/faults/rule.ts'
import { withRule } from '../../engine/core/faults/rule-list.ts'
import { language, lessonId } from '../session/settings.ts'
import { FIRST, fakePage, LISTS, REAL_TIME, SECOND, stubStorage } from './fake-cluster.ts'

const A_FAULT_AND_TWO_LISTS = `\`\`\`check
# A fault did its part
happened: fault-hit
\`\`\`

\`\`\`check
# It was listed twice
ran: kafka-topics\\.sh --list
times: 2
\`\`\``

/** A lesson that asks for this, and begins with a fault. */
const asking = (checks: string) =>
  LISTS.replace('start: { brokers: 3 }', "start: inherit\nfaults: ['Produce drop --times all']").replace(
    /```check[\s\S]*?```/,
    checks,
  )

const LIST = 'kafka-topics.sh --list'
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** What happens is kept soon. */
const KEPT_AFTER_MS = 400

let kept: Map<string, string>
beforeEach(async () => {
  language.value = 'en'
  lessonId.value = FIRST
  // Pages of the test before show that lesson now: what they keep is not of this test.
  await wait(50)
  kept = stubStorage()
})
afterEach(() => vi.unstubAllGlobals())

/** The page, opened anew. */
async function opened({ text = asking(A_FAULT_AND_TWO_LISTS), ...others }: Parameters<typeof fakePage>[0] = {}) {
  const page = fakePage({ text, ...others })
  await page.session.goOn()
  return page
}

async function halfWay() {
  const before = await opened()
  before.hear({ type: 'fault.hit', nodeId: 1, fault: 1, seen: 1, hits: 1 })
  before.run(LIST)
  await expect.poll(before.met).toEqual([true, false])
  before.rules.value = withRule(before.rules.value, parseRule(['Fetch', 'drop']))
  await wait(KEPT_AFTER_MS)
  return before
}

describe('a lesson in which something was done goes on when the page is opened anew', () => {
  test('what was run counts on, and faults are as they were', async () => {
    const { rules } = await halfWay()
    const after = await opened()
    expect(after.rules.value).toEqual(rules.value)
    after.run(LIST)
    await expect.poll(after.met).toEqual([true, true])
  })

  test('though no goal is met yet, and what was done was done a moment ago', async () => {
    const before = await opened()
    before.run(LIST)
    before.rules.value = withRule(before.rules.value, parseRule(['Fetch', 'drop']))
    before.session.leave()
    const after = await opened()
    expect(after.rules.value).toEqual(before.rules.value)
    after.run(LIST)
    await expect.poll(after.met).toEqual([false, true])
  })

  test('for as long as it held, what holds has held', async () => {
    let ms = 1000
    const time = { monotonic: () => ms, setting: REAL_TIME.setting }
    const stays = '```check\n# It stays away\nstays: { topic: gone, exists: false }\nfor: 9\n```'
    const before = await opened({ text: asking(stays), time })
    before.run(LIST)
    await wait(KEPT_AFTER_MS)
    ms = 6000
    before.looked()
    before.session.leave()
    ms = 0
    const after = await opened({ text: asking(stays), time })
    await wait(50)
    ms = 4500
    after.looked()
    await expect.poll(after.met).toEqual([true])
  })

  test('what a learner typed is text, whatever it begins with', async () => {
    const before = await halfWay()
    before.run('logbook: a word of the learner')
    before.run('logbook:infinity')
    before.session.leave()
    const after = await opened()
    after.run(LIST)
    await expect.poll(after.met).toEqual([true, true])
  })

  test('where nothing was done it begins anew, whatever the cluster did of itself', async () => {
    const before = await opened()
    before.hear({ type: 'isr.changed', nodeId: -1, partition: 'orders-0', from: [1], to: [1, 2] })
    await wait(KEPT_AFTER_MS)
    expect([...kept.keys()]).toEqual([])
    expect(before.session.isUntouched).toBe(true)
  })

  test('another lesson between takes nothing of it', async () => {
    const { session, run, met } = await halfWay()
    session.go(SECOND)
    await wait(50)
    run(LIST)
    session.go(FIRST)
    await wait(50)
    expect(met()).toEqual([true, false])
    run(LIST)
    await expect.poll(met).toEqual([true, true])
  })

  test('nor does another that was left before it had begun', async () => {
    let started = () => {}
    let isSlow = false
    const whileStarting = () => (isSlow ? new Promise<void>((resolve) => (started = resolve)) : undefined)
    const text = LISTS.replace('--list', '--list\ntimes: 2')
    const { session, run, met } = await opened({ text, whileStarting })
    run(LIST)
    await wait(KEPT_AFTER_MS)
    isSlow = true
    session.go(SECOND)
    await wait(20)
    isSlow = false
    session.go(FIRST)
    await wait(20)
    started()
    await wait(50)
    run(LIST)
    await expect.poll(met).toEqual([true])
  })

  test('in another cluster, and after a reset, nothing is known of it', async () => {
    const { session } = await halfWay()
    const elsewhere = await opened({ clusterId: 'another' })
    elsewhere.run(LIST)
    await wait(50)
    expect(elsewhere.met()).toEqual([true, false])
    session.forget()
    const after = await opened()
    after.run(LIST)
    await wait(50)
    expect(after.met()).toEqual([false, false])
  })

  test('a reset that ends when another lesson is open forgets the one that was reset', async () => {
    const { session, run } = await halfWay()
    const { key } = session
    session.go(SECOND)
    await wait(50)
    run(LIST)
    session.showHint()
    session.forget(key)
    expect(session.progressOf(FIRST).met).toEqual([])
    expect([...kept.keys()].filter((one) => one.endsWith(FIRST))).toEqual([])
    run(LIST)
    await expect.poll(() => session.goals()[1]?.met).toBe(true)
  })

  test('what was done counts once, though the lesson is begun and goes on at the same time', async () => {
    const before = await halfWay()
    before.session.leave()
    const after = fakePage({ text: asking(A_FAULT_AND_TWO_LISTS) })
    after.session.go(FIRST)
    await after.session.goOn()
    await wait(50)
    await after.session.goOn()
    await wait(50)
    after.run('true')
    await wait(50)
    expect(after.met()).toEqual([true, false])
  })

  test('a tab that has lost the cluster writes nothing any more', async () => {
    const { session, run } = await halfWay()
    session.leave()
    run(LIST)
    await wait(KEPT_AFTER_MS)
    const after = await opened()
    after.run('true')
    await wait(50)
    expect(after.met()).toEqual([true, false])
  })
})
