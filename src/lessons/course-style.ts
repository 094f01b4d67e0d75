/** What the lessons that ship with the page hold to beyond {@link styleProblems}: a close that names its sources and leads on, and one typography. */
import type { Lesson, Place, Problem, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { textOf } from './style.ts'

/** What is not as in the rest of the course. */
export function courseProblems({ lesson, source = '' }: ReadLesson): Problem[] {
  const { line, column } = lesson.headings.at(-1) ?? { line: 1, column: 1 }
  const close = closeFaults(lesson).map((message) => ({ line, column, message }))
  return [...close, ...typeFaults(lesson, new LessonText(source))].map((fault) => ({ file: lesson.file, ...fault }))
}

const SETTING_OR_KIP = /KIP-\d+|<code>[a-z]+(?:\.[a-z]+)+(?:=[^<]*)?<\/code>/

function closeFaults({ blocks }: Lesson): string[] {
  const prose = blocks.flatMap((block) => (block.kind === 'prose' ? [block.html] : [])).join('\n')
  const close = prose.slice(prose.lastIndexOf('<h2'))
  return [
    ...(SETTING_OR_KIP.test(close) ? [] : ['the close names a config or a KIP behind what was seen']),
    ...(/<a href="#\//.test(close) ? [] : ['the close leads on to another lesson']),
  ]
}

/** Texts in prose, questions and hints, with the line where they begin. */
function texts({ blocks, goals, hints }: Lesson, source: LessonText): { line: number; text: string }[] {
  const ofBlock = blocks.flatMap((block) => {
    if (block.kind === 'prose') return [{ line: block.line, html: block.html }]
    if (block.kind !== 'quiz') return []
    const { quiz } = block
    const options = quiz.kind === 'choice' ? quiz.options.map(({ html }) => html) : []
    return [quiz.question, quiz.why, ...options].map((html) => ({ line: block.line, html }))
  })
  const all = [...ofBlock, ...goals, ...hints.map((html, i) => ({ line: source.hint(i), html }))]
  return all.map(({ line, html }) => ({ line, text: textOf(html.replace(/<code>.*?<\/code>|<pre>.*?<\/pre>/gs, '¤')) }))
}

const HAN = '\\p{Script=Han}'
/** What is set otherwise than in the rest of the course, in texts with code taken out. */
const TYPE: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/['"]/, 'quotation marks and apostrophes are curly: “ ” ’'],
  [new RegExp(`${HAN}[,;:?!]|[,;:?!]${HAN}`, 'u'), 'Chinese has its own punctuation: ，；：？！'],
  [
    new RegExp(`${HAN}[A-Za-z0-9¤]|[A-Za-z0-9¤]${HAN}`, 'u'),
    'a space stands between Chinese and Latin letters, digits or code',
  ],
]

function typeFaults(lesson: Lesson, source: LessonText): (Place & { message: string })[] {
  return texts(lesson, source).flatMap(({ line, text }) =>
    TYPE.flatMap(([pattern, message]) => {
      const found = pattern.exec(text)
      if (!found) return []
      const end = found.index + found[0].length
      return [{ ...placeOf(text.slice(0, end), source, line), message: `${message} (${around(text, found.index)})` }]
    }),
  )
}

/** Where the last character of a text stands, of which the end alone is looked for: code in it is a sign, and is not broken by marks. */
function placeOf(text: string, source: LessonText, from: number): Place {
  const end = text.slice(-SEEN_BEFORE)
  const literal = [...end].map((char) => LITERAL.find(([sign]) => sign.test(char))?.[1](char) ?? char)
  const last = literal.pop() ?? ''
  return source.find(new RegExp(`(?<=${literal.join('')})${last}`, 'u'), from) ?? source.words(text, from)
}

/** So many characters before a fault tell which one it is. */
const SEEN_BEFORE = 12
const LITERAL: readonly (readonly [RegExp, (char: string) => string])[] = [
  [/\s/, () => '\\s+'],
  [/¤/, () => '`[^`]*`'],
  [/[\\^$.*+?()[\]{}|/]/, (char) => `\\${char}`],
]

const around = (text: string, at: number) => text.slice(Math.max(0, at - 12), at + 12).replace(/\s+/g, ' ')
