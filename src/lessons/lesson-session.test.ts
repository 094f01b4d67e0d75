import { signal } from '@preact/signals'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { ShelvedLesson } from './lesson.ts'
import { type LessonCluster, LessonSession } from './lesson-session.ts'
import { Library } from './library.ts'
import { parseLesson } from './parse.ts'

const TEXT = `---
title: Topics
minutes: 1
teaches: [topic]
start: { brokers: 3 }
---

# Topics

\`\`\`check
# The topics were listed
ran: kafka-topics\\.sh --list
\`\`\`

\`\`\`solution
kafka-topics.sh --list
\`\`\`
`

const SEEN = { clusterId: 'c', controllerId: 1, brokers: [], topics: new Map(), groups: [] } as unknown as ClusterState

const FILE = 'en/first-events/01-topics.md'

const REAL_TIME = { monotonic: () => performance.now(), setting: signal({ rate: 1 }) }

/** A cluster in which nothing is but what its learner does; `whileStarting` is done while the lesson's nodes start. */
function page(whileStarting: (run: (line: string) => void) => void, text = TEXT, time = REAL_TIME) {
  let finished: (command: { line: string; status: number }) => void = () => {}
  let look = () => {}
  const inspector = {
    state: signal(SEEN),
    now: async () => SEEN,
    watch: (seen: () => void) => void (look = seen),
    poke: () => look(),
    client: async () => ({}),
  }
  const run = (line: string) => finished({ line, status: 0 })
  const cluster = {
    inspector,
    terminal: { onFinished: (told: typeof finished) => void (finished = told) },
    events: { onEvent: () => () => {} },
    batches: {},
    brokers: signal([]),
    time,
    heard: async () => {},
    problem: signal(null),
    arrange: async () => whileStarting(run),
    setFaults: async () => {},
    lessonBegins: async (prepare: () => Promise<boolean>) => void (await prepare()),
  } as unknown as LessonCluster
  const read = parseLesson(FILE, text)
  const shelved = { title: 'Topics', minutes: 1, goals: 1, load: async () => read } as ShelvedLesson
  return { run, session: new LessonSession(new Library({ [FILE]: shelved }), cluster) }
}

describe('a lesson whose nodes are started', () => {
  test('counts what a quick learner ran meanwhile', async () => {
    const { session } = page((run) => run('kafka-topics.sh --list'))
    await session.ready()
    await session.arrange()
    await expect.poll(() => session.goals().map(({ met }) => met)).toEqual([true])
  })

  test('does not count what was run before', async () => {
    const { run, session } = page(() => {})
    await session.ready()
    session.go(session.id)
    await session.arrange()
    expect(session.goals().map(({ met }) => met)).toEqual([false])
    run('kafka-topics.sh --list')
    await expect.poll(() => session.goals().map(({ met }) => met)).toEqual([true])
  })
})

test('Show me plays the solution of a lesson that is still on its way', async () => {
  const { session } = page(() => {})
  const played: string[] = []
  await session.showSolution(async (step) => void played.push(step.kind))
  expect(played).toEqual(['command'])
})

describe('seconds that goals count are those of the cluster’s clock', () => {
  const STAYS = TEXT.replace('ran: kafka-topics\\.sh --list', 'stays: { topic: gone, exists: false }\nfor: 7')

  /** The lesson's goal, a clock of the cluster at this rate, and a while of the learner's own time. */
  async function lessonAt(rate: number) {
    vi.useFakeTimers()
    let [stepped, since] = [0, performance.now()]
    const setting = signal({ rate })
    const time = { monotonic: () => stepped + (performance.now() - since) * setting.value.rate, setting }
    const { session } = page(() => {}, STAYS, time)
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
