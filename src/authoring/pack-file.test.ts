import { expect, test } from 'vitest'
import { openZip } from '../packs/open-pack.ts'
import { exportPack } from './export-pack.ts'
import { draftIn } from './import-pack.ts'
import { faultsOf, packFile, packOfDraft } from './pack-file.ts'

const titled = (title: string) => `---\ntitle: ${title}\nminutes: 1\nteaches: [a]\n---\n`
const SOURCES = new Map([
  ['en/intro/01-hello.md', titled('Hello, Kafka: a first look')],
  ['en/cities/01-more.md', titled('More')],
  ['zh/intro/01-hello.md', titled('你好')],
])
const YAML = `pack: at-example
title: { en: Kafka at Example, zh: 示例 }
languages: [en]
tracks: { intro: Introduction, cities: Cities }
lessons: [intro/01-hello, cities/01-more]
`

test('a pack is called after its first lesson until its author says otherwise, and lists its lessons', () => {
  expect(packFile(SOURCES, '')).toMatch(/^pack: more\b/m)
  const { pack } = packOfDraft(packFile(SOURCES, ''))
  expect(pack).toMatchObject({
    pack: 'more',
    title: 'More',
    languages: ['en'],
    lessons: ['cities/01-more', 'intro/01-hello'],
  })
  expect(pack?.tracks).toEqual({ cities: 'Cities', intro: 'Intro' })
})

test('what its author wrote stays; a lesson that was added is listed, one that was taken away is not', () => {
  const sources = new Map([...SOURCES, ['en/intro/02-next.md', titled('Next')]])
  sources.delete('en/cities/01-more.md')
  const written = packFile(sources, YAML)
  expect(written).toContain('title: { en: Kafka at Example, zh: 示例 }')
  expect(packOfDraft(written).pack).toMatchObject({ pack: 'at-example', lessons: ['intro/01-hello', 'intro/02-next'] })
})

test('no English stands under zh: a language in which a lesson is missing is not listed, and that is told', async () => {
  const pack = exportPack(SOURCES, packFile(SOURCES, ''))
  const library = await openZip(pack)
  expect(library.course.languages).toEqual(['en'])
  expect(library.has('cities/01-more', 'zh')).toBe(false)
  expect(faultsOf(SOURCES, packFile(SOURCES, ''))).toEqual([])
  expect(faultsOf(SOURCES, YAML.replace('[en]', '[en, zh]'))).toEqual([
    'pack.yaml:5:27 zh/cities/01-more.md is missing',
  ])
  expect(faultsOf(SOURCES, YAML.replace('at-example', 'draft'))[0]).toMatch(/^pack\.yaml:1:7 draft is the name/)
})

test('an exported pack is opened again for writing, with its title, its tracks and the files that it does not list', async () => {
  const draft = await draftIn(exportPack(SOURCES, YAML))
  expect(draft).toEqual({ sources: SOURCES, packYaml: YAML })
})

test('a zip without a lesson is no draft', async () => {
  await expect(draftIn(exportPack(new Map(), YAML))).rejects.toThrow('there is no lesson in it')
})
