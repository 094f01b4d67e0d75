/** What the lessons that ship with the page hold to beyond {@link styleProblems}: a close that names its sources and leads on, and one typography. */
import type { Lesson, Problem } from './lesson.ts'
import { textOf } from './style.ts'

/** What is not as in the rest of the course. */
export function courseProblems(lesson: Lesson): Problem[] {
  const line = lesson.headings.at(-1)?.line ?? 1
  return [...closeFaults(lesson).map((message) => ({ line, message })), ...typeFaults(lesson)].map((fault) => ({
    file: lesson.file,
    column: 1,
    ...fault,
  }))
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
function texts({ blocks, goals, hints }: Lesson): { line: number; text: string }[] {
  const ofBlock = blocks.flatMap((block) => {
    if (block.kind === 'prose') return [{ line: block.line, html: block.html }]
    if (block.kind !== 'quiz') return []
    const { quiz } = block
    const options = quiz.kind === 'choice' ? quiz.options.map(({ html }) => html) : []
    return [quiz.question, quiz.why, ...options].map((html) => ({ line: block.line, html }))
  })
  const all = [...ofBlock, ...goals, ...hints.map((html) => ({ line: 1, html }))]
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

function typeFaults(lesson: Lesson): { line: number; message: string }[] {
  return texts(lesson).flatMap(({ line, text }) =>
    TYPE.flatMap(([pattern, message]) => {
      const found = pattern.exec(text)
      return found ? [{ line, message: `${message} (${around(text, found.index)})` }] : []
    }),
  )
}

const around = (text: string, at: number) => text.slice(Math.max(0, at - 12), at + 12).replace(/\s+/g, ' ')
