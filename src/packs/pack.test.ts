import { zipSync } from 'fflate'
import { describe, expect, test, vi } from 'vitest'
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

test('pack.yaml: no pack has the name under which the author’s own drafts are remembered', () => {
  const { pack, problems } = parsePack('pack.yaml', PACK.replace('at-example', 'draft'))
  expect(pack).toBeUndefined()
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    '1:7 draft is the name of lessons while they are written: choose another',
  ])
})

test('what only shows beside the other lessons is told of a pack too: dead links, headings in English', async () => {
  const heading = (text: string) => LESSON.replace('Hello <', `## ${text}\n\nHello <`)
  const library = await openPackAt(
    'https://a.example/packs/example',
    site({
      'pack.yaml': PACK.replace('intro/02-b, ', '').replace('title:', 'languages: [en, zh]\ntitle:'),
      'en/intro/01-a.md': heading('First').replace('[x]', '[b](02-b.md) [x]'),
      'zh/intro/01-a.md': heading('First').replace('title: Hello', 'title: 你好').replace('# goal', '# 目标'),
    }),
  )
  const told = async (language: 'en' | 'zh') =>
    (await library.of('intro/01-a', language).load()).problems.map(({ message }) => message)
  expect(await told('en')).toEqual(['dead link: 02-b.md'])
  expect(await told('zh')).toContain('the heading is not translated: First')
})

/** A server: by path and query, what it answers. */
function server(answers: {
  readonly [asked: string]: string | Uint8Array | { readonly redirect: string }
}): typeof fetch {
  const answer = (url: URL): Response => {
    const found = answers[url.pathname + url.search]
    if (found === undefined) return new Response('', { status: 404, statusText: 'Not Found' })
    if (typeof found === 'object' && 'redirect' in found) return answer(new URL(found.redirect, url))
    const response = new Response(found as BodyInit)
    Object.defineProperty(response, 'url', { value: url.href })
    return response
  }
  return async (url) => answer(new URL(String(url)))
}

/** The files of the pack under a folder, each asked for with the query. */
const under = (folder: string, query = '') =>
  Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`${folder}/${path}${query}`, text]))

test.each([
  ['moved', { '/short/pack.yaml': { redirect: '/long/pack.yaml' }, ...under('/long') }, '/short/pack.yaml'],
  ['a folder that moved', { '/short': { redirect: '/long/' }, '/long/': '<html>', ...under('/long') }, '/short'],
  ['a folder with a query', under('/packs', '?token=x'), '/packs?token=x'],
  ['a folder with a slash and a query', under('/packs', '?token=x'), '/packs/?token=x'],
  ['a file with a query', under('/packs', '?v=2'), '/packs/pack.yaml?v=2'],
  ['a zip with another ending', { '/download?f=x.zip': zip(FILES) }, '/download?f=x.zip'],
  ['a zip that moved', { '/x.zip': { redirect: '/y?z' }, '/y?z': zip(FILES) }, '/x.zip'],
])('a pack that is %s', async (_what, answers, address) => {
  const library = await openPackAt(`https://a.example${address}`, server(answers))
  expect(library.entries).toHaveLength(2)
})

/** A pack of so many lessons, each so long. */
function large(count: number, length: number) {
  const ids = Array.from({ length: count }, (_, i) => `a/${String(i).padStart(3, '0')}-x`)
  const lessons = ids.map((id) => [`en/${id}.md`, LESSON + 'x'.repeat(length)] as const)
  return { 'pack.yaml': `pack: large\ntitle: Large\nlessons: [${ids.join(', ')}]\n`, ...Object.fromEntries(lessons) }
}

test('a folder has no more bytes in all than a zip, a lesson of a zip no more than one of a folder', async () => {
  await expect(openPackAt('https://a.example/packs/example/', site(large(40, 450_000)))).rejects.toThrow(
    'the pack is too large',
  )
  await expect(openZip(zip(large(1, 600_000)))).rejects.toThrow('en/a/000-x.md is larger than 524288 bytes')
})

test('what is no lesson in a zip does not count', async () => {
  const picture = 'p'.repeat(17 * 1024 * 1024)
  expect((await openZip(zip({ ...FILES, 'picture.png': picture }))).entries).toHaveLength(2)
})

test('a pack is fetched a few files at a time, and tells how far it is', async () => {
  let [open, most] = [0, 0]
  const told: string[] = []
  const answer = site(large(50, 0))
  const slow: typeof fetch = async (url) => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setTimeout(resolve, 1))
    open--
    return answer(url)
  }
  await openPackAt('https://a.example/packs/example/', slow, { told: (done, of) => told.push(`${done}/${of}`) })
  expect(most).toBeLessThanOrEqual(8)
  expect(told.at(-1)).toBe('50/50')
})

test('the browser’s fetch is called as one: it wants no other this', async () => {
  const answer = site(FILES)
  const strict = function (this: unknown, ...args: Parameters<typeof fetch>) {
    return this === undefined ? answer(...args) : Promise.reject(new TypeError('Illegal invocation'))
  } as typeof fetch
  expect((await openPackAt('https://a.example/packs/example/', strict)).entries).toHaveLength(2)
})

test('a server that does not answer is not waited for for ever', async () => {
  vi.useFakeTimers()
  try {
    const never: typeof fetch = (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
    const opened = openPackAt('https://a.example/packs/', never)
    const refused = expect(opened).rejects.toThrow('https://a.example/packs/pack.yaml: nothing came for 30 s')
    await vi.advanceTimersByTimeAsync(31_000)
    await refused
  } finally {
    vi.useRealTimers()
  }
})

test('a server that answers with a web page has no pack there, and that is said', async () => {
  const page = async () => new Response('<!doctype html><title>Welcome</title>')
  await expect(openPackAt('https://a.example/x', page)).rejects.toThrow(
    'https://a.example/x/pack.yaml is a web page (HTML), not the pack.yaml of a pack',
  )
})

test('a lesson stands in pack.yaml once', () => {
  const { problems } = parsePack('pack.yaml', 'pack: p\ntitle: t\nlessons: [a/1, a/2, a/1]\n')
  expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual(['3 a/1 stands here twice'])
})

test('of a title of many words the first are shown', async () => {
  const library = await openPackAt(
    'https://a.example/packs/example',
    site({ ...FILES, 'pack.yaml': PACK.replace('Kafka at', 'word '.repeat(200)) }),
  )
  expect(library.course.title.en).toHaveLength(100)
})
