import { expect, test } from 'vitest'
import { describeEvent } from './describe-event.ts'
import { ZH } from './describe-event-zh.ts'
import { latestFirst } from './latest-first.ts'

const event = (type: string, at: number, more: object = {}) => ({ type, at, nodeId: 4, ...more })

test('the latest comes first, and what came after an undone step stands above it, though the clock went back', () => {
  const undone = event('undone.step', 900, { text: 'clock +7d' })
  const list = [event('a', 100), event('b', 800), event('c', 750), undone, event('d', 110), event('e', 120)]
  expect(latestFirst(list).map(({ type }) => type)).toEqual(['e', 'd', 'undone.step', 'b', 'c', 'a'])
})

test.each([
  [
    { type: 'broker.killed', role: 'controller' },
    'controller 4 killed (no farewell)',
    '控制器 4 被强制终止（未正常关闭）',
  ],
  [{ type: 'broker.killed' }, 'broker 4 killed (no farewell)', 'broker 4 被强制终止（未正常关闭）'],
  [{ type: 'broker.running', role: 'controller' }, 'controller 4 serves', '控制器 4 开始服务'],
  [
    { type: 'group.member.left', group: 'g', why: 'session timeout' },
    'group g: a member is out (session timeout)',
    '消费组 g：一个成员已出组（会话超时）',
  ],
  [
    { type: 'fault.hit', fault: 1, client: 'c', api: 'Produce', action: 'close after' },
    'broker 4: fault #1 hits Produce of c: close after',
    'broker 4：故障 #1 命中 c 的 Produce：处理之后断开连接',
  ],
  [{ type: 'isr.changed', partition: 'a-0', from: [1, 2], to: [1] }, 'a-0: ISR [1, 2] → [1]', 'a-0：ISR [1, 2] → [1]'],
  [{ type: 'clock.jumped', byMs: 694_800_000 }, 'the wall clock moved forward: +8d 1h', '时钟快进了 8 天 1 小时'],
  [{ type: 'undone.step', text: 'ls' }, 'undone: ls', '已撤销：ls'],
  [{ type: 'undone.lesson' }, 'lesson reset', '本课已重置'],
  [{ type: 'undone.snapshot' }, 'snapshot opened', '已打开快照'],
])('%o: %s', (fields, en, zh) => {
  const told = event(fields.type, 0, fields)
  expect([describeEvent(told), ZH[told.type]?.(told)]).toEqual([en, zh])
})
