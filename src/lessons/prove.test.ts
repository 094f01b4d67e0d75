import { expect, test } from 'vitest'
import type { Course } from './library.ts'
import { Library } from './library.ts'
import { parseLesson } from './parse.ts'
import { type Proof, proveLesson, type Thoroughness } from './prove.ts'
import { scaffold } from './scaffold.ts'

const COURSE: Course = { key: 'mine', title: {}, tracks: {} }

async function proofs(
  files: { readonly [path: string]: string },
  course: Course = COURSE,
  how: Thoroughness = { oneStepIn: 1000 },
): Promise<Proof[]> {
  const read = Object.entries(files).map(([path, source]) => [path, parseLesson(path, source)] as const)
  const all: Proof[] = []
  for await (const proof of proveLesson(new Library(Object.fromEntries(read), course), 'intro/01-a', how))
    all.push(proof)
  return all
}

const faultsOf = (all: readonly Proof[]) => all.flatMap(({ faults }) => faults)
const EN = scaffold('01-a', 'en')
const ZH = scaffold('01-a', 'zh')

test('a Chinese pack is proved like another: nothing is compared with itself, links lead to its lessons', async () => {
  const linked = ZH.replace('## 你看到了什么\n', '## 你看到了什么\n\n[下一课](02-b.md)\n')
  const all = await proofs({ 'zh/intro/01-a.md': linked, 'zh/intro/02-b.md': ZH }, { ...COURSE, languages: ['zh'] })
  expect(faultsOf(all)).toEqual([])
  expect(all.map(({ name }) => name)).not.toContain('intro/01-a: in Chinese')
})

test.each([
  ['en', { 'zh/intro/01-a.md': ZH }],
  ['zh', { 'en/intro/01-a.md': EN }],
] as const)('a lesson that is not there in %s, which its pack has, has a fault', async (language, files) => {
  const all = await proofs(files, { ...COURSE, languages: ['en', 'zh'] })
  expect(faultsOf(all)).toEqual([`${language}/intro/01-a.md is missing`])
  expect(faultsOf(await proofs(files, COURSE))).toEqual([])
})

test('a lesson that is given in English for Chinese has a fault, one', async () => {
  const all = await proofs({ 'en/intro/01-a.md': EN, 'zh/intro/01-a.md': EN }, { ...COURSE, languages: ['en', 'zh'] })
  expect(faultsOf(all)).toEqual(['zh/intro/01-a.md:1:1 the lesson is not translated'])
})

/** The scaffold with a cell that makes the topic in the place of the command. */
const withCell = (lesson: string, code: string) =>
  lesson
    .replace(/```sh\n[\s\S]*?```\n/, `\`\`\`ts cell=make\n${code}\n\`\`\`\n`)
    .replace(/```solution\n[\s\S]*?```\n/, '```solution\n@run make\n```\n')

const CODE = (topic: string) =>
  `import { Admin } from 'kafka-clients'\nconst admin = new Admin({ 'bootstrap.servers': 'localhost:9092' })\nawait admin.createTopics([{ name: '${topic}', numPartitions: 1 }])\nawait admin.close()`

test('cells of the Chinese lesson compile, too', async () => {
  const files = { 'en/intro/01-a.md': withCell(EN, CODE('a')), 'zh/intro/01-a.md': withCell(ZH, 'const = 1') }
  const said = faultsOf(await proofs(files))
  expect(said).toEqual([expect.stringMatching(/^zh\/intro\/01-a\.md:19:7 cell make: SyntaxError: /)])
  expect(files['zh/intro/01-a.md'].split('\n')[18]).toBe('const = 1')
})

test('what a run shows is told where it is written, in words without tags', async () => {
  const never = EN.replace('# `a` exists', '# `a` & <two> exist').replace('partitions: 1', 'partitions: 2')
  const lesson = never
    .replace('after: { topic: a }', 'after: { topic: b }')
    .replace('```solution\n', '```solution\nnothere\n')
  const said = faultsOf((await proofs({ 'en/intro/01-a.md': lesson })).slice(2)).map((fault) => fault.split('\n')[0])
  expect(said.slice(0, 3)).toEqual([
    'en/intro/01-a.md:41:1 ended with status 127: nothere',
    'en/intro/01-a.md:27:4 not met: a & <two> exist (now: 1 partition)',
    expect.stringMatching(/^en\/intro\/01-a\.md:11:11 never judged: How many partitions will it have\? \(now: /),
  ])
})

test('what is met at once, and what needs no step, has its place too', async () => {
  const lesson = EN.replace('topic: a\npartitions: 1', 'not: { topic: b }')
  const said = faultsOf(await proofs({ 'en/intro/01-a.md': lesson }, COURSE, {}))
  expect(said).toContain('en/intro/01-a.md:27:4 met before anything was done: a exists')
  expect(said).toContainEqual(
    expect.stringMatching(/^en\/intro\/01-a\.md:40:1 every goal is met without it: kafka-topics/),
  )
})

test('of a solution that does not meet the goals no step is shown to be needed', async () => {
  const never = EN.replace('partitions: 1', 'partitions: 2')
  const names = (await proofs({ 'en/intro/01-a.md': never }, COURSE, {})).map(({ name }) => name)
  expect(names).toContain('intro/01-a: the solution meets them')
  expect(names.filter((name) => name.includes('needed'))).toEqual([])
})

test('what a proof is at is told, before it is begun', async () => {
  const begun: string[] = []
  const files = { 'en/intro/01-a.md': withCell(EN, CODE('a')) }
  await proofs(files, COURSE, { oneStepIn: 1000, begins: (what) => begun.push(what) })
  expect(begun).toEqual(Array(2).fill('en/intro/01-a.md:44:1 @run make'))
})

test('where their code is another, it is run, when all is to be proved', async () => {
  const files = { 'en/intro/01-a.md': withCell(EN, CODE('a')), 'zh/intro/01-a.md': withCell(ZH, CODE('b')) }
  expect(faultsOf(await proofs(files))).toEqual([])
  const all = await proofs(files, COURSE, {})
  const failed = all.filter(({ faults }) => faults.length > 0)
  expect(failed.map(({ name }) => name)).toEqual(['intro/01-a: the Chinese solution meets them'])
  const same = await proofs({ 'en/intro/01-a.md': EN, 'zh/intro/01-a.md': ZH }, COURSE, {})
  expect(same.map(({ name }) => name)).not.toContain('intro/01-a: the Chinese solution meets them')
})
