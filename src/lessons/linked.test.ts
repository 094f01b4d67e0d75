import { expect, test } from 'vitest'
import { parseLesson } from './parse.ts'

const lesson = (link: string) => `---
title: x
minutes: 1
teaches: [a]
---

${link}

\`\`\`check
# ${link}
topic: a
\`\`\`

\`\`\`hint
${link}
\`\`\`

\`\`\`quiz
question: "${link}"
kind: number
answer: topics
after: { topic: a }
why: "${link}"
\`\`\`
`

/** The tags of all links in a lesson. */
function tags(link: string): string[] {
  const { lesson: read } = parseLesson('lessons/en/first/01-a.md', lesson(link))
  return [
    ...JSON.stringify(read)
      .replaceAll('\\"', '"')
      .matchAll(/<a [^>]*>/g),
  ].map(([tag]) => tag)
}

test.each([
  ['[x](02-b.md)', '<a href="#/first/02-b">'],
  ['[x](../other/07-c.md)', '<a href="#/other/07-c">'],
  ['[x](#/other/07-c/12)', '<a href="#/other/07-c/12">'],
  ['[x](https://kafka.apache.org/)', '<a href="https://kafka.apache.org/" target="_blank" rel="noopener">'],
  ['[x](#top)', '<a href="#top">'],
])('the browser itself knows where %s leads', (link, tag) => {
  const found = tags(link)
  expect(found.length).toBeGreaterThanOrEqual(3)
  expect(new Set(found)).toEqual(new Set([tag]))
})

test('a lesson’s links are told as they are written', () => {
  const { lesson: read } = parseLesson('en/first/01-a.md', lesson('[x](02-b.md)'))
  expect(read.links.map(({ target }) => target)).toContain('02-b.md')
})
