import { batch, computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals'
import type { Inspector } from '../cluster/inspector.ts'
import { type ClusterPlan, samePlan } from '../cluster/plan.ts'
import type { BrokerProcess } from '../cluster/processes.ts'
import type { Batches } from '../log-view/batch-source.ts'
import type { EventLog } from '../session/event-log.ts'
import { shownGroup, shownPartition } from '../session/selection.ts'
import { clusterPlan, type Language, type LocalText, language, lessonId } from '../session/settings.ts'
import type { TerminalClient } from '../terminal/terminal-client.ts'
import type { Check } from './check.ts'
import { leaves } from './check-leaves.ts'
import type { Verdict } from './evidence.ts'
import type { Problem, Quiz, ReadLesson, ShelvedLesson, Step } from './lesson.ts'
import { type ClusterClock, LessonJudge, type QuizState } from './lesson-judge.ts'
import type { LessonEntry, Library } from './library.ts'
import { Past } from './past.ts'
import { type LessonProgress, Progress } from './progress.ts'
import { makeTopics, planOf } from './start.ts'

/** What the session needs of the page. */
export interface LessonCluster {
  readonly inspector: Inspector
  readonly terminal: TerminalClient
  readonly batches: Batches
  readonly brokers: ReadonlySignal<readonly BrokerProcess[]>
  readonly events: EventLog
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
  /** What is the case now. */
  readonly now: string
}

/** The lesson that is open: its goals, judged whenever something has happened, and what the learner did. */
export class LessonSession {
  /** Has a title only until it is loaded. */
  readonly open: ReadonlySignal<ReadLesson>
  private readonly loaded = signal<ReadonlyMap<string, ReadLesson>>(new Map())
  readonly progress = new Progress()
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
  private readonly nows = signal<readonly string[]>([])
  private readonly drafts = new Map<string, Signal<string>>()
  private readonly past = new Past(() => this.cluster.time.monotonic())
  /** Counts how often the lesson was begun: what was judged of an earlier time is not of this one. */
  private begun = 0
  private readonly judge: LessonJudge

  /** Lessons of the page's own course, or of a pack. */
  private readonly shelf: Signal<Library<ShelvedLesson>>

  constructor(
    private readonly own: Library<ShelvedLesson>,
    private readonly cluster: LessonCluster,
  ) {
    this.shelf = signal(own)
    const { inspector, terminal, brokers, events } = cluster
    this.judge = new LessonJudge(cluster, this.past, {
      open: () => {
        const { met } = this.progressOf(this.id)
        const { lesson } = this.open.peek()
        return { begun: this.begun, lesson, met, quizzes: this.quizzes().map((quiz) => this.quiz(quiz)) }
      },
      take: (verdicts) => this.take(verdicts),
      takeTruth: (quiz, truth) => this.takeTruth(quiz, truth),
    })
    this.open = computed(() => this.loaded.value.get(this.keyOf(this.id, language.value)) ?? blank(this.title))
    this.entry = computed(() => this.library.entries.find(({ id }) => id === this.id))
    this.needs = computed(() => {
      const { start } = this.open.value.lesson
      const plan = planOf(start)
      return start === 'inherit' || samePlan(plan, clusterPlan.value) ? null : plan
    })
    terminal.onFinished(({ line, status }) => {
      this.past.ran({ line, status })
      this.judge.look()
    })
    events.onEvent((event) => {
      this.past.happened(event)
      this.judge.look()
    })
    inspector.watch(() => this.judge.look())
    effect(() => void this.load(this.id, language.value))
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
      this.loaded.value = new Map([...this.loaded.peek()].filter(([key]) => !key.startsWith(`${next.course.key}:`)))
      this.shelf.value = next
      const wanted = first !== undefined && next.hasLesson(first) ? first : this.id
      this.go(wanted)
    })
  }

  /** Shows lessons that changed while they are open: what was done in them stays. */
  refresh(library: Library<ShelvedLesson>): void {
    this.loaded.value = new Map([...this.loaded.peek()].filter(([key]) => !key.startsWith(`${library.course.key}:`)))
    this.shelf.value = library
    void this.load(this.id, language.peek())
  }

  /** What the learner has done in a lesson of this course. */
  progressOf(id: string): LessonProgress {
    return this.progress.of(this.progressKey(id))
  }

  /** The id under which a cell of the open lesson is kept. */
  cellId(name: string): string {
    return `${this.progressKey(this.id)}/${name}`
  }

  private progressKey(id: string): string {
    const { key } = this.library.course
    return key === '' ? id : `${key}:${id}`
  }

  /** The id of the open lesson; the first one where the stored one is unknown. */
  get id(): string {
    const wanted = this.isOwnCourse ? lessonId.value : this.packLesson.value
    return this.library.hasLesson(wanted) ? wanted : (this.library.entries[0]?.id ?? '')
  }

  private get title(): string {
    return this.library.of(this.id, language.value).title
  }

  /** Resolves when the open lesson is there, with its blocks. */
  async ready(): Promise<ReadLesson> {
    await this.load(this.id, language.value)
    return this.open.value
  }

  /** A lesson that cannot be loaded says so where its text would stand; opened again it is tried again. */
  private async load(id: string, inLanguage: Language): Promise<void> {
    const key = this.keyOf(id, inLanguage)
    if (!this.library.hasLesson(id)) return
    if (this.loaded.peek().get(key)?.problems.length === 0) return
    const lesson = await this.library
      .of(id, inLanguage)
      .load()
      .catch((error: unknown) => blank(this.title, [notLoaded(id, error)]))
    this.loaded.value = new Map([...this.loaded.peek(), [key, lesson]])
  }

  goals(): readonly GoalState[] {
    const { met } = this.progressOf(this.id)
    return this.open.value.lesson.goals.map(({ line, html, check }, i) => ({
      line,
      html,
      check,
      met: met.includes(i),
      now: this.nows.value[i] ?? '',
    }))
  }

  /** Resolves when a goal of the open lesson is met, or another lesson is opened. */
  goalMet(number: number): Promise<void> {
    const { id } = this
    return new Promise((resolve) => {
      const stop = effect(() => {
        if (this.id === id && !this.progressOf(id).met.includes(number)) return
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
    this.past.begin()
    this.begun++
    this.chosen.value++
    this.nows.value = []
    shownPartition.value = null
    shownGroup.value = null
    if (this.isOwnCourse) lessonId.value = id
    else this.packLesson.value = id
    void this.begin()
    return true
  }

  /** The open lesson begins: with its faults and topics, unless it needs other nodes than those that run. */
  begin(): Promise<void> {
    const { id } = this
    return this.cluster.lessonBegins(async () => {
      await this.ready()
      if (this.id !== id || this.needs.value !== null) return false
      await this.bringAbout()
      return true
    })
  }

  /** Sets the faults of the lesson, in the place of those that are set. */
  async bringFaults(): Promise<void> {
    await this.ready()
    await this.cluster.setFaults(this.open.peek().lesson.faults)
  }

  /** Brings the cluster to what the lesson begins with: its nodes run, its topics are there. Disks are kept. */
  arrange(): Promise<void> {
    return this.cluster.lessonBegins(async () => {
      await this.bringAbout()
      return true
    })
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
      this.cluster.problem.value = error instanceof Error ? error.message : String(error)
    } finally {
      this.arranging.value = false
    }
    this.past.broughtAbout()
    this.cluster.inspector.poke()
  }

  /** What is typed into the field of a prediction, in whichever language. */
  draft(quiz: Quiz): Signal<string> {
    const key = `${this.id} ${this.quizzes().indexOf(quiz)}`
    const draft = this.drafts.get(key) ?? signal('')
    this.drafts.set(key, draft)
    return draft
  }

  /** The learner's prediction; once given it stands. */
  predict(quiz: Quiz, answer: number): void {
    const { predictions } = this.progressOf(this.id)
    const number = this.quizzes().indexOf(quiz)
    if (predictions[number]) return
    this.change(this.id, { predictions: { ...predictions, [number]: { answer } } })
    this.judge.look()
  }

  showHint(): void {
    const shown = Math.min(this.progressOf(this.id).hintsShown + 1, this.open.value.lesson.hints.length)
    this.change(this.id, { hintsShown: shown })
  }

  /** Types the solution, step by step, each after the one before has ended, until it is stopped. */
  async showSolution(run: (step: Step) => Promise<void>): Promise<void> {
    if (this.showing.value !== null) return
    let isOver = false
    const over = new Promise<void>((resolve) => {
      this.stopShowing = () => {
        isOver = true
        this.showing.value = null
        resolve()
      }
    })
    const stop = this.stopShowing
    try {
      this.showing.value = 0
      // The lesson may be on its way still.
      const { lesson } = await this.ready()
      for (const [i, step] of lesson.solution.entries()) {
        if (isOver) return
        this.showing.value = i
        await Promise.race([over, run(step).then(() => this.judge.anew())])
      }
    } finally {
      if (!isOver) stop()
    }
  }

  /** Topics and groups that the goals name: what a reset deletes. */
  touched(): { readonly topics: readonly string[]; readonly groups: readonly string[] } {
    const all = this.open.value.lesson.goals.flatMap(({ check }) => leaves(check))
    const topics = all.flatMap((check) =>
      'records' in check
        ? [check.records.topic]
        : 'offsets' in check
          ? [check.offsets.topic]
          : 'topic' in check
            ? [check.topic ?? '']
            : [],
    )
    const groups = all.flatMap((check) => ('group' in check && !check.group.startsWith('/') ? [check.group] : []))
    const { state } = this.cluster.inspector
    return {
      topics: [...new Set(topics)].filter((topic) => state.value.topics.has(topic)),
      groups: [...new Set(groups)].filter((group) => state.value.groups.some(({ id }) => id === group)),
    }
  }

  /** Remembers what has happened in this lesson; what it gives puts that back. */
  keepPast(): () => void {
    const { id } = this
    const putBack = this.past.keep()
    return () => {
      if (this.id === id) putBack()
    }
  }

  /** Nothing has been done in the open lesson. */
  get isUntouched(): boolean {
    const { met, predictions, hintsShown } = this.progressOf(this.id)
    return met.length === 0 && hintsShown === 0 && Object.keys(predictions).length === 0
  }

  /** Forgets goals, hints and predictions. */
  forget(): void {
    this.past.begin()
    this.begun++
    this.progress.forget(this.progressKey(this.id))
    this.judge.look()
  }

  private change(id: string, changes: Partial<LessonProgress>): void {
    this.progress.change(this.progressKey(id), changes)
  }

  private keyOf(id: string, inLanguage: Language): string {
    return `${this.library.course.key}:${inLanguage}/${id}`
  }

  private quizzes(): readonly Quiz[] {
    return this.open.value.lesson.blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
  }

  /** What the judge found. */
  private take(verdicts: readonly Verdict[]): void {
    this.nows.value = verdicts.map(({ now }) => now)
    const { met: before } = this.progressOf(this.id)
    const met = new Set([...before, ...verdicts.flatMap((verdict, i) => (verdict.met ? [i] : []))])
    if (met.size > before.length) this.change(this.id, { met: [...met] })
  }

  private takeTruth({ quiz, answer = 0 }: QuizState, truth: number): void {
    const { predictions } = this.progressOf(this.id)
    this.change(this.id, { predictions: { ...predictions, [this.quizzes().indexOf(quiz)]: { answer, truth } } })
  }
}

function blank(title: string, problems: readonly Problem[] = []): ReadLesson {
  const nothing = { blocks: [], goals: [], hints: [], solution: [], faults: [], headings: [], links: [], teaches: [] }
  return { lesson: { file: '', title, minutes: 0, start: 'inherit', ...nothing }, problems }
}

function notLoaded(id: string, error: unknown): Problem {
  return { file: `${id}.md`, line: 1, column: 1, message: error instanceof Error ? error.message : String(error) }
}
