import { differenceOf, said } from './difference.ts'
import type { Block, Lesson, Place, Problem, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { byPlace } from './placed.ts'
import { nameOf } from './proof-faults.ts'
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
  for (const part of PARTS) {
    const found = partFault(part, original, translated)
    if (found) fault(found.message, text.start(found.line))
  }
  for (const { name, of, say } of FIELDS) {
    const [ours, theirs] = [of(translated), of(original)]
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) fault(say(ours, theirs, original.file), text.field(name))
  }
  const [hints, wantedHints] = [translated.hints.length, original.hints.length]
  if (hints !== wantedHints)
    fault(
      `${hints} ${hints === 1 ? 'hint' : 'hints'} here, ${wantedHints} in ${original.file}`,
      text.start(text.hint(hints - 1)),
    )
  return problems.sort(byPlace)
}

const NOWHERE: Place = { line: 1, column: 1 }

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

/** One of the things of which a lesson in every language has the same: what is compared, and what it is called. */
interface Item {
  readonly line: number
  readonly name: string
  /** Those of one kind are compared field by field. */
  readonly kind: string
  readonly is: unknown
}

interface Part {
  readonly one: (number: number) => string
  readonly of: (lesson: Lesson) => readonly Item[]
}

const PARTS: readonly Part[] = [
  {
    one: (number) => `goal ${number}`,
    of: ({ goals }) =>
      goals.map(({ line, html, check }) => ({ line, name: `“${textOf(html)}”`, kind: 'goal', is: check })),
  },
  {
    one: (number) => `step ${number} of the solution`,
    of: ({ solution }) =>
      solution.map((step) => ({
        line: step.line,
        name: nameOf(step),
        kind: step.kind,
        is: withoutTexts(nameOf(step)),
      })),
  },
  {
    one: (number) => `block ${number}`,
    of: ({ blocks }) => blocks.flatMap((block) => (block.kind === 'prose' ? [] : [outline(block)])),
  },
]

/** The first item that is another; of those behind it nothing can be said. */
function partFault(
  { one, of }: Part,
  original: Lesson,
  translated: Lesson,
): { line: number; message: string } | undefined {
  const [ours, theirs] = [of(translated), of(original)]
  const longest = Math.max(ours.length, theirs.length)
  const at = Array.from({ length: longest }, (_, i) => isOther(ours[i], theirs[i])).indexOf(true)
  if (at < 0) return undefined
  const [here, there] = [ours[at], theirs[at]]
  const line = here?.line ?? ours.at(-1)?.line ?? 1
  const name = one(at + 1)
  if (!here) return { line, message: `${name} of ${original.file} is missing here: ${there?.name}` }
  if (!there) return { line, message: `${name} is not in ${original.file}: ${here.name}` }
  const how = here.kind === there.kind ? differenceOf(here.is, there.is) : `${here.name} here, ${there.name} there`
  return { line, message: `${name} is not as in ${original.file}: ${how}` }
}

function isOther(ours: Item | undefined, theirs: Item | undefined): boolean {
  return ours?.kind !== theirs?.kind || JSON.stringify(ours?.is) !== JSON.stringify(theirs?.is)
}

/** Fields of the front matter that say the same in every language. */
const FIELDS = [
  field('start', ({ start }) => start),
  field('faults', ({ faults }) => faults),
  field('minutes', ({ minutes }) => minutes),
  {
    name: 'teaches',
    of: ({ teaches }: Lesson) => teaches.length,
    say: (ours: unknown, theirs: unknown, file: string) => `teaches has ${ours} words here, ${theirs} in ${file}`,
  },
] as const

function field(name: string, of: (lesson: Lesson) => unknown) {
  const say = (ours: unknown, theirs: unknown, file: string) =>
    `${name}: ${said(ours)} here, ${said(theirs)} in ${file}`
  return { name, of, say }
}

/** The words of events may be translated. */
function withoutTexts(code: string): string {
  return code.replace(/'[^']*'|"[^"]*"/g, "''")
}

/** What of a block is the same in every language. */
function outline(block: Exclude<Block, { kind: 'prose' }>): Item {
  const { line } = block
  const [name, is] = about(block)
  return { line, name, kind: name, is }
}

function about(block: Exclude<Block, { kind: 'prose' }>): readonly [name: string, is: object] {
  if (block.kind === 'commands') return ['commands', { commands: withoutTexts(block.code), beside: block.beside }]
  if (block.kind === 'input') return ['an input', { to: block.to, lines: block.code.split('\n').length }]
  if (block.kind === 'cell') return [`a cell “${block.name}”`, {}]
  if (block.kind === 'sample') return ['a text', {}]
  const { quiz } = block
  const asked = quiz.kind === 'number' ? { answer: quiz.answer } : { when: quiz.options.map(({ when }) => when) }
  return ['a prediction', { kind: quiz.kind, after: quiz.after, ...asked }]
}
