import { expect, test } from 'vitest'
import { optionParts } from './option-parts.ts'

test.each([
  ['kafka-topics.sh was run without --describe', ['kafka-topics.sh was run without ', '--describe', '']],
  ['without --reset-offsets -n 3, lag −2', ['without ', '--reset-offsets', ' ', '-n', ' 3, lag −2']],
  ['billing-2: 5', ['billing-2: 5']],
])('the options in %s', (text, parts) => {
  expect(optionParts(text)).toEqual(parts)
})
