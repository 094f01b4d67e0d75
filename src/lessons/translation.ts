import type { Block, Lesson, Problem } from './lesson.ts'
import { textOf } from './style.ts'

/** Whether it is the same text: a language that a pack must have and that nobody has written. */
export function isCopy(original: Lesson, translated: Lesson): boolean {
  return JSON.stringify({ ...translated, file: '' }) === JSON.stringify({ ...original, file: '' })
}

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
    if (isEnglish(heading.text) || original.headings.some(({ text }) => text === heading.text)) {
      fault(`the heading is not translated: ${heading.text}`, heading)
    }
  }
  for (const { line, what, html } of textsOf(translated)) {
    if (isEnglish(html)) fault(`${what} translated: ${textOf(html).trim().slice(0, 60)}`, { line, column: 1 })
  }
  for (const [what, of] of PARTS) {
    if (JSON.stringify(of(original)) !== JSON.stringify(of(translated))) fault(`${what} differ from ${original.file}`)
  }
  return problems
}

interface Text {
  readonly line: number
  /** What is said of it when it is not Chinese. */
  readonly what: string
  readonly html: string
}

/** What a learner reads besides headings. */
function textsOf({ blocks, goals, hints }: Lesson): Text[] {
  const ofBlocks = blocks.flatMap((block) => htmlsOf(block).map((html) => ({ line: block.line, html })))
  return [
    ...[...ofBlocks, ...goals].map(({ line, html }) => ({ line, what: 'not', html })),
    ...hints.map((html, i) => ({ line: 1, what: `hint ${i + 1} is not`, html })),
  ]
}

function htmlsOf(block: Block): string[] {
  if (block.kind === 'prose') return block.html.replace(/<h\d.*?<\/h\d>/gs, '').split(/<\/?(?:p|li|td|th)[^>]*>/)
  if (block.kind !== 'quiz') return []
  const { quiz } = block
  return [quiz.question, quiz.why, ...(quiz.kind === 'choice' ? quiz.options.map(({ html }) => html) : [])]
}

/** Whether the text has words, and none of them Chinese; code, names and units are not translated. */
function isEnglish(html: string): boolean {
  const text = textOf(html.replace(/<(code|pre)>.*?<\/\1>|`[^`]*`/gs, ''))
  return !/\p{Script=Han}/u.test(text) && /(?<![\w.-])[a-z]{2,}(?![\w.-]\w)/.test(text)
}

/** What must be the same in every language. */
const PARTS: readonly (readonly [string, (lesson: Lesson) => unknown])[] = [
  ['checks', ({ goals }) => goals.map(({ check }) => check)],
  ['the number of hints', ({ hints }) => hints.length],
  ['the steps of the solution', ({ solution }) => solution.map(commandOf)],
  ['blocks', ({ blocks }) => blocks.filter(({ kind }) => kind !== 'prose').map(outline)],
  ['nodes and topics at the start', ({ start }) => start],
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
