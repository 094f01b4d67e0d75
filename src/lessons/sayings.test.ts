import { expect, test } from 'vitest'
import { SAYINGS } from './sayings.ts'
import { ZH } from './sayings-zh.ts'

test.each([['left'], ['session timeout'], ['rebalance timeout']])(
  'that a member is out (%s) is said in one language',
  (why) => {
    expect(SAYINGS.memberLeft('c1', why)).toBe(`c1 is out (${why})`)
    expect(ZH.memberLeft('c1', why)).toMatch(/^c1 已出组（[\u4e00-\u9fff]+）$/)
  },
)

const HAN = /[\u4e00-\u9fff]/

test.each(['drop', 'delay 10s', 'answer NOT_LEADER_OR_FOLLOWER', 'close before', 'close after'])(
  'what the fault “%s” did is said in Chinese',
  (action) => {
    expect(SAYINGS.faultHit('Produce', action)).toBe(`Produce: ${action}`)
    expect(ZH.faultHit('Produce', action)).toMatch(/^Produce：\P{ASCII}/u)
  },
)

test('what is the case now is said in whole Chinese phrases, with marks that tell them apart', () => {
  const { and, noPartition, noGroup, records, times, ran, notYet } = ZH
  const now = [noPartition('a-0'), noGroup('g'), records(0), times('bob …4f1e', 3), ran(0), notYet].join(and)
  expect(now).toBe(
    '没有分区 a-0；没有名为 g 的消费组；符合条件的记录 0 条；bob …4f1e（共 3 次）；命令还没有运行；尚未发生',
  )
  expect(now.split(and).every((one) => HAN.test(one))).toBe(true)
})
