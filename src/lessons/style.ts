import type { Lesson, Place, Problem, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'

/** Longest paragraph, in words of English or in Chinese characters: more is a wall. */
const MOST_WORDS = 110
const MOST_CHARACTERS = 220
/** Most commands between two questions. */
const MOST_COMMANDS = 12

/** What of a lesson would run and yet teach badly (`../shared/LESSONS.md`, "mistakes that published courses make"). */
export function styleProblems({ lesson, source = '' }: ReadLesson): Problem[] {
  const text = new LessonText(source)
  return RULES.flatMap((rule) => rule(lesson, text)).map((finding) => ({ file: lesson.file, ...finding }))
}

interface Finding extends Place {
  readonly message: string
}

const RULES: readonly ((lesson: Lesson, text: LessonText) => readonly Finding[])[] = [
  tooFewHints,
  tellingHints,
  walls,
  noPrediction,
  noQuestion,
  noClose,
]

function tooFewHints({ hints, goals }: Lesson, text: LessonText): Finding[] {
  const [first] = goals
  if (hints.length >= 2 || !first) return []
  const message = 'a lesson has at least two hints: the first turns the head, the second shows the way'
  return [{ ...text.start(hints.length > 0 ? text.hint(0) : first.line), message }]
}

/** A hint that is a step of the solution word for word gives the answer away. */
function tellingHints({ hints, solution }: Lesson, text: LessonText): Finding[] {
  const plain = hints.map(textOf)
  return solution.flatMap((step) => {
    if (step.kind !== 'command' || step.command.length < 30) return []
    const at = plain.findIndex((hint) => hint.includes(step.command))
    if (at < 0) return []
    const message = `hint ${at + 1} gives this step of the solution away`
    return [{ ...text.words(step.command, text.hint(at)), message }]
  })
}

function walls({ blocks }: Lesson, text: LessonText): Finding[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'prose') return []
    const paragraphs = block.html.split(/<\/?(?:p|li|h\d|td|th)[^>]*>/).map(textOf)
    return paragraphs
      .filter(isWall)
      .map((wall) => ({ ...text.words(wall, block.line), message: `a wall of text: ${wall.trim().slice(0, 40)} …` }))
  })
}

function isWall(text: string): boolean {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return characters > MOST_CHARACTERS || (characters === 0 && text.split(/\s+/).length > MOST_WORDS)
}

function noPrediction({ blocks, goals }: Lesson, text: LessonText): Finding[] {
  const [first] = goals
  return first && !blocks.some(({ kind }) => kind === 'quiz')
    ? [{ ...text.start(first.line), message: 'nothing is predicted: a lesson asks before it shows (```quiz)' }]
    : []
}

/** Told of the first command that is too many. */
function noQuestion({ blocks }: Lesson, text: LessonText): Finding[] {
  const findings: Finding[] = []
  let commands = 0
  for (const block of blocks) {
    if (block.kind === 'quiz') commands = 0
    if (block.kind !== 'commands') continue
    const line = block.line + MOST_COMMANDS - commands + 1
    commands += block.code.split('\n').length
    if (commands <= MOST_COMMANDS) continue
    findings.push({ ...text.start(line), message: `more than ${MOST_COMMANDS} commands without a question` })
    commands = 0
  }
  return findings
}

const CLOSE = /^(What you saw|What you (have )?built|你看到了什么|你看到的|你做出了什么)/

const NO_CLOSE = 'the last heading of a lesson is "What you saw" (zh: 你看到了什么)'

function noClose({ headings, goals }: Lesson, text: LessonText): Finding[] {
  const last = headings.at(-1)
  const [first] = goals
  if (!last) return first ? [{ ...text.start(first.line), message: `${NO_CLOSE}: there is none` }] : []
  const { line, column } = last
  return CLOSE.test(last.text) ? [] : [{ line, column, message: NO_CLOSE }]
}

/** A text of HTML without its tags. */
export function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
