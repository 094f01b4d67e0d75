import { Part } from '../../engine/core/base/part.ts'
import { EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { Judgement } from './judgement.ts'
import type { JudgesDesk, JudgesView } from './judges-desk.ts'
import type { Past, PastProgram } from './past.ts'

/** The learner's hands at the clock are seen this soon, real ms. */
const CLOCK_SEEN_EVERY_MS = 200

/** Between two judgements, real ms. */
const PAUSE_MS = 10

/** What is needed once there is a cluster to be asked. */
export const JUDGING = new Part(() => import('./judging.ts'))

/** Judges the open lesson's goals and predictions by what is the case in the cluster. */
export class LessonJudge {
  private judgement: Judgement | undefined
  private nextLook: ReturnType<typeof setTimeout> | undefined
  private judging = false
  private again = false
  /** Called after the next judgement that is begun. */
  private readonly awaiting: (() => void)[] = []
  /** Resolves when nothing is to be looked at. */
  private quiet: Promise<void> = Promise.resolve()

  constructor(
    private readonly view: JudgesView,
    private readonly past: Past,
    private readonly desk: JudgesDesk,
  ) {}

  /** Looks at everything once more; what happens meanwhile is looked at when this is done. */
  look(): void {
    if (!this.mayJudge) return
    this.again = true
    if (this.judging) return
    this.judging = true
    this.quiet = this.judgeAll()
  }

  /** Resolves when all was judged by a picture of the cluster that is newer than now: what comes next may undo what a goal asks for. */
  async anew(): Promise<void> {
    await (await JUDGING.get()).newPicture(this.view)
    this.look()
    await Promise.race([this.quiet, new Promise<void>((resolve) => this.awaiting.push(resolve))])
  }

  /** Before the cluster has been seen once, what is absent is not known to be absent. */
  private get mayJudge(): boolean {
    const { inspector, ownership } = this.view
    return ownership.peek() === 'owner' && inspector.state.peek() !== EMPTY_STATE
  }

  /** Whether calls of the program count for the open lesson: of others nobody needs to know. */
  asksFor(program: PastProgram): boolean {
    return !JUDGING.isLoaded || JUDGING.now.asksFor(this.desk.open(), program)
  }

  /** Others have their turn between two judgements, and what happens meanwhile is looked at all at once. */
  private async judgeAll(): Promise<void> {
    try {
      await JUDGING.loading()
      this.judgement ??= new JUDGING.now.Judgement(this.view, this.past, this.desk)
      while (this.again) {
        this.again = false
        const told = this.awaiting.splice(0)
        if (this.mayJudge) await this.judgement.judge()
        this.lookAgainWhenDue()
        for (const tell of told) tell()
        await new Promise((resume) => setTimeout(resume, PAUSE_MS))
      }
    } finally {
      // At once: a look that came between the last judgement and this would be lost.
      this.judging = false
    }
  }

  private lookAgainWhenDue(): void {
    const due = this.past.takeDue()
    if (due === undefined) return
    this.lookAgainAt(this.view.time.monotonic() + due)
  }

  /** The learner may stop the clock meanwhile, make it run faster, or let a time go by at once. */
  private lookAgainAt(at: number): void {
    const { time } = this.view
    const left = at - time.monotonic()
    const wait = left > 0 ? Math.min(Math.ceil(left / time.setting.peek().rate), CLOCK_SEEN_EVERY_MS) : 0
    clearTimeout(this.nextLook)
    this.nextLook = setTimeout(() => (time.monotonic() < at ? this.lookAgainAt(at) : this.look()), wait)
  }
}
