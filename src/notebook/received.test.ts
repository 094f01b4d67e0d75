import fc from 'fast-check'
import { expect, test } from 'vitest'
import { received } from './received.ts'

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
  expect(messages.map(received)).toEqual(messages)
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
