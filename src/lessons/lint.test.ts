import { expect, test } from 'vitest'
import { commandFaults } from './command-lint.ts'
import { commandWorld } from './command-world.ts'
import { parseLesson } from './parse.ts'
import { styleProblems } from './style.ts'

const HEADER = '---\ntitle: T\nminutes: 1\nteaches: [a]\n---\n'
const world = commandWorld()

async function commandsSay(code: string): Promise<string[]> {
  const { lesson } = parseLesson('l.md', `${HEADER}\`\`\`sh\n${code}\n\`\`\`\n`)
  return (await commandFaults(lesson, world)).map(({ line, message }) => `${line} ${message}`)
}

test.each([
  ['kafka-topics.sh --list --bootstrap-server localhost:9092', []],
  ['kafka-topics.sh --lst', ['7 kafka-topics.sh has no option --lst (did you mean --list?)']],
  ['bin/kafka-topics.sh --partitons=3', ['7 kafka-topics.sh has no option --partitons (did you mean --partitions?)']],
  ['kafka-topic.sh --list', ['7 no such program: kafka-topic.sh (did you mean kafka-topics.sh?)']],
  [
    'for n in 1 2; do seq $n | kafka-console-producer.sh --topik a; done',
    ['7 kafka-console-producer.sh has no option --topik (did you mean --topic?)'],
  ],
  ['echo $(kafka-topics.sh --lst)', ['7 kafka-topics.sh has no option --lst (did you mean --list?)']],
  ["grep 'a", ["7 this command does not parse: unexpected EOF while looking for matching `''"]],
  ['./mine.sh --anything', []],
  ['$TOOL --anything', []],
])('%s', async (code, faults) => {
  expect(await commandsSay(code)).toEqual(faults)
})

function styleOf(body: string): string[] {
  return styleProblems(parseLesson('l.md', HEADER + body).lesson).map(({ line, message }) => `${line} ${message}`)
}

const GOAL = '```check\n# goal\ntopic: a\n```\n'
const HINTS = '```hint\none\n```\n```hint\ntwo\n```\n'
const SOLUTION = '```solution\nkafka-topics.sh --create --topic orders --partitions 3\n```\n'

test('a well written lesson is left alone', () => {
  expect(styleOf(`## What you saw\n\nA log.\n\n${GOAL}${HINTS}${SOLUTION}`)).toEqual([])
})

test('style: one hint, a telling hint, a wall, commands without a question, no close', () => {
  expect(styleOf(`${GOAL}\`\`\`hint\none\n\`\`\`\n${SOLUTION}`)).toEqual([
    '6 a lesson has at least two hints: the first turns the head, the second shows the way',
  ])
  const telling = '```hint\none\n```\n```hint\n`kafka-topics.sh --create --topic orders --partitions 3`\n```\n'
  expect(styleOf(`${GOAL}${telling}${SOLUTION}`)).toEqual(['17 hint 2 gives this step of the solution away'])
  expect(styleOf(`${'word '.repeat(120)}\n\n${GOAL}${HINTS}${SOLUTION}`)).toEqual([
    `6 a wall of text: ${'word '.repeat(8)} …`,
  ])
  expect(styleOf(`${'字'.repeat(221)}\n\n${GOAL}${HINTS}${SOLUTION}`)).toEqual([
    `6 a wall of text: ${'字'.repeat(40)} …`,
  ])
  const many = `\`\`\`sh\n${'date\n'.repeat(13)}\`\`\`\n`
  expect(styleOf(`${many}${GOAL}${HINTS}${SOLUTION}`)).toEqual(['6 more than 12 commands without a question'])
  expect(styleOf(`## Beginning\n\n${GOAL}${HINTS}${SOLUTION}`)).toEqual([
    '8 the last heading of a lesson is "What you saw" (zh: 你看到了什么)',
  ])
})
