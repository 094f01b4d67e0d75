import { expect, test } from 'vitest'
import { type Participant, partitionOf, proposals } from './compare.ts'

const member = (memberId: string, ...owned: string[]): Participant => ({
  memberId,
  instanceId: null,
  topics: ['a', 'b'],
  owned: owned.map(partitionOf),
})

/** Each assignor's proposal: partitions by member, then what it costs. */
function given(members: readonly Participant[], topics: Record<string, number>): string[] {
  return proposals(members, new Map(Object.entries(topics)), 4).map(
    ({ assignor, partitions, moved, stopped, rebalances }) => {
      const lists = [...partitions].sort().map(([id, list]) => {
        return `${id}: ${list.map(({ topic, partition }) => `${topic}${partition}`).join(' ')}`
      })
      return `${assignor} — ${lists.join(', ')} — moved ${moved}, stopped ${stopped}, in ${rebalances}`
    },
  )
}

test('two topics of three partitions, a second member comes: range gives the first one of each more', () => {
  const all = ['a-0', 'a-1', 'a-2', 'b-0', 'b-1', 'b-2']
  expect(given([member('m1', ...all), member('m2')], { a: 3, b: 3 })).toEqual([
    'range — m1: a0 a1 b0 b1, m2: a2 b2 — moved 2, stopped 6, in 1',
    'roundrobin — m1: a0 a2 b1, m2: a1 b0 b2 — moved 3, stopped 6, in 1',
    'sticky — m1: a0 a1 b0, m2: a2 b1 b2 — moved 3, stopped 6, in 1',
    'cooperative-sticky — m1: a0 a1 b0, m2: a2 b1 b2 — moved 3, stopped 3, in 2',
  ])
})

test('a member is gone: the sticky ones leave the others what they have', () => {
  const left = [member('m1', 'a-0', 'a-1'), member('m3', 'b-0', 'b-1')]
  const found = given(left, { a: 3, b: 3 })
  expect(found.filter((line) => line.includes('sticky'))).toEqual([
    'sticky — m1: a0 a1 a2, m3: b0 b1 b2 — moved 0, stopped 4, in 1',
    'cooperative-sticky — m1: a0 a1 a2, m3: b0 b1 b2 — moved 0, stopped 0, in 1',
  ])
  expect(found[1]).toContain('moved 2')
})
