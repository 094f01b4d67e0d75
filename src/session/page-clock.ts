import { type Signal, signal } from '@preact/signals'
import { Part } from '../../engine/core/base/part.ts'
import type { ClusterTime } from '../cluster/time.ts'
import type { ClockCommand, ClockReport } from '../terminal/commands/clock.ts'
import type { BrokerChanges } from './consequences.ts'
import type { ClusterEvent, EventLog } from './event-log.ts'

/** A jump of the wall clock and what it brought. */
export interface Jump {
  readonly byMs: number
  /** Wall time after it, ms since 1970. */
  readonly wall: number
  /** null: it is not done yet. */
  readonly brought: readonly BrokerChanges[] | null
}

/** Needed once a clock has been moved. */
const CONSEQUENCES = new Part(() => import('./consequences.ts'))

/** The cluster's clock as the learner's hands move it: from the top bar, the terminal or `window.logbook`. */
export class PageClock {
  /** The last jump, until the learner has seen enough of it. */
  readonly jump: Signal<Jump | null> = signal(null)
  private rateBefore = 1

  constructor(
    private readonly time: ClusterTime,
    private readonly events: EventLog,
    /** Called when what a jump brought is done. */
    private readonly jumped: () => void,
  ) {}

  /** Stops time, or lets it go on at the rate of before. */
  pause(paused = true): void {
    const { rate } = this.time.setting.value
    if (paused && rate > 0) this.rateBefore = rate
    this.time.setRate(paused ? 0 : this.rateBefore)
  }

  setRate(rate: number): void {
    if (rate === 0) this.pause()
    else this.time.setRate(rate)
  }

  /** Moves the wall clock; resolves with what that brought when it is done. Rejects with RangeError. */
  async advance(byMs: number): Promise<readonly BrokerChanges[]> {
    const heard: ClusterEvent[] = []
    const stop = this.events.onEvent((event) => heard.push(event))
    try {
      const moved = this.time.advance(byMs)
      this.jump.value = { byMs, wall: this.time.wall(), brought: null }
      await moved
    } catch (error) {
      this.jump.value = null
      throw error
    } finally {
      stop()
    }
    const brought = (await CONSEQUENCES.get()).consequencesOf(heard)
    this.jump.value = { byMs, wall: this.time.wall(), brought }
    this.events.clockMoved(byMs)
    this.jumped()
    return brought
  }

  /** Lets monotonic time go by at once. Rejects with RangeError. */
  step(ms: number): Promise<void> {
    return this.time.step(ms)
  }

  /** What the `clock` command asks for. */
  async carryOut(command: ClockCommand): Promise<ClockReport> {
    try {
      const brought = await this.perform(command)
      return this.report((await CONSEQUENCES.get()).consequenceLines(brought))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return { ...this.report([]), refused: error.message }
    }
  }

  private async perform(command: ClockCommand): Promise<readonly BrokerChanges[]> {
    if (command.kind === 'advance') return this.advance(command.ms)
    if (command.kind === 'rate') this.setRate(command.rate)
    if (command.kind === 'resume') this.pause(false)
    if (command.kind === 'step') await this.step(command.ms)
    return []
  }

  private report(brought: readonly string[]): ClockReport {
    const { rate, wallOffsetMs } = this.time.setting.value
    return { wall: this.time.wall(), ahead: wallOffsetMs, rate, brought }
  }
}
