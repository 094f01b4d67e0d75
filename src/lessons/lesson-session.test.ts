import { signal } from '@preact/signals'
import { describe, expect, test } from 'vitest'
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

/** A cluster in which nothing is but what its learner does; `whileStarting` is done while the lesson's nodes start. */
function page(whileStarting: (run: (line: string) => void) => void) {
  let finished: (command: { line: string; status: number }) => void = () => {}
  const inspector = {
    state: signal(SEEN),
    now: async () => SEEN,
    watch: () => () => {},
    poke: () => {},
    client: async () => ({}),
  }
  const run = (line: string) => finished({ line, status: 0 })
  const cluster = {
    inspector,
    terminal: { onFinished: (told: typeof finished) => void (finished = told) },
    events: { onEvent: () => () => {} },
    batches: {},
    brokers: signal([]),
    heard: async () => {},
    problem: signal(null),
    arrange: async () => whileStarting(run),
    setFaults: async () => {},
    lessonBegins: async (prepare: () => Promise<boolean>) => void (await prepare()),
  } as unknown as LessonCluster
  const read = parseLesson(FILE, TEXT)
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
