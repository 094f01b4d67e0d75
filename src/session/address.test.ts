import { expect, test } from 'vitest'
import { readAddress } from './address.ts'
import { addressOf } from './place-address.ts'

const read = (address: string, referrer?: string) =>
  readAddress(new URL(address, 'https://logbook.example/kafka/'), referrer)

test.each([
  ['?lesson=partitions/07-keys-decide', 'partitions/07-keys-decide', null],
  ['#/partitions/07-keys-decide', 'partitions/07-keys-decide', null],
  ['?lesson=a/b#/partitions/07-keys-decide/42', 'partitions/07-keys-decide', 42],
  ['?lesson=../../etc', null, null],
  ['#top', null, null],
])('%s: the lesson and the line', (address, lesson, line) => {
  expect(read(address)).toMatchObject({ lesson, line })
})

test('who hears of goals: the origin that is named, else the page around the frame; nobody where there is no frame', () => {
  expect(read('?embed&events=https://course.example/unit/3').events).toBe('https://course.example')
  expect(read('?embed', 'https://school.example/kafka').events).toBe('https://school.example')
  expect(read('?embed').events).toBeNull()
  expect(read('?events=https://course.example', 'https://school.example/').events).toBe('https://course.example')
  expect(read('', 'https://school.example/').events).toBeNull()
  expect(read('?embed&events=*', 'https://school.example/').events).toBeNull()
})

test('what is not known counts as absent', () => {
  expect(read('?lang=fr&theme=pink')).toMatchObject({ language: null, theme: null })
  expect(read('?lang=zh&theme=dark&present')).toMatchObject({ language: 'zh', theme: 'dark', present: true })
})

test('the address of a lesson keeps the pack and what else was asked for', () => {
  const now = new URL('https://logbook.example/kafka/?pack=https%3A%2F%2Fa.example%2Fp&lesson=x/y&embed#/a/b')
  expect(addressOf(now, 'intro/02-b', { line: 7 })).toBe(
    'https://logbook.example/kafka/?pack=https%3A%2F%2Fa.example%2Fp&embed=#/intro/02-b/7',
  )
  expect(addressOf(now, 'a/b', { pack: null })).toBe('https://logbook.example/kafka/?embed=#/a/b')
})
