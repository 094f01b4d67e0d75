import { expect, test } from 'vitest'
import { parseLesson } from '../lessons/parse.ts'
import { packLibrary, parsePack } from './pack.ts'

/** Nine lists of nine of the list before: a billion entries in a few hundred bytes. */
const LAUGHS = [
  'title: x',
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghij'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`),
  'pack: *j',
].join('\n')

test.each([
  ['aliases of aliases', LAUGHS],
  ['deep nesting', `title: ${'['.repeat(50_000)}`],
  ['deep mappings', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['a merge of itself', 'a: &a { <<: *a }\ntitle: x'],
  ['a tag of JavaScript', 'title: !!js/function "function () {}"'],
])('a pack.yaml of %s is refused in words', (_name, source) => {
  const { pack, problems } = parsePack('pack.yaml', source)
  expect(pack).toBeUndefined()
  expect(problems.length).toBeGreaterThan(0)
})

test('names out of every object’s prototype are names like others', () => {
  const source = 'pack: __proto__\ntitle: t\nlessons: [__proto__/constructor]\ntracks: { __proto__: { en: polluted } }'
  const { pack } = parsePack('pack.yaml', source)
  if (pack) packLibrary(pack, new Map([['en/__proto__/constructor.md', '---\ntitle: x\n---\n']]))
  expect(({} as { en?: string }).en).toBeUndefined()
  expect(Object.keys(Object.prototype)).toEqual([])
})

const LESSON = (text: string) => `---
title: Hostile
minutes: 1
teaches: [topic]
start: inherit
---

${text}

## What you saw

Nothing.
`

/** All that is put into the page as HTML. */
function htmlIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => (name === 'html' ? [String(part)] : htmlIn(part)))
}

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['a handler', '<img src=x onerror=alert(1)>'],
  ['a link to a script', '[x](javascript:alert(1))'],
  ['one in disguise', '[x](&#106;avascript&colon;alert(1)) [y](JaVaScRiPt:alert(1)) [z](<java\tscript:alert(1)>)'],
  ['a page in an address', '[x](data:text/html,<script>alert(1)</script>)'],
  ['a reference', '[x]\n\n[x]: vbscript:alert(1)'],
  ['an attribute', '[x](https://a.example/"onmouseover="alert(1)) ![" onerror="alert(1)](x.png)'],
  ['a style', '<style>body { display: none }</style> <p style="position: fixed">x</p>'],
  ['a frame', '<iframe src="https://a.example"></iframe><base href="https://a.example">'],
  ['a heading', '# <svg onload=alert(1)>'],
])('%s in a lesson stays text', (_name, markdown) => {
  const { lesson } = parseLesson('hostile.md', LESSON(markdown))
  const html = htmlIn(lesson).join('\n')
  const tags = html.match(/<[a-z][^<>]*>/gi)?.join('\n') ?? ''
  expect(tags).not.toMatch(/<(script|style|iframe|base|svg|object|form|meta|link)\b/i)
  expect(tags.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on\w+|style)=/i)
  expect(tags).not.toMatch(/(href|src)="\s*(javascript|vbscript|data:text)/i)
})
