import { expect, test } from 'vitest'
import { Pace } from './pace.ts'
import type { ToolIo } from './tool.ts'

/** Time that goes on by what is waited for, and by `eachMs` with each record. */
function paced(perSecond: number, records: number, eachMs: number) {
  let now = 0
  let looks = 0
  const waits: string[] = []
  const clock = {
    monotonic: () => {
      looks++
      return now
    },
    wall: () => now,
  }
  const after = (ms: number, run: () => void) => {
    now += ms
    queueMicrotask(run)
    return { cancel: () => {} }
  }
  const pace = new Pace({ env: { clock, timers: { after } } } as unknown as Pick<ToolIo, 'env'>, perSecond)
  for (let sent = 1; sent <= records; sent++) {
    const before = now
    if (pace.after(sent)) waits.push(`${sent}: ${now - before} ms`)
    now += eachMs
  }
  return { waits, looks }
}

test('who is ahead waits until the next is due', () => {
  expect(paced(100, 3, 0).waits).toEqual(['1: 10 ms', '2: 10 ms', '3: 10 ms'])
})

test('who is behind does not wait, but lets others run', () => {
  expect(paced(1000, 600, 5).waits).toEqual(['200: 0 ms', '400: 0 ms', '600: 0 ms'])
})

test('without a limit others run as well', () => {
  expect(paced(-1, 450, 0).waits).toEqual(['200: 0 ms', '400: 0 ms'])
})

test('who is behind does not look at the clock with every record', () => {
  expect(paced(1000, 600, 5).looks).toBeLessThan(200)
})
