import { expect, test } from 'vitest'
import { parseLesson } from './parse.ts'
import { scaffold } from './scaffold.ts'
import { compareTranslation } from './translation.ts'

const EN = scaffold('01-a', 'en').replace('```hint', '```ts cell=one\n1\n```\n\n```ts cell=two\n2\n```\n\n```hint')
const ZH = scaffold('01-a', 'zh').replace('```hint', '```ts cell=one\n1\n```\n\n```ts cell=two\n2\n```\n\n```hint')

function told(change: (text: string) => string, original = EN): string[] {
  const { lesson } = parseLesson('en.md', original)
  return compareTranslation(lesson, parseLesson('zh.md', change(ZH))).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  )
}

test('two translations with the same parts', () => {
  expect(told((text) => text)).toEqual([])
})

test.each([
  ['partitions: 1\n', 'partitions: 2\n', '26:4 goal 1 is not as in en.md: partitions is 2 here, 1 there'],
  ['topic: a\npartitions: 1\n', 'topic: a\n', '26:4 goal 1 is not as in en.md: partitions is left out here, 1 there'],
  [
    'topic: a\npartitions: 1\n',
    'topic: a\npartitions: 1\nreplicas: 3\n',
    '26:4 goal 1 is not as in en.md: replicas is 3 here, left out there',
  ],
  ['cell=two', 'cell=three', '36:4 block 4 is not as in en.md: a cell “three” here, a cell “two” there'],
  ['```ts cell=two\n2\n```\n', '', '32:4 block 4 of en.md is missing here: a cell “two”'],
  [
    '```ts cell=one',
    '```text\nx\n```\n\n```ts cell=one',
    '32:4 block 3 is not as in en.md: a text here, a cell “one” there',
  ],
  ['after: { topic: a }', 'after: { topic: b }', '10:4 block 1 is not as in en.md: after.topic is b here, a there'],
  [
    '```solution\n',
    '```solution\ndate\n',
    '49:1 step 1 of the solution is not as in en.md: date here, kafka-topics.sh --create --topic a --partitions 1 --bootstrap-server localhost:9092 there',
  ],
  ['minutes: 8', 'minutes: 9', '3:10 minutes: 9 here, 8 in en.md'],
  ['start: inherit', 'start: { brokers: 1 }', '5:8 start: {"brokers":1} here, inherit in en.md'],
  ['teaches: [', 'teaches: [又, ', '4:10 teaches has 2 words here, 1 in en.md'],
])('%j changed to %j', (from, to, message) => {
  expect(told((text) => text.replace(from, to))[0]).toBe(message)
})

test('hints that are missing', () => {
  expect(told((text) => text.replace(/```hint\n用哪[^`]*```\n/, ''))).toEqual(['40:4 1 hint here, 2 in en.md'])
})

test('faults stand in the order of their places', () => {
  const lines = told((text) => text.replace('partitions: 1\n', 'partitions: 2\n').replace('minutes: 8', 'minutes: 9'))
  expect(lines.map((text) => text.replace(/:.*/, ''))).toEqual(['3', '26'])
})
