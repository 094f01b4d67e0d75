import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { parseLesson } from '../lessons/parse.ts'
import { openZip } from './open-pack.ts'
import { parsePack } from './pack.ts'

/** So many lines of a text that tells them apart. */
const lines = (many: number, line: (i: number) => string) => Array.from({ length: many }, (_, i) => line(i)).join('\n')

const PACK = 'pack: x\ntitle: x\n'

test.each([
  ['fields that nobody knows', `${PACK}${lines(30_000, (i) => `k${i}: 1`)}`],
  ['fields that are there twice', lines(50_000, () => 'a: 1')],
  ['names that are none', `${PACK}lessons: [${'.., '.repeat(150)}x]`],
  ['the colons of another keyboard', lines(50_000, () => 'title：x')],
])('of a pack.yaml with thousands of %s a hundred faults are told, and that there are more', (_what, source) => {
  const { pack, problems } = parsePack('pack.yaml', source)
  expect(pack).toBeUndefined()
  expect(problems).toHaveLength(101)
  expect(problems.at(-1)?.message).toBe('there are more faults than these 100: mend these first')
})

test('a pack of too many lessons is refused before its lessons are looked at', () => {
  const lessons = lines(60_000, (i) => `- a/${i % 30_000}`)
  const { problems } = parsePack('pack.yaml', `${PACK}lessons:\n${lessons}`)
  expect(problems).toEqual([
    { file: 'pack.yaml', line: 4, column: 1, message: 'a pack has at most 200 lessons, this one has 60000' },
  ])
})

test('a language that a pack names twice, and a value as long as the file, are told in a line', () => {
  const twice = parsePack('pack.yaml', `${PACK}lessons: [a/b]\nlanguages: [en, en]`)
  expect(twice.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
    '4:17 en stands here twice',
  ])
  const long = parsePack('pack.yaml', `${PACK}lessons: [${'x'.repeat(100_000)}]`)
  expect(long.problems[0]?.message).toHaveLength(501)
})

const lesson = (text: string, header = '') =>
  parseLesson('en/a/b.md', `---\ntitle: Hostile\nminutes: 1\nteaches: [topic]\n${header}---\n\n${text}\n`)

const CHECK = (i: number) => `\`\`\`check\n# goal ${i}\ntopic: a\n\`\`\``
const OPTIONS = '- { text: "[a](b)", when: { topic: a } }\n'.repeat(2000)

test.each([
  ['links', '[](a)'.repeat(50_000), '7:1 a lesson has at most 500 links and pictures'],
  ['links, a line each', '[](a)\n'.repeat(50_000), '7:1 a lesson has at most 500 links and pictures'],
  ['links, a paragraph each', '[x](a)\n\n'.repeat(20_000), '1007:1 a lesson has at most 500 links and pictures'],
  ['pictures', '![](data:image/png;base64,x)'.repeat(20_000), '7:1 a lesson has at most 500 links and pictures'],
  ['cells', lines(20_000, (i) => `\`\`\`ts cell=a${i}\n\`\`\``), '607:1 a lesson has at most 300 fences'],
  ['goals', lines(10_000, CHECK), '1207:1 a lesson has at most 300 fences'],
  [
    'steps',
    `\`\`\`solution\n${'@run abc\n'.repeat(50_000)}\`\`\``,
    '508:1 a lesson has at most 500 steps in its solution',
  ],
  [
    'options',
    `\`\`\`quiz\nquestion: a\nkind: choice\noptions:\n${OPTIONS}after: { topic: a }\nwhy: x\n\`\`\``,
    '11:1 expected at most 50 entries, found 2000',
  ],
])('a lesson with thousands of %s is told so, at the first beyond', (_what, text, message) => {
  const { problems } = lesson(text)
  expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toContain(message)
  expect(problems.length).toBeLessThanOrEqual(101)
})

test('front matter with thousands of fields that nobody knows: a hundred faults are told', () => {
  const { problems } = lesson('a', `${lines(30_000, (i) => `x${i}: 1`)}\n`)
  expect(problems).toHaveLength(101)
})

test('links of one target keep their places, each its own', () => {
  const { lesson: read } = lesson('[x](a.md) [y](a.md)\n[z](a.md)\n\n[x](a.md)')
  expect(read.links.map(({ line, column }) => `${line}:${column}`)).toEqual(['7:1', '7:11', '8:1', '10:1'])
})

const utf8 = new TextEncoder()

test('a zip whose directory says that a file is small does not get more room than that', async () => {
  const files = { 'en/a/b.md': new Uint8Array(1 << 22), 'pack.yaml': utf8.encode(`${PACK}lessons: [a/b]`) }
  const zip = zipSync(files, { level: 9 })
  const view = new DataView(zip.buffer, zip.byteOffset)
  view.setUint32(view.getUint32(zip.length - 22 + 16, true) + 24, 10, true)
  await expect(openZip(zip)).rejects.toThrow(
    'this is not a zip of a pack: its file en/a/b.md is not as large as it says',
  )
})

test('a zip of more files than any pack has is refused by its directory', async () => {
  const names = Array.from({ length: 10_001 }, (_, i) => [`${i}.md`, new Uint8Array()] as const)
  await expect(openZip(zipSync(Object.fromEntries(names)))).rejects.toThrow('it has more than 10000 files')
})
