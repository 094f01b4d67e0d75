import { expect, test } from 'vitest'
import { keptOf, resume } from './kept-past.ts'
import { Past } from './past.ts'

test('a kind of event that comes by the hundred pushes no other kind out', () => {
  const past = new Past(() => 0)
  past.happened({ type: 'group.member.left', nodeId: 1, group: 'g', why: 'left' })
  for (let i = 0; i < 2000; i++) past.happened({ type: 'produce.refused', nodeId: 1, partition: 'orders-0', i })
  expect(past.events.some(({ type }) => type === 'group.member.left')).toBe(true)
  expect(past.events).toHaveLength(501)
  expect(past.events.at(-1)).toMatchObject({ i: 1999 })
})

test('since when something holds is known by what is asked, in whichever language it was read', () => {
  let now = 0
  const past = new Past(() => now)
  expect(past.heldFor({ stays: { broker: 2 }, for: 10 }, true)).toBe(0)
  now = 4000
  expect(past.heldFor({ stays: { broker: 2 }, for: 10 }, true)).toBe(4000)
  expect(past.heldFor({ stays: { broker: 3 }, for: 10 }, true)).toBe(0)
})

test('what is kept comes back before what has happened since, on a clock that began anew', () => {
  let now = 9000
  const before = new Past(() => now)
  before.ran({ line: 'a', status: 0 })
  before.happened({ type: 'fault.hit', nodeId: 1 })
  before.heldFor({ broker: 2 }, true)
  now = 12_000
  const kept = JSON.parse(JSON.stringify(keptOf(before)))
  now = 50
  const after = new Past(() => now)
  after.ran({ line: 'b', status: 0 })
  after.happened({ type: 'broker.running', nodeId: 1 })
  resume(after, kept)
  expect(after.commands.map(({ line }) => line)).toEqual(['a', 'b'])
  expect(after.events.map(({ type }) => type)).toEqual(['fault.hit'])
  expect(after.heldFor({ broker: 2 }, true)).toBe(3000)
})
