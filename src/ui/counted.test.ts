import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { language } from '../session/settings.ts'
import { planText } from '../topology/plan-text.ts'
import { counted } from './counted.ts'

afterEach(() => {
  language.value = 'en'
})

test('English says one member and two members', () => {
  expect([counted(1, 'member'), counted(2, 'member'), counted(0, 'byte')]).toEqual(['1 member', '2 members', '0 bytes'])
  expect([counted(1, 'record found'), counted(1200, 'record found')]).toEqual(['1 record found', '1,200 records found'])
})

test('Chinese has a measure word and no plural', () => {
  language.value = 'zh'
  expect([counted(1, 'member'), counted(2, 'member')]).toEqual(['1 个成员', '2 个成员'])
})

test('a plan of one of each', () => {
  expect(planText({ brokers: 1, controllers: 1 })).toBe('1 broker, 1 controller apart')
  expect(planText({ brokers: 3, controllers: 3 })).toBe('3 brokers, 3 controllers apart')
})

/** `{all.length} {g('members')}`: one member would be several. */
const SEVERAL_BEHIND_A_NUMBER = /(?:length|members|count\([^{}]*\))\} (?:\$?\{\w\('(?:\w+ )?\w+s\b|bytes|lines|goals)/

test('no view puts a plural of its own behind a number', () => {
  const folder = join(import.meta.dirname, '..')
  const found = (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => SEVERAL_BEHIND_A_NUMBER.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})
