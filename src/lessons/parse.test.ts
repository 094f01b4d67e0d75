import { describe, expect, test } from 'vitest'
import { parseLesson } from './parse.ts'
import { compareTranslation } from './translation.ts'

const HEADER = `---
title: Keys decide the partition
minutes: 8
teaches: [key]
start: inherit
---
`
const CHECK = '```check\n# `orders` exists\ntopic: orders\n```\n'
const HINT = '```hint\nOne tool does it.\n```\n'
const SOLUTION = '```solution\nkafka-topics.sh --list\n```\n'
const REST = `${CHECK}${HINT}${SOLUTION}`

/** `line:column message` of each problem of a lesson with this in its middle. */
function problemsWith(middle: string, rest = REST): string[] {
  return parseLesson('l.md', `${HEADER}${middle}\n${rest}`).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  )
}

test('a line may end between options in Chinese, which has no spaces', () => {
  const { lesson } = parseLesson('l.md', `${HEADER}\n选项 \`--a\`、\`--b\`，（\`--c\`）\n\n${REST}`)
  const html = '<p>选项 <code>--a</code>、<wbr><code>--b</code>，（<code>--c</code>）</p>\n'
  expect(lesson.blocks).toEqual([{ line: 8, kind: 'prose', html }])
})

test('a lesson becomes blocks, goals, hints and steps', () => {
  const { lesson, problems } = parseLesson(
    'l.md',
    `${HEADER}
Prose with \`code\` and <b>no tags</b>.

\`\`\`sh beside
kafka-topics.sh --list
\`\`\`

\`\`\`ts cell=producer
await 1
\`\`\`

${CHECK}${HINT}
\`\`\`solution
kafka-topics.sh --create \\
  --topic orders
@run producer
\`\`\`
`,
  )
  expect(problems).toEqual([])
  expect(lesson.blocks).toEqual([
    { line: 8, kind: 'prose', html: '<p>Prose with <code>code</code> and &lt;b&gt;no tags&lt;/b&gt;.</p>\n' },
    { line: 10, kind: 'commands', code: 'kafka-topics.sh --list', beside: true },
    { line: 14, kind: 'cell', name: 'producer', code: 'await 1' },
  ])
  expect(lesson.goals).toEqual([{ line: 18, html: '<code>orders</code> exists', check: { topic: 'orders' } }])
  expect(lesson.solution).toEqual([
    { line: 27, kind: 'command', command: 'kafka-topics.sh --create \\\n  --topic orders' },
    { line: 29, kind: 'cell', name: 'producer' },
  ])
})

describe('faults are told with their place and the nearest right word', () => {
  test.each([
    ['a fence nobody knows', '```chekc\n```', '7:4 unknown fence: chekc (did you mean check?)'],
    [
      'a field nobody knows',
      '```check\n# goal\ntopic: a\npartitons: 3\n```',
      '10:1 unknown field: partitons (did you mean partitions?)',
    ],
    [
      'a value of the wrong kind',
      '```check\n# goal\ntopic: a\npartitions: many\n```',
      '10:13 expected a number or a comparison such as \'>= 3\', found "many"',
    ],
    [
      'a field inside a field',
      '```check\n# goal\nrecords: { topic: a, ky: b }\n```',
      '9:22 unknown field: ky (did you mean key?)',
    ],
    ['a check nobody knows', '```check\n# goal\ntopik: a\n```', '9:1 unknown check: topik (did you mean topic?)'],
    [
      'a check in a combination',
      '```check\n# goal\nall:\n  - { topik: a }\n```',
      '10:7 unknown check: topik (did you mean topic?)',
    ],
    [
      'a pattern that is none',
      '```check\n# goal\nran: "("\n```',
      '9:6 Invalid regular expression: /(/: Unterminated group',
    ],
    [
      'a pattern that may take for ever',
      '```check\n# goal\nran: (a+)+b\n```',
      '9:6 this pattern may take for ever: a repeated group holds another quantifier or an alternation: + at 5',
    ],
    [
      'such a pattern between slashes',
      '```check\n# goal\nrecords: { topic: a, value: /(a|b)*c/ }\n```',
      '9:29 this pattern may take for ever: a repeated group holds another quantifier or an alternation: * at 6',
    ],
    [
      'such a pattern of groups',
      '```check\n# goal\nhappened: rebalance\ngroup: /(a?)*c/\n```',
      '10:8 this pattern may take for ever: a repeated group holds another quantifier or an alternation: * at 5',
    ],
    [
      'a check without a goal',
      '```check\ntopic: a\n```',
      '8:1 the first line of a check is its goal: # `orders` exists',
    ],
    ['a cell without a name', '```ts\nawait 1\n```', '7:4 a cell needs a name: ```ts cell=producer'],
    ['two cells of one name', '```ts cell=a\n```\n```ts cell=a\n```', '9:7 there is a cell a already'],
    [
      'a fence in a list',
      '- one\n  ```sh\n  ls\n  ```',
      '8:1 a fence of a lesson stands at the left margin, not in a list or quote',
    ],
    [
      'a question nobody can answer',
      '```quiz\nquestion: a\nkind: number\nanswer: lagg g t\nafter: { topic: a }\nwhy: b\n```',
      '10:9 unknown question to the cluster: lagg (did you mean lag?)',
    ],
    [
      'a question too short',
      '```quiz\nquestion: a\nkind: number\nanswer: lag g\nafter: { topic: a }\nwhy: b\n```',
      '10:9 lag needs GROUP TOPIC',
    ],
    [
      'a kind of quiz nobody knows',
      '```quiz\nquestion: a\nkind: numbr\n```',
      '9:7 unknown kind: numbr (did you mean number?)',
    ],
    [
      'a question with a word too much',
      '```quiz\nquestion: a\nkind: number\nanswer: leader orders 0 5\nafter: { topic: a }\nwhy: b\n```',
      '10:9 leader takes TOPIC PARTITION, and nothing more: 5',
    ],
    [
      'a partition that is none',
      '```quiz\nquestion: a\nkind: number\nanswer: leader 0 orders\nafter: { topic: a }\nwhy: b\n```',
      '10:9 expected a whole number for PARTITION, found orders',
    ],
    ['two goals in the same words', CHECK, '13:3 there is a goal in these words already, at line 7'],
    ['a picture', 'See\n![a](a.png)', '8:2 this picture does not show: only data:image/… does'],
    [
      'a picture in a hint',
      '```hint\n![a](https://a.example/a.png)\n```',
      '8:2 this picture does not show: only data:image/… does',
    ],
    ['input for nobody', '```input\nhello\n```', '7:4 an input fence says whose input it is: ```input to=producer'],
  ])('%s', (_, middle, problem) => {
    expect(problemsWith(middle)).toEqual([problem])
  })

  test.each([
    ['missing solution', CHECK + HINT, '15:1 missing solution'],
    ['missing hint', CHECK + SOLUTION, '15:1 missing hint'],
    ['missing check', HINT + SOLUTION, '14:1 missing check: a lesson has at least one goal'],
    [
      'a cell that is not there',
      `${CHECK}${HINT}\`\`\`solution\n@run produce\n\`\`\`\n`,
      '16:6 unknown cell: produce (did you mean producer?)',
    ],
  ])('%s', (what, rest, problem) => {
    const cell = what === 'a cell that is not there' ? '```ts cell=producer\n```' : ''
    expect(problemsWith(cell, rest)).toEqual([cell ? problem.replace('16', '17') : problem])
  })

  test('front matter', () => {
    const { problems } = parseLesson('l.md', `---\ntitel: a\nminutes: 8\nteaches: [key]\n---\n${REST}`)
    expect(problems.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      '2:1 unknown field: titel (did you mean title?)',
      '2:1 missing field: title',
    ])
  })
})

test('a picture that stands in its address shows', () => {
  expect(problemsWith('![a](data:image/png;base64,iVBORw0KGgo=)')).toEqual([])
})

const linksIn = (middle: string) =>
  parseLesson('l.md', `${HEADER}${middle}\n${REST}`).lesson.links.map(
    ({ line, column, target }) => `${line}:${column} ${target}`,
  )

test.each([
  ['prose', 'One\n[a](a.md), then [b](../t/b.md)', ['8:1 a.md', '8:17 ../t/b.md']],
  ['a hint', '```hint\nfirst\nsee [a](a.md)\n```', ['9:5 a.md']],
  ['a goal', '```check\n# see [a](a.md)\ntopic: a\n```', ['8:7 a.md']],
  [
    'a prediction',
    '```quiz\nquestion: see [a](a.md)\nkind: choice\noptions:\n  - { text: "[b](b.md)", when: { topic: a } }\nafter: { topic: a }\nwhy: see [c](c.md)\n```',
    ['8:15 a.md', '11:14 b.md', '13:10 c.md'],
  ],
  ['a definition', '[a]\n\n[a]: a.md', ['7:1 a.md']],
  ['an address of the page', '[a](#/t/a) [b](#b)', ['7:1 #/t/a', '7:12 #b']],
  ['what leads beside the page', '[a](mailto:ann@example.com) [b](//example.com) [c](https://example.com/c.md)', []],
])('links to lessons in %s', (_, middle, links) => {
  expect(linksIn(middle)).toEqual(links)
})

test.each([
  ['a byte order mark', (text: string) => `\uFEFF${text}`],
  ['blanks behind the dashes', (text: string) => text.replaceAll('---\n', '--- \t\n')],
  ['lines that end as on Windows', (text: string) => text.replaceAll('\n', '\r\n')],
])('%s is no fault', (_, change) => {
  const { lesson, problems } = parseLesson('l.md', change(`${HEADER}${REST}`))
  expect(problems).toEqual([])
  expect([lesson.title, lesson.goals[0]?.line]).toEqual(['Keys decide the partition', 7])
})

test('settings are texts, numbers, true or false', () => {
  expect(problemsWith('```check\n# goal\ntopic: a\nconfig: { unclean.leader.election.enable: true }\n```')).toEqual([])
  expect(problemsWith('```check\n# goal\ntopic: a\nconfig: { unclean.leader.election.enable: [] }\n```')).toEqual([
    '10:43 expected text, a number, true or false, found []',
  ])
  const start = 'start: { brokers: 3, topics: { a: { configs: { unclean.leader.election.enable: true } } } }'
  expect(parseLesson('l.md', `${HEADER.replace('start: inherit', start)}${REST}`).problems).toEqual([])
})

test.each(['Assigning', 'Reconciling', 'Stable'])('a group may be %s', (state) => {
  expect(problemsWith(`\`\`\`check\n# goal\ngroup: g\nstate: ${state}\n\`\`\``)).toEqual([])
})

describe('a translation has every part of the original', () => {
  const QUIZ =
    '```quiz\nquestion: How many?\nkind: number\nanswer: records a\nafter: { topic: a }\nwhy: So it is.\n```\n'
  const en = `${HEADER}\n## First\n\nKafka keeps records.\n\n- 3 \`a\`\n\n${QUIZ}${REST}`
  /** Each part in Chinese but for those named. */
  const zh = (left: string, change = (text: string) => text) =>
    change(
      [
        ['Keys decide the partition', '键决定分区'],
        ['## First', '## 一'],
        ['Kafka keeps records.', 'Kafka 保存记录。'],
        ['How many?', '有多少？'],
        ['So it is.', '因为如此。'],
        ['`orders` exists', '`orders` 已经存在'],
        ['One tool does it.', '有一个工具。'],
      ].reduce((text, [from = '', to = '']) => (from === left ? text : text.replace(from, to)), en),
    )
  const told = (translated: string) =>
    compareTranslation(parseLesson('l.md', en).lesson, parseLesson('zh.md', translated)).map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    )

  test('with code, names and numbers as they are', () => {
    expect(told(zh(''))).toEqual([])
  })

  test.each([
    ['Keys decide the partition', '2:8 the title is not translated'],
    ['## First', '8:4 the heading is not translated: First'],
    ['Kafka keeps records.', '10:1 not translated: Kafka keeps records.'],
    ['How many?', '15:11 not translated: How many?'],
    ['So it is.', '19:6 not translated: So it is.'],
    ['`orders` exists', '22:4 not translated: orders exists'],
    ['One tool does it.', '26:1 hint 1 is not translated: One tool does it.'],
  ])('%s was left in English', (left, message) => {
    expect(told(zh(left))).toEqual([message])
  })

  test('a heading may have been changed in English since', () => {
    expect(told(zh('', (text) => text.replace('## 一', '## Older words')))).toEqual([
      '8:4 the heading is not translated: Older words',
    ])
  })

  test.each([
    ['a heading that is missing', ['## 一', ''], '1:1 1 headings in l.md, 0 here'],
    [
      'another check',
      ['topic: orders', 'topic: other'],
      '21:4 goal 1 is not as in l.md: topic is other here, orders there',
    ],
    [
      'another command',
      ['--list', '--describe'],
      '29:1 step 1 of the solution is not as in l.md: kafka-topics.sh --describe here, kafka-topics.sh --list there',
    ],
    ['another start', ['start: inherit', 'start: { brokers: 1 }'], '5:8 start: {"brokers":1} here, inherit in l.md'],
  ])('%s', (_, [from = '', to = ''], message) => {
    expect(told(zh('', (text) => text.replace(from, to)))).toEqual([message])
  })
})

describe('what a lesson begins with', () => {
  const read = (start: string) => parseLesson('l.md', `${HEADER.replace('start: inherit', start)}\n${REST}`)
  const faults = (start: string) =>
    read(start).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

  test('nothing said: what is there', () => {
    expect(read('').lesson.start).toBe('inherit')
  })

  test('nodes and topics', () => {
    const { lesson, problems } = read(
      'start: { brokers: 3, controllers: 3, topics: { orders: { assignment: [[2, 3]], configs: { retention.ms: 1 } } } }',
    )
    expect(problems).toEqual([])
    expect(lesson.start).toEqual({
      brokers: 3,
      controllers: 3,
      topics: { orders: { assignment: [[2, 3]], configs: { 'retention.ms': 1 } } },
    })
  })

  test('faults at a protocol point, in the words of the command', () => {
    const { lesson, problems } = read('faults: [Produce drop --topic orders, Heartbeat delay 10s --times all]')
    expect(problems).toEqual([])
    expect(lesson.faults).toEqual(['Produce drop --topic orders', 'Heartbeat delay 10s --times all'])
  })

  test.each([
    ['faults: [Produce lose]', '5:10 what becomes of Produce? drop, delay, answer, close, not lose'],
    ['faults: [Produce drop, Fetch drop --nth none]', '5:24 --nth wants a number from 1, not none'],
    ['start: inherits', '5:8 unknown word: inherits (did you mean inherit?)'],
    ['start: { broker: 3 }', '5:10 unknown field: broker (did you mean brokers?)'],
    [
      'start: { brokers: 7 }',
      '5:19 the page has no such set of nodes; it has brokers: 3, controllers: 0; brokers: 1, controllers: 0; brokers: 5, controllers: 0; brokers: 3, controllers: 3',
    ],
    [
      'start: { brokers: 3, topics: { orders: { partitions: 1001 } } }',
      '5:54 a topic has at most 1000 partitions here',
    ],
    [
      `start: { brokers: 3, topics: { orders: { assignment: [${'[1],'.repeat(1001)}] } } }`,
      '5:54 a topic has at most 1000 partitions here',
    ],
    [
      `start: { brokers: 3, topics: { ${Array.from({ length: 21 }, (_, i) => `t${i + 10}: {}`).join(', ')} } }`,
      '5:212 a lesson begins with at most 20 topics',
    ],
    [
      'start: { brokers: 3, topics: { a: { partitions: 600 }, b: { assignment: [[1], [2]] }, c: { partitions: 400 } } }',
      '5:87 a lesson begins with at most 1000 partitions, of all topics together',
    ],
    ['start: { brokers: 3, topics: { orders: { partitions: many } } }', '5:54 expected a whole number, found "many"'],
  ])('%s', (start, fault) => {
    expect(faults(start)).toContain(fault)
  })
})
