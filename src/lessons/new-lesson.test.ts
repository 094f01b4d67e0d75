import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { folderProblems, readLibrary } from './lesson-folder.ts'
import { newLesson } from './new-lesson.ts'

const ROOT = mkdtempSync(join(tmpdir(), 'new-'))
afterAll(() => rmSync(ROOT, { recursive: true }))

let folder = ''
let said = ''
beforeEach(() => {
  folder = mkdtempSync(join(ROOT, 'pack-'))
  said = ''
  const say = (text: string | Uint8Array) => {
    said += text
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(say)
  vi.spyOn(process.stderr, 'write').mockImplementation(say)
})

const packOf = (text: string) => writeFileSync(join(folder, 'pack.yaml'), text)
const pack = () => readFileSync(join(folder, 'pack.yaml'), 'utf8')

test.each([
  [
    'pack: mine\ntitle: Mine # ours\nlanguages: [en, zh]\nlessons: [intro/03-next]\ntracks: { intro: Introduction }\n',
    'pack: mine\ntitle: Mine # ours\nlanguages: [en, zh]\nlessons: [intro/03-next, intro/04-more]\ntracks: { intro: Introduction }\n',
  ],
  [
    'pack: mine\ntitle: Mine\nlanguages: [en, zh]\nlessons:\n  # first\n  - intro/03-next\n',
    'pack: mine\ntitle: Mine\nlanguages: [en, zh]\nlessons:\n  # first\n  - intro/03-next\n  - intro/04-more\n',
  ],
])('a new lesson of a pack is listed in its pack.yaml, whose rest stays as it is', (before, after) => {
  packOf(before)
  expect(newLesson(folder, 'intro/03-next')).toBe(0)
  expect(pack()).toBe(before)
  expect(newLesson(folder, 'intro/04-more')).toBe(0)
  expect(pack()).toBe(after)
  expect(folderProblems(folder).problems).toEqual([])
  expect(readLibrary(folder).entries.map(({ id }) => id)).toEqual(['intro/03-next', 'intro/04-more'])
})

test('nothing is written beside a pack.yaml that has faults', () => {
  packOf('pack: mine\ntitel: Mine\nlessons: [intro/03-next]\n')
  expect(newLesson(folder, 'intro/04-more')).toBe(1)
  expect(said).toContain('pack.yaml:2:1 unknown field: titel (did you mean title?)')
  expect(existsSync(join(folder, 'en'))).toBe(false)
})
