import { expect, test } from 'vitest'
import { SAYINGS } from './sayings.ts'

test.each([['left'], ['session timeout'], ['rebalance timeout']])(
  'that a member is out (%s) is said in one language',
  (why) => {
    expect(SAYINGS.en.memberLeft('c1', why)).toBe(`c1 is out (${why})`)
    expect(SAYINGS.zh.memberLeft('c1', why)).toMatch(/^c1 已离开（[\u4e00-\u9fff]+）$/)
  },
)
