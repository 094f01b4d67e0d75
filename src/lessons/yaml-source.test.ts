import { expect, test } from 'vitest'
import { fields, list, mapOf, text } from './shape.ts'
import { readYaml } from './yaml-source.ts'

const SHAPE = fields({
  title: { shape: text, required: true },
  lessons: { shape: list(text) },
  tracks: { shape: mapOf(text) },
})

function faultsOf(source: string): string[] {
  const faults: string[] = []
  readYaml(source, SHAPE, (line, column, message) => faults.push(`${line}:${column} ${message}`))
  return faults
}

const QUOTED = 'a text with a colon and a blank in it stands in quotes'
const COLON = 'a field ends with a colon and a blank, “: ”, not with “：”'
const COMMA = 'inside { } and [ ] a comma “,” separates, not “，”'
const BLANK = 'this blank is a no-break or a wide one: write a plain blank'

test.each([
  ['title: Keys: one lane', `1:12 ${QUOTED}: title: 'Keys: one lane'`],
  ["title: It's so: yes", `1:15 ${QUOTED}: title: 'It''s so: yes'`],
  ['title： Keys', `1:6 ${COLON}`],
  ['title： Keys\nlessons: [a]', `1:6 ${COLON}`],
  ['title: a\ntracks: { a: b， c: d }', `2:15 ${COMMA}`],
  ['title: a\ntracks: { a： b }', `2:12 ${COLON}`],
  ['title:\u00a0Keys', `1:7 ${BLANK}`],
  ['title: a\ntracks:\n\u3000a: b', `3:1 ${BLANK}`],
  ['title: a\ntracks:\n\ta: b', '3:1 lines are indented with blanks, not with tabs'],
  ['title: a\ntitle: b', '2:1 this field is there twice: title'],
  ['title: `a` is', '1:8 a text that begins with ` stands in quotes'],
  ['title: @a', '1:8 a text that begins with @ stands in quotes'],
  ['title: "a\nlessons: [a]\n', '1:8 a quotation mark " is not closed'],
  ['title: a\ntracks: { a: b', '2:9 a { is not closed'],
  ['title: a\nlessons: [a, b', '2:10 a [ is not closed'],
  ['title: a\nlessons\ntracks: { a: b }', '2:1 a field is its name, a colon and a blank, then its value'],
  ['title: a\n  tracks: { a: b }', '2:3 this line is not indented as the ones beside it'],
])('%j', (source, fault) => {
  expect(faultsOf(source)).toEqual([fault])
})

test('what stands in texts is nobody’s business', () => {
  expect(faultsOf("title: '键： 一，二'\nlessons: [\"a: b\", 'c，d']\ntracks: { a: 好，好 }")).toEqual([])
})
