/** Cases of KIP-101 and KIP-279: logs as `epoch@start`, an answer as `epoch ends at offset`. */
import { expect, test } from 'vitest'
import { rangeRepair, truncationOffset } from './truncation.ts'

/** A log of epochs, each with where it starts. */
function logOf(text: string, logEndOffset: number) {
  const entries = text.split(' ').map((entry) => entry.split('@').map(Number) as [number, number])
  const endOffsetForEpoch = (epoch: number) => {
    const latest = entries.at(-1)?.[0] ?? -1
    if (epoch > latest) return { epoch: -1, endOffset: -1 }
    const found = entries.findLast(([one]) => one <= epoch)?.[0] ?? epoch
    const next = entries.find(([one]) => one > epoch)
    return { epoch: found, endOffset: next ? next[1] : logEndOffset }
  }
  return { logEndOffset, endOffsetForEpoch }
}

test.each([
  ['the leader has less of the same epoch', '0@0', 10, '0 ends at 7', 7],
  ['the leader has more of an epoch that the follower left earlier', '0@0 2@5', 8, '0 ends at 7', 5],
  ['the leader never saw the follower’s last epoch', '0@0 1@5', 8, '0 ends at 6', 5],
  [
    'the follower does not know the epoch: to the end of the lesser one, then it asks again',
    '0@0 2@4',
    9,
    '1 ends at 6',
    4,
  ],
  ['the follower knows no epoch as low', '3@2', 9, '1 ends at 2', 2],
  ['the follower ends before the leader’s answer', '0@0', 3, '0 ends at 7', 3],
])('%s', (_what, epochs, end, answer, cutAt) => {
  const [, epoch, endOffset] = /(\d+) ends at (\d+)/.exec(answer) ?? []
  expect(truncationOffset(logOf(epochs, end), { epoch: Number(epoch), endOffset: Number(endOffset) })).toBe(cutAt)
})

test.each([
  [5, { start: 0, end: 3 }, { kind: 'truncate', offset: 3 }],
  [5, { start: 8, end: 20 }, { kind: 'startAnew', offset: 8 }],
  [5, { start: 5, end: 20 }, { kind: 'goOn' }],
  [5, { start: 0, end: 20 }, { kind: 'goOn' }],
])('out of range: own end %d, leader %j', (ownEnd, leader, repair) => {
  expect(rangeRepair(ownEnd, leader)).toEqual(repair)
})
