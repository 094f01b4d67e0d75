import { programOf, wordsIn } from './called.ts'
import type { Check } from './check.ts'
import { leaves } from './check-leaves.ts'
import { matches } from './evidence.ts'
import type { OpenLesson } from './judges-desk.ts'
import type { Lesson } from './lesson.ts'
import type { PastProgram } from './past.ts'

/** Whether calls of the program count for the lesson; of one without goals, or that is being written, it is not known. */
export function asksFor(
  { lesson, isDraft = false }: Pick<OpenLesson, 'lesson' | 'isDraft'>,
  { args }: PastProgram,
): boolean {
  const called = programOf(args)
  return isDraft || lesson.goals.length === 0 || programsIn(lesson).some((program) => matches(called, program))
}

/** Kept, since it is asked after each program. */
const found = new WeakMap<Lesson, readonly string[]>()

/** The programs that the lesson's checks name. */
function programsIn(lesson: Lesson): readonly string[] {
  const known = found.get(lesson)
  if (known) return known
  const named = checksIn(lesson).flatMap(leaves).flatMap(programIn)
  const programs = [...new Set(named)]
  found.set(lesson, programs)
  return programs
}

function programIn(leaf: Check): string[] {
  return 'command' in leaf ? [programOf(wordsIn(leaf.command))] : []
}

/** The checks of goals and predictions. */
function checksIn({ goals, blocks }: Lesson): Check[] {
  const quizzes = blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  const asked = quizzes.flatMap((quiz) => [
    quiz.after,
    ...(quiz.kind === 'choice' ? quiz.options.map(({ when }) => when) : []),
  ])
  return [...goals.map(({ check }) => check), ...asked]
}
