import type { Goal, Lesson, Quiz } from './lesson.ts'
import type { Asked, LessonProgress, Progress } from './progress.ts'

/** What a lesson asks for: whatever it is asked in, in words of any language, and whatever else stands before it. */
export function askedOf({ goals, blocks }: Pick<Lesson, 'goals' | 'blocks'>): Asked {
  const quizzes = blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  return { goals: named(goals.map(({ check }: Goal) => check)), quizzes: named(quizzes.map(truthOf)) }
}

function truthOf(quiz: Quiz): unknown {
  return [quiz.after, quiz.kind === 'number' ? quiz.answer : quiz.options.map(({ when }) => when)]
}

/** A short name for each; of several that are the same each has its own. */
function named(all: readonly unknown[]): string[] {
  const texts = all.map((one) => JSON.stringify(one))
  return texts.map((text, i) => hashed(`${text}${texts.slice(0, i).filter((other) => other === text).length}`))
}

/** FNV-1a, 32 bits. */
function hashed(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}

/**
 * Progress by the numbers that goals and predictions have now. What is not asked for any more has the numbers after them. Progress
 * of an earlier page, which tells numbers alone, is taken by these.
 */
export function renumbered(progress: LessonProgress, asked: Asked): LessonProgress {
  const { asked: before = asked, met, predictions } = progress
  const quizzesDone = Object.entries(predictions).map(([number, told]) => [Number(number), told] as const)
  const goals = withGone(asked.goals, before.goals, met)
  const quizzes = withGone(
    asked.quizzes,
    before.quizzes,
    quizzesDone.map(([number]) => number),
  )
  return {
    ...progress,
    asked: { goals, quizzes },
    met: met.flatMap((number) => numberIn(goals, before.goals[number])),
    predictions: Object.fromEntries(
      quizzesDone.flatMap(([number, told]) => numberIn(quizzes, before.quizzes[number]).map((now) => [now, told])),
    ),
  }
}

function withGone(now: readonly string[], before: readonly string[], done: readonly number[]): readonly string[] {
  const gone = done.flatMap((number) => before[number] ?? []).filter((one) => !now.includes(one))
  return [...now, ...new Set(gone)]
}

function numberIn(all: readonly string[], one: string | undefined): number[] {
  return one === undefined ? [] : [all.indexOf(one)]
}

/** What was done in the lesson is told by the numbers of now; of a lesson that is not there nothing is known. */
export function recount(progress: Progress, key: string, lesson: Lesson): void {
  const asked = askedOf(lesson)
  const done = progress.everything()[key]
  if (done && asked.goals.length > 0 && !isNamedBy(done, asked)) progress.change(key, renumbered(done, asked))
}

function isNamedBy({ asked: before }: LessonProgress, { goals, quizzes }: Asked): boolean {
  const beginsWith = (all: readonly string[], first: readonly string[]) => first.every((one, i) => one === all[i])
  return before !== undefined && beginsWith(before.goals, goals) && beginsWith(before.quizzes, quizzes)
}
