import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromMarkdown, type Item, toMarkdown } from './notebook-text.ts'
import { fromFragment, toFragment } from './share.ts'

test('fences of ts and sh are cells and commands, all else is text', () => {
  const markdown = '# Title\n\nText\n\n```sh\nls\n```\n\n```ts cell=a\nawait 1\n```\n\n```json\n{}\n```\n'
  expect(fromMarkdown(markdown)).toEqual([
    { kind: 'text', source: '# Title\n\nText' },
    { kind: 'commands', source: 'ls' },
    { kind: 'cell', source: 'await 1' },
    { kind: 'text', source: '```json\n{}\n```' },
  ])
  expect(fromMarkdown('```ts\nno end')).toEqual([{ kind: 'text', source: '```ts\nno end' }])
})

const code = fc.stringMatching(/^[ -~\n]{0,80}$/).filter((source) => !source.includes('\r'))
const items: fc.Arbitrary<Item[]> = fc.array(
  fc.record({ kind: fc.constantFrom('cell' as const, 'commands' as const), source: code }),
  { maxLength: 5 },
)

test('cells and commands come back as they were, whatever is in them, by file and by link', () => {
  fc.assert(
    fc.property(items, (notebook) => {
      const markdown = toMarkdown(notebook)
      expect(fromMarkdown(markdown)).toEqual(notebook)
      expect(fromFragment(toFragment(markdown))).toBe(markdown)
    }),
  )
})

test('a link that is damaged, or would unpack to more than a notebook, is refused', () => {
  expect(() => fromFragment('%%%')).toThrow('damaged')
  expect(() => fromFragment('AAAA')).toThrow('damaged')
  expect(() => fromFragment('A'.repeat(100_000))).toThrow('too long')
  expect(() => toFragment('x'.repeat(300_000))).toThrow('too large for a link')
})

test('a link that is given can be opened, whatever language the notebook is in', () => {
  const most = '好'.repeat(87_000)
  expect(fromFragment(toFragment(most))).toBe(most)
  expect(() => toFragment('好'.repeat(100_000))).toThrow('too large for a link')
})
