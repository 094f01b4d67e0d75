import type { Check } from './check.ts'
import type { Query } from './query.ts'
import type { LessonStart } from './start.ts'

/** A place in a lesson file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Something wrong in a lesson file, in words for its author. */
export interface Problem extends Place {
  readonly file: string
  readonly message: string
}

/** A lesson as the page shows it and the proof runs it. HTML is made by markdown-it with raw HTML off. */
export interface Lesson {
  readonly file: string
  readonly title: string
  readonly minutes: number
  readonly teaches: readonly string[]
  readonly start: LessonStart
  /** Faults at a protocol point that are set when it begins, in the words of `fault add`. */
  readonly faults: readonly string[]
  readonly blocks: readonly Block[]
  readonly goals: readonly Goal[]
  readonly hints: readonly string[]
  readonly solution: readonly Step[]
  readonly headings: readonly (Place & { readonly text: string })[]
  /** Links to other lessons, as written. */
  readonly links: readonly (Place & { readonly target: string })[]
}

/** A lesson, and what is wrong with its file. */
export interface ReadLesson {
  readonly lesson: Lesson
  readonly problems: readonly Problem[]
  /** The text of its file, where it was read from that: it tells where words stand. */
  readonly source?: string
  /** Why its file could not be fetched, when that is so. */
  readonly unfetched?: string
}

/** What the page knows of a lesson that is not open. */
export interface LessonSummary {
  readonly title: string
  readonly minutes: number
  /** How many there are. */
  readonly goals: number
}

/** A lesson that is loaded when it is opened. */
export interface ShelvedLesson extends LessonSummary {
  load(): Promise<ReadLesson>
}

/** What stands in the text, from top to bottom; with the line of the file where it begins. */
export type Block = { readonly line: number } & BlockContent

export type BlockContent =
  | { readonly kind: 'prose'; readonly html: string }
  /** Commands for the terminal; `beside`: in a second terminal next to the first. */
  | { readonly kind: 'commands'; readonly code: string; readonly beside: boolean }
  /** Lines to type into a command that is running in the terminal; `to` is the short name its tab shows. */
  | { readonly kind: 'input'; readonly code: string; readonly to: string }
  /** Something to look at. */
  | { readonly kind: 'sample'; readonly code: string }
  | { readonly kind: 'cell'; readonly name: string; readonly code: string }
  | { readonly kind: 'quiz'; readonly quiz: Quiz }

/** A goal: true when the cluster or the history says so. */
export interface Goal {
  /** Where its fence begins. */
  readonly line: number
  readonly html: string
  readonly check: Check
}

/** A prediction. The learner answers first; once `after` holds, the running cluster says who was right. */
export type Quiz = {
  readonly question: string
  readonly why: string
  readonly after: Check
} & (
  | { readonly kind: 'number'; readonly answer: Query }
  /** The right option is the one whose check holds. */
  | { readonly kind: 'choice'; readonly options: readonly { readonly html: string; readonly when: Check }[] }
)

/** One step of the solution, with the line of the file where it begins. */
export type Step = { readonly line: number } & StepContent

export type StepContent =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'cell'; readonly name: string }
  /** Waits until the goal of this number, from 1, is met. */
  | { readonly kind: 'goal'; readonly number: number }
