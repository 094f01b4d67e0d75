import { expect, test } from 'vitest'
import { Liveness } from './liveness.ts'
import type { OutputItem } from './messages.ts'
import { Output } from './output.ts'

const line = (text: string): OutputItem => ({ kind: 'text', level: 'log', text })

test('a loop that never yields still sends, and stops when it is too much', () => {
  const batches: (readonly OutputItem[])[] = []
  const output = new Output(
    (items) => batches.push(items),
    () => {},
  )
  for (let i = 0; i < 20_000; i++) output.add(line(`${i}`))
  const items = batches.flat()
  expect(items).toHaveLength(5001)
  expect(items.at(-1)).toMatchObject({
    level: 'warn',
    text: 'The cell has put out too much to show; the rest is left out.',
  })
})

test('too much text stops it as well, and a long line is shortened', () => {
  const items: OutputItem[] = []
  const output = new Output(
    (some) => items.push(...some),
    () => {},
  )
  output.add(line('x'.repeat(30_000)))
  for (let i = 0; i < 100; i++) output.add(line('x'.repeat(100_000)))
  output.flush()
  expect(items[0]).toMatchObject({ text: expect.stringMatching(/^x{20000}… 10000 more characters$/) })
  expect(items.length).toBeLessThan(25)
})

test('a line is sent at once, what follows many within a moment waits for more', () => {
  const later: (() => void)[] = []
  const batches: number[] = []
  const output = new Output(
    (items) => batches.push(items.length),
    (run) => later.push(run),
  )
  for (let i = 0; i < 203; i++) output.add(line(`${i}`))
  expect(batches).toEqual(Array.from({ length: 200 }, () => 1))
  expect(later).toHaveLength(1)
  later[0]?.()
  expect(batches.at(-1)).toBe(3)
})

function live(): { liveness: Liveness; elapse: () => void; idle: () => number } {
  let idle = 0
  const waiting: (() => void)[] = []
  const elapse = () => {
    for (const run of waiting.splice(0)) run()
  }
  const liveness = new Liveness(
    () => idle++,
    (_ms, run) => waiting.push(run),
  )
  return { liveness, elapse, idle: () => idle }
}

test('a cell is over when it has finished and holds no connection and no timer', () => {
  const { liveness, elapse, idle } = live()
  liveness.connectionsChanged(1)
  liveness.timerStarted(7)
  liveness.finish()
  liveness.connectionsChanged(0)
  elapse()
  expect(idle()).toBe(0)
  liveness.timerEnded(7)
  elapse()
  expect(idle()).toBe(1)
})

test('what connects a moment after the last statement keeps it alive', () => {
  const { liveness, elapse, idle } = live()
  liveness.finish()
  liveness.connectionsChanged(1)
  elapse()
  expect(idle()).toBe(0)
})

test('cells are counted as text is: many wide tables are too much', () => {
  const items: OutputItem[] = []
  const output = new Output(
    (some) => items.push(...some),
    () => {},
  )
  const rows = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => ''))
  for (let i = 0; i < 100; i++) output.add({ kind: 'table', columns: [], rows })
  output.flush()
  expect(items.length).toBeLessThan(25)
  expect(items.at(-1)).toMatchObject({ text: expect.stringContaining('too much') })
})
