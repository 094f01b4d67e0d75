import { beforeEach, expect, test } from 'vitest'
import { Scheduler } from '../../sim/scheduler.ts'
import { type DelayedOperation, Purgatory } from './purgatory.ts'

let scheduler: Scheduler
let purgatory: Purgatory
let log: string[]

beforeEach(() => {
  scheduler = new Scheduler()
  purgatory = new Purgatory(scheduler.process().timers)
  log = []
})

/** Waits until `ready` says so; notes each try that fails as well. */
function waiting(name: string, ready: () => boolean): DelayedOperation {
  return {
    tryComplete: () => {
      log.push(ready() ? `${name} done` : `${name} tried`)
      return ready()
    },
    expire: () => void log.push(`${name} expired`),
  }
}

const A = { key: 'a' }
const B = { key: 'b' }

test('what can complete at once never waits', () => {
  purgatory.tryCompleteElsePark(
    waiting('x', () => true),
    [A],
    1000,
  )
  expect(log).toEqual(['x done'])
  expect(purgatory.size).toBe(0)
})

test('is tried when one of its keys moves, and only then', async () => {
  let ready = false
  purgatory.tryCompleteElsePark(
    waiting('x', () => ready),
    [A, B, A],
    1000,
  )
  await scheduler.run(999)
  expect(log).toEqual(['x tried'])
  purgatory.check(A)
  ready = true
  purgatory.check({ key: 'a' })
  purgatory.check(B)
  purgatory.check(A)
  await scheduler.run(5000)
  expect(log).toEqual(['x tried', 'x tried', 'x done'])
  expect(purgatory.size).toBe(0)
})

test('expires once when its time is up, and leaves nothing behind', async () => {
  purgatory.tryCompleteElsePark(
    waiting('x', () => false),
    [A, B],
    1000,
  )
  await scheduler.run(1000)
  purgatory.check(A)
  purgatory.check(B)
  await scheduler.run(5000)
  expect(log).toEqual(['x tried', 'x expired'])
})

test('at shutdown all expire', () => {
  for (const name of ['x', 'y'])
    purgatory.tryCompleteElsePark(
      waiting(name, () => false),
      [A, B],
      1000,
    )
  purgatory.expireAll()
  expect(log).toEqual(['x tried', 'y tried', 'x expired', 'y expired'])
  expect(purgatory.size).toBe(0)
})
