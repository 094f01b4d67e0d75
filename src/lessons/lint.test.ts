import { describe, expect, test } from 'vitest'
import { commandFaults } from './command-lint.ts'
import { commandWorld } from './command-world.ts'
import { courseProblems } from './course-style.ts'
import type { Problem, Quiz, Step } from './lesson.ts'
import { Library } from './library.ts'
import { sharedTopics } from './own-topics.ts'
import { parseLesson } from './parse.ts'
import { lateQuizzes } from './quiz-order.ts'
import { styleProblems } from './style.ts'

const HEADER = '---\ntitle: T\nminutes: 1\nteaches: [a]\n---\n'
const world = commandWorld()

async function commandsSay(code: string): Promise<string[]> {
  const read = parseLesson('l.md', `${HEADER}\`\`\`sh\n${code}\n\`\`\`\n`)
  return (await commandFaults(read, world)).map(({ line, message }) => `${line} ${message}`)
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

test('a command has its own place, in a block and in a step of the solution', async () => {
  const code =
    'date\n# kafka-topics.sh --lst2\nfor n in 1 2; do\n  kafka-topics.sh --lst\n  kafka-topics.sh --list --lst\ndone\nlss'
  const solution = '```solution\ndate\nkafka-topics.sh \\\n  --lst\n```\n'
  const read = parseLesson('l.md', `${HEADER}\`\`\`sh\n${code}\n\`\`\`\n${solution}`)
  const places = (await commandFaults(read, world)).map((fault) => placeOf({ file: '', ...fault }))
  const option = 'kafka-topics.sh has no option --lst (did you mean --list?)'
  expect(places).toEqual([
    `10:19 ${option}`,
    `11:26 ${option}`,
    '13:1 no such program: lss (did you mean ls?)',
    `18:3 ${option}`,
  ])
})

test('white space that is none for the shell is named with its place, but for what is quoted', async () => {
  const code =
    'echo \'\u3000\' "\u3000" # \u3000\nls\u3000-l\necho a\u00a0b \\\u3000\nfor\u3000n in 1; do\ncat <<END\n\u3000\nEND\nls\u2003x'
  const read = parseLesson('l.md', `${HEADER}\`\`\`sh\n${code}\n\`\`\`\n`)
  expect((await commandFaults(read, world)).map((fault) => placeOf({ file: '', ...fault }))).toEqual([
    '8:3 a full-width space, U+3000, is not white space for the shell',
    '9:7 a no-break space, U+00A0, is not white space for the shell',
    '10:4 a full-width space, U+3000, is not white space for the shell',
    '14:3 U+2003 is not white space for the shell',
  ])
})

test('commands that a goal or a prediction asks for are looked at too', async () => {
  const goal =
    '```check\n# goal\nany:\n  - { command: kafka-topics.sh --lst }\n  - { command: /tail|head/ -n 1 }\n```\n'
  const quiz = QUIZ.replace('{ topic: a }', '{ command: kafka-topic.sh --list }')
  const read = parseLesson('l.md', `${HEADER}${goal}${quiz}`)
  expect((await commandFaults(read, world)).map((fault) => placeOf({ file: '', ...fault }))).toEqual([
    '9:32 kafka-topics.sh has no option --lst (did you mean --list?)',
    '16:19 no such program: kafka-topic.sh (did you mean kafka-topics.sh?)',
  ])
})

const placeOf = ({ line, column, message }: Problem) => `${line}:${column} ${message}`

function styleOf(body: string): string[] {
  return styleProblems(parseLesson('l.md', HEADER + body)).map(placeOf)
}

const GOAL = '```check\n# goal\ntopic: a\n```\n'
const HINTS = '```hint\none\n```\n```hint\ntwo\n```\n'
const QUIZ = '```quiz\nquestion: q\nkind: number\nanswer: records a\nafter: { topic: a }\nwhy: w\n```\n'
const CLOSE = '\n## What you saw\n'
const SOLUTION = '```solution\nkafka-topics.sh --create --topic orders --partitions 3\n```\n'

test('a well written lesson is left alone', () => {
  expect(styleOf(`${QUIZ}## What you saw\n\nA log.\n\n${GOAL}${HINTS}${SOLUTION}`)).toEqual([])
})

test('style: no prediction, one hint, a telling hint, a wall, commands without a question, no close', () => {
  expect(styleOf(`${GOAL}${HINTS}${SOLUTION}${CLOSE}`)).toEqual([
    '6:4 nothing is predicted: a lesson asks before it shows (```quiz)',
  ])
  expect(styleOf(`${GOAL}\`\`\`hint\none\n\`\`\`\n${SOLUTION}${QUIZ}${CLOSE}`)).toEqual([
    '10:4 a lesson has at least two hints: the first turns the head, the second shows the way',
  ])
  const telling = '```hint\none\n```\n```hint\n`kafka-topics.sh --create --topic orders --partitions 3`\n```\n'
  expect(styleOf(`${GOAL}${telling}${SOLUTION}${QUIZ}${CLOSE}`)).toEqual([
    '14:2 hint 2 gives this step of the solution away',
  ])
  expect(styleOf(`${'word '.repeat(120)}\n\n${GOAL}${HINTS}${SOLUTION}${QUIZ}${CLOSE}`)).toEqual([
    `6:1 a wall of text: ${'word '.repeat(8)} …`,
  ])
  expect(
    styleOf(`# Title\n\nShort.\n\n- **two** [more](a.md) ${'word '.repeat(120)}\n\n${GOAL}${HINTS}${SOLUTION}${QUIZ}`),
  ).toEqual([
    `10:5 a wall of text: two more ${'word '.repeat(6)}w …`,
    '6:3 the last heading of a lesson is "What you saw" (zh: 你看到了什么)',
  ])
  expect(styleOf(`${'字'.repeat(221)}\n\n${GOAL}${HINTS}${SOLUTION}${QUIZ}${CLOSE}`)).toEqual([
    `6:1 a wall of text: ${'字'.repeat(40)} …`,
  ])
  const many = `\`\`\`sh\n${'date\n'.repeat(13)}\`\`\`\n`
  expect(styleOf(`${many}${GOAL}${HINTS}${SOLUTION}${QUIZ}${CLOSE}`)).toEqual([
    '19:1 more than 12 commands without a question',
  ])
  expect(styleOf(`## Beginning\n\n${GOAL}${HINTS}${SOLUTION}${QUIZ}`)).toEqual([
    '6:4 the last heading of a lesson is "What you saw" (zh: 你看到了什么)',
  ])
})

function courseOf(body: string): string[] {
  return courseProblems(parseLesson('l.md', HEADER + body)).map(placeOf)
}

test('the course: a close that names no setting or KIP, or leads nowhere', () => {
  const close = (text: string) => courseOf(`## Begin\n\n[a](a.md) \`linger.ms\`\n\n## What you saw\n\n${text}\n`)
  expect(close('`batch.size` (KIP-480), [on](b.md)')).toEqual([])
  expect(close('A log.')).toEqual([
    '10:4 the close names a config or a KIP behind what was seen',
    '10:4 the close leads on to another lesson',
  ])
})

test.each([
  ['It’s', undefined],
  ["It's", 'quotation marks and apostrophes are curly: “ ” ’'],
  ['主题,分区', 'Chinese has its own punctuation: ，；：？！'],
  ['主题Kafka', 'a space stands between Chinese and Latin letters, digits or code'],
  ['看`a`', 'a space stands between Chinese and Latin letters, digits or code'],
  ["It’s “`it's`”：主题 Kafka，`a` 分区", undefined],
])('the course: %s', (text, message) => {
  const faults = courseOf(`${text}\n\n## What you saw\n\nKIP-1 [on](b.md)\n`)
  expect(faults.map((fault) => fault.replace(/ \(.*/s, ''))).toEqual(
    message === undefined ? [] : [`6:${text.search(/['",`K]/) + 1} ${message}`],
  )
})

test('a lesson ends with what was seen, also one without any heading', () => {
  expect(styleOf(`Words.\n\n${QUIZ}${GOAL}${HINTS}${SOLUTION}`)).toEqual([
    '15:4 the last heading of a lesson is "What you saw" (zh: 你看到了什么): there is none',
  ])
})

test('a prediction that stands after what answers it', () => {
  const cell = '```ts cell=c\n1\n```\n'
  const body = (text: string) =>
    parseLesson('l.md', `${HEADER}${text}${GOAL}${HINTS}\`\`\`solution\n@run c\n@run c\n\`\`\`\n`)
  const late = (text: string, by: number) => {
    const read = body(text)
    const { blocks, solution } = read.lesson
    const [quiz] = blocks.flatMap((block) => (block.kind === 'quiz' ? [block.quiz] : []))
    return lateQuizzes(read, new Map([[quiz as Quiz, solution[by] as Step]]))
  }
  expect(late(QUIZ + cell, 0)).toEqual([])
  expect(late(cell + QUIZ, 0)).toEqual(['l.md:10:11 this prediction comes after what answers it: cell c'])
  expect(late(cell + QUIZ, 1)).toEqual([])
})

describe('topics of two lessons with the same nodes', () => {
  const making = (start: string, command: string) =>
    parseLesson('l.md', `${HEADER.replace('teaches', `start: ${start}\nteaches`)}\`\`\`solution\n${command}\n\`\`\`\n`)
  const first = making(
    '{ brokers: 3, topics: { c: {} } }',
    'for t in a b; do kafka-topics.sh --create --topic $t; done',
  )
  test.each([
    ['inherit', 'kafka-topics.sh --create --topic b --partitions 3', [['b', '8:34']]],
    ['{ brokers: 3, topics: { d: {}, c: {} } }', 'echo', [['c', '4:39']]],
    ['{ brokers: 3 }', 'kafka-topics.sh --create --topic bb && kafka-topics.sh --describe --topic a', []],
    ['{ brokers: 1 }', 'kafka-topics.sh --create --topic a', []],
    ['{ brokers: 3, controllers: 3 }', 'kafka-topics.sh --create --topic a', []],
  ])('%s, %s: %j', (start, command, shared) => {
    const second = making(start, command)
    const library = new Library({ 'en/partitions/06-first.md': first, 'en/partitions/07-second.md': second })
    const said = sharedTopics(library, 'partitions/07-second', second).map(placeOf)
    expect(said).toEqual(
      shared.map(
        ([topic, place]) => `${place} the topic ${topic} is made by partitions/06-first too, on the same nodes`,
      ),
    )
    expect(sharedTopics(library, 'partitions/06-first', first)).toEqual([])
  })

  test('a topic that many make is told of once', () => {
    const one = making('inherit', 'kafka-topics.sh --create --topic cities')
    const files = Object.fromEntries(['01-a', '02-b', '03-c', '04-d'].map((name) => [`en/m/${name}.md`, one]))
    const library = new Library(files, { key: 'p', title: {}, tracks: {} })
    const said = (id: string) => sharedTopics(library, id, one).map(({ message }) => message)
    expect(said('m/02-b')).toEqual(['the topic cities is made by m/01-a too, on the same nodes'])
    expect(said('m/03-c')).toEqual(['the topic cities is made by m/01-a and m/02-b too, on the same nodes'])
    expect(said('m/04-d')).toEqual(['the topic cities is made by m/01-a and 2 other lessons too, on the same nodes'])
  })
})
