import type { Check } from '../../src/lessons/check.ts'
import type { Verdict } from '../../src/lessons/evidence.ts'
import type { Ran } from '../../src/lessons/headless.ts'
import type { Goal, Lesson, Quiz } from '../../src/lessons/lesson.ts'
import type { Query } from '../../src/lessons/query.ts'
import { askable } from './lesson-askable.ts'
import { type Act, scriptOf } from './lesson-script.ts'

/** A cluster with a shell and a judge: ours, or Apache Kafka's. */
export interface Stage {
  run(line: string): Promise<Ran>
  runCell(code: string): Promise<void>
  judge(check: Check): Promise<Verdict>
  ask(query: Query): Promise<number>
  /** Lets time go by. */
  pass(ms: number): Promise<void>
  stop(): Promise<void>
}

/** What became of a lesson on a stage. */
export interface Played {
  readonly acts: readonly Acted[]
  /** Of each goal that the stage can judge: what is missing; empty when it was met. */
  readonly goals: readonly { readonly text: string; readonly missing: string }[]
  /** Of each prediction: the right answer; undefined where it was never judged. */
  readonly answers: readonly { readonly question: string; readonly answer: string | undefined }[]
}

export interface Acted extends Ran {
  readonly line: number
  readonly what: string
}

/** How long a goal is waited for, and how often one looks, ms. */
const PATIENCE_MS = 75_000
const LOOK_MS = 500

/** Does what a lesson does; goals and predictions are judged as they come true. */
export async function play(lesson: Lesson, stage: Stage): Promise<Played> {
  const judged = new Judged(lesson, stage)
  const acts: Acted[] = []
  for (const act of scriptOf(lesson)) {
    if (act.kind === 'goal') await judged.waitFor(act.number)
    else acts.push({ line: act.line, what: nameOf(act), ...(await perform(lesson, stage, act)) })
    await judged.look()
  }
  await judged.waitForAll()
  return { acts, goals: judged.goals(), answers: judged.answers() }
}

const nameOf = (act: Exclude<Act, { kind: 'goal' }>) => (act.kind === 'cell' ? `@run ${act.name}` : act.command)

async function perform(lesson: Lesson, stage: Stage, act: Exclude<Act, { kind: 'goal' }>): Promise<Ran> {
  if (act.kind !== 'cell') return stage.run(act.command)
  const cell = lesson.blocks.find((block) => block.kind === 'cell' && block.name === act.name)
  try {
    if (cell?.kind === 'cell') await stage.runCell(cell.code)
    return { stdout: '', stderr: '', status: 0 }
  } catch (error) {
    return { stdout: '', stderr: String((error as Error).stack), status: 1 }
  }
}

/** Goals and predictions of a lesson, as far as a stage can judge them. */
class Judged {
  private readonly open: (Goal & { now: string })[]
  private readonly met = new Set<Goal>()
  private readonly said = new Map<Quiz, string>()
  private readonly quizzes: readonly Quiz[]

  constructor(
    private readonly lesson: Lesson,
    private readonly stage: Stage,
  ) {
    this.open = lesson.goals.flatMap((goal) => {
      const check = askable(goal.check)
      return check ? [{ ...goal, check, now: 'never looked at' }] : []
    })
    this.quizzes = lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  }

  async look(): Promise<void> {
    for (const goal of this.open) {
      if (this.met.has(goal)) continue
      const { met, now } = await this.stage.judge(goal.check)
      goal.now = now
      if (met) this.met.add(goal)
    }
    for (const quiz of this.quizzes) if (!this.said.has(quiz)) await this.answer(quiz)
  }

  /** A goal that cannot be judged here gets a few seconds. */
  async waitFor(number: number): Promise<void> {
    const { html } = this.lesson.goals[number - 1] ?? {}
    const goal = this.open.find((one) => one.html === html)
    const whole =
      goal !== undefined && JSON.stringify(goal.check) === JSON.stringify(this.lesson.goals[number - 1]?.check)
    await this.wait(() => goal !== undefined && this.met.has(goal), PATIENCE_MS)
    if (!whole) await this.stage.pass(UNTOLD_MS)
  }

  async waitForAll(): Promise<void> {
    await this.wait(
      () => this.open.every((goal) => this.met.has(goal)) && this.said.size === this.quizzes.length,
      LAST_MS,
    )
  }

  goals(): Played['goals'] {
    return this.open.map((goal) => ({ text: textOf(goal.html), missing: this.met.has(goal) ? '' : goal.now }))
  }

  answers(): Played['answers'] {
    return this.quizzes.map((quiz) => ({ question: textOf(quiz.question), answer: this.said.get(quiz) }))
  }

  private async wait(until: () => boolean, patience: number): Promise<void> {
    for (let spent = 0; !until() && spent < patience; spent += LOOK_MS) {
      await this.stage.pass(LOOK_MS)
      await this.look()
    }
  }

  private async answer(quiz: Quiz): Promise<void> {
    const after = askable(quiz.after)
    if (!after || !(await this.stage.judge(after)).met) return
    const said = quiz.kind === 'number' ? String(await this.stage.ask(quiz.answer)) : await this.chosen(quiz.options)
    if (said !== undefined) this.said.set(quiz, said)
  }

  private async chosen(
    options: readonly { readonly html: string; readonly when: Check }[],
  ): Promise<string | undefined> {
    const right: string[] = []
    for (const { html, when } of options) {
      if (JSON.stringify(askable(when)) !== JSON.stringify(when)) return undefined
      if ((await this.stage.judge(when)).met) right.push(textOf(html))
    }
    return right.join(' | ')
  }
}

/** What is waited for goals that only our brokers tell of, and at the end, ms. */
const UNTOLD_MS = 8000
const LAST_MS = 10_000

const textOf = (html: string) => html.replace(/<[^>]*>/g, '').trim()
