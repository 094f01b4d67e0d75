import { describe, expect, test } from 'vitest'
import type { Check } from './check.ts'
import { judge } from './checks.ts'
import type { Evidence } from './evidence.ts'
import { parseLesson } from './parse.ts'
import { SAYINGS } from './sayings.ts'

const HEADER = '---\ntitle: T\nminutes: 8\nteaches: [key]\n---\n'
const CHECK = '```check\n# `orders` exists\ntopic: orders\n```\n'
const QUIZ = '```quiz\nquestion: q\nkind: number\nanswer: records a\nafter: { topic: a }\nwhy: w\n```\n'
const HINT = '```hint\nOne tool does it.\n```\n'
const SOLUTION = '```solution\nkafka-topics.sh --list\n```\n'

const read = (body: string, header = HEADER) => parseLesson('l.md', header + body)
const faultsOf = (body: string, header = HEADER) =>
  read(body, header).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

describe('a fence that is not closed is told at the line where it begins, and nothing else', () => {
  test.each([
    ['sh', `\`\`\`sh\ndate\n\n${QUIZ}${CHECK}${HINT}${SOLUTION}`, '6:1', 'line 9, where ```quiz begins'],
    ['check', `${CHECK.slice(0, -4)}\nSo it is.\n\n${QUIZ}${HINT}${SOLUTION}`, '6:1', 'line 12, where ```quiz begins'],
    ['two backticks', `${CHECK.slice(0, -2)}\n${HINT}${SOLUTION}`, '6:1', 'line 10, where ```hint begins'],
    ['one after another', `${CHECK}\`\`\`hint\nOne.\n${HINT}${SOLUTION}`, '10:1', 'line 12, where ```hint begins'],
  ])('%s', (_, body, place, where) => {
    expect(faultsOf(body)).toEqual([`${place} this fence is not closed: \`\`\` is missing before ${where}`])
  })

  test('the last one', () => {
    expect(faultsOf(`${CHECK}${HINT}${SOLUTION.slice(0, -4)}`)).toEqual([
      '13:1 this fence is not closed: ``` is missing',
    ])
    expect(faultsOf(`${CHECK}${HINT}${SOLUTION.slice(0, -1)}`)).toEqual([])
  })

  test('what follows it is read as if it were', () => {
    const { lesson } = read(`\`\`\`sh\ndate\n\n## Then\n\n${QUIZ}${CHECK}${HINT}${SOLUTION}`)
    expect(lesson.blocks.map(({ line, kind }) => `${line} ${kind}`)).toEqual(['6 commands', '9 prose', '11 quiz'])
    expect(lesson.headings).toMatchObject([{ line: 9, text: 'Then' }])
    expect(lesson.goals).toHaveLength(1)
  })

  test('of many the first ones are told: a text may be anybody’s', () => {
    expect(faultsOf('```sh\n'.repeat(50_000)).length).toBeLessThan(50)
  })

  test('a longer fence may show another', () => {
    expect(faultsOf(`\`\`\`\`text\n\`\`\`sh\ndate\n\`\`\`\n\`\`\`\`\n${CHECK}${HINT}${SOLUTION}`)).toEqual([])
    expect(faultsOf(`~~~text\n\`\`\`sh\ndate\n\`\`\`\n~~~\n${CHECK}${HINT}${SOLUTION}`)).toEqual([])
  })
})

test('a goal whose check has a fault keeps its place, and is never met', async () => {
  const bad = CHECK.replace('topic:', 'topik:')
  const { lesson } = read(`${bad}${CHECK.replace('exists', 'is there')}${HINT}${SOLUTION}`)
  expect(lesson.goals.map(({ line, check }) => [line, check])).toEqual([
    [6, { not: { all: [] } }],
    [10, { topic: 'orders' }],
  ])
  expect(await judge(lesson.goals[0]?.check as Check, { say: SAYINGS } as Evidence)).toEqual({ met: false, now: '' })
  expect(faultsOf(`${bad}${CHECK.replace('exists', 'is')}${HINT}\`\`\`solution\ndate\n@goal 2\n\`\`\`\n`)).toEqual([
    '8:1 unknown check: topik (did you mean topic?)',
  ])
})

describe('what begins with @ in a solution is no command', () => {
  test.each([
    ['@goals 2', 'unknown step: @goals (did you mean @goal?)'],
    ['@goal two', 'a goal is waited for by its number: @goal 2'],
    ['@wait 5', 'unknown step: @wait (known: @goal, @run)'],
    ['@run a b', 'a cell is run by its name: @run producer'],
    ['@run', 'a cell is run by its name: @run producer'],
  ])('%s', (step, message) => {
    const body = `${CHECK}${HINT}\`\`\`solution\ndate\n${step}\n\`\`\`\n`
    expect(faultsOf(body)).toEqual([`15:1 ${message}`])
    expect(faultsOf(body.replace('date\n', ''))).toEqual([`14:1 ${message}`])
    expect(read(body).lesson.solution).toHaveLength(1)
  })
})

describe('what is left out is said so', () => {
  test.each([
    ['a kind', '```quiz\nquestion: q\n```\n', '7:1 missing field: kind (number or choice)'],
    [
      'a fence’s word',
      '```\ndate\n```\n',
      '6:1 a fence says what it is: ```sh, ```input, ```text, ```ts, ```quiz, ```check, ```hint or ```solution',
    ],
  ])('%s', (_, middle, message) => {
    expect(faultsOf(`${middle}${CHECK}${HINT}${SOLUTION}`)).toEqual([message])
  })

  test('a cell, where there is none', () => {
    const body = `${CHECK}${HINT}\`\`\`solution\n@run cities\n\`\`\`\n`
    expect(faultsOf(body)).toEqual(['14:6 unknown cell: cities (there is none)'])
  })
})

test.each([
  ['```check id=a\n# goal\ntopic: a\n```\n', '6:10 nothing is read here: id=a'],
  ['```ts cell=a foo=bar\n1\n```\n', '6:14 nothing is read here: foo=bar'],
  ['```sh beside me\ndate\n```\n', '6:14 nothing is read here: me'],
  ['```sh besides me\ndate\n```\n', '6:7 unknown option: besides (did you mean beside?)'],
])('words behind the kind of a fence that say nothing: %s', (middle, message) => {
  expect(faultsOf(`${middle}${CHECK}${HINT}${SOLUTION}`)[0]).toBe(message)
})

test.each([-3, 0, 241, 100000, 2.5])('a lesson does not take %d minutes', (minutes) => {
  expect(faultsOf(`${CHECK}${HINT}${SOLUTION}`, HEADER.replace('8', String(minutes)))).toEqual([
    `3:10 expected a whole number from 1 to 240, found ${minutes}`,
  ])
})

test('faults stand in the order of their places', () => {
  const body = `\`\`\`sh besides\ndate\n\`\`\`\n${CHECK}${HINT}\`\`\`solution\n@run cities\n\`\`\`\n\`\`\`chekc\n\`\`\`\n`
  expect(faultsOf(body).map((fault) => fault.replace(/:.*/, ''))).toEqual(['6', '17', '19'])
})
