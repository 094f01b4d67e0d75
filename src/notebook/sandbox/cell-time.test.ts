import { expect, test } from 'vitest'
import { cellClock, timeGlobals } from './cell-time.ts'
import { Liveness } from './liveness.ts'

/** A worker whose own time is moved by hand. */
function worker() {
  let now = 0
  let due: { at: number; run: () => void }[] = []
  const clock = cellClock({
    monotonic: () => now,
    wall: () => 1_000_000 + now,
    setTimeout: (run, ms) => {
      const one = { at: now + ms, run }
      due.push(one)
      return one
    },
    clearTimeout: (id) => {
      due = due.filter((one) => one !== id)
    },
  })
  let idle = false
  const liveness = new Liveness(
    () => {
      idle = true
    },
    (_ms, run) => run(),
  )
  const pass = (ms: number) => {
    for (const end = now + ms; ; ) {
      const [next] = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      now = next ? next.at : end
      if (!next) return
      due = due.filter((one) => one !== next)
      next.run()
    }
  }
  const globals = timeGlobals(clock, liveness) as {
    Date: DateConstructor
    setTimeout(run: () => void, ms: number): number
    setInterval(run: () => void, ms: number): number
    clearInterval(id: number): void
  }
  return { clock, globals, liveness, pass, isIdle: () => idle }
}

test('timers stand still with the page, and run ten times as fast with it', () => {
  const { clock, globals, pass } = worker()
  const fired: string[] = []
  globals.setTimeout(() => fired.push('a'), 1000)
  clock.setRate(0)
  pass(1900)
  expect(fired).toEqual([])
  clock.setRate(10)
  pass(101)
  expect(fired).toEqual(['a'])
})

test('Date is the day that it is for the brokers', () => {
  const { clock, globals } = worker()
  clock.moveWall(86_400_000)
  expect(globals.Date.now()).toBe(87_400_000)
  expect(new globals.Date().getTime()).toBe(87_400_000)
  expect(new globals.Date(5).getTime()).toBe(5)
  expect(new globals.Date() instanceof globals.Date).toBe(true)
  expect(globals.Date.UTC(1970, 0, 2)).toBe(86_400_000)
  expect(globals.Date()).toBe(new Date(87_400_000).toString())
})

test('an interval goes on until it is cleared, and keeps the run alive', () => {
  const { globals, liveness, pass, isIdle } = worker()
  let count = 0
  const id = globals.setInterval(() => {
    if (++count === 3) globals.clearInterval(id)
  }, 100)
  liveness.finish()
  pass(250)
  expect([count, isIdle()]).toEqual([2, false])
  pass(1000)
  expect([count, isIdle()]).toEqual([3, true])
})
