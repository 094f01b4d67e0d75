import { beforeEach, expect, test, vi } from 'vitest'
import * as parse from '../lessons/parse.ts'
import { openZip } from '../packs/open-pack.ts'
import { Draft, keptDraft } from './draft.ts'
import { exportPack } from './export-pack.ts'
import { faultsOf } from './pack-file.ts'

test('a draft is written, exported, and opens as a pack', async () => {
  const draft = new Draft(new Map())
  expect(draft.add('intro/01-hello', 'en')).toBeNull()
  expect(draft.add('intro/01-hello', 'en')).toBe('there is one')
  expect(draft.add('nonsense', 'en')).toBe('no id')
  draft.edit(draft.source.replace(/^title: .*$/m, 'title: Hello'))
  draft.add('intro/01-hello', 'zh')
  draft.add('intro/02-more', 'en')
  expect(draft.problems.value).toEqual([])
  draft.editPack('pack: mine\ntitle: My pack\ntracks: { intro: First }\nlessons: [intro/02-more, intro/01-hello]\n')
  const { entries } = draft.library()
  expect([entries[0]?.id, draft.library().trackName('intro', 'en')]).toEqual(['intro/02-more', 'First'])
  const library = await openZip(exportPack(draft.sources.value, draft.packYaml.value))
  expect(library.course).toMatchObject({ key: 'mine', title: { en: 'My pack' } })
  expect(library.entries.map(({ id }) => id)).toEqual(['intro/02-more', 'intro/01-hello'])
  expect(library.of('intro/01-hello', 'en').title).toBe('Hello')
})

test('what is wrong with the file that is looked at, with its place', () => {
  const draft = new Draft(new Map([['en/a/01-b.md', '---\ntitle: x\n---\n']]))
  expect(draft.problems.value.map(({ line, message }) => `${line} ${message}`)).toContain('2 missing field: minutes')
})

test('the last file of a draft is not taken away, and that is said', () => {
  const draft = new Draft(new Map([['en/a/01-b.md', '']]))
  expect(draft.remove()).toBe('the last file stays')
  expect([...draft.sources.value.keys()]).toEqual(['en/a/01-b.md'])
})

const titled = (title: string) => `---\ntitle: ${title}\nminutes: 1\nteaches: [a]\n---\n`

test('what is typed is read; the other lessons are not read again', () => {
  const draft = new Draft(new Map(['01-a', '02-b', '03-c'].map((name) => [`en/a/${name}.md`, titled('x')])))
  const read = vi.spyOn(parse, 'parseLesson')
  draft.library()
  read.mockClear()
  draft.edit(titled('y'))
  expect(draft.library().of('a/01-a', 'en').title).toBe('y')
  expect(draft.problems.value.length).toBeGreaterThan(0)
  expect(read.mock.calls.map(([path]) => path)).toEqual(['en/a/01-a.md'])
})

test.each(['My Pack', '', 'a/b', 'x'.repeat(65), 'draft'])('a pack is not called %j', (name) => {
  expect(
    faultsOf(new Map([['en/a/b.md', '']]), `pack: ${JSON.stringify(name)}\ntitle: t\nlessons: [a/b]\n`),
  ).toHaveLength(1)
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
