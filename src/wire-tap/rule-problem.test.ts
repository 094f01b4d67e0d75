import { expect, test } from 'vitest'
import { MOST_RULES, parseRule } from '../../engine/core/faults/rule.ts'
import { language } from '../session/settings.ts'
import { ruleProblem } from './rule-problem.ts'

function problemOf(words: string): string {
  try {
    parseRule(words.split(' '))
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

test.each([
  'Produce',
  'Produce nothing',
  'Prod drop',
  'zzz drop',
  'Produce answer LEADER',
  'Produce answer zzz',
  'Produce close now',
  'Produce delay long',
  'Produce drop --color red',
  'Produce drop --topic',
  'Produce drop --nth 0',
  'Produce drop --times -1',
])('what is wrong with “%s” is said in Chinese', (words) => {
  const message = problemOf(words)
  expect(message).not.toBe('')
  language.value = 'zh'
  expect(ruleProblem(message)).toMatch(/[\u4e00-\u9fff]/)
  language.value = 'en'
  expect(ruleProblem(message)).toBe(message)
})

test('too many faults, and names that are near', () => {
  language.value = 'zh'
  expect(ruleProblem(`there are ${MOST_RULES} faults already: remove some`)).toBe(
    `已有 ${MOST_RULES} 个故障：请先移除一些`,
  )
  expect(ruleProblem(problemOf('Prod drop'))).toBe('没有叫 “Prod” 的请求（是 Produce？）')
})
