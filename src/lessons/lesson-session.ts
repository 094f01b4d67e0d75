import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals'
import type { Inspector } from '../cluster/inspector.ts'
import { type ClusterPlan, samePlan } from '../cluster/plan.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Batches } from '../log-view/batch-source.ts'
import { shownGroup, shownPartition } from '../session/selection.ts'
import { clusterPlan, type LocalText, lessonId, lessonLanguage } from '../session/settings.ts'
import type { Check } from './check.ts'
import type { Verdict } from './evidence.ts'
import { followPast, type PastSources } from './follow-past.ts'
import type { ClusterClock, QuizState } from './judges-desk.ts'
import { isPastKept } from './kept-lesson.ts'
import type { Quiz, ReadLesson, ShelvedLesson, Step } from './lesson.ts'
import { JUDGING, LessonJudge } from './lesson-judge.ts'
import type { LessonMemory, RememberedCluster } from './lesson-memory.ts'
import { keyIn, type LessonEntry, type Library } from './library.ts'
import { LoadedLessons } from './loaded-lessons.ts'
import { Past } from './past.ts'
import { type LessonProgress, Progress } from './progress.ts'
import { renumbering } from './renumbering.ts'
import { makeTopics, planOf } from './start.ts'

/** What the session needs of the page. */
export interface LessonCluster extends RememberedCluster, PastSources {
  readonly inspector: Inspector
  readonly batches: Batches
  readonly brokers: ReadonlySignal<readonly BrokerProcess[]>
  /** What goals count seconds by. */
  readonly time: ClusterClock
  heard(): Promise<void>
  /** What went wrong with the cluster as a whole, in words for the learner. */
  readonly problem: Signal<string | LocalText | null>
  /** Runs another set of nodes, or starts those of this set that do not run; resolves when they serve. */
  arrange(plan: ClusterPlan): Promise<void>
  /** Sets these faults at a protocol point, in the words of `fault add`, and no others. */
  setFaults(texts: readonly string[]): Promise<void>
  /** The lesson begins with what is there after `prepare`, unless that says false: a reset comes back to it. */
  lessonBegins(prepare: () => Promise<boolean>): Promise<void>
}

/** A goal as the learner sees it. */
export interface GoalState {
  /** Where it stands in the lesson's file. */
  readonly line: number
  readonly html: string
  readonly met: boolean
  /** What it asks for. */
  readonly check: Check
  /** What is the case now, while it is not met. */
  readonly now: string
}

/** The lesson that is open: its goals, judged whenever something has happened, and what the learner did. */
export class LessonSession {
  /** Has a title only until it is loaded. */
  readonly open: ReadonlySignal<ReadLesson>
  readonly progress = new Progress()
  private readonly loaded = new LoadedLessons(this.progress)
  /** The step of the solution that is being shown, from 0; null: none. */
  readonly showing = signal<number | null>(null)
  readonly entry: ReadonlySignal<LessonEntry | undefined>
  /** Ends what {@link showSolution} shows: no step comes after the one that is under way. */
  stopShowing: () => void = () => {}
  /** The nodes that the lesson begins with, while others run; null when they are what runs, or the lesson takes what is there. */
  readonly needs: ReadonlySignal<ClusterPlan | null>
  /** Whether the lesson's nodes are being started. */
  readonly arranging = signal(false)
  /** Counts how often a lesson was chosen, be it the one that is open. */
  readonly chosen = signal(0)
  /** The lesson that is open in a pack. */
  private readonly packLesson = signal('')
  /** What was found of the goals that were not met. */
  private readonly found = signal<ReadonlyMap<number, Verdict>>(new Map())
  private readonly drafts = new Map<string, Signal<string>>()
  private readonly past = new Past(() => this.cluster.time.monotonic())
  /** Counts how often the lesson was begun, or written anew: what was judged of an earlier time is not of this one. */
  private begun = 0
  private readonly judge: LessonJudge
  private memory: LessonMemory | undefined

  /** Lessons of the page's own course, or of a pack. */
  private readonly shelf: Signal<Library<ShelvedLesson>>

  constructor(
    private readonly own: Library<ShelvedLesson>,
    private readonly cluster: LessonCluster,
  ) {
    this.shelf = signal(own)
    const { brokers } = cluster
    this.judge = new LessonJudge(cluster, this.past, {
      open: () => {
        const { met } = this.progressOf(this.id)
        const { lesson } = this.open.peek()
        const quizzes = this.quizzes().map((quiz) => this.quiz(quiz))
        return { begun: this.begun, lesson, isDraft: this.library.course.isDraft === true, met, quizzes }
      },
      take: (verdicts) => this.take(verdicts),
      takeTruth: (number, truth) => this.takeTruth(number, truth),
    })
    this.open = computed(() => this.loaded.of(this.library, this.id, lessonLanguage.value))
    this.entry = computed(() => this.library.entries.find(({ id }) => id === this.id))
    this.needs = computed(() => {
      const { start } = this.open.value.lesson
      const plan = planOf(start)
      return start === 'inherit' || samePlan(plan, clusterPlan.value) ? null : plan
    })
    followPast(cluster, this.past, this.judge)
    effect(() => void this.loaded.load(this.library, this.id, lessonLanguage.value))
    effect(() => {
      if (this.progress.isUnnamed(this.key) && this.open.value.lesson.goals[0]) void this.recount()
    })
    effect(() => {
      void this.open.value
      void brokers.value
      untracked(() => this.judge.look())
    })
  }

  /** The course whose lessons are shown. */
  get library(): Library<ShelvedLesson> {
    return this.shelf.value
  }

  /** Whether the lessons are those that ship with the page. */
  get isOwnCourse(): boolean {
    return this.shelf.value === this.own
  }

  /**
   * Shows the lessons of another course, from the given one on; null: the page's own again. Lessons of the same key that were
   * loaded before are loaded anew.
   */
  use(library: Library<ShelvedLesson> | null, first?: string): void {
    const next = library ?? this.own
    batch(() => {
      this.loaded.forget(next)
      this.shelf.value = next
      const wanted = first !== undefined && next.hasLesson(first) ? first : this.id
      this.go(wanted)
    })
  }

  /** Shows lessons that changed while they are open: what was done in them stays. */
  refresh(library: Library<ShelvedLesson>): void {
    this.begun++
    this.loaded.forget(library)
    this.shelf.value = library
    void this.loaded.load(library, this.id, lessonLanguage.peek())
  }

  /** What the learner has done in a lesson of this course. */
  progressOf(id: string): LessonProgress {
    return this.progress.of(this.keyOf(id))
  }

  /** The open lesson in all that is remembered. */
  get key(): string {
    return this.keyOf(this.id)
  }

  /** The id under which a cell of the open lesson is kept. */
  cellId(name: string): string {
    return `${this.key}/${name}`
  }

  /** A lesson of this course in all that is remembered. */
  keyOf(id: string): string {
    return keyIn(this.library, id)
  }

  /** What was done in the open lesson is told by the numbers that its goals have now. */
  async recount(): Promise<void> {
    const { lesson } = this.open.peek()
    const renumber = await renumbering(this.progress, this.key, lesson)
    if (lesson === this.open.peek().lesson) renumber()
  }

  /** The id of the open lesson; the first one where the stored one is unknown. */
  get id(): string {
    const wanted = this.isOwnCourse ? lessonId.value : this.packLesson.value
    return this.library.hasLesson(wanted) ? wanted : (this.library.entries[0]?.id ?? '')
  }

  /** Resolves when the open lesson is there, with its blocks. */
  async ready(): Promise<ReadLesson> {
    await this.loaded.load(this.library, this.id, lessonLanguage.value)
    return this.open.value
  }

  goals(): readonly GoalState[] {
    const { met } = this.progressOf(this.id)
    return this.open.value.lesson.goals.map(({ line, html, check }, i) => ({
      line,
      html,
      check,
      met: met.includes(i),
      now: this.found.value.get(i)?.now ?? '',
    }))
  }

  /** Resolves when a goal of the open lesson is met, or another lesson is opened. */
  goalMet(number: number): Promise<void> {
    const { key } = this
    return new Promise((resolve) => {
      const stop = effect(() => {
        if (this.key === key && !this.progress.of(key).met.includes(number)) return
        resolve()
        queueMicrotask(() => stop())
      })
    })
  }

  quiz(quiz: Quiz): QuizState {
    const told = this.progressOf(this.id).predictions[this.quizzes().indexOf(quiz)]
    return { quiz, answer: told?.answer, truth: told?.truth }
  }

  /** Opens a lesson; false when there is none of this id. */
  go(id: string): boolean {
    if (!this.library.hasLesson(id)) return false
    this.stopShowing()
    this.leave()
    this.chosen.value++
    this.found.value = new Map()
    shownPartition.value = null
    shownGroup.value = null
    if (this.isOwnCourse) lessonId.value = id
    else this.packLesson.value = id
    void this.begin()
    return true
  }

  /** The open lesson begins: with its faults and topics, unless it needs other nodes than those that run. */
  begin(): Promise<void> {
    return this.start(this.mayBegin())
  }

  /** The page was opened anew: a lesson in which something was done goes on, and what it began with is not known any more. */
  async goOn(): Promise<void> {
    if (this.isUntouched) return this.begin()
    const { key, hasMarks } = this
    const mayBegin = this.mayBegin()
    await this.cluster.lessonBegins(async () => {
      if (!(await mayBegin()) || (await this.remember(key, 'as it was'))) return false
      // What was done was done in another cluster.
      await (hasMarks ? this.bringFaults() : this.bringAbout())
      return !hasMarks
    })
  }

  /** Brings the cluster to what the lesson begins with: its nodes run, its topics are there. Disks are kept. */
  arrange(): Promise<void> {
    return this.start(async () => true)
  }

  /** Whether, in its turn, the lesson that is open now is open still, and its nodes run. */
  private mayBegin(): () => Promise<boolean> {
    const { key } = this
    return async () => {
      await this.ready()
      return this.key === key && this.needs.value === null && this.open.peek().unfetched === undefined
    }
  }

  /** What the cluster begins with is what a reset comes back to; what was done in the lesson before comes on top. */
  private async start(mayBegin: () => Promise<boolean>): Promise<void> {
    const { key } = this
    const how = this.isUntouched ? 'anew' : 'as it was'
    let hasBegun = false
    await this.cluster.lessonBegins(async () => {
      hasBegun = await mayBegin()
      if (hasBegun) await this.bringAbout()
      return hasBegun
    })
    if (hasBegun) await this.remember(key, how)
  }

  /** From now on what happens in the lesson outlives the page, if it is open still. Gives whether it goes on as it was. */
  private async remember(lesson: string, how: 'anew' | 'as it was'): Promise<boolean> {
    const { LessonMemory } = await JUDGING.get()
    this.memory ??= new LessonMemory(this.cluster, this.past)
    if (lesson !== this.key) return false
    if (how === 'anew') this.memory.begin(lesson)
    const isKnown = how === 'as it was' && (await this.memory.recall(lesson))
    this.judge.look()
    return isKnown
  }

  /** Another lesson comes, or another tab has the cluster, where what happens is told: what is being judged is not taken. */
  leave(): void {
    this.memory?.save()
    this.memory?.leave()
    this.begun++
    this.past.begin()
  }

  /** Sets the faults of the lesson, in the place of those that are set. */
  private async bringFaults(): Promise<void> {
    await this.ready()
    await this.cluster.setFaults(this.open.peek().lesson.faults)
  }

  private async bringAbout(): Promise<void> {
    const { start } = this.open.peek().lesson
    await this.bringFaults()
    if (start === 'inherit' || this.arranging.peek()) return
    this.arranging.value = true
    this.past.begin()
    try {
      await this.cluster.arrange(planOf(start))
      await makeTopics(await this.cluster.inspector.client(), start)
    } catch (error) {
      this.tell(error)
    } finally {
      this.arranging.value = false
    }
    this.past.broughtAbout()
    this.cluster.inspector.poke()
  }

  /** What is typed into the field of a prediction, in whichever language. */
  draft(quiz: Quiz): Signal<string> {
    const key = `${this.key} ${this.quizzes().indexOf(quiz)}`
    const draft = this.drafts.get(key) ?? signal('')
    this.drafts.set(key, draft)
    return draft
  }

  /** The learner's prediction; once given it stands. */
  predict(quiz: Quiz, answer: number): void {
    const { predictions } = this.progressOf(this.id)
    const number = this.quizzes().indexOf(quiz)
    if (number < 0 || predictions[number]) return
    this.progress.change(this.key, { predictions: { ...predictions, [number]: { answer } } })
    this.judge.look()
  }

  showHint(): void {
    const shown = Math.min(this.progressOf(this.id).hintsShown + 1, this.open.value.lesson.hints.length)
    this.progress.change(this.key, { hintsShown: shown })
  }

  /** Types the solution, step by step, each after the one before has ended, until it is stopped. */
  async showSolution(run: (step: Step) => Promise<void>): Promise<void> {
    const { key } = this
    const { playSolution } = await import('./play-solution.ts')
    if (key !== this.key) return
    await playSolution(this, (step) => run(step).then(() => this.judge.anew())).catch((error) => this.tell(error))
  }

  /** Remembers what has happened in this lesson; what it gives puts that back. */
  keepPast(): () => void {
    const { key } = this
    const putBack = this.past.keep()
    return () => {
      if (this.key === key) putBack()
    }
  }

  /** Nothing has been done in the open lesson. */
  get isUntouched(): boolean {
    return !this.hasMarks && !isPastKept(this.key)
  }

  private get hasMarks(): boolean {
    const { met, predictions, hintsShown } = this.progressOf(this.id)
    return met.length > 0 || hintsShown > 0 || Object.keys(predictions).length > 0
  }

  /** Forgets goals, hints and predictions of a lesson, and what happened in it. */
  forget(lesson = this.key): void {
    this.progress.forget(lesson)
    this.memory?.forget(lesson)
    if (lesson !== this.key) return
    this.past.begin()
    this.begun++
    this.judge.look()
  }

  /** Tells the learner why something could not be done. */
  private tell(error: unknown): void {
    this.cluster.problem.value = error instanceof Error ? error.message : String(error)
  }

  private quizzes(): readonly Quiz[] {
    return this.open.value.lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  }

  /** What the judge found. */
  private take(verdicts: ReadonlyMap<number, Verdict>): void {
    this.found.value = verdicts
    const { met: before } = this.progressOf(this.id)
    const met = new Set([...before, ...[...verdicts].flatMap(([i, verdict]) => (verdict.met ? [i] : []))])
    if (met.size > before.length) this.progress.change(this.key, { met: [...met] })
  }

  private takeTruth(number: number, truth: number): void {
    const { predictions } = this.progressOf(this.id)
    const told = predictions[number]
    if (told) this.progress.change(this.key, { predictions: { ...predictions, [number]: { ...told, truth } } })
  }
}
