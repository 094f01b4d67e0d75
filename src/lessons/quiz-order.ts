import type { Block, Lesson, Quiz, ReadLesson, Step } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { placed } from './placed.ts'
import { textOf } from './style.ts'

/** Predictions that stand after what answers them: nobody predicts what has been seen. `answered`: by which step each was. */
export function lateQuizzes(
  { lesson, source = '' }: Pick<ReadLesson, 'lesson' | 'source'>,
  answered: ReadonlyMap<Quiz, Step>,
): string[] {
  const { file, blocks } = lesson
  const text = new LessonText(source)
  return blocks.flatMap((block) => {
    if (block.kind !== 'quiz') return []
    const step = answered.get(block.quiz)
    if (!step || !standsBefore(lesson, step, block.line)) return []
    const name = step.kind === 'cell' ? `cell ${step.name}` : step.kind === 'command' ? step.command : ''
    const place = text.words(textOf(block.quiz.question), block.line)
    return [placed({ file, ...place, message: `this prediction comes after what answers it: ${name}` })]
  })
}

/** Whether the text has the step before the line, and not again behind it. What is done once more than the text has it is told in words. */
function standsBefore({ blocks, solution }: Lesson, step: Step, line: number): boolean {
  const places = blocks.filter((block) => isPlaceOf(block, step)).map((block) => block.line)
  const before = solution.slice(0, solution.indexOf(step)).filter((one) => nameOf(one) === nameOf(step)).length
  return before < places.length && places.every((place) => place < line)
}

const nameOf = ({ line: _, ...step }: Step) => JSON.stringify(step)

function isPlaceOf(block: Block, step: Step): boolean {
  if (step.kind === 'cell') return block.kind === 'cell' && block.name === step.name
  return step.kind === 'command' && block.kind === 'commands' && step.command.includes(block.code.trim())
}
