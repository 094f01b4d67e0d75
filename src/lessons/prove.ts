import type { Language } from '../session/settings.ts'
import { cellProblems } from './cell-lint.ts'
import { courseProblems } from './course-style.ts'
import { Headless, type Ran } from './headless.ts'
import type { Goal, Lesson, Quiz, ReadLesson, Step } from './lesson.ts'
import type { Library } from './library.ts'
import { problemsAmong } from './lint-among.ts'
import { commandProblems } from './lint-lesson.ts'
import { sharedTopics } from './own-topics.ts'
import { byPlace, placed } from './placed.ts'
import { nameOf, ProofFaults } from './proof-faults.ts'
import { ask } from './query.ts'
import { lateQuizzes } from './quiz-order.ts'
import { styleProblems, textOf } from './style.ts'
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
  /** Hears of each step, with its place, before it is taken: it may never end. */
  readonly begins?: (step: string) => void
}

/** Everything that must hold of a lesson, one after the other. */
export async function* proveLesson(
  library: Library<ReadLesson>,
  id: string,
  { oneStepIn = 1, begins = () => {} }: Thoroughness = {},
): AsyncGenerator<Proof> {
  const [first = 'en', second] = LANGUAGES.filter((language) => library.has(id, language))
  const read = library.of(id, first)
  const translated = second && library.of(id, second)
  const written = [...missingFaults(library, id), ...(await writingFaults(library, id, first))]
  yield { name: `${id}: written well`, faults: written }
  if (translated) yield { name: `${id}: in Chinese`, faults: await translationFaults(library, id, read.lesson) }
  const cells = [read, ...(translated ? [translated] : [])].map(({ lesson }) => cellProblems(lesson))
  yield { name: `${id}: cells compile`, faults: (await Promise.all(cells)).flat().map(placed) }
  if (read.problems.length > 0) return
  yield* proveRuns(id, { read, begins }, oneStepIn)
  // A run more for each such lesson: `npm test`, which takes samples, has no time for it.
  if (oneStepIn === 1 && translated) yield* proveTranslated(id, read.lesson, { read: translated, begins })
}

/** The other is a translation of the first, where there are both. */
const LANGUAGES = ['en', 'zh'] as const

/** The page's own lessons are in both. */
function missingFaults(library: Library<ReadLesson>, id: string): string[] {
  const { key, languages = key === '' ? LANGUAGES : [] } = library.course
  return languages.filter((language) => !library.has(id, language)).map((language) => `${language}/${id}.md is missing`)
}

/** What would go wrong for a learner, or read badly. */
async function writingFaults(library: Library<ReadLesson>, id: string, language: Language): Promise<string[]> {
  const read = library.of(id, language)
  const all = [
    ...read.problems,
    ...(await commandProblems(read)),
    ...styleProblems(read),
    ...problemsAmong(library, id, language),
    ...sharedTopics(library, id, read),
    ...(library.course.key === '' ? courseProblems(read) : []),
  ]
  return all.sort(byPlace).map(placed)
}

async function translationFaults(library: Library<ReadLesson>, id: string, original: Lesson): Promise<string[]> {
  const { lesson } = library.of(id, 'zh')
  if (!isCopy(original, lesson)) return writingFaults(library, id, 'zh')
  return [placed({ file: lesson.file, line: 1, column: 1, message: 'the lesson is not translated' })]
}

/** What the solution runs, cells included. */
function codeOf({ blocks, solution }: Lesson): string {
  const cells = blocks.flatMap((block) => (block.kind === 'cell' ? [block.code] : []))
  return JSON.stringify([cells, solution.map(nameOf)])
}

/** A lesson that is run, and who hears of its steps. */
interface Subject {
  readonly read: ReadLesson
  readonly begins: (step: string) => void
}

/** The solution in Chinese, where it is not the same one. */
async function* proveTranslated(id: string, original: Lesson, subject: Subject): AsyncGenerator<Proof> {
  const { lesson, problems } = subject.read
  if (problems.length > 0 || codeOf(lesson) === codeOf(original)) return
  const faults = faultsOf(subject, await attempt(subject, lesson.solution, 1))
  yield { name: `${id}: the Chinese solution meets them`, faults }
}

/** The runs: nothing done, the solution twice, and, where it meets the goals, the solution without each of its steps. */
async function* proveRuns(id: string, subject: Subject, oneStepIn: number): AsyncGenerator<Proof> {
  const { solution } = subject.read.lesson
  yield { name: `${id}: goals are open at the start`, faults: await startFaults(subject) }
  const first = await attempt(subject, solution, 1)
  yield { name: `${id}: the solution meets them`, faults: faultsOf(subject, first) }
  yield {
    name: `${id}: predictions come before what answers them`,
    faults: lateQuizzes(subject.read, first.answered),
  }
  yield { name: `${id}: and a second time`, faults: faultsOf(subject, await attempt(subject, solution, 2)) }
  if (first.unmet.length > 0) return
  const patience = (number: number) => Math.min(PATIENCE_MS, 5000 + 2 * (first.waited.get(number) ?? PATIENCE_MS))
  for (const [i, step] of solution.entries()) {
    if (step.kind === 'goal' || (i + id.length) % oneStepIn > 0) continue
    yield { name: `${id}: step ${i + 1} is needed`, faults: await omissionFaults(subject, step, patience) }
  }
}

async function startFaults(subject: Subject): Promise<string[]> {
  const { unmet } = await attempt(subject, [], 1)
  const say = new ProofFaults(subject.read)
  const met = subject.read.lesson.goals.filter(({ html }) => !unmet.some((goal) => goal.html === html))
  return met.map((goal) => say.goal(goal, 'met before anything was done'))
}

function faultsOf({ read }: Subject, { unmet, faults, unjudged }: Attempt): string[] {
  const say = new ProofFaults(read)
  return [
    ...faults,
    ...unmet.map((goal) => say.goal(goal, 'not met', ` (now: ${goal.now})`)),
    ...unjudged.map(({ quiz, message, more }) => say.quiz(quiz, message, more)),
  ]
}

/** With one step left out, a goal is waited for little longer than it takes with it. */
async function omissionFaults(subject: Subject, omitted: Step, patience: (goal: number) => number): Promise<string[]> {
  const steps = subject.read.lesson.solution.filter((step) => step !== omitted)
  const { unmet } = await attempt(subject, steps, 1, patience)
  if (unmet.length > 0) return []
  return [new ProofFaults(subject.read).step(omitted, `every goal is met without it: ${nameOf(omitted)}`)]
}

type OpenGoal = Goal & { readonly now: string }

interface Attempt {
  readonly unmet: readonly OpenGoal[]
  /** Steps that ended badly. */
  readonly faults: readonly string[]
  readonly unjudged: readonly UnjudgedQuiz[]
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
  { read, begins }: Subject,
  steps: Lesson['solution'],
  seed: number,
  patience = (_goal: number) => PATIENCE_MS,
): Promise<Attempt> {
  const { lesson } = read
  const say = new ProofFaults(read)
  const unheard = new Unheard()
  const cluster = await Headless.start(seed, lesson.start, lesson.faults)
  const faults: string[] = []
  const waited = new Map<number, number>()
  const answered = new Map<Quiz, Step>()
  let done: Step | undefined
  let open = lesson.goals.map((goal): OpenGoal => ({ ...goal, now: '' }))
  let unjudged = lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [unjudgedYet(block.quiz)] : []))
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
    if (step.kind !== 'goal') begins(say.step(step, nameOf(step)))
    const ended = await doStep(cluster, lesson, step)
    await look()
    faults.push(...[...ended, ...unheard.take()].map((fault) => say.step(step, fault)))
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
    faults.push(say.step(step, `not met within ${limit / 1000} s: ${textOf(missing.html)}`))
    break
  }
  await cluster.stop()
  unheard.stop()
  return { unmet: open, faults, unjudged, answered, waited }
}

async function stillOpen(cluster: Headless, goals: readonly OpenGoal[]): Promise<OpenGoal[]> {
  const open: OpenGoal[] = []
  for (const goal of goals) {
    const { met, now } = await cluster.judge(goal.check)
    if (!met) open.push({ ...goal, now })
  }
  return open
}

/** Why the cluster cannot judge a prediction: what is said before its question, and behind it. */
interface UnjudgedQuiz {
  readonly quiz: Quiz
  readonly message: string
  readonly more: string
}

const unjudgedYet = (quiz: Quiz): UnjudgedQuiz => ({ quiz, message: '', more: '' })

async function stillUnjudged(cluster: Headless, quizzes: readonly UnjudgedQuiz[]): Promise<UnjudgedQuiz[]> {
  const unjudged: UnjudgedQuiz[] = []
  for (const { quiz } of quizzes) {
    const fault = await quizFault(cluster, quiz)
    if (fault) unjudged.push({ quiz, ...fault })
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

type QuizFault = Omit<UnjudgedQuiz, 'quiz'>

/** Why the cluster cannot judge the prediction yet; undefined when it can. */
async function quizFault(cluster: Headless, quiz: Quiz): Promise<QuizFault | undefined> {
  const { met, now } = await cluster.judge(quiz.after)
  if (!met) return { message: 'never judged', more: ` (now: ${now})` }
  if (quiz.kind === 'number') {
    const answer = await cluster.settle(ask(quiz.answer, cluster.evidence()))
    return answer >= 0 ? undefined : { message: 'the cluster has no answer', more: '' }
  }
  const right: string[] = []
  for (const option of quiz.options) if ((await cluster.judge(option.when)).met) right.push(textOf(option.html))
  return right.length === 1
    ? undefined
    : { message: `${right.length} options are right`, more: ` ${right.join(' | ')}` }
}
