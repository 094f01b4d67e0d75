import type { Block, Lesson, Problem } from './lesson.ts'

/** What of a lesson is not as in the English original: parts that are missing or were left in English. */
export function compareTranslation(original: Lesson, translated: Lesson): Problem[] {
  const problems: Problem[] = []
  const fault = (message: string, { line, column } = { line: 1, column: 1 }) =>
    problems.push({ file: translated.file, line, column, message })
  if (translated.title === original.title) fault('the title is not translated')
  if (translated.headings.length !== original.headings.length) {
    fault(`${original.headings.length} headings in ${original.file}, ${translated.headings.length} here`)
  }
  for (const heading of translated.headings) {
    if (original.headings.some(({ text }) => text === heading.text)) {
      fault(`the heading is not translated: ${heading.text}`, heading)
    }
  }
  for (const [what, of] of PARTS) {
    if (JSON.stringify(of(original)) !== JSON.stringify(of(translated))) fault(`${what} differ from ${original.file}`)
  }
  return problems
}

/** What must be the same in every language. */
const PARTS: readonly (readonly [string, (lesson: Lesson) => unknown])[] = [
  ['checks', ({ goals }) => goals.map(({ check }) => check)],
  ['the number of hints', ({ hints }) => hints.length],
  ['the steps of the solution', ({ solution }) => solution.map(commandOf)],
  ['blocks', ({ blocks }) => blocks.filter(({ kind }) => kind !== 'prose').map(outline)],
  ['faults', ({ faults }) => faults],
  ['minutes', ({ minutes }) => minutes],
  ['what is taught (number)', ({ teaches }) => teaches.length],
]

/** A step without the texts in it: the words of events may be translated. */
function commandOf({ line: _, ...step }: Lesson['solution'][number]): unknown {
  return step.kind === 'command' ? withoutTexts(step.command) : step
}

function withoutTexts(code: string): string {
  return code.replace(/'[^']*'|"[^"]*"/g, "''")
}

function outline(block: Block): unknown {
  if (block.kind === 'commands') return [block.kind, withoutTexts(block.code), block.beside]
  if (block.kind === 'input') return [block.kind, block.to, block.code.split('\n').length]
  if (block.kind === 'cell') return [block.kind, block.name]
  if (block.kind === 'quiz') {
    const { quiz } = block
    return [quiz.kind, quiz.after, quiz.kind === 'number' ? quiz.answer : quiz.options.map(({ when }) => when)]
  }
  return block.kind
}
