import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Allowance, received, receivedFromFrame } from './received.ts'
import type { OutputItem } from './sandbox/messages.ts'
import { Output } from './sandbox/output.ts'

test('what a worker sends passes unchanged', () => {
  const messages = [
    { type: 'idle' },
    { type: 'finished', ms: 1.5, failed: false },
    {
      type: 'output',
      items: [
        { kind: 'text', level: 'warn', text: 'a' },
        { kind: 'error', text: 'b', line: 3, stack: ['at f (line 3)'] },
        { kind: 'table', columns: ['', 'a'], rows: [['0', '1']] },
        { kind: 'chart', title: 'lag', at: 5, values: { lag: 3, members: 0.5 } },
        {
          kind: 'records',
          rows: [{ topic: 't', partition: 0, offset: '1', timestamp: null, key: null, value: 'v' }],
        },
      ],
    },
  ]
  expect(messages.map((message) => received(message))).toEqual(messages)
})

test('an element of the page cannot be smuggled in as text', () => {
  const element = { type: 'a', props: { dangerouslySetInnerHTML: { __html: 'x' } }, constructor: undefined }
  const forged = received({ type: 'output', items: [{ kind: 'text', level: element, text: [element] }] })
  expect(forged).toEqual({ type: 'output', items: [{ kind: 'text', level: 'log', text: expect.any(String) }] })
})

test('anything at all gives a message of texts and numbers, or none', () => {
  const leaves = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value]
  const data = fc.record(
    { type: fc.constantFrom('idle', 'finished', 'output', 'else'), items: fc.array(fc.object()), ms: fc.anything() },
    { requiredKeys: ['type'] },
  )
  fc.assert(
    fc.property(data, (value) => {
      for (const leaf of leaves(received(value))) {
        expect(['string', 'number', 'boolean', 'undefined', 'object']).toContain(typeof leaf)
        expect(typeof leaf === 'object' ? leaf : null).toBeNull()
      }
    }),
  )
})

/** The items that get into the page. */
const itemsOf = (items: readonly unknown[], allowance = new Allowance()) => {
  const message = received({ type: 'output', items }, allowance)
  return message?.type === 'output' ? message.items : []
}

const cellsOf = (items: readonly OutputItem[]) =>
  items.flatMap((item) => (item.kind === 'table' ? item.rows.flat() : [])).length

const table = (columns: number, rows: number) => ({
  kind: 'table',
  columns: Array.from({ length: columns }, (_, i) => `c${i}`),
  rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => 'x')),
})

test('a table that no console makes is cut', () => {
  const [item] = itemsOf([table(3000, 3000)])
  expect(item?.kind === 'table' && item.columns.length).toBeLessThan(110)
  expect(cellsOf(item ? [item] : [])).toBeLessThan(25_000)
})

test('all that a run sends has a bound: what is beyond it is left out, and told', () => {
  const allowance = new Allowance()
  const send = () => cellsOf(itemsOf([table(100, 150), table(100, 150)], allowance))
  expect(send()).toBe(30_000)
  expect(allowance.isUsedUp).toBe(false)
  const all = Array.from({ length: 100 }, send).reduce((sum, some) => sum + some)
  expect(all).toBeLessThan(200_000)
  expect(allowance.isUsedUp).toBe(true)
  const long = new Allowance()
  for (let i = 0; i < 50; i++) itemsOf([{ kind: 'text', text: 'x'.repeat(100_000) }], long)
  expect(long.isUsedUp).toBe(true)
})

test('what the console lets through never uses the allowance up', () => {
  const items: OutputItem[][] = [
    Array.from({ length: 6000 }, () => ({ kind: 'text', level: 'log', text: 'x' })),
    Array.from({ length: 200 }, () => ({ kind: 'text', level: 'log', text: 'x'.repeat(30_000) })),
    Array.from({ length: 200 }, () => table(50, 50) as OutputItem & { kind: 'table' }),
    Array.from({ length: 6000 }, () => ({ kind: 'chart', title: 't', at: 1, values: { a: 1 } })),
    Array.from({ length: 200 }, () => ({
      kind: 'records',
      rows: Array.from({ length: 500 }, () => ({
        topic: 'topic',
        partition: 0,
        offset: '1',
        timestamp: 1,
        key: null,
        value: 'v',
      })),
    })),
  ]
  for (const some of items) {
    const allowance = new Allowance()
    const output = new Output(
      (sent) => expect(JSON.stringify(itemsOf(sent, allowance))).toBe(JSON.stringify(sent)),
      () => {},
    )
    for (const item of some) output.add(item)
    output.flush()
    expect(allowance.isUsedUp).toBe(false)
  }
})

test.each([Number.POSITIVE_INFINITY, Number.NaN, 1e300, -8.65e15])(
  'a point at %d, and its like, is at no such time',
  (at) => {
    const values = { a: 1, b: Number.MAX_VALUE, c: Number.NaN }
    expect(received({ type: 'output', items: [{ kind: 'chart', title: 't', at, values }] })).toEqual({
      type: 'output',
      items: [{ kind: 'chart', title: 't', at: 0, values: { a: 1 } }],
    })
  },
)

test('a chart of a thousand lines, and a number of a million digits, are none', () => {
  const values = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`line ${i}`, i]))
  const [item] = itemsOf([{ kind: 'chart', title: 10n ** 1000n, at: 1, values }])
  expect(item).toMatchObject({ kind: 'chart', title: '', values: { 'line 5': 5 } })
  expect(item?.kind === 'chart' && Object.keys(item.values)).toHaveLength(6)
})

test('of what a dying worker says no more than an error’s text gets into the page, and nothing that is no text', () => {
  expect(receivedFromFrame({ type: 'crashed', run: 1, message: 'x'.repeat(100_000) })).toEqual({
    type: 'crashed',
    run: 1,
    message: 'x'.repeat(2000),
  })
  expect(receivedFromFrame({ type: 'crashed', run: 1, message: { toString: 1 } })).toEqual({
    type: 'crashed',
    run: 1,
    message: '',
  })
  expect(receivedFromFrame({ type: 'alive' })).toEqual({ type: 'alive' })
  for (const data of [null, 1, { type: 'crashed', run: {}, message: '' }, { type: '__proto__' }])
    expect(receivedFromFrame(data)).toBeUndefined()
})
