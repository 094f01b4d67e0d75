import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withVocabulary } from './authoring-docs.ts'
import { OWN_LESSONS } from './lesson-folder.ts'
import { vocabulary } from './vocabulary.ts'

test('AUTHORING.md tells the vocabulary as it is: `npm run lessons -- docs` writes it', () => {
  const document = readFileSync(join(OWN_LESSONS, 'AUTHORING.md'), 'utf8')
  expect(document).toBe(withVocabulary(document))
})

test('every word of the vocabulary says something', () => {
  for (const { title, entries } of vocabulary())
    for (const { written, says } of entries) expect(says, `${title}: ${written}`).not.toBe('')
})

test('tables take the place of what stood between their marks, and of nothing else', () => {
  const document = '# A\n\n<!-- written by `npm run lessons -- docs`: -->\nout of date\n<!-- until here -->\n\nB\n'
  const written = withVocabulary(document)
  expect(written).toMatch(/^# A\n\n<!-- written.*\n<!-- until here -->\n\nB\n$/s)
  expect(written).not.toContain('out of date')
  expect(written).toContain('| `topic: NAME` |')
  expect(() => withVocabulary('# A')).toThrow('AUTHORING.md has no lines')
})
