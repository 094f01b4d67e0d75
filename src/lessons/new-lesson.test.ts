import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

test('a folder without a pack.yaml gets one, and is no part of the page’s own course', () => {
  const named = join(folder, 'My course')
  expect(newLesson(named, 'intro/01-hello')).toBe(0)
  expect(said).toContain(join(named, 'pack.yaml'))
  expect(readFileSync(join(named, 'pack.yaml'), 'utf8')).toBe(
    'pack: My-course\ntitle: My course\nlanguages: [en]\nlessons: [intro/01-hello]\n',
  )
  expect(existsSync(join(named, 'zh'))).toBe(false)
  expect(newLesson(named, 'intro/02-more')).toBe(0)
  expect(readLibrary(named).entries.map(({ id }) => id)).toEqual(['intro/01-hello', 'intro/02-more'])
  expect(folderProblems(named).problems).toEqual([])
})

test('lessons that are there already are listed too, in each language that all of them have', () => {
  for (const language of ['en', 'zh']) {
    mkdirSync(join(folder, language, 'a'), { recursive: true })
    writeFileSync(join(folder, language, 'a/01-old.md'), 'old')
  }
  expect(newLesson(folder, 'a/02-new')).toBe(0)
  expect(pack()).toContain('languages: [en, zh]\nlessons: [a/01-old, a/02-new]\n')
  expect(existsSync(join(folder, 'zh/a/02-new.md'))).toBe(true)
})

test('a file outside of where one is is told with its whole path', () => {
  packOf('pack: mine\ntitle: Mine\nlessons: [intro/03-next]\n')
  newLesson(folder, 'intro/04-more')
  expect(said).not.toContain('..')
  expect(said).toContain(`${join(folder, 'en/intro/04-more.md')}\n`)
})
