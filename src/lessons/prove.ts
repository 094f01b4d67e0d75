import type { Language } from '../session/settings.ts'
import { commandFaults } from './command-lint.ts'
import { commandWorld } from './command-world.ts'
import { courseProblems } from './course-style.ts'
import { Headless, type Ran } from './headless.ts'
import { cellFault } from './headless-cell.ts'
import type { Goal, Lesson, Quiz, ReadLesson, Step } from './lesson.ts'
import type { Library } from './library.ts'
import { problemsAmong } from './lint-among.ts'
import { sharedTopics } from './own-topics.ts'
import { placed } from './placed.ts'
import { ask } from './query.ts'
import { lateQuizzes } from './quiz-order.ts'
import { styleProblems } from './style.ts'
import { isCopy } from './translation.ts'
import { Unheard } from './unheard.ts'

/** One thing that was proved of a lesson, or could not be. */
export interface Proof {
  readonly name: string
  readonly faults: readonly string[]
}

/** How much is proved. */
export interface Thoroughness {
  /** Of so many steps one is left out to see that it is needed: 1 is all of them; each costs a run. */
  readonly oneStepIn?: number
}

/** Everything that must hold of a lesson, one after the other. */
export async function* proveLesson(
  library: Library<ReadLesson>,
  id: string,
  { oneStepIn = 1 }: Thoroughness = {},
): AsyncGenerator<Proof> {
  const [first = 'en', second] = LANGUAGES.filter((language) => library.has(id, language))
  const read = library.of(id, first)
  const { lesson, problems } = read
  const translated = second && library.of(id, second)
  const written = [...missingFaults(library, id), ...(await writingFaults(library, id, first))]
  yield { name: `${id}: written well`, faults: written }
  if (translated) yield { name: `${id}: in Chinese`, faults: await translationFaults(library, id, lesson) }
  const cells = [lesson, ...(translated ? [translated.lesson] : [])].map(cellFaults)
  yield { name: `${id}: cells compile`, faults: (await Promise.all(cells)).flat() }
  if (problems.length > 0) return
  yield* proveRuns(id, read, oneStepIn)
  // A run more for each such lesson: `npm test`, which takes samples, has no time for it.
  if (oneStepIn === 1 && translated) yield* proveTranslated(id, lesson, translated)
}

/** The other is a translation of the first, where there are both. */
const LANGUAGES = ['en', 'zh'] as const

/** The page's own lessons are in both. */
function missingFaults(library: Library<ReadLesson>, id: string): string[] {
  const { key, languages = key === '' ? LANGUAGES : [] } = library.course
  return languages.filter((language) => !library.has(id, language)).map((language) => `${language}/${id}.md is missing`)
}

const WORLD = commandWorld()

/** What would go wrong for a learner, or read badly. */
async function writingFaults(library: Library<ReadLesson>, id: string, language: Language): Promise<string[]> {
  const read = library.of(id, language)
  const { lesson, problems } = read
  const commands = await commandFaults(read, WORLD)
  const all = [
    ...problems,
    ...commands.map((fault) => ({ file: lesson.file, ...fault })),
    ...styleProblems(read),
    ...problemsAmong(library, id, language),
    ...sharedTopics(library, id, read),
    ...(library.course.key === '' ? courseProblems(read) : []),
  ]
  return all.map(placed)
}

async function translationFaults(library: Library<ReadLesson>, id: string, original: Lesson): Promise<string[]> {
  const { lesson } = library.of(id, 'zh')
  if (!isCopy(original, lesson)) return writingFaults(library, id, 'zh')
  return [placed({ file: lesson.file, line: 1, column: 1, message: 'the lesson is not translated' })]
}

async function cellFaults({ file, blocks }: Lesson): Promise<string[]> {
  const faults: string[] = []
  for (const block of blocks) {
    if (block.kind !== 'cell') continue
    const fault = await cellFault(block.code)
    if (fault) faults.push(`${file}: cell ${block.name}: ${fault}`)
  }
  return faults
}

/** What the solution runs, cells included. */
function codeOf({ blocks, solution }: Lesson): string {
  const cells = blocks.flatMap((block) => (block.kind === 'cell' ? [block.code] : []))
  return JSON.stringify([cells, solution.map(nameOf)])
}

/** The solution in Chinese, where it is not the same one. */
async function* proveTranslated(id: string, original: Lesson, { lesson, problems }: ReadLesson): AsyncGenerator<Proof> {
  if (problems.length > 0 || codeOf(lesson) === codeOf(original)) return
  const faults = faultsOf(await attempt(lesson, lesson.solution, 1))
  yield { name: `${id}: the Chinese solution meets them`, faults }
}

/** The runs: nothing done, the solution twice, and the solution without each of its steps. */
async function* proveRuns(id: string, read: ReadLesson, oneStepIn: number): AsyncGenerator<Proof> {
  const { lesson } = read
  yield { name: `${id}: goals are open at the start`, faults: await startFaults(lesson) }
  const first = await attempt(lesson, lesson.solution, 1)
  yield { name: `${id}: the solution meets them`, faults: faultsOf(first) }
  yield { name: `${id}: predictions come before what answers them`, faults: lateQuizzes(read, first.answered) }
  yield { name: `${id}: and a second time`, faults: faultsOf(await attempt(lesson, lesson.solution, 2)) }
  const patience = (number: number) => Math.min(PATIENCE_MS, 5000 + 2 * (first.waited.get(number) ?? PATIENCE_MS))
  for (const [i, { kind }] of lesson.solution.entries()) {
    if (kind === 'goal' || (i + id.length) % oneStepIn > 0) continue
    yield { name: `${id}: step ${i + 1} is needed`, faults: await omissionFaults(lesson, i, patience) }
  }
}

async function startFaults(lesson: Lesson): Promise<string[]> {
  const { unmet } = await attempt(lesson, [], 1)
  return lesson.goals.flatMap((goal) =>
    unmet.some(({ html }) => html === goal.html) ? [] : [`met before anything was done: ${goal.html}`],
  )
}

function faultsOf({ unmet, faults, quizFaults }: Attempt): string[] {
  return [...faults, ...unmet.map(({ html, now }) => `not met: ${html} (now: ${now})`), ...quizFaults]
}

/** With one step left out, a goal is waited for little longer than it takes with it. */
async function omissionFaults(lesson: Lesson, omitted: number, patience: (goal: number) => number): Promise<string[]> {
  const steps = lesson.solution.filter((_, i) => i !== omitted)
  const { unmet } = await attempt(lesson, steps, 1, patience)
  const step = lesson.solution[omitted]
  return unmet.length > 0 || !step ? [] : [`every goal is met without it: ${nameOf(step)}`]
}

type OpenGoal = Goal & { readonly now: string }

interface Attempt {
  readonly unmet: readonly OpenGoal[]
  /** Steps that ended badly. */
  readonly faults: readonly string[]
  readonly quizFaults: readonly string[]
  /** After which step the cluster could judge each prediction. */
  readonly answered: ReadonlyMap<Quiz, Step>
  /** How long each goal that a step waits for took, by number, virtual ms. */
  readonly waited: ReadonlyMap<number, number>
}

/** How long a step of the solution waits for a goal, and how often it looks, virtual ms. */
const PATIENCE_MS = 60_000
const LOOK_MS = 500
/** What comes so long after a step can be predicted after it, virtual ms. */
const MEANWHILE_MS = 20_000

/** Does the steps in a fresh cluster; a goal that was met after some step stays met, as in the page. */
async function attempt(
  lesson: Lesson,
  steps: Lesson['solution'],
  seed: number,
  patience = (_goal: number) => PATIENCE_MS,
): Promise<Attempt> {
  const unheard = new Unheard()
  const cluster = await Headless.start(seed, lesson.start, lesson.faults)
  const faults: string[] = []
  const waited = new Map<number, number>()
  const answered = new Map<Quiz, Step>()
  let done: Step | undefined
  let open = lesson.goals.map((goal): OpenGoal => ({ ...goal, now: '' }))
  let unjudged = lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [{ quiz: block.quiz, fault: '' }] : []))
  const notMet = (step: Step) => {
    const html = step.kind === 'goal' ? lesson.goals[step.number - 1]?.html : undefined
    return open.find((goal) => goal.html === html)
  }
  const look = async () => {
    open = await stillOpen(cluster, open)
    const before = unjudged
    unjudged = await stillUnjudged(cluster, before)
    const judged = before.filter(({ quiz }) => !unjudged.some((one) => one.quiz === quiz))
    for (const { quiz } of judged) if (done) answered.set(quiz, done)
  }
  await look()
  for (const step of steps) {
    if (step.kind !== 'goal') done = step
    faults.push(...(await doStep(cluster, lesson, step)))
    await look()
    faults.push(...unheard.take())
    if (step.kind !== 'goal') continue
    const limit = patience(step.number)
    let spent = 0
    for (; notMet(step) && spent < limit; spent += LOOK_MS) {
      if (spent >= MEANWHILE_MS) done = undefined
      await cluster.pass(LOOK_MS)
      await look()
    }
    waited.set(step.number, spent)
    const missing = notMet(step)
    if (!missing) continue
    faults.push(`not met within ${limit / 1000} s: ${missing.html}`)
    break
  }
  await cluster.stop()
  unheard.stop()
  return { unmet: open, faults, quizFaults: unjudged.map(({ fault }) => fault), answered, waited }
}

async function stillOpen(cluster: Headless, goals: readonly OpenGoal[]): Promise<OpenGoal[]> {
  const open: OpenGoal[] = []
  for (const goal of goals) {
    const { met, now } = await cluster.judge(goal.check)
    if (!met) open.push({ ...goal, now })
  }
  return open
}

interface UnjudgedQuiz {
  readonly quiz: Quiz
  readonly fault: string
}

async function stillUnjudged(cluster: Headless, quizzes: readonly UnjudgedQuiz[]): Promise<UnjudgedQuiz[]> {
  const unjudged: UnjudgedQuiz[] = []
  for (const { quiz } of quizzes) {
    const fault = await quizFault(cluster, quiz)
    if (fault !== undefined) unjudged.push({ quiz, fault })
  }
  return unjudged
}

async function doStep(cluster: Headless, lesson: Lesson, step: Step): Promise<string[]> {
  try {
    if (step.kind === 'command') return statusFaults(step.command, await cluster.run(step.command))
    if (step.kind === 'goal') return []
    const cell = lesson.blocks.find((block) => block.kind === 'cell' && block.name === step.name)
    if (cell?.kind === 'cell') await cluster.runCell(cell.code)
    return []
  } catch (error) {
    return [`${(error as Error).message}: ${nameOf(step)}`]
  }
}

function statusFaults(line: string, { status, stderr }: Ran): string[] {
  return status === 0 ? [] : [`ended with status ${status}: ${line}\n${stderr}`]
}

function nameOf(step: Step): string {
  if (step.kind === 'goal') return `@goal ${step.number}`
  return step.kind === 'command' ? step.command : `@run ${step.name}`
}

/** Why the cluster cannot judge the prediction yet; undefined when it can. */
async function quizFault(cluster: Headless, quiz: Quiz): Promise<string | undefined> {
  const { met, now } = await cluster.judge(quiz.after)
  if (!met) return `never judged: ${quiz.question} (now: ${now})`
  if (quiz.kind === 'number') {
    const answer = await cluster.settle(ask(quiz.answer, cluster.evidence()))
    return answer >= 0 ? undefined : `the cluster has no answer: ${quiz.question}`
  }
  const right: string[] = []
  for (const option of quiz.options) if ((await cluster.judge(option.when)).met) right.push(option.html)
  return right.length === 1 ? undefined : `${right.length} options are right: ${quiz.question} ${right.join(' | ')}`
}
