import { expect, test } from 'vitest'
import { DurableLog } from './durable-log.ts'
import type { RaftLog } from './raft-ports.ts'

/** A log whose flushes end when told, and what its listener was told, read at once and read at the end. */
function slowLog(end: number) {
  const flushes: (() => void)[] = []
  const log = {
    logEndOffset: end,
    flush: () => new Promise<void>((resolve) => flushes.push(resolve)),
    truncateTo: async (offset: number) => {
      log.logEndOffset = offset
    },
  }
  const told: number[] = []
  const durable: DurableLog = new DurableLog({
    log: log as unknown as RaftLog,
    moved: () => told.push(durable.end),
    failed: (error) => {
      throw error
    },
  })
  const flushed = async () => {
    flushes.shift()?.()
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
  return { log, durable, told, flushed }
}

test('what was opened is durable; what is appended, when it was flushed', async () => {
  const { log, durable, told, flushed } = slowLog(5)
  expect(durable.end).toBe(5)
  log.logEndOffset = 8
  durable.appended()
  log.logEndOffset = 9
  durable.appended()
  await flushed()
  expect(told).toEqual([8])
  await flushed()
  expect(told).toEqual([8, 9])
})

test('a flush that ends while the log is being cut tells nothing of what is cut off', async () => {
  const { log, durable, told, flushed } = slowLog(82)
  log.logEndOffset = 95
  durable.appended()
  const cut = durable.truncateTo(80)
  expect(durable.end).toBe(80)
  await flushed()
  expect([durable.end, told]).toEqual([80, []])
  await flushed()
  await cut
  expect([durable.end, told]).toEqual([80, [80]])
})
