/** What whoever judges the open lesson sees, and whom it tells. */
import type { ReadonlySignal } from '@preact/signals'
import type { Inspector } from '../cluster/inspector.ts'
import type { OwnershipState } from '../cluster/ownership.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Batches } from '../log-view/batch-source.ts'
import type { Verdict } from './evidence.ts'
import type { Lesson, Quiz } from './lesson.ts'

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
  /** It is being written: what its next goal asks for is not known. */
  readonly isDraft?: boolean
  /** Goals that are met, from 0: they stay so. */
  readonly met: readonly number[]
  readonly quizzes: readonly QuizState[]
}

/** Where a judge finds what is to be judged, and to whom it tells what it found. */
export interface JudgesDesk {
  open(): OpenLesson
  /** By the goals’ numbers, from 0; of those that are met already there is none. */
  take(verdicts: ReadonlyMap<number, Verdict>): void
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
