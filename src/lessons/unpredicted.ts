import type { Quiz } from './lesson.ts'
import type { LessonSession } from './lesson-session.ts'

/** The open lesson's predictions that the learner has not made; `number`: which of the lesson's, from 0. */
export function unpredicted(session: Pick<LessonSession, 'open' | 'quiz'>): { number: number; quiz: Quiz }[] {
  const { blocks } = session.open.value.lesson
  return blocks
    .flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
    .map((quiz, number) => ({ number, quiz }))
    .filter(({ quiz }) => session.quiz(quiz).answer === undefined)
}
