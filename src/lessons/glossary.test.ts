import { expect, test } from 'vitest'
import { glossaryFaults, readGlossary } from './glossary.ts'

const SOURCE = `
- { en: topic, zh: 主题, means: A log., zhMeans: 一份日志。 }
- { en: commit, zh: 提交, also: [commitSync], means: Done., zhMeans: 完成。 }
`
const LESSONS = [
  ['a/01', { teaches: ['topic'] }],
  ['a/01', { teaches: ['主题'] }],
  ['a/02', { teaches: ['commitSync', 'lag'] }],
] as const

test('a term leads to the lessons that teach it, in whatever language and word', () => {
  const terms = readGlossary(SOURCE, LESSONS, () => {})
  expect(terms.map(({ en, seen }) => [en, seen])).toEqual([
    ['topic', ['a/01']],
    ['commit', ['a/02']],
  ])
  expect(glossaryFaults(terms, LESSONS)).toEqual(['lessons/glossary.yaml lacks lag (a/02)'])
  expect(glossaryFaults(terms, LESSONS.slice(0, 2))).toEqual(['no lesson teaches commit'])
})

test('a fault of the file has its line', () => {
  const faults: string[] = []
  readGlossary('- { en: topic, zh: x, meens: y, zhMeans: z }', [], (line, column, message) =>
    faults.push(`${line}:${column} ${message}`),
  )
  expect(faults[0]).toBe('1:23 unknown field: meens (did you mean means?)')
})
