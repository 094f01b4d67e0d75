import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { type BatchHeader, batchHeaderAt, buildBatch } from '../record/batch.ts'
import { Tail } from './tail.ts'

const MIB = 1024 * 1024

/** A batch of one record of half a MiB. */
const BATCH = buildBatch({ records: [{ timestamp: 0, key: null, value: new Uint8Array(MIB / 2) }] })

function batchAt(offset: number): [header: BatchHeader, bytes: Uint8Array] {
  return [{ ...batchHeaderAt(BATCH), baseOffset: offset, lastOffset: offset }, BATCH]
}

/** Bytes that a tail answers from memory, from the first offset that it has on. */
function bytesIn(tail: Tail): number {
  let from = 0
  while (from < 100 && !tail.holds(from)) from++
  if (from === 100) return 0
  return tail.read({ offset: from, maxBytes: 100 * MIB, upTo: 100, minOneBatch: true })?.length ?? 0
}

test('the tails of many logs of a disk have one bound, and each keeps its newest batch', () => {
  const disk = new MemoryDisk()
  const tails = Array.from({ length: 100 }, () => new Tail(disk))
  for (let offset = 0; offset < 4; offset++) for (const tail of tails) tail.add(...batchAt(offset), 0)
  const all = tails.reduce((sum, tail) => sum + bytesIn(tail), 0)
  expect(all).toBeLessThan(65 * MIB)
  expect(all).toBeGreaterThan(40 * MIB)
  expect(tails.slice(-50).every((tail) => tail.holds(3))).toBe(true)
})

test('logs that nothing is appended to give way to those that are busy; one that is closed counts no more', () => {
  const disk = new MemoryDisk()
  const quiet = Array.from({ length: 40 }, () => new Tail(disk))
  for (let offset = 0; offset < 3; offset++) for (const tail of quiet) tail.add(...batchAt(offset), 0)
  for (const tail of quiet.slice(0, 30)) tail.clear()
  const busy = Array.from({ length: 10 }, () => new Tail(disk))
  for (let offset = 0; offset < 4; offset++) for (const tail of busy) tail.add(...batchAt(offset), 0)
  expect(busy.map(bytesIn).every((bytes) => bytes >= 2 * MIB)).toBe(true)
})
