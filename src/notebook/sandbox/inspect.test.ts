import { expect, test } from 'vitest'
import { format, inspect } from './inspect.ts'

class Order {
  constructor(readonly id: number) {}
}

const cycle: { self?: unknown } = {}
cycle.self = cycle

test.each([
  [{ a: 1, b: 'x' }, "{ a: 1, b: 'x' }"],
  [[1, [2, [3, [4, [5]]]]], '[ 1, [ 2, [ 3, [Array] ] ] ]'],
  [new Map([['k', { v: 1n }]]), "Map(1) { 'k' => { v: 1n } }"],
  [new Set([1, 2]), 'Set(2) { 1, 2 }'],
  [new Order(7), 'Order { id: 7 }'],
  [Order, '[class: Order]'],
  [cycle, '{ self: [Circular] }'],
  [{ 'bootstrap.servers': "it's" }, "{ 'bootstrap.servers': \"it's\" }"],
  [new Uint8Array([1, 255]), '<Uint8Array(2) 01 ff>'],
  [new Date(0), '1970-01-01T00:00:00.000Z'],
  [Object.create(null), '[Object: null prototype] {}'],
  [-0, '-0'],
  [undefined, 'undefined'],
])('%# %o', (value, text) => {
  expect(inspect(value)).toBe(text)
})

test('what does not fit on a line has one part a line', () => {
  const text = inspect({ first: 'a'.repeat(40), second: { third: 'b'.repeat(40) } })
  expect(text).toBe(`{\n  first: '${'a'.repeat(40)}',\n  second: { third: '${'b'.repeat(40)}' }\n}`)
})

test('long lists are cut, and say so', () => {
  expect(inspect(Array.from({ length: 105 }, () => 0))).toContain('… 5 more')
})

test.each([
  [['plain', 1], 'plain 1'],
  [['%s has %d of %j', 'topic', '3', { a: 1 }, 'left'], 'topic has 3 of {"a":1} left'],
  [['100%', 5], '100% 5'],
  [['%s'], '%s'],
])('format %o', (values, text) => {
  expect(format(values)).toBe(text)
})
