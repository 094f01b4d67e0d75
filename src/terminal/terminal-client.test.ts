import { expect, test } from 'vitest'
import { tabTitle } from './terminal-client.ts'

test.each([
  ['kafka-topics.sh --list', '1 · topics'],
  [' ./bin/kafka-console-producer.sh --topic t', '1 · producer'],
  ['sleep 5', '1 · sleep'],
])('while %j runs, the tab has a name that is no count: %s', (line, title) => {
  expect(tabTitle(1, line)).toBe(title)
})
