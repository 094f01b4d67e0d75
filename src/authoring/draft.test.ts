import { expect, test } from 'vitest'
import { openZip } from '../packs/open-pack.ts'
import { Draft } from './draft.ts'
import { exportPack } from './export-pack.ts'

test('a draft is written, exported, and opens as a pack', async () => {
  const draft = new Draft(new Map(), false)
  expect(draft.add('intro/01-hello', 'en')).toBeNull()
  expect(draft.add('intro/01-hello', 'en')).toBe('en/intro/01-hello.md')
  expect(draft.add('nonsense', 'en')).toBe('track/01-name')
  draft.edit(draft.source.replace(/^title: .*$/m, 'title: Hello'))
  draft.add('intro/01-hello', 'zh')
  draft.add('intro/02-more', 'en')
  expect(draft.problems.value).toEqual([])
  const library = await openZip(exportPack('mine', 'My pack', draft.sources.value))
  expect(library.course).toMatchObject({ key: 'mine', title: { en: 'My pack' } })
  expect(library.entries.map(({ id }) => id)).toEqual(['intro/01-hello', 'intro/02-more'])
  expect(library.of('intro/01-hello', 'en').title).toBe('Hello')
  expect(library.of('intro/01-hello', 'zh').title).toBe('这一课的惊喜')
})

test('what is wrong with the file that is looked at, with its place', () => {
  const draft = new Draft(new Map([['en/a/01-b.md', '---\ntitle: x\n---\n']]), false)
  expect(draft.problems.value.map(({ line, message }) => `${line} ${message}`)).toContain('2 missing field: minutes')
})

test('the last file of a draft is not taken away', () => {
  const draft = new Draft(new Map([['en/a/01-b.md', '']]), false)
  draft.remove()
  expect([...draft.sources.value.keys()]).toEqual(['en/a/01-b.md'])
})
