import { type Signal, signal } from '@preact/signals'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { OwnershipState } from '../cluster/ownership.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import { language } from '../session/settings.ts'
import { course, FIRST, fakePage, LISTS } from './fake-cluster.ts'
import type { Quiz } from './lesson.ts'

/** A lesson with a prediction. */
const WITH_QUIZ = LISTS.replace(
  '```check',
  `\`\`\`quiz
question: How many?
kind: number
answer: partitions orders
after: { ran: kafka-topics }
why: So it is.
\`\`\`

\`\`\`check`,
)

describe('a lesson whose nodes are started', () => {
  test('counts what a quick learner ran meanwhile', async () => {
    const { session } = fakePage({ whileStarting: (run) => run('kafka-topics.sh --list') })
    await session.ready()
    await session.arrange()
    await expect.poll(() => session.goals().map(({ met }) => met)).toEqual([true])
  })

  test('does not count what was run before', async () => {
    const { run, session } = fakePage()
    await session.ready()
    session.go(session.id)
    await session.arrange()
    expect(session.goals().map(({ met }) => met)).toEqual([false])
    run('kafka-topics.sh --list')
    await expect.poll(() => session.goals().map(({ met }) => met)).toEqual([true])
  })
})

test('Show me plays the solution of a lesson that is still on its way', async () => {
  const { session } = fakePage()
  const played: string[] = []
  await session.showSolution(async (step) => void played.push(step.kind))
  expect(played).toEqual(['command'])
})

describe('seconds that goals count are those of the cluster’s clock', () => {
  const STAYS = LISTS.replace('ran: kafka-topics\\.sh --list', 'stays: { topic: gone, exists: false }\nfor: 7')

  /** The lesson's goal, a clock of the cluster at this rate, and a while of the learner's own time. */
  async function lessonAt(rate: number) {
    vi.useFakeTimers()
    let [stepped, since] = [0, performance.now()]
    const setting = signal({ rate })
    const time = { monotonic: () => stepped + (performance.now() - since) * setting.value.rate, setting }
    const { session } = fakePage({ text: STAYS, time })
    await session.ready()
    await session.arrange()
    await vi.advanceTimersByTimeAsync(0)
    return {
      met: () => session.goals().map(({ met }) => met),
      wait: (ms: number) => vi.advanceTimersByTimeAsync(ms),
      step: (ms: number) => {
        stepped = time.monotonic() + ms
        since = performance.now()
      },
      setRate: (next: number) => {
        stepped = time.monotonic()
        since = performance.now()
        setting.value = { rate: next }
      },
    }
  }

  afterEach(() => void vi.useRealTimers())

  test('while it stands still nothing stays, however long the learner waits; a step of it counts', async () => {
    const { met, wait, step } = await lessonAt(0)
    await wait(20_000)
    expect(met()).toEqual([false])
    step(6999)
    await wait(1000)
    expect(met()).toEqual([false])
    step(1)
    await wait(1000)
    expect(met()).toEqual([true])
  })

  test('ten times as fast they are over soon, at a tenth they take long', async () => {
    const fast = await lessonAt(10)
    await fast.wait(690)
    expect(fast.met()).toEqual([false])
    await fast.wait(20)
    expect(fast.met()).toEqual([true])
    const slow = await lessonAt(0.1)
    await slow.wait(60_000)
    expect(slow.met()).toEqual([false])
    await slow.wait(11_000)
    expect(slow.met()).toEqual([true])
  })

  test('a clock that goes on faster meanwhile is heeded', async () => {
    const { met, wait, setRate } = await lessonAt(0.1)
    await wait(10_000)
    setRate(10)
    await wait(1000)
    expect(met()).toEqual([true])
  })
})

test('a prediction that is judged while the page changes its language has its truth, under its number', async () => {
  language.value = 'en'
  let look: Promise<void> | undefined
  let seen = () => {}
  const topics = new Map([['orders', { partitions: [{ replicas: [] }, { replicas: [] }] }]])
  const { session, run } = fakePage({ text: WITH_QUIZ, topics, beforePicture: () => look })
  await session.ready()
  await session.arrange()
  const quiz = session.open.value.lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))[0]
  session.predict(quiz as Quiz, 1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  look = new Promise((resolve) => (seen = resolve))
  run('kafka-topics.sh --describe')
  await new Promise((resolve) => setTimeout(resolve, 50))
  language.value = 'zh'
  await session.ready()
  seen()
  await expect.poll(() => session.progressOf(session.id).predictions).toEqual({ 0: { answer: 1, truth: 2 } })
  language.value = 'en'
})

test('what was judged of a lesson before it was written anew is not of what it asks now', async () => {
  let look: Promise<void> | undefined
  let seen = () => {}
  const { session, run, met } = fakePage({ beforePicture: () => look })
  await session.ready()
  await session.arrange()
  await new Promise((resolve) => setTimeout(resolve, 50))
  look = new Promise((resolve) => (seen = resolve))
  run('kafka-topics.sh --list')
  await new Promise((resolve) => setTimeout(resolve, 50))
  session.refresh(course(LISTS.replace('--list', '--describe')))
  await session.ready()
  seen()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(met()).toEqual([false])
  run('kafka-topics.sh --describe')
  await expect.poll(met).toEqual([true])
})

test('Show me that cannot go on says why, and ends', async () => {
  const { session, cluster } = fakePage()
  await session.showSolution(async () => {
    throw new Error('the terminal is gone')
  })
  expect(cluster.problem.value).toBe('the terminal is gone')
  expect(session.showing.value).toBe(null)
})

test('what is typed into a prediction stays with its lesson, though another course has one of the same id', async () => {
  const { session } = fakePage({ text: WITH_QUIZ })
  const quiz = async () => {
    const { lesson } = await session.ready()
    return lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))[0] as Quiz
  }
  session.draft(await quiz()).value = '7'
  session.use(course(WITH_QUIZ, 'a-pack'), FIRST)
  expect(session.draft(await quiz()).value).toBe('')
  session.use(null, FIRST)
  expect(session.draft(await quiz()).value).toBe('7')
})

test('that replicas are in sync again because the page was opened is nothing that happened', async () => {
  const partition = { topic: 'orders', partition: 0, replicas: [1, 2], isr: [1] }
  const topics = new Map([['orders', { partitions: [partition] }]])
  const text = LISTS.replace(/ran: .*/, 'happened: isr-grew').replace('start: { brokers: 3 }', 'start: inherit')
  const { session, hear, looked, met } = fakePage({ text, topics })
  for (const nodeId of [1, 2]) hear({ type: 'broker.starting', nodeId })
  looked()
  await session.goOn()
  const changed = { type: 'isr.changed', nodeId: -1, partition: 'orders-0' }
  hear({ ...changed, from: [1], to: [1, 2] })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(met()).toEqual([false])
  hear({ ...changed, from: [1, 2], to: [1] })
  hear({ ...changed, from: [1], to: [1, 2] })
  await expect.poll(met).toEqual([true])
})

describe('another tab takes the cluster over', () => {
  const BOTH = LISTS.replace(
    'ran: kafka-topics\\.sh --list',
    'any: [{ happened: isr-shrank }, { broker: 2, up: false }]',
  )
  const node = (state: string) => [{ nodeId: 2, state }] as unknown as BrokerProcess[]

  /** A lesson whose goals a node that shuts down would meet, and what then happens to its node. */
  async function lesson() {
    const { session, cluster, met, hear, looked } = fakePage({ text: BOTH })
    const brokers = cluster.brokers as Signal<readonly BrokerProcess[]>
    const ownership = cluster.ownership as Signal<OwnershipState>
    brokers.value = node('running')
    await session.ready()
    await session.arrange()
    const shutDown = async () => {
      hear({ type: 'isr.changed', partition: 'orders-0', from: [1, 2], to: [1], nodeId: -1 })
      brokers.value = node('stopped')
      looked()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return { session, met, looked, ownership, brokers, shutDown }
  }

  test('what the lesson asks for is met by nodes that shut down', async () => {
    const { met, shutDown } = await lesson()
    await shutDown()
    expect(met()).toEqual([true])
  })

  test('nodes that shut down for that meet no goal, then or when the cluster is back', async () => {
    const { session, met, looked, ownership, brokers, shutDown } = await lesson()
    ownership.value = 'moved'
    session.leave()
    await shutDown()
    expect(met()).toEqual([false])
    brokers.value = node('running')
    ownership.value = 'owner'
    looked()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(met()).toEqual([false])
  })

  test('a judgement that is under way then is not taken', async () => {
    let taken = () => {}
    const picture = new Promise<void>((resolve) => (taken = resolve))
    let waits = false
    const { session, cluster, met, hear } = fakePage({ text: BOTH, beforePicture: () => (waits ? picture : undefined) })
    ;(cluster.brokers as Signal<readonly BrokerProcess[]>).value = node('running')
    await session.ready()
    await session.arrange()
    waits = true
    hear({ type: 'isr.changed', partition: 'orders-0', from: [1, 2], to: [1], nodeId: -1 })
    await new Promise((resolve) => setTimeout(resolve, 10))
    ;(cluster.ownership as Signal<OwnershipState>).value = 'moved'
    session.leave()
    ;(cluster.brokers as Signal<readonly BrokerProcess[]>).value = node('stopped')
    taken()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(met()).toEqual([false])
  })
})
