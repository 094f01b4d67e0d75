import fc from 'fast-check'
import { deflateSync, strFromU8, strToU8 } from 'fflate'
import { expect, test } from 'vitest'
import { language } from '../session/settings.ts'
import { fromMarkdown, type Item, toMarkdown } from './notebook-text.ts'
import { checkedParts, fromFragment, toFragment } from './share.ts'

test('fences of ts and sh are cells and commands, all else is text', () => {
  const markdown = '# Title\n\nText\n\n```sh\nls\n```\n\n```ts cell=a\nawait 1\n```\n\n```json\n{}\n```\n'
  expect(fromMarkdown(markdown)).toEqual([
    { kind: 'text', source: '# Title\n\nText' },
    { kind: 'commands', source: 'ls' },
    { kind: 'cell', source: 'await 1', name: 'a' },
    { kind: 'text', source: '```json\n{}\n```' },
  ])
  expect(fromMarkdown('```ts\nno end')).toEqual([{ kind: 'text', source: '```ts\nno end' }])
})

/** Lines that mean something in a notebook, or nearly do, and others. */
const line = fc.oneof(
  fc.constantFrom('', ' ', '```', '```sh', '```ts cell=a', '````sh', '```json', 'ls'),
  fc.constantFrom('<!-- -->', '<!-- text -->', '<!-- /text -->', '<!-- text+ -->', '<!-- /text+ -->'),
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.string({ unit: 'grapheme', maxLength: 10 }).filter((text) => !/[\r\n]/.test(text)),
)
const items: fc.Arbitrary<Item[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('text' as const, 'cell' as const, 'commands' as const),
    source: fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n')),
  }),
  { maxLength: 5 },
)

test('a notebook that was kept by an earlier version has its empty text', () => {
  expect(fromMarkdown('```sh\nls\n```\n\n<!-- -->\n')).toEqual([
    { kind: 'commands', source: 'ls' },
    { kind: 'text', source: '' },
  ])
})

test('what most people write is plain Markdown', () => {
  const plain = '# Title\n\nText\n\n```sh\nls\n```\n\nMore\n'
  expect(toMarkdown(fromMarkdown(plain))).toBe(plain)
  expect(
    toMarkdown([
      { kind: 'text', source: 'one' },
      { kind: 'text', source: 'two' },
    ]),
  ).toBe('one\n\n<!-- text -->\ntwo\n<!-- /text -->\n')
})

test('every list of items comes back as it was, whatever is in them, by file and by link', () => {
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

test('why there is no link, or none that can be opened, is told in the learner’s language', () => {
  language.value = 'zh'
  const said = [
    () => fromFragment('%%%'),
    () => fromFragment('A'.repeat(100_000)),
    () => toFragment('x'.repeat(300_000)),
  ]
  for (const refused of said) expect(refused).toThrow(/^[^a-z]+$/)
  language.value = 'en'
})

test('a link that is given can be opened, whatever language the notebook is in', () => {
  const most = '好'.repeat(87_000)
  expect(fromFragment(toFragment(most))).toBe(most)
  expect(() => toFragment('好'.repeat(100_000))).toThrow('too large for a link')
})

test('a notebook of thousands of parts, from a link or a file, is refused in words of both languages', () => {
  const many = '```ts\n```\n'.repeat(20_000)
  const fragment = btoa(strFromU8(deflateSync(strToU8(many)), true))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  for (const [chosen, said] of [
    ['en', 'it has more than 500 parts'],
    ['zh', '它的内容超过 500 段'],
  ] as const) {
    language.value = chosen
    for (const open of [() => fromFragment(fragment), () => checkedParts(many), () => toFragment(many)])
      expect(open).toThrow(said)
  }
  language.value = 'en'
})

test('fences without an end are text, however many', () => {
  const many = '```sh\n<!-- text -->\n'.repeat(50_000)
  expect(fromMarkdown(many)).toHaveLength(1)
})
