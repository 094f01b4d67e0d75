import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubStorage } from '../lessons/fake-cluster.ts'
import { keptDraft } from './draft.ts'

vi.stubGlobal('addEventListener', () => {})
let kept: Map<string, string>
beforeEach(() => {
  kept = stubStorage()
})
afterEach(() => vi.unstubAllGlobals())

test('a draft that storage refuses says so, and is kept again when there is room', () => {
  vi.stubGlobal('addEventListener', () => {})
  const draft = keptDraft()
  draft.edit('one')
  expect(draft.isKept.value).toBe(true)
  const full = () => {
    throw new Error('QuotaExceededError')
  }
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: full })
  draft.edit('two')
  expect([draft.isKept.value, draft.source]).toEqual([false, 'two'])
  kept = stubStorage()
  draft.edit('three')
  expect(draft.isKept.value).toBe(true)
  expect(kept.get('logbook.draft')).toContain('three')
})

test('what was taken away can be put back, and so can a draft in whose place another one was opened', () => {
  vi.stubGlobal('addEventListener', () => {})
  const draft = keptDraft()
  draft.add('intro/02-more', 'en')
  draft.edit('written')
  const before = draft.sources.value
  expect(draft.remove()).toBeNull()
  draft.putBack()
  expect([draft.sources.value, draft.path.value, draft.source]).toEqual([before, 'en/intro/02-more.md', 'written'])
  expect(draft.undoable.value).toBe(false)
  draft.open({ sources: new Map([['en/a/1.md', 'theirs']]), packYaml: 'pack: theirs' })
  expect([draft.source, draft.packYaml.value]).toEqual(['theirs', 'pack: theirs'])
  draft.putBack()
  expect([draft.sources.value, draft.packYaml.value]).toEqual([before, ''])
})

test('writing goes on in the file where it was', () => {
  vi.stubGlobal('addEventListener', () => {})
  const draft = keptDraft()
  draft.add('intro/02-more', 'en')
  expect(keptDraft().path.value).toBe('en/intro/02-more.md')
  draft.path.value = 'en/intro/01-first.md'
  expect(keptDraft().path.value).toBe('en/intro/01-first.md')
})
