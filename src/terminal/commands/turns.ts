import type { ProgramContext } from '../shell/program.ts'

/** So long does a program work at most before others, and the keyboard, have their turn. */
const TURN_MS = 40
/** The clock is looked at once in so many steps. */
const STEPS = 16

/** The turns of a program that computes: all programs share one worker. */
export class Turns {
  private begun = performance.now()
  private steps = 0

  constructor(private readonly context: Pick<ProgramContext, 'machine' | 'process'>) {}

  /** Whether the turn is over. */
  get isOver(): boolean {
    return ++this.steps % STEPS === 0 && performance.now() - this.begun > TURN_MS
  }

  /** Lets others have theirs where it is; one that a signal has ended or stopped does not come back from here. */
  async take(): Promise<void> {
    if (this.isOver) await this.give()
  }

  /** The same at once. */
  async give(): Promise<void> {
    await this.context.machine.sleep(0)
    await this.context.process.gate()
    this.begun = performance.now()
  }
}
