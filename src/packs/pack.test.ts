import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { openPackAt, openZip } from './open-pack.ts'
import { parsePack } from './pack.ts'

const LESSON = `---
title: Hello
minutes: 1
teaches: [a]
---
Hello <script>alert(1)</script> [x](javascript:alert(1))

\`\`\`check
# goal
topic: a
\`\`\`
\`\`\`hint
h
\`\`\`
\`\`\`solution
kafka-topics.sh --list
\`\`\`
`
const PACK =
  'pack: at-example\ntitle: Kafka at Example\nlessons: [intro/02-b, intro/01-a]\ntracks: { intro: Introduction }\n'
const FILES: { readonly [path: string]: string } = {
  'pack.yaml': PACK,
  'en/intro/01-a.md': LESSON,
  'en/intro/02-b.md': LESSON.replace('Hello', 'Again'),
}

const utf8 = new TextEncoder()
const zip = (files: { readonly [path: string]: string }) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, utf8.encode(text)])))

function site(files: { readonly [path: string]: string }): typeof fetch {
  return async (url) => {
    const path = new URL(String(url)).pathname.replace(/^\/packs\/example\//, '')
    const text = files[path]
    return text === undefined ? new Response('', { status: 404, statusText: 'Not Found' }) : new Response(text)
  }
}

test.each([
  'https://a.example/packs/example',
  'https://a.example/packs/example/',
  'https://a.example/packs/example/pack.yaml',
])('a pack is opened from %s: lessons in its order, no script in them', async (address) => {
  const library = await openPackAt(address, site(FILES))
  expect(library.course.key).toBe('at-example')
  expect(library.entries.map(({ id }) => id)).toEqual(['intro/02-b', 'intro/01-a'])
  expect(library.trackName('intro', 'zh')).toBe('Introduction')
  const { lesson, problems } = await library.of('intro/01-a', 'en').load()
  expect(problems).toEqual([])
  const [prose] = lesson.blocks
  expect(prose?.kind === 'prose' && prose.html).toBe(
    '<p>Hello &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1))</p>\n',
  )
})

test('from a zip, whose folder may have a name', async () => {
  const inFolder = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`mine/${path}`, text]))
  expect((await openZip(zip(inFolder))).entries).toHaveLength(2)
})

describe('what cannot be opened says why', () => {
  test.each([
    ['http://a.example/packs/example', FILES, 'a pack is fetched over https'],
    ['javascript:alert(1)', FILES, 'a pack is fetched over https'],
    ['https://a.example/nothing', FILES, '404 Not Found'],
    ['https://a.example/packs/example', { 'pack.yaml': PACK }, 'en/intro/02-b.md: 404'],
    [
      'https://a.example/packs/example',
      { 'pack.yaml': PACK.replace('lessons:', 'lesons:') },
      'pack.yaml:3:1 unknown field: lesons (did you mean lessons?)',
    ],
    ['https://a.example/packs/example', { 'pack.yaml': `# ${'x'.repeat(600_000)}` }, 'larger than 524288 bytes'],
  ])('%s', async (address, files, message) => {
    await expect(openPackAt(address, site(files as typeof FILES))).rejects.toThrow(message)
  })

  test('a file that is no zip, one without pack.yaml', async () => {
    await expect(openZip(utf8.encode('hello'))).rejects.toThrow('this is not a zip of a pack')
    await expect(openZip(zip({ 'a.md': '' }))).rejects.toThrow('there is no pack.yaml in it')
  })
})

test('pack.yaml: a lesson that would lead out of the folder is refused', () => {
  const { problems } = parsePack('pack.yaml', PACK.replace('intro/01-a', '../../etc/passwd'))
  expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
    '3 expected a name such as intro/01-hello, found ../../etc/passwd',
  ])
})
