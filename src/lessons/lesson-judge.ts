import type { ReadonlySignal } from '@preact/signals'
import { Part } from '../../engine/core/base/part.ts'
import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Inspector } from '../cluster/inspector.ts'
import type { OwnershipState } from '../cluster/ownership.ts'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import type { Batches } from '../log-view/batch-source.ts'
import { language } from '../session/settings.ts'
import type { FetchingReader } from './cluster-reader.ts'
import type { Evidence, Verdict } from './evidence.ts'
import type { Lesson, Quiz } from './lesson.ts'
import type { Past } from './past.ts'

/** The learner's hands at the clock are seen this soon, real ms. */
const CLOCK_SEEN_EVERY_MS = 200

/** What is needed once there is a cluster to be asked. */
export const JUDGING = new Part(() => import('./judging.ts'))

/** A quiz as the learner sees it. */
export interface QuizState {
  readonly quiz: Quiz
  readonly answer: number | undefined
  /** The right number, or the number of the right option, once the cluster has told it. */
  readonly truth: number | undefined
}

/** The lesson that is open, as far as the learner has come. */
export interface OpenLesson {
  /** Another number whenever it is begun anew: what was judged of an earlier time is not of this one. */
  readonly begun: number
  readonly lesson: Lesson
  /** Goals that are met, from 0: they stay so. */
  readonly met: readonly number[]
  readonly quizzes: readonly QuizState[]
}

/** Where a judge finds what is to be judged, and to whom it tells what it found. */
export interface JudgesDesk {
  open(): OpenLesson
  take(verdicts: readonly Verdict[]): void
  /** `number`: which of the lesson’s quizzes, from 0, in whichever language. */
  takeTruth(number: number, truth: number): void
}

/** The time by which the cluster lives. */
export interface ClusterClock {
  /** Time that has gone by for the cluster, ms. */
  monotonic(): number
  /** How fast it goes by: 1 is real time, 0: it stands still. */
  readonly setting: ReadonlySignal<{ readonly rate: number }>
}

/** What a judge sees of the page. */
export interface JudgesView {
  readonly time: ClusterClock
  readonly inspector: Inspector
  readonly batches: Batches
  readonly brokers: ReadonlySignal<readonly BrokerProcess[]>
  /** Nothing is judged while another tab has the cluster. */
  readonly ownership: ReadonlySignal<OwnershipState>
  /** Resolves when nodes have told all that has happened in them. */
  heard(): Promise<void>
}

/** Judges the open lesson's goals and predictions by what is the case in the cluster. */
export class LessonJudge {
  private fetching: FetchingReader | undefined
  private nextLook: ReturnType<typeof setTimeout> | undefined
  /** The picture of the cluster in which a quiz had no answer yet, though it was to be answered. */
  private readonly undecided = new Map<Quiz, ClusterState>()
  private judging = false
  private again = false
  /** The last judgement that was begun. */
  private judgement: Promise<void> = Promise.resolve()

  constructor(
    private readonly view: JudgesView,
    private readonly past: Past,
    private readonly desk: JudgesDesk,
  ) {}

  /** Looks at everything once more; what happens meanwhile is looked at when this is done. */
  look(): void {
    const { inspector, ownership } = this.view
    // Before the cluster has been seen once, what is absent is not known to be absent.
    if (ownership.peek() !== 'owner' || inspector.state.peek() === EMPTY_STATE) return
    this.again = true
    if (this.judging) return
    this.judging = true
    this.judgement = this.judgeAll()
  }

  /** Resolves when all was judged by a picture of the cluster that is newer than now: what comes next may undo what a goal asks for. */
  async anew(): Promise<void> {
    await this.newPicture()
    this.look()
    await this.judgement
  }

  private async judgeAll(): Promise<void> {
    try {
      await JUDGING.loading()
      while (this.again) await this.judgeOnce()
      this.lookAgainWhenDue()
    } finally {
      // At once: a look that came between the last judgement and this would be lost.
      this.judging = false
    }
  }

  private async judgeOnce(): Promise<void> {
    this.again = false
    const { begun, lesson, met } = this.desk.open()
    let verdicts = await this.verdicts(lesson)
    if (verdicts.some((verdict, i) => verdict.met && !met.includes(i))) {
      await this.newPicture()
      verdicts = await this.verdicts(lesson)
    }
    if (begun !== this.desk.open().begun) return
    this.desk.take(verdicts)
    for (const [number, quiz] of this.desk.open().quizzes.entries()) {
      const truth = await this.truth(quiz)
      if (truth >= 0 && begun === this.desk.open().begun) this.desk.takeTruth(number, truth)
    }
  }

  private lookAgainWhenDue(): void {
    const due = this.past.takeDue()
    if (due === undefined) return
    this.lookAgainAt(this.view.time.monotonic() + due)
  }

  /** The learner may stop the clock meanwhile, make it run faster, or let a time go by at once. */
  private lookAgainAt(at: number): void {
    const { time } = this.view
    const left = at - time.monotonic()
    const wait = left > 0 ? Math.min(Math.ceil(left / time.setting.peek().rate), CLOCK_SEEN_EVERY_MS) : 0
    clearTimeout(this.nextLook)
    this.nextLook = setTimeout(() => (time.monotonic() < at ? this.lookAgainAt(at) : this.look()), wait)
  }

  /**
   * What happened may be newer than the picture in which `after` holds, so the truth is that of the next one; unless the
   * learner has gone on by then, and it holds no longer. −1: it is not to be told, or told already.
   */
  private async truth({ quiz, answer, truth }: QuizState): Promise<number> {
    const before = this.evidence()
    if (answer === undefined || truth !== undefined || !(await JUDGING.now.judge(quiz.after, before)).met) return -1
    if (this.undecided.get(quiz) === before.state) return -1
    await this.newPicture()
    const next = this.evidence()
    this.undecided.set(quiz, next.state)
    return truthOf(quiz, (await JUDGING.now.judge(quiz.after, next)).met ? next : before)
  }

  /**
   * What happened may be newer than the picture of the cluster: before a goal is met it is taken again. And what led to the
   * picture may not have been told yet.
   */
  private async newPicture(): Promise<void> {
    await this.view.inspector.now().catch(() => {})
    await this.view.heard()
  }

  private verdicts(lesson: Lesson): Promise<Verdict[]> {
    const evidence = this.evidence()
    return Promise.all(lesson.goals.map(({ check }) => JUDGING.now.judge(check, evidence)))
  }

  private evidence(): Evidence {
    const { inspector, batches, brokers } = this.view
    const nodesIn = (...states: BrokerState[]) =>
      new Set(brokers.peek().flatMap(({ nodeId, state }) => (states.includes(state) ? [nodeId] : [])))
    this.fetching ??= JUDGING.now.FetchingReader.of(inspector, batches, this.past)
    return {
      state: inspector.state.peek(),
      past: this.past,
      reader: this.fetching,
      running: nodesIn('running', 'paused'),
      changing: nodesIn('starting', 'stopping'),
      say: JUDGING.now.SAYINGS[language.peek()],
    }
  }
}

/** The right number, or the number of the right option; −1: it is not known yet. */
async function truthOf(quiz: Quiz, evidence: Evidence): Promise<number> {
  if (quiz.kind === 'number') return JUDGING.now.ask(quiz.answer, evidence)
  for (const [i, { when }] of quiz.options.entries()) if ((await JUDGING.now.judge(when, evidence)).met) return i
  return -1
}
