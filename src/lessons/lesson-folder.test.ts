import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { folderProblems, OWN_LESSONS, readLibrary } from './lesson-folder.ts'
import { scaffold } from './scaffold.ts'

const ROOT = mkdtempSync(join(tmpdir(), 'packs-'))
afterAll(() => rmSync(ROOT, { recursive: true }))

let made = 0

/** A folder with these files. */
function folderOf(files: { readonly [path: string]: string }): string {
  const folder = join(ROOT, String(++made))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const PACK = 'pack: mine\ntitle: Mine\nlanguages: [en, zh]\nlessons:\n  - intro/01-a\n  - intro/02-b\n'
const told = (folder: string) =>
  folderProblems(folder).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

describe('a pack that the page would refuse has faults', () => {
  test('a file that a lesson lacks, at its line of pack.yaml', () => {
    const folder = folderOf({
      'pack.yaml': PACK,
      'en/intro/01-a.md': scaffold('01-a', 'en'),
      'zh/intro/01-a.md': scaffold('01-a', 'zh'),
    })
    expect(told(folder)).toEqual(['6:5 en/intro/02-b.md is missing', '6:5 zh/intro/02-b.md is missing'])
    expect(readLibrary(folder).entries.map(({ id }) => id)).toEqual(['intro/01-a'])
  })

  test('a wrong field', () => {
    expect(told(folderOf({ 'pack.yaml': 'pack: mine\ntitel: Mine\nlessons: [a/b]\n' }))).toEqual([
      '1:1 missing field: title',
      '2:1 unknown field: titel (did you mean title?)',
    ])
  })

  test('none where every file is there, nor in the page’s own lessons', () => {
    const pack = 'pack: mine\ntitle: Mine\nlessons: [intro/01-a]\n'
    expect(told(folderOf({ 'pack.yaml': pack, 'en/intro/01-a.md': '' }))).toEqual([])
    expect(told(OWN_LESSONS)).toEqual([])
  })
})

test('a file that the pack does not list is not of it', () => {
  const pack = 'pack: mine\ntitle: Mine\nlessons: [intro/01-a]\n'
  const lesson = scaffold('01-a', 'en')
  const library = readLibrary(
    folderOf({ 'pack.yaml': pack, 'en/intro/01-a.md': lesson, 'en/intro/02-b.md': lesson, 'zh/intro/01-a.md': lesson }),
  )
  expect([library.hasLesson('intro/02-b'), library.has('intro/01-a', 'zh')]).toEqual([false, false])
})

test('a folder without a pack.yaml is not the page’s own course', () => {
  const folder = folderOf({ 'en/intro/01-a.md': scaffold('01-a', 'en') })
  expect(readLibrary(folder).course.key).not.toBe('')
  expect(readLibrary(OWN_LESSONS).course.key).toBe('')
})
