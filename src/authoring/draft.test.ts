import { beforeEach, expect, test, vi } from 'vitest'
import { openZip } from '../packs/open-pack.ts'
import { Draft, keptDraft } from './draft.ts'
import { exportPack } from './export-pack.ts'

test('a draft is written, exported, and opens as a pack', async () => {
  const draft = new Draft(new Map())
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
  const draft = new Draft(new Map([['en/a/01-b.md', '---\ntitle: x\n---\n']]))
  expect(draft.problems.value.map(({ line, message }) => `${line} ${message}`)).toContain('2 missing field: minutes')
})

test('the last file of a draft is not taken away', () => {
  const draft = new Draft(new Map([['en/a/01-b.md', '']]))
  draft.remove()
  expect([...draft.sources.value.keys()]).toEqual(['en/a/01-b.md'])
})

const KEY = 'logbook.draft'
const kept = new Map<string, string>()
const heard: ((event: { key: string; newValue: string | null }) => void)[] = []
vi.stubGlobal('addEventListener', (_type: string, hear: (typeof heard)[number]) => heard.push(hear))
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
})

/** Another tab of this browser writes the draft, or clears it. */
function elsewhere(sources: readonly (readonly [string, string])[] | null) {
  const newValue = sources && JSON.stringify(sources)
  if (newValue === null) kept.delete(KEY)
  else kept.set(KEY, newValue)
  for (const hear of heard) hear({ key: KEY, newValue })
}

const stored = () => JSON.parse(kept.get(KEY) ?? '[]')

beforeEach(() => kept.clear())

test('what another tab writes into the draft shows here, and is not written over', () => {
  const draft = keptDraft()
  draft.edit('here')
  expect(stored()).toEqual([['en/intro/01-first.md', 'here']])
  const [path] = draft.sources.value.keys()
  elsewhere([
    [path as string, 'there'],
    ['en/intro/02-second.md', 'a second'],
  ])
  expect(draft.source).toBe('there')
  draft.edit('there, and here')
  expect(stored()).toEqual([
    [path, 'there, and here'],
    ['en/intro/02-second.md', 'a second'],
  ])
})

test('a file that another tab takes away is not looked at any more; a draft that is gone there stays here', () => {
  const draft = keptDraft()
  elsewhere([['en/intro/02-second.md', 'a second']])
  expect([draft.path.value, draft.source]).toEqual(['en/intro/02-second.md', 'a second'])
  elsewhere(null)
  expect(draft.source).toBe('a second')
  expect(stored()).toEqual([])
})
