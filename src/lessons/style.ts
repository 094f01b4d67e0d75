import type { Lesson, Problem } from './lesson.ts'

/** Longest paragraph, in words of English or in Chinese characters: more is a wall. */
const MOST_WORDS = 110
const MOST_CHARACTERS = 220
/** Most commands between two questions. */
const MOST_COMMANDS = 12

/** What of a lesson would run and yet teach badly (`../shared/LESSONS.md`, "mistakes that published courses make"). */
export function styleProblems(lesson: Lesson): Problem[] {
  const at = (line: number, message: string): Problem => ({ file: lesson.file, line, column: 1, message })
  return [...RULES.flatMap((rule) => rule(lesson).map(({ line, message }) => at(line, message)))]
}

interface Finding {
  readonly line: number
  readonly message: string
}

const RULES: readonly ((lesson: Lesson) => readonly Finding[])[] = [
  tooFewHints,
  tellingHints,
  walls,
  noPrediction,
  noQuestion,
  noClose,
]

function tooFewHints({ hints, goals }: Lesson): Finding[] {
  const [first] = goals
  return hints.length < 2 && first
    ? [
        {
          line: first.line,
          message: 'a lesson has at least two hints: the first turns the head, the second shows the way',
        },
      ]
    : []
}

/** A hint that is a step of the solution word for word gives the answer away. */
function tellingHints({ hints, solution }: Lesson): Finding[] {
  const plain = hints.map(textOf)
  return solution.flatMap((step) => {
    if (step.kind !== 'command' || step.command.length < 30) return []
    const at = plain.findIndex((hint) => hint.includes(step.command))
    return at < 0 ? [] : [{ line: step.line, message: `hint ${at + 1} gives this step of the solution away` }]
  })
}

function walls({ blocks }: Lesson): Finding[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'prose') return []
    const paragraphs = block.html.split(/<\/?(?:p|li|h\d|td|th)[^>]*>/).map(textOf)
    return paragraphs.flatMap((text) =>
      isWall(text) ? [{ line: block.line, message: `a wall of text: ${text.trim().slice(0, 40)} …` }] : [],
    )
  })
}

function isWall(text: string): boolean {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return characters > MOST_CHARACTERS || (characters === 0 && text.split(/\s+/).length > MOST_WORDS)
}

function noPrediction({ blocks, goals }: Lesson): Finding[] {
  const [first] = goals
  return first && !blocks.some(({ kind }) => kind === 'quiz')
    ? [{ line: first.line, message: 'nothing is predicted: a lesson asks before it shows (```quiz)' }]
    : []
}

function noQuestion({ blocks }: Lesson): Finding[] {
  const findings: Finding[] = []
  let commands = 0
  for (const block of blocks) {
    if (block.kind === 'quiz') commands = 0
    if (block.kind === 'commands') commands += block.code.split('\n').length
    if (commands <= MOST_COMMANDS) continue
    findings.push({ line: block.line, message: `more than ${MOST_COMMANDS} commands without a question` })
    commands = 0
  }
  return findings
}

const CLOSE = /^(What you saw|What you (have )?built|你看到了什么|你看到的|你做出了什么)/

function noClose({ headings, goals }: Lesson): Finding[] {
  const last = headings.at(-1)
  if (!last || CLOSE.test(last.text)) return []
  return [
    { line: goals[0]?.line ?? last.line, message: 'the last heading of a lesson is "What you saw" (zh: 你看到了什么)' },
  ]
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
