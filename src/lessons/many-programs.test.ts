import { expect, test } from 'vitest'
import { course, fakePage, LISTS } from './fake-cluster.ts'

/** More calls than any learner makes, so that it stays to be judged. */
const COUNTS = LISTS.replace('ran: kafka-topics\\.sh --list', 'command: seq /^3$/\ntimes: ">= 100000"')
const MANY = 1000

/** How often the words of many calls of a program are looked at, each call heard by itself; and what is the case then. */
async function looksAt(words: readonly string[]) {
  const { session, call } = fakePage({ text: COUNTS })
  await session.ready()
  await session.arrange()
  let looks = 0
  for (let i = 0; i < MANY; i++) {
    call({
      status: 0,
      get args() {
        looks++
        return words
      },
    })
    await new Promise((resume) => setImmediate(resume))
  }
  await new Promise((resume) => setTimeout(resume, 300))
  return { looks, now: session.goals()[0]?.now }
}

test('each call of a program that a check names is matched once', async () => {
  const { looks, now } = await looksAt(['seq', '3'])
  expect(looks).toBeLessThan(4 * MANY)
  expect(now).toContain('500')
})

test('calls of programs that no check names are not matched', async () => {
  const { looks, now } = await looksAt(['echo', 'x'])
  expect(looks).toBeLessThan(2 * MANY)
  expect(now).not.toContain('500')
})

test('calls of programs that no check names push out none that one names', async () => {
  const { session, call, run } = fakePage({ text: COUNTS })
  await session.ready()
  await session.arrange()
  run('seq 3')
  await expect.poll(() => session.goals()[0]?.now).toBeTruthy()
  call({ args: ['seq', '3'], status: 0 })
  for (let i = 0; i < MANY; i++) call({ args: ['echo', `${i}`], status: 0 })
  await expect.poll(() => session.goals()[0]?.now).toContain('1')
})

test('in a lesson that is being written a program counts that was run before a goal named it', async () => {
  const { session, call, looked } = fakePage()
  const draft = (text: string) => course(text, 'draft', { isDraft: true })
  session.use(draft(LISTS))
  await session.ready()
  await session.arrange()
  looked()
  await new Promise((resume) => setTimeout(resume, 100))
  call({ args: ['seq', '3'], status: 0 })
  session.refresh(draft(LISTS.replace('ran: kafka-topics\\.sh --list', 'command: seq 3')))
  await expect.poll(() => session.goals().map(({ met }) => met)).toEqual([true])
})
