import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { utf8 } from '../base/utf8.ts'
import type { DiskFile } from '../env/env.ts'
import { batchesIn, batchHeaderAt, buildBatch, recordsIn } from '../record/batch.ts'
import { ColdReader } from './cold-reader.ts'
import { LogConfig } from './log-config.ts'
import { Segment } from './segment.ts'

/** Counts what the disk is asked to read. */
class CountingDisk extends MemoryDisk {
  reads = 0

  override async open(path: string): Promise<DiskFile> {
    const file = await super.open(path)
    const read = file.read.bind(file)
    file.read = (position, length) => {
      this.reads++
      return read(position, length)
    }
    return file
  }
}

/** A segment and the values in it. */
class Bench {
  readonly disk = new CountingDisk()
  readonly segment = new Segment({
    disk: this.disk,
    dir: 'd/t-0',
    baseOffset: 0,
    config: new LogConfig(new Map()),
    created: 0,
  })
  readonly reader: ColdReader
  values: string[] = []

  constructor(isHot: (offset: number) => boolean = () => false) {
    this.reader = new ColdReader(this.disk, isHot)
  }

  append(values: readonly string[]): void {
    const records = values.map((value) => ({ timestamp: 1, key: null, value: utf8(value) }))
    const bytes = buildBatch({ records, baseOffset: this.values.length })
    this.segment.append(batchHeaderAt(bytes), bytes, 150)
    this.values.push(...values)
  }

  /** Whole batches go; says to which offset. */
  async truncate(wish: number): Promise<void> {
    const holder = await this.segment.batchHolding(wish)
    const offset = holder?.header.baseOffset ?? this.values.length
    await this.segment.truncateTo(offset, 0)
    this.reader.forget([this.segment])
    this.values = this.values.slice(0, offset)
  }

  /** The values from an offset on, and where to go on. */
  async read(offset: number, maxBytes: number): Promise<{ values: string[]; next: number }> {
    const request = { offset, maxBytes, upTo: this.values.length, minOneBatch: true }
    const bytes = (await this.reader.read(this.segment, request)) ?? new Uint8Array(0)
    const records = [...batchesIn(bytes)].flatMap((batch) => recordsIn(batch.bytes))
    const wanted = records.filter((record) => record.offset >= offset)
    const values = wanted.map(({ value }) => new TextDecoder().decode(value as Uint8Array))
    return { values, next: offset + values.length }
  }
}

const operation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ append: fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 6, arbitrary: fc.record({ reader: fc.nat(2), maxBytes: fc.nat(800) }) },
  { weight: 1, arbitrary: fc.record({ truncate: fc.nat(40) }) },
)

test('readers that go on where they ended find what is in the file, whatever was appended and cut meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 60 }), async (operations) => {
      const bench = new Bench()
      const at = [0, 0, 0]
      for (const one of operations) {
        if ('append' in one) bench.append(one.append)
        else if ('truncate' in one) await bench.truncate(one.truncate)
        else {
          const from = Math.min(at[one.reader] as number, bench.values.length)
          const { values, next } = await bench.read(from, one.maxBytes)
          expect(values).toEqual(bench.values.slice(from, next))
          expect(values.length > 0).toBe(from < bench.values.length)
          at[one.reader] = next
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('who reads on costs one disk read an answer, which was begun before it is asked for', async () => {
  const bench = new Bench()
  for (let i = 0; i < 40; i++) bench.append(['v'.repeat(1000)])
  const began: number[] = []
  for (let offset = 0; offset < 40; ) {
    const before = bench.disk.reads
    const { next } = await bench.read(offset, 5000)
    began.push(bench.disk.reads - before)
    offset = next
  }
  expect(began.length).toBeGreaterThan(8)
  // The second answer is read and so is what follows it; from then on the reads are one answer ahead.
  expect(began.slice(1, 8)).toEqual([2, 1, 1, 1, 1, 1, 1])
})

test('nothing is read ahead of what memory holds', async () => {
  const bench = new Bench((offset) => offset >= 8)
  for (let i = 0; i < 12; i++) bench.append(['v'.repeat(1000)])
  await bench.read(0, 4500)
  const before = bench.disk.reads
  expect((await bench.read(4, 4500)).next).toBe(8)
  expect(bench.disk.reads - before).toBe(1)
})
