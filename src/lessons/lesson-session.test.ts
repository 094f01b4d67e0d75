import { type Signal, signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseRule } from '../../engine/core/faults/rule.ts'
import { NO_RULES, type RuleList, withRule } from '../../engine/core/faults/rule-list.ts'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { ShelvedLesson } from './lesson.ts'
import { type LessonCluster, LessonSession } from './lesson-session.ts'
import { Library } from './library.ts'
import { parseLesson } from './parse.ts'
import type { PastEvent } from './past.ts'

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

const SEEN = { clusterId: 'c', controllerId: 1, brokers: [], topics: new Map(), groups: [] }

const FILE = 'en/first-events/01-topics.md'

const REAL_TIME = { monotonic: () => performance.now(), setting: signal({ rate: 1 }) }

/** A cluster in which nothing is but what its learner does; `whileStarting` is done while the lesson's nodes start. */
function page(whileStarting: (run: (line: string) => void) => void, text = TEXT, time = REAL_TIME) {
  const rules: Signal<RuleList> = signal(NO_RULES)
  let hear: (event: PastEvent) => void = () => {}
  let finished: (command: { line: string; status: number }) => void = () => {}
  let look = () => {}
  const inspector = {
    state: signal(SEEN as unknown as ClusterState),
    now: async () => SEEN,
    watch: (seen: () => void) => void (look = seen),
    poke: () => look(),
    client: async () => ({}),
  }
  const run = (line: string) => finished({ line, status: 0 })
  const cluster = {
    inspector,
    terminal: { onFinished: (told: typeof finished) => void (finished = told), onProgram: () => {} },
    events: { onEvent: (told: typeof hear) => void (hear = told) },
    faults: { rules, setRules: async (set: RuleList) => void (rules.value = set) },
    batches: {},
    brokers: signal([]),
    time,
    heard: async () => {},
    problem: signal(null),
    arrange: async () => whileStarting(run),
    setFaults: async (texts: readonly string[]) =>
      void (rules.value = texts.map((text) => parseRule(text.split(' '))).reduce(withRule, NO_RULES)),
    lessonBegins: async (prepare: () => Promise<boolean>) => void (await prepare()),
  } as unknown as LessonCluster
  const read = parseLesson(FILE, text)
  const shelved = { title: 'Topics', minutes: 1, goals: 1, load: async () => read } as ShelvedLesson
  const others = { [FILE.replace('01-topics', '02-more')]: shelved }
  const session = new LessonSession(new Library({ [FILE]: shelved, ...others }), cluster)
  return { run, session, rules, hear: (event: PastEvent) => hear(event) }
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

describe('a lesson in which something was done goes on when the page is opened anew', () => {
  const TWICE = TEXT.replace('start: { brokers: 3 }', "start: inherit\nfaults: ['Produce drop --times all']").replace(
    /```check[\s\S]*?```/,
    `\`\`\`check
# A fault did its part
happened: fault-hit
\`\`\`

\`\`\`check
# It was listed twice
ran: kafka-topics\\.sh --list
times: 2
\`\`\``,
  )
  const ID = 'first-events/01-topics'

  beforeEach(() => {
    const kept = new Map<string, string>()
    vi.stubGlobal(
      'localStorage',
      new Proxy(
        {
          getItem: (key: string) => kept.get(key) ?? null,
          setItem: (key: string, value: string) => void kept.set(key, value),
          removeItem: (key: string) => void kept.delete(key),
        },
        { ownKeys: () => [...kept.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
      ),
    )
  })
  afterEach(() => vi.unstubAllGlobals())

  /** The page, and what its learner sees of the goals. */
  async function opened(clusterId = 'c') {
    SEEN.clusterId = clusterId
    const { session, ...rest } = page(() => {}, TWICE)
    await session.goOn()
    const met = () => session.goals().map((goal) => goal.met)
    return { session, met, ...rest }
  }

  async function halfWay() {
    const before = await opened()
    before.hear({ type: 'fault.hit', nodeId: 1, fault: 1, seen: 1, hits: 1 })
    before.run('kafka-topics.sh --list')
    await expect.poll(before.met).toEqual([true, false])
    before.rules.value = withRule(before.rules.value, parseRule(['Fetch', 'drop']))
    await new Promise((resolve) => setTimeout(resolve, 400))
    return before
  }

  test('what was run counts on, and faults are as they were', async () => {
    const { rules } = await halfWay()
    const after = await opened()
    expect(after.rules.value).toEqual(rules.value)
    after.run('kafka-topics.sh --list')
    await expect.poll(after.met).toEqual([true, true])
  })

  test('another lesson between takes nothing of it', async () => {
    const { session, run, met } = await halfWay()
    session.go('first-events/02-more')
    await new Promise((resolve) => setTimeout(resolve, 50))
    run('kafka-topics.sh --list')
    session.go(ID)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(met()).toEqual([true, false])
    run('kafka-topics.sh --list')
    await expect.poll(met).toEqual([true, true])
  })

  test('in another cluster, and after a reset, nothing is known of it', async () => {
    const { session } = await halfWay()
    const elsewhere = await opened('another')
    elsewhere.run('kafka-topics.sh --list')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(elsewhere.met()).toEqual([true, false])
    SEEN.clusterId = 'c'
    session.forget()
    const after = await opened()
    after.run('kafka-topics.sh --list')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(after.met()).toEqual([false, false])
  })

  test('a tab that has lost the cluster writes nothing any more', async () => {
    const { session, run } = await halfWay()
    session.leave()
    run('kafka-topics.sh --list')
    await new Promise((resolve) => setTimeout(resolve, 400))
    const after = await opened()
    after.run('true')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(after.met()).toEqual([true, false])
  })
})
