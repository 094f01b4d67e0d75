import { expect, test } from 'vitest'
import { find } from './find.ts'

const CHOICES = [
  { group: 'Lesson', text: '22 acks and min.insync.replicas' },
  { group: 'View', text: 'Log' },
  { group: 'Lesson', text: '2 A log, not a queue' },
  { group: 'Broker', text: 'broker 2: kill -9' },
  { group: 'Clock', text: '+7 days', also: '+7 天' },
]
const names = (wanted: string) => find(CHOICES, wanted).map(({ text }) => text)

test.each([
  ['', CHOICES.map(({ text }) => text)],
  ['log', ['Log', '2 A log, not a queue']],
  ['kill 2', ['broker 2: kill -9']],
  ['lesson 2', ['22 acks and min.insync.replicas', '2 A log, not a queue']],
  ['天', ['+7 days']],
  ['7天', ['+7 days']],
  ['nothing', []],
])('%s', (wanted, found) => {
  expect(names(wanted)).toEqual(found)
})
