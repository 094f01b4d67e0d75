import { signal } from '@preact/signals'
import { describe, expect, test } from 'vitest'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Inspector } from '../cluster/inspector.ts'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import type { Batches } from '../log-view/batch-source.ts'
import type { JudgesDesk } from './judges-desk.ts'
import type { Quiz } from './lesson.ts'
import { LessonJudge } from './lesson-judge.ts'
import { Past } from './past.ts'

const RESET = 'kafka-consumer-groups.sh --reset-offsets --execute'

/** "At which offset will the group stand?", once it has been reset. */
const QUIZ = {
  kind: 'number',
  question: 'where',
  why: 'so',
  answer: { name: 'committed', args: ['billing', 'invoices', '0'] },
  after: { all: [{ ran: '--reset-offsets' }, { group: 'billing', committed: '< 40' }] },
} as unknown as Quiz

/** "Has a member joined?", once the group has committed less. */
const JOINED = {
  kind: 'choice',
  question: 'has one',
  why: 'so',
  options: [
    { text: 'no', when: { not: { happened: 'member-joined', group: 'billing' } } },
    { text: 'yes', when: { happened: 'member-joined', group: 'billing' } },
  ],
  after: { group: 'billing', committed: '< 40' },
} as unknown as Quiz

const OWNER = signal('owner' as const)
const STILL = { monotonic: () => 0, setting: signal({ rate: 0 }) }

/** A cluster in which the group has committed so far. */
function committed(offset: number): ClusterState {
  const group = { id: 'billing', members: [], state: 'Empty', committed: [{ topic: 'invoices', partition: 0, offset }] }
  return { clusterId: 'c', controllerId: 1, brokers: [], topics: new Map(), groups: [group] } as unknown as ClusterState
}

/** What a judge tells who finds the group here, and in each picture that is taken here. */
async function toldOf(found: number, ...taken: readonly number[]): Promise<number[]> {
  return judged(QUIZ, { found, taken, heard: () => {} })
}

interface Told {
  readonly found: number
  readonly taken: readonly number[]
  /** Nodes tell what they had not told. */
  readonly heard: (past: Past) => void
}

async function judged(quiz: Quiz, { found, taken, heard }: Told): Promise<number[]> {
  const state = signal(committed(found))
  const pictures = [...taken]
  const now = async () => {
    const next = pictures.shift()
    if (next !== undefined) state.value = committed(next)
    return state.value
  }
  const past = new Past(() => 0)
  past.ran({ line: RESET, status: 0 })
  const told: number[] = []
  const desk: JudgesDesk = {
    open: () => ({
      begun: 1,
      lesson: { goals: [] } as never,
      met: [],
      quizzes: [{ quiz, answer: 7, truth: undefined }],
    }),
    take: () => {},
    takeTruth: (_, truth) => told.push(truth),
  }
  const inspector = { state, now, watch: () => () => {}, client: async () => ({}) } as unknown as Inspector
  const view = {
    inspector,
    batches: {} as Batches,
    brokers: signal([]),
    time: STILL,
    ownership: OWNER,
    heard: async () => heard(past),
  }
  const judge = new LessonJudge(view, past, desk)
  await judge.anew()
  return told
}

/** Whether node 2 is up, and whether it is not, as goals see it in this state of its process. */
async function goalsWhile(state: BrokerState): Promise<boolean[]> {
  const goals = [{ check: { broker: 2 } }, { check: { broker: 2, up: false } }]
  let met: boolean[] = []
  const desk: JudgesDesk = {
    open: () => ({ begun: 1, lesson: { goals } as never, met: [], quizzes: [] }),
    take: (verdicts) => {
      met = [...verdicts.values()].map((verdict) => verdict.met)
    },
    takeTruth: () => {},
  }
  const seen = signal(committed(0))
  const inspector = { state: seen, now: async () => seen.value, watch: () => () => {}, client: async () => ({}) }
  const view = {
    inspector: inspector as unknown as Inspector,
    batches: {} as Batches,
    brokers: signal([{ nodeId: 2, state } as BrokerProcess]),
    time: STILL,
    ownership: OWNER,
    heard: async () => {},
  }
  await new LessonJudge(view, new Past(() => 0), desk).anew()
  return met
}

test.each([
  ['starting', [false, false]],
  ['running', [true, false]],
  ['paused', [true, false]],
  ['stopping', [false, false]],
  ['stopped', [false, true]],
  ['killed', [false, true]],
] as const)('a node that is %s', async (state, met) => {
  expect(await goalsWhile(state)).toEqual(met)
})

describe('the truth of a prediction', () => {
  test('is that of the newest picture', async () => {
    expect(await toldOf(40, 20, 20)).toEqual([20])
    expect(await toldOf(40, 20, 0)).toEqual([0])
  })

  test('is that of the picture in which it was to be told, though the learner has gone on by the newest', async () => {
    expect(await toldOf(40, 20, 40)).toEqual([20])
  })

  test('knows what nodes had not told yet of what led to the picture', async () => {
    const heard = (past: Past) => past.happened({ type: 'group.member.joined', group: 'billing', nodeId: 1 })
    expect(await judged(JOINED, { found: 20, taken: [20, 20], heard })).toEqual([1])
  })

  test('is not told before it is to be', async () => {
    expect(await toldOf(40, 40, 40)).toEqual([])
  })
})

/** A judge of these goals; `take` is called with each judgement. */
function judgeOf(goals: readonly object[], met: readonly number[], take: (judge: LessonJudge) => void): LessonJudge {
  const desk: JudgesDesk = {
    open: () => ({ begun: 1, lesson: { goals } as never, met, quizzes: [] }),
    take: () => take(judge),
    takeTruth: () => {},
  }
  const state = signal(committed(0))
  const inspector = { state, now: async () => state.value, client: async () => ({}) } as unknown as Inspector
  const view = { inspector, batches: {} as Batches, brokers: signal([]), time: STILL, ownership: OWNER }
  const judge = new LessonJudge({ ...view, heard: async () => {} }, new Past(() => 0), desk)
  return judge
}

describe('when there is always something to look at', () => {
  test('others have their turn between two judgements', async () => {
    let judged = 0
    const judge = judgeOf([{ check: { broker: 2 } }], [], (again) => {
      if (++judged < 2000) again.look()
    })
    await judge.anew()
    await new Promise((resume) => setTimeout(resume))
    expect(judged).toBeLessThan(10)
  })

  test('many looks are one judgement', async () => {
    let judged = 0
    const judge = judgeOf([{ check: { broker: 2 } }], [], () => judged++)
    for (let i = 0; i < 1000; i++) {
      judge.look()
      await new Promise((resume) => setImmediate(resume))
    }
    expect(judged).toBeLessThan(100)
  })
})

test('a goal that is met is not judged again', async () => {
  let asked = 0
  const check = {
    get broker() {
      asked++
      return 2
    },
  }
  await judgeOf([{ check }], [0], () => {}).anew()
  expect(asked).toBe(0)
})
