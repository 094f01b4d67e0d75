import MarkdownIt from 'markdown-it'
import { aligned } from './aligned.ts'
import { breakable } from './breakable.ts'
import type { Check } from './check.ts'
import { CHECK } from './check-shape.ts'
import { FaultList } from './fault-list.ts'
import { type Fence, fenceOf } from './fence.ts'
import type { Block, Goal, Lesson, Place, Quiz, ReadLesson, Step, StepContent } from './lesson.ts'
import { endOfLink } from './link-end.ts'
import { type LinksFrom, lessonOf, linked } from './linked.ts'
import { unknown } from './nearest.ts'
import { parseQuery } from './query.ts'
import { quizShape, type RawQuiz } from './quiz-shape.ts'
import { fields, list, type Shape, text } from './shape.ts'
import type { LessonStart } from './start.ts'
import { FAULT, START } from './start-shape.ts'
import { placesOf, pointersIn } from './text-notes.ts'
import { readYaml } from './yaml-source.ts'

const markdown = linked(breakable(aligned(new MarkdownIt({ html: false, linkify: false, typographer: false }))))

type Token = ReturnType<typeof markdown.parse>[number]

/** Longest that a lesson may take. */
const MOST_MINUTES = 240

/** Bounds of a lesson, many times what a long one has: it may be anybody's. */
const MOST_POINTERS = 500
const MOST_FENCES = 300
const MOST_STEPS = 500

const minutes: Shape = (value, path, report) => {
  const isRight = Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_MINUTES
  if (!isRight) report(path, `expected a whole number from 1 to ${MOST_MINUTES}, found ${JSON.stringify(value)}`)
}

const FRONT_MATTER = fields({
  title: { shape: text, required: true },
  minutes: { shape: minutes, required: true },
  teaches: { shape: list(text), required: true },
  start: { shape: START },
  faults: { shape: list(FAULT) },
})

/** Reads a lesson file. Its faults are told, a hundred at once, with the place and, where there is one, the nearest right word. */
export function parseLesson(file: string, source: string): ReadLesson {
  const plain = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const reader = new LessonReader(file, plain)
  const lesson = reader.read()
  return { lesson, problems: reader.faults.all(), source: plain }
}

interface FrontMatter {
  readonly title: string
  readonly minutes: number
  readonly teaches: readonly string[]
  readonly start?: LessonStart
  readonly faults?: readonly string[]
}

/** Behind each fence without an end the text is read anew, and it may be anybody's. */
const MOST_UNCLOSED = 20

/** What a goal asks whose check has a fault: it keeps its number, and cannot be met. */
const NEVER: Check = { not: { all: [] } }

class LessonReader {
  readonly faults: FaultList
  private readonly blocks: Block[] = []
  private readonly goals: Goal[] = []
  private readonly hints: string[] = []
  private readonly solution: Step[] = []
  private readonly headings: Lesson['headings'][number][] = []
  private readonly links: Lesson['links'][number][] = []
  /** Where links stand that have been noted. */
  private readonly linked = new Set<string>()
  private readonly cells = new Set<string>()
  /** By what they ask. */
  private readonly asked = new Map<string, Goal>()
  private pointers = 0
  private fences = 0
  private unclosed = 0
  private solutions = 0
  /** Those with a fault too. */
  private steps = 0

  private readonly lines: readonly string[]
  private readonly at: LinksFrom

  constructor(
    private readonly file: string,
    private readonly source: string,
  ) {
    this.faults = new FaultList(file)
    this.lines = source.split('\n')
    this.at = { from: lessonOf(file) }
  }

  read(): Lesson {
    const { header, body, firstLine } = this.frontMatter()
    this.readBody(body, firstLine)
    this.checkWhole()
    const { blocks, goals, hints, headings, solution } = this
    const links = this.links.sort((a, b) => a.line - b.line || a.column - b.column)
    return { file: this.file, start: 'inherit', faults: [], ...header, blocks, goals, hints, solution, headings, links }
  }

  private problem(line: number, column: number, message: string): void {
    this.faults.add(line, column, message)
  }

  private frontMatter(): { header: FrontMatter; body: string; firstLine: number } {
    const [whole, yaml = ''] = /^---[ \t]*\n([\s\S]*?\n)---[ \t]*(?:\n|$)/.exec(this.source) ?? []
    const none = { title: '', minutes: 0, teaches: [] }
    if (whole === undefined) {
      this.problem(1, 1, 'a lesson begins with front matter between two lines of ---')
      return { header: none, body: this.source, firstLine: 1 }
    }
    const header = readYaml(yaml, FRONT_MATTER, (line, column, message) => this.problem(line + 1, column, message))
    const firstLine = whole.split('\n').length
    return { header: (header as FrontMatter | undefined) ?? none, body: this.source.slice(whole.length), firstLine }
  }

  private readBody(body: string, firstLine: number): void {
    const tokens = markdown.parse(body, {})
    let prose: Token[] = []
    let line = firstLine
    const flush = () => {
      const begin = (prose[0]?.map?.[0] ?? 0) + firstLine
      if (prose.length > 0)
        this.blocks.push({
          line: begin,
          kind: 'prose',
          html: markdown.renderer.render(prose, markdown.options, this.at),
        })
      prose = []
    }
    for (const [i, token] of tokens.entries()) {
      line = token.map ? token.map[0] + firstLine : line
      if (token.type === 'fence') {
        const fence = fenceOf(token, line, this.lines)
        if (token.level > 0)
          this.problem(line, 1, 'a fence of a lesson stands at the left margin, not in a list or quote')
        if (isShown(fence)) flush()
        this.readFence(fence)
        if (fence.open === undefined) continue
        flush()
        if (++this.unclosed > MOST_UNCLOSED) return
        return this.readBody(this.lines.slice(fence.open.end - 1).join('\n'), fence.open.end)
      } else {
        prose.push(token)
        this.look(token, tokens[i + 1], line)
      }
    }
    flush()
  }

  /** Notes headings, links and pictures. */
  private look(token: Token, next: Token | undefined, line: number): void {
    if (token.type === 'heading_open') this.heading(line, next?.content ?? '')
    if (token.type === 'inline') this.note([token], line, line + token.content.split('\n').length - 1)
  }

  private heading(line: number, text: string): void {
    this.headings.push({ line, column: Math.max(0, (this.lines[line - 1] ?? '').indexOf(text)) + 1, text })
  }

  /** Notes what the text points to that stands in these lines. */
  private note(tokens: readonly Token[], first: number, last: number): void {
    const pointers = pointersIn(tokens)
    const lines = pointers.length > 0 ? this.lines.slice(first - 1, last) : []
    for (const { kind, target } of pointers) {
      if (this.isBeyond(++this.pointers, MOST_POINTERS, 'links and pictures', first)) return
      const { line, column } = this.newPlace(placesOf(target, lines, first)) ?? { line: first, column: 1 }
      if (kind === 'link' && endOfLink(target, '') !== 'beside') this.link({ line, column, target })
      if (kind === 'picture' && !target.startsWith('data:'))
        this.problem(line, column, 'this picture does not show: only data:image/… does')
    }
  }

  /** The first of the places at which no link has been noted. */
  private newPlace(places: Iterable<Place>): Place | undefined {
    for (const place of places) if (!this.linked.has(`${place.line}:${place.column}`)) return place
    return undefined
  }

  private link(link: Lesson['links'][number]): void {
    this.linked.add(`${link.line}:${link.column}`)
    this.links.push(link)
  }

  /** Whether there are more than a lesson may have; of the first beyond it is told. */
  private isBeyond(count: number, most: number, what: string, line: number): boolean {
    if (count === most + 1) this.problem(line, 1, `a lesson has at most ${most} ${what}`)
    return count > most
  }

  /** Renders a line of Markdown, without a paragraph around it. It stands somewhere in the fence. */
  private inline(source: string, fence: Fence): string {
    return this.render(markdown.parseInline(source, this.at), fence)
  }

  private render(tokens: Token[], { line, code }: Fence): string {
    this.note(tokens, line + 1, line + code.split('\n').length)
    return markdown.renderer.render(tokens, markdown.options, this.at)
  }

  private readFence(fence: Fence): void {
    if (this.isBeyond(++this.fences, MOST_FENCES, 'fences', fence.line)) return
    const [kind = ''] = fence.words
    const known = Object.hasOwn(FENCES, kind) ? FENCES[kind] : undefined
    if (fence.open) this.problem(fence.line, 1, fence.open.message)
    if (kind === '') this.problem(fence.line, 1, NO_KIND)
    else if (!known) this.problem(fence.line, 4, unknown('fence', kind, Object.keys(FENCES)))
    known?.read.call(this, fence)
    const extra = known && fence.words.slice(known.words)
    if (extra?.[0] !== undefined)
      this.problem(fence.line, this.columnOf(fence, known?.words ?? 0), `nothing is read here: ${extra.join(' ')}`)
  }

  /** Where the n-th word behind the marks of a fence stands. */
  private columnOf({ line, words }: Fence, n: number): number {
    const text = this.lines[line - 1] ?? ''
    return (
      words.slice(0, n + 1).reduce((from, word) => text.indexOf(word, from) + word.length, 0) -
      (words[n]?.length ?? 0) +
      1
    )
  }

  commands({ code, words, line }: Fence): void {
    const [, option] = words
    if (option !== undefined && option !== 'beside') this.problem(line, 7, unknown('option', option, ['beside']))
    this.blocks.push({ line, kind: 'commands', code, beside: option === 'beside' })
  }

  input({ code, words, line }: Fence): void {
    const to = /^to=([\w-]+)$/.exec(words[1] ?? '')?.[1]
    if (!to) this.problem(line, 4, 'an input fence says whose input it is: ```input to=producer')
    this.blocks.push({ line, kind: 'input', code, to: to ?? '' })
  }

  sample({ code, line }: Fence): void {
    this.blocks.push({ line, kind: 'sample', code })
  }

  cell({ code, words, line }: Fence): void {
    const name = /^cell=([\w-]+)$/.exec(words[1] ?? '')?.[1]
    if (!name) this.problem(line, 4, 'a cell needs a name: ```ts cell=producer')
    else if (this.cells.has(name)) this.problem(line, 7, `there is a cell ${name} already`)
    this.cells.add(name ?? '')
    this.blocks.push({ line, kind: 'cell', name: name ?? '', code })
  }

  quiz(fence: Fence): void {
    const read = this.yaml(fence, quizShape) as RawQuiz | undefined
    if (!read) return
    const inline = (source: string) => this.inline(source, fence)
    const common = { question: inline(read.question), why: inline(read.why), after: read.after }
    const quiz: Quiz =
      read.kind === 'number'
        ? { ...common, kind: 'number', answer: parseQuery(read.answer) as { name: string; args: readonly string[] } }
        : {
            ...common,
            kind: 'choice',
            options: read.options.map(({ text, when }) => ({ html: inline(text), when })),
          }
    this.blocks.push({ line: fence.line, kind: 'quiz', quiz })
  }

  check(fence: Fence): void {
    const goal = /^#\s*(\S.*)/.exec(fence.code)?.[1]
    if (!goal) this.problem(fence.line + 1, 1, 'the first line of a check is its goal: # `orders` exists')
    const html = this.inline(goal ?? '', { ...fence, code: goal ?? '' })
    const same = this.asked.get(html)
    if (goal && same)
      this.problem(
        fence.line + 1,
        fence.code.indexOf(goal) + 1,
        `there is a goal in these words already, at line ${same.line}`,
      )
    const check = this.yaml(fence, CHECK) as Check | undefined
    const asked: Goal = { line: fence.line, html, check: check ?? NEVER }
    this.goals.push(asked)
    if (!same) this.asked.set(html, asked)
  }

  hint(fence: Fence): void {
    if (fence.code.trim() === '') this.problem(fence.line, 1, 'this hint is empty')
    this.hints.push(this.render(markdown.parse(fence.code, this.at), fence))
  }

  readSolution({ code, line }: Fence): void {
    if (this.solutions++ > 0) this.problem(line, 1, 'a lesson has one solution')
    let started = 0
    let text = ''
    for (const [i, one] of code.split('\n').entries()) {
      if (text === '') started = line + 1 + i
      text += text === '' ? one : `\n${one}`
      if (one.endsWith('\\')) continue
      if (text.trim() !== '') this.step(text, started)
      text = ''
    }
  }

  private step(text: string, line: number): void {
    if (this.isBeyond(++this.steps, MOST_STEPS, 'steps in its solution', line)) return
    const step = stepOf(text)
    if ('fault' in step) this.problem(line, 1, step.fault)
    else this.solution.push({ line, ...step })
  }

  /** Of a fence without an end nothing more is told: it may hold anything. */
  private yaml({ code, line, open }: Fence, shape: Shape): unknown {
    return readYaml(code, shape, (row, column, message) => open ?? this.problem(line + row, column, message))
  }

  /** What must be there, and what names something else. */
  private checkWhole(): void {
    const end = this.source.split('\n').length
    if (this.goals.length === 0) this.problem(end, 1, 'missing check: a lesson has at least one goal')
    if (this.steps === 0) this.problem(end, 1, 'missing solution')
    if (this.hints.length === 0) this.problem(end, 1, 'missing hint')
    for (const step of this.solution) {
      const { line } = step
      if (step.kind === 'cell' && !this.cells.has(step.name)) {
        this.problem(line, 6, unknown('cell', step.name, [...this.cells]))
      }
      if (step.kind === 'goal' && !this.goals[step.number - 1]) {
        this.problem(line, 7, `there ${this.goals.length === 1 ? 'is 1 goal' : `are ${this.goals.length} goals`}`)
      }
    }
  }
}

function stepOf(line: string): StepContent | { readonly fault: string } {
  const [, word = '', rest = ''] = /^(@\S*)\s*(.*?)\s*$/s.exec(line) ?? []
  const directive = Object.hasOwn(DIRECTIVES, word) ? DIRECTIVES[word] : undefined
  if (directive) return directive(rest)
  return word === '' ? { kind: 'command', command: line } : { fault: unknown('step', word, Object.keys(DIRECTIVES)) }
}

const DIRECTIVES: { readonly [word: string]: (rest: string) => ReturnType<typeof stepOf> } = {
  '@goal': (rest) =>
    /^\d+$/.test(rest)
      ? { kind: 'goal', number: Number(rest) }
      : { fault: 'a goal is waited for by its number: @goal 2' },
  '@run': (rest) =>
    /^\S+$/.test(rest) ? { kind: 'cell', name: rest } : { fault: 'a cell is run by its name: @run producer' },
}

/** How a kind of fence is read, and how many words its first line may have. */
interface FenceKind {
  readonly words: number
  readonly read: (this: LessonReader, fence: Fence) => void
}

const FENCES: { readonly [kind: string]: FenceKind } = {
  sh: { words: 2, read: LessonReader.prototype.commands },
  input: { words: 2, read: LessonReader.prototype.input },
  text: { words: 1, read: LessonReader.prototype.sample },
  ts: { words: 2, read: LessonReader.prototype.cell },
  quiz: { words: 1, read: LessonReader.prototype.quiz },
  check: { words: 1, read: LessonReader.prototype.check },
  hint: { words: 1, read: LessonReader.prototype.hint },
  solution: { words: 1, read: LessonReader.prototype.readSolution },
}

const NO_KIND = `a fence says what it is: ${Object.keys(FENCES)
  .map((kind) => `\`\`\`${kind}`)
  .join(', ')
  .replace(/, ([^,]*)$/, ' or $1')}`

/** Whether the fence stands in the text; the others are the lesson's, not the reader's. */
function isShown({ words: [kind = ''] }: Fence): boolean {
  return !['check', 'hint', 'solution'].includes(kind)
}
