import type { ClusterState } from '../cluster/cluster-state.ts'
import type { BrokerState } from '../cluster/processes.ts'
import { chinese } from '../ui/strings.ts'
import { judge } from './checks.ts'
import { FetchingReader } from './cluster-reader.ts'
import type { Evidence, Verdict } from './evidence.ts'
import type { JudgesDesk, JudgesView, OpenLesson, QuizState } from './judges-desk.ts'
import type { Quiz } from './lesson.ts'
import type { Past } from './past.ts'
import { ask } from './query.ts'
import { SAYINGS } from './sayings.ts'

/** Judges the open lesson's goals and predictions, all of them once. */
export class Judgement {
  private readonly fetching: FetchingReader
  /** The picture of the cluster in which a quiz had no answer yet, though it was to be answered. */
  private readonly undecided = new Map<Quiz, ClusterState>()

  constructor(
    private readonly view: JudgesView,
    private readonly past: Past,
    private readonly desk: JudgesDesk,
  ) {
    this.fetching = FetchingReader.of(view.inspector, view.batches, past)
  }

  /** Tells the desk what is the case now. */
  async judge(): Promise<void> {
    const open = this.desk.open()
    let verdicts = await this.verdicts(open)
    if ([...verdicts.values()].some(({ met }) => met)) {
      await newPicture(this.view)
      verdicts = await this.verdicts(open)
    }
    const isOpen = () => open.begun === this.desk.open().begun
    if (!isOpen()) return
    this.desk.take(verdicts)
    for (const [number, quiz] of this.desk.open().quizzes.entries()) {
      const truth = await this.truth(quiz)
      if (truth >= 0 && isOpen()) this.desk.takeTruth(number, truth)
    }
  }

  /** Of the goals that are not met yet, by their numbers. */
  private async verdicts({ lesson, met }: OpenLesson): Promise<ReadonlyMap<number, Verdict>> {
    const evidence = this.evidence()
    const asked = [...lesson.goals.entries()].filter(([i]) => !met.includes(i))
    return new Map(await Promise.all(asked.map(async ([i, { check }]) => [i, await judge(check, evidence)] as const)))
  }

  /**
   * What happened may be newer than the picture in which `after` holds, so the truth is that of the next one; unless the
   * learner has gone on by then, and it holds no longer. −1: it is not to be told, or told already.
   */
  private async truth({ quiz, answer, truth }: QuizState): Promise<number> {
    const before = this.evidence()
    if (answer === undefined || truth !== undefined || !(await judge(quiz.after, before)).met) return -1
    if (this.undecided.get(quiz) === before.state) return -1
    await newPicture(this.view)
    const next = this.evidence()
    this.undecided.set(quiz, next.state)
    return truthOf(quiz, (await judge(quiz.after, next)).met ? next : before)
  }

  private evidence(): Evidence {
    const { inspector, brokers } = this.view
    const nodesIn = (...states: BrokerState[]) =>
      new Set(brokers.peek().flatMap(({ nodeId, state }) => (states.includes(state) ? [nodeId] : [])))
    return {
      state: inspector.state.peek(),
      past: this.past,
      reader: this.fetching,
      running: nodesIn('running', 'paused'),
      changing: nodesIn('starting', 'stopping'),
      say: chinese()?.SAYINGS_ZH ?? SAYINGS,
    }
  }
}

/**
 * What happened may be newer than the picture of the cluster: before a goal is met it is taken again. And what led to the
 * picture may not have been told yet.
 */
export async function newPicture(view: JudgesView): Promise<void> {
  await view.inspector.now().catch(() => {})
  await view.heard()
}

/** The right number, or the number of the right option; −1: it is not known yet. */
async function truthOf(quiz: Quiz, evidence: Evidence): Promise<number> {
  if (quiz.kind === 'number') return ask(quiz.answer, evidence)
  for (const [i, { when }] of quiz.options.entries()) if ((await judge(when, evidence)).met) return i
  return -1
}
