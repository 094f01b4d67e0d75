/** For tests of the session: a cluster in which nothing is but what its learner does. */
import { type Signal, signal } from '@preact/signals'
import { vi } from 'vitest'
import { parseRule } from '../../engine/core/faults/rule.ts'
import { NO_RULES, type RuleList, withRule } from '../../engine/core/faults/rule-list.ts'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { ShelvedLesson } from './lesson.ts'
import { type LessonCluster, LessonSession } from './lesson-session.ts'
import { type Course, Library } from './library.ts'
import { parseLesson } from './parse.ts'
import type { PastEvent, PastProgram } from './past.ts'

export const LISTS = `---
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

export const REAL_TIME = { monotonic: () => performance.now(), setting: signal({ rate: 1 }) }

/** The two lessons of the course; both say the same. */
export const FIRST = 'first-events/01-topics'
export const SECOND = 'first-events/02-more'

interface Faked {
  readonly text: string
  readonly time: LessonCluster['time']
  readonly clusterId: string
  /** Topics, as far as goals look at them. */
  readonly topics: ReadonlyMap<string, object>
  /** Is done while a lesson's nodes start. */
  readonly whileStarting: (run: (line: string) => void) => void | Promise<void>
  /** The next picture of the cluster comes when this resolves. */
  readonly beforePicture: () => Promise<void> | undefined
}

/** A page with two lessons, in English and Chinese, and what happens on it. */
export function fakePage(faked: Partial<Faked> = {}) {
  const { text = LISTS, time = REAL_TIME, clusterId = 'c', topics = new Map(), whileStarting = () => {} } = faked
  const rules: Signal<RuleList> = signal(NO_RULES)
  let hear: (event: PastEvent) => void = () => {}
  let finished: (command: { line: string; status: number }) => void = () => {}
  let called: (program: PastProgram) => void = () => {}
  const looks: ((state: ClusterState) => void)[] = []
  const state = signal({ clusterId, controllerId: 1, brokers: [], topics, groups: [] } as unknown as ClusterState)
  const inspector = {
    state,
    now: async () => {
      await faked.beforePicture?.()
      return state.value
    },
    watch: (seen: (state: ClusterState) => void) => void looks.push(seen),
    poke: () => looks.forEach((look) => void look(state.value)),
    client: async () => ({}),
  }
  const run = (line: string) => finished({ line, status: 0 })
  let last: Promise<unknown> = Promise.resolve()
  const cluster = {
    inspector,
    terminal: {
      onFinished: (told: typeof finished) => void (finished = told),
      onProgram: (told: typeof called) => void (called = told),
    },
    events: { onEvent: (told: typeof hear) => void (hear = told) },
    faults: { rules, setRules: async (set: RuleList) => void (rules.value = set) },
    batches: {},
    brokers: signal([]),
    ownership: signal('owner'),
    time,
    heard: async () => {},
    problem: signal<string | null>(null),
    arrange: async () => whileStarting(run),
    setFaults: async (texts: readonly string[]) =>
      void (rules.value = texts.map((words) => parseRule(words.split(' '))).reduce(withRule, NO_RULES)),
    lessonBegins: async (prepare: () => Promise<boolean>) => {
      last = last.then(prepare)
      await last
    },
  } as unknown as LessonCluster
  const session = new LessonSession(course(text), cluster)
  const met = () => session.goals().map((goal) => goal.met)
  const told = { call: (program: PastProgram) => called(program), hear: (event: PastEvent) => hear(event) }
  return { run, session, rules, met, cluster, looked: inspector.poke, ...told }
}

/** A course of those two lessons: the page's own, or that of a pack. */
export function course(text: string, key = '', more: Partial<Course> = {}): Library<ShelvedLesson> {
  const paths = ['en', 'zh'].flatMap((language) => [FIRST, SECOND].map((id) => `${language}/${id}.md`))
  const shelved = paths.map((path) => {
    const read = parseLesson(path, text)
    return [path, { title: 'Topics', minutes: 1, goals: read.lesson.goals.length, load: async () => read }] as const
  })
  return new Library(Object.fromEntries(shelved), { key, title: {}, tracks: {}, order: [FIRST, SECOND], ...more })
}

/** What a browser keeps; `vi.unstubAllGlobals` takes it away. */
export function stubStorage(): Map<string, string> {
  const kept = new Map<string, string>()
  const items = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const ownKeys = () => [...kept.keys()]
  const getOwnPropertyDescriptor = () => ({ enumerable: true, configurable: true })
  vi.stubGlobal('localStorage', new Proxy(items, { ownKeys, getOwnPropertyDescriptor }))
  return kept
}
