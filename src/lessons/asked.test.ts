import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { askedOf, renumbered } from './asked.ts'
import { course, FIRST, fakePage, LISTS, stubStorage } from './fake-cluster.ts'
import { parseLesson } from './parse.ts'
import { readProgress, takeOver, writeProgress } from './progress-file.ts'

const check = (words: string, topic: string) => `\`\`\`check\n# ${words}\ntopic: ${topic}\n\`\`\``
const quiz = (topic: string) =>
  `\`\`\`quiz\nquestion: How many?\nkind: number\nanswer: partitions ${topic}\nafter: { topic: ${topic} }\nwhy: So.\n\`\`\``
const lesson = (...blocks: string[]) => LISTS.replace(/```check[\s\S]*?```/, blocks.join('\n\n'))
const askedIn = (...blocks: string[]) => askedOf(parseLesson('en/a/b.md', lesson(...blocks)).lesson)

const [ONE, TWO, NEW] = [check('One', 'one'), check('Two', 'two'), check('New', 'new')]
const DONE = { met: [1], hintsShown: 1, predictions: { 0: { answer: 3, truth: 4 } } }

describe('progress follows goals and predictions, not their numbers', () => {
  const asked = askedIn(ONE, TWO, quiz('two'))

  test('when others are put before them, or taken away', () => {
    const more = askedIn(NEW, ONE, quiz('one'), TWO, quiz('two'))
    expect(renumbered({ ...DONE, asked }, more)).toMatchObject({
      met: [2],
      predictions: { 1: { answer: 3, truth: 4 } },
    })
    expect(renumbered({ ...DONE, asked }, askedIn(TWO, quiz('two')))).toMatchObject({ met: [0] })
  })

  test('also when they are said in other words, or in another language; not when they ask for something else', () => {
    expect(renumbered({ ...DONE, asked }, askedIn(NEW, check('二', 'two'))).met).toEqual([1])
    expect(renumbered({ ...DONE, asked }, askedIn(ONE, check('Two', 'three'))).met.filter((goal) => goal < 2)).toEqual(
      [],
    )
  })

  test('what is not asked meanwhile is met when it is asked again', () => {
    const without = renumbered({ ...DONE, asked }, askedIn(ONE))
    const fresh = { ...without, met: [...without.met, 0] }
    expect(renumbered(fresh, asked)).toMatchObject({ met: [1, 0], predictions: DONE.predictions })
  })

  test('of two goals with one check each has its own', () => {
    const twice = askedIn(ONE, check('One again', 'one'))
    expect(renumbered({ ...DONE, asked: twice }, askedIn(NEW, ONE, check('One again', 'one'))).met).toEqual([2])
  })

  test('what an earlier page kept counts by its numbers', () => {
    expect(renumbered(DONE, askedIn(NEW, ONE)).met).toEqual([1])
  })
})

describe('a lesson that its author changed', () => {
  let kept: Map<string, string>
  beforeEach(() => {
    kept = stubStorage()
  })
  afterEach(() => vi.unstubAllGlobals())

  /** Opens the page with the pack as it is now. */
  async function opened(...goals: string[]) {
    const { session } = fakePage()
    session.use(course(lesson(...goals), 'theirs'), FIRST)
    await session.ready()
    return session
  }
  const met = (session: Awaited<ReturnType<typeof opened>>) => session.goals().map((goal) => goal.met)
  const stored = () => JSON.parse(kept.get('logbook.progress') ?? '{}')[`theirs:${FIRST}`]

  test('shows as met what was met, not what stands in its place now', async () => {
    const before = await opened(ONE, TWO)
    before.progress.change(before.key, { met: [0] })
    await expect.poll(() => stored()?.asked?.goals.length).toBe(2)
    expect(met(await opened(NEW, ONE, TWO))).toEqual([false, true, false])
    expect(met(await opened(ONE, TWO))).toEqual([true, false])
  })

  test('is changed while it is open, and progress comes from a file', async () => {
    const session = await opened(ONE, TWO)
    session.progress.change(session.key, { met: [1] })
    await expect.poll(() => stored()?.asked?.goals.length).toBe(2)
    const file = writeProgress(session.progress.everything())
    session.refresh(course(lesson(NEW, TWO), 'theirs'))
    await expect.poll(() => met(session)).toEqual([false, true])
    session.progress.forget(session.key)
    takeOver(session.progress, readProgress(file))
    await session.recount()
    expect(met(session)).toEqual([false, true])
  })
})
