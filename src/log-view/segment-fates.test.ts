import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deletableSegments, retentionPasses } from '../../engine/core/log/log-retention.ts'
import { fatesOf, type Rules, type SegmentFile } from './segment-fates.ts'

const RULES: Rules = {
  deletes: true,
  compacts: false,
  retentionMs: -1,
  retentionBytes: -1,
  segmentBytes: 1000,
  segmentMs: 1000,
  checkIntervalMs: 300_000,
}

const segment = (baseOffset: number, size: number, largestTimestamp: number): SegmentFile => ({
  baseOffset,
  size,
  indexSize: 0,
  largestTimestamp,
})

const LOG = [segment(0, 100, 5000), segment(10, 100, 2000), segment(20, 50, 9000)]

test('by age: none goes before the ones in front of it', () => {
  expect(fatesOf(LOG, { ...RULES, retentionMs: 1000 }, 0)).toEqual([
    [{ why: 'retention.ms', at: 6001 }],
    [{ why: 'retention.ms', at: 6001 }],
    [{ why: 'retention.ms', at: 10_001 }],
  ])
})

test('by size: how much more has to be written', () => {
  expect(fatesOf(LOG, { ...RULES, retentionBytes: 120 }, 0)).toEqual([
    [{ why: 'retention.bytes', afterBytes: 0 }],
    [{ why: 'retention.bytes', afterBytes: 70 }],
    [{ why: 'retention.bytes', afterBytes: 120 }],
  ])
})

test('what lies before the log start goes whatever the policy is; a compacted log keeps the rest', () => {
  expect(fatesOf(LOG, { ...RULES, deletes: false, retentionMs: 1000 }, 15)).toEqual([[{ why: 'log start' }], [], []])
})

test('what is told to be due is what the broker would delete now', () => {
  const sizes = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 100 }), time: fc.integer({ min: 0, max: 100 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  fc.assert(
    fc.property(sizes, fc.nat(120), fc.nat(200), fc.nat(400), (made, now, retentionMs, retentionBytes) => {
      const segments = made.map(({ size, time }, i) => segment(i * 10, size, time))
      const size = made.reduce((sum, one) => sum + one.size, 0)
      const end = made.length * 10
      for (const only of [{ retentionMs }, { retentionBytes }]) {
        const rules = { ...RULES, ...only }
        const log = { logStartOffset: 0, size, config: rules } as unknown as Parameters<typeof retentionPasses>[0]
        const gone = [...retentionPasses(log, now, () => {})].flatMap((pass) =>
          deletableSegments(segments as never, pass, { highWatermark: end, logEndOffset: end }).map(
            (one) => one.baseOffset,
          ),
        )
        const due = fatesOf(segments, rules, 0).map((fates) =>
          fates.some((fate) =>
            fate.why === 'retention.ms' ? fate.at <= now : 'afterBytes' in fate && fate.afterBytes === 0,
          ),
        )
        expect(segments.filter((_, i) => due[i]).map(({ baseOffset }) => baseOffset)).toEqual(gone)
      }
    }),
  )
})
