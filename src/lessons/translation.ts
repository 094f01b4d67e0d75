import type { Block, Lesson, Place, Problem, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { textOf } from './style.ts'

/** Whether it is the same text: a language that a pack must have and that nobody has written. */
export function isCopy(original: Lesson, translated: Lesson): boolean {
  return JSON.stringify({ ...translated, file: '' }) === JSON.stringify({ ...original, file: '' })
}

/** What of a lesson is not as in the English original: parts that are missing or were left in English. */
export function compareTranslation(original: Lesson, { lesson: translated, source = '' }: ReadLesson): Problem[] {
  const problems: Problem[] = []
  const text = new LessonText(source)
  const fault = (message: string, { line, column }: Place) =>
    problems.push({ file: translated.file, line, column, message })
  if (translated.title === original.title) fault('the title is not translated', text.field('title'))
  const [wanted, found] = [original.headings, translated.headings]
  if (found.length !== wanted.length)
    fault(`${wanted.length} headings in ${original.file}, ${found.length} here`, found.at(-1) ?? NOWHERE)
  for (const heading of translated.headings) {
    if (isEnglish(heading.text) || original.headings.some(({ text }) => text === heading.text)) {
      fault(`the heading is not translated: ${heading.text}`, heading)
    }
  }
  for (const { line, what, html } of textsOf(translated, text)) {
    if (isEnglish(html))
      fault(`${what} translated: ${textOf(html).trim().slice(0, 60)}`, text.words(textOf(html), line))
  }
  for (const [what, of, at] of PARTS) {
    const [theirs, ours] = [of(original), of(translated)].map((items) => items.map((item) => JSON.stringify(item)))
    const differs = firstDifference(theirs ?? [], ours ?? [])
    if (differs >= 0) fault(`${what} differ from ${original.file}`, at(translated, text, differs))
  }
  return problems
}

const NOWHERE: Place = { line: 1, column: 1 }

/** At which item two lists begin to differ; −1: they do not. */
function firstDifference(a: readonly unknown[], b: readonly unknown[]): number {
  const longest = Math.max(a.length, b.length)
  return Array.from({ length: longest }, (_, i) => a[i] !== b[i]).indexOf(true)
}

interface Text {
  readonly line: number
  /** What is said of it when it is not Chinese. */
  readonly what: string
  readonly html: string
}

/** What a learner reads besides headings. */
function textsOf({ blocks, goals, hints }: Lesson, source: LessonText): Text[] {
  const ofBlocks = blocks.flatMap((block) => htmlsOf(block).map((html) => ({ line: block.line, html })))
  return [
    ...[...ofBlocks, ...goals].map(({ line, html }) => ({ line, what: 'not', html })),
    ...hints.map((html, i) => ({ line: source.hint(i), what: `hint ${i + 1} is not`, html })),
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

/** What a part consists of, and where the item of a number stands. */
type Part = readonly [
  what: string,
  of: (lesson: Lesson) => readonly unknown[],
  at: (lesson: Lesson, text: LessonText, item: number) => Place,
]

/** What must be the same in every language. */
const PARTS: readonly Part[] = [
  ['checks', ({ goals }) => goals.map(({ check }) => check), ({ goals }, text, i) => startOf(goals, text, i)],
  ['the number of hints', ({ hints }) => [hints.length], ({ hints }, text) => text.start(text.hint(hints.length - 1))],
  [
    'the steps of the solution',
    ({ solution }) => solution.map(commandOf),
    ({ solution }, text, i) => startOf(solution, text, i),
  ],
  ['blocks', (lesson) => acted(lesson).map(outline), (lesson, text, i) => startOf(acted(lesson), text, i)],
  inHeader('nodes and topics at the start', 'start', ({ start }) => start),
  inHeader('faults', 'faults', ({ faults }) => faults),
  inHeader('minutes', 'minutes', ({ minutes }) => minutes),
  inHeader('what is taught (number)', 'teaches', ({ teaches }) => teaches.length),
]

/** The line of the item, or of the last one where there are fewer. */
function startOf(items: readonly { readonly line: number }[], text: LessonText, item: number): Place {
  const { line } = items[item] ?? items.at(-1) ?? NOWHERE
  return text.start(line)
}

function inHeader(what: string, field: string, of: (lesson: Lesson) => unknown): Part {
  return [what, (lesson) => [of(lesson)], (_lesson, text) => text.field(field)]
}

function acted({ blocks }: Lesson): readonly Block[] {
  return blocks.filter(({ kind }) => kind !== 'prose')
}

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
