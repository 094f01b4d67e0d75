/** The page's time in a cell's worker: stopped, slowed, sped up or moved on as the brokers' is. */
import { AdjustableClock, type TimeSetting } from '../../../engine/core/env/adjustable-clock.ts'
import type { Liveness } from './liveness.ts'

/** The worker's own time, taken before anything of it is replaced. */
export interface NativeTime {
  readonly monotonic: () => number
  readonly wall: () => number
  readonly setTimeout: (run: () => void, ms: number) => unknown
  readonly clearTimeout: (id: unknown) => void
}

export function cellClock(native: NativeTime): AdjustableClock {
  return new AdjustableClock({
    clock: { monotonic: native.monotonic, wall: native.wall },
    timers: {
      after: (ms, run) => {
        const id = native.setTimeout(run, ms)
        return { cancel: () => native.clearTimeout(id) }
      },
    },
  })
}

/** Has the clock follow the page; resolves with the first word of it. */
export function followPage(clock: AdjustableClock, page: MessagePort): Promise<void> {
  return new Promise((resolve) => {
    page.onmessage = ({ data }: MessageEvent<TimeSetting>) => {
      clock.set(data)
      resolve()
    }
  })
}

type Callback = (...values: unknown[]) => void

/** `Date`, `setTimeout` and `setInterval` on the clock; timers are counted, so that a run is over when none is left. */
export function timeGlobals(clock: AdjustableClock, liveness: Liveness): Readonly<Record<string, unknown>> {
  const timers = new Map<number, { cancel(): void }>()
  let made = 0
  const arm = (id: number, ms: number, run: () => void) => timers.set(id, clock.after(Math.max(0, ms), run))
  const end = (id: number) => {
    timers.get(id)?.cancel()
    timers.delete(id)
    liveness.timerEnded(id)
  }
  const begin = (start: (id: number) => void) => {
    const id = ++made
    start(id)
    liveness.timerStarted(id)
    return id
  }
  return {
    Date: dateOf(clock),
    setTimeout: (run: Callback, ms = 0, ...values: unknown[]) =>
      begin((id) =>
        arm(id, Number(ms) || 0, () => {
          try {
            run(...values)
          } finally {
            end(id)
          }
        }),
      ),
    setInterval: (run: Callback, ms = 0, ...values: unknown[]) =>
      begin((id) => {
        const next = () =>
          arm(id, Math.max(1, Number(ms) || 0), () => {
            next()
            run(...values)
          })
        next()
      }),
    clearTimeout: end,
    clearInterval: end,
  }
}

/** `Date` by that clock's wall: now is what it is for the brokers. */
export function dateOf(clock: Pick<AdjustableClock, 'wall'>): DateConstructor {
  const now = () => Math.floor(clock.wall())
  return new Proxy(Date, {
    apply: (date) => new date(now()).toString(),
    construct: (date, values, target) => Reflect.construct(date, values.length > 0 ? values : [now()], target),
    get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
  })
}
