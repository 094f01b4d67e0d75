import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Scheduler } from '../../sim/scheduler.ts'
import { Deadlines } from './deadlines.ts'

test('each that is not taken back comes at its time, in order, over few timers', async () => {
  const step = fc.record({ pause: fc.nat(50), delay: fc.nat(100), cancelAfter: fc.option(fc.nat(120)) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const scheduler = new Scheduler()
      const { clock, timers } = scheduler.process()
      const deadlines = new Deadlines({ clock, timers })
      const came: [number, number][] = []
      const wanted: [number, number][] = []
      for (const [i, { pause, delay, cancelAfter }] of steps.entries()) {
        await scheduler.run(pause)
        const at = clock.monotonic() + delay
        const timer = deadlines.after(delay, () => came.push([clock.monotonic(), i]))
        if (cancelAfter !== null && cancelAfter < delay) timers.after(cancelAfter, () => timer.cancel())
        else wanted.push([at, i])
      }
      await scheduler.run(1000)
      expect(came).toEqual(wanted.sort(([a, i], [b, j]) => a - b || i - j))
    }),
  )
})

test('a deadline that is taken back again and again sets no timer each time', () => {
  let set = 0
  const after = () => {
    set++
    return { cancel: () => {} }
  }
  const deadlines = new Deadlines({ clock: { monotonic: () => set, wall: () => 0 }, timers: { after } })
  for (let i = 0; i < 1000; i++) deadlines.after(30_000, () => {}).cancel()
  expect(set).toBe(1)
})

test('closed, it leaves no timer behind: a process that has nothing else to do may end', () => {
  let pending = 0
  const after = () => {
    pending++
    return { cancel: () => pending-- }
  }
  const deadlines = new Deadlines({ clock: { monotonic: () => 0, wall: () => 0 }, timers: { after } })
  deadlines.after(10_000, () => {}).cancel()
  deadlines.after(5_000, () => {})
  deadlines.close()
  expect(pending).toBe(0)
})
