import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** A word of the page in the learner’s language, beside a mark that is the English one in every language. */
const GLUED = /\$\{(?:[atwpngf]|say)\('[^`]*?'\)\}[:,;] |[:,;] \$\{(?:[atwpngf]|say)\('|\{[atwpngf]\('[^']*'\)\}[:,;] /

test('our own words are joined by marks of their language: t(": "), not ": "', () => {
  const root = join(import.meta.dirname, '..')
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.ts$/.test(path))
    .flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n')
      return lines.flatMap((line, i) => (GLUED.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : []))
    })
  expect(found).toEqual([])
})
