import { expect, test } from 'vitest'
import { Progress } from './progress.ts'
import { fileName, readProgress, takeOver, writeProgress } from './progress-file.ts'

const DONE = { met: [0, 2], hintsShown: 1, predictions: { 0: { answer: 3, truth: 4 } } }

test('what is saved is read again; what is met in either browser is met', () => {
  const here = new Progress()
  here.change('a/1', { met: [1], predictions: { 0: { answer: 9 } } })
  takeOver(here, readProgress(writeProgress({ 'a/1': DONE, 'a/2': DONE })))
  expect(here.everything()).toEqual({
    'a/1': { met: [0, 1, 2], hintsShown: 1, predictions: { 0: { answer: 9 } } },
    'a/2': DONE,
  })
})

test.each([
  ['{', 'this is not a progress file: '],
  ['{"format":"other"}', 'this is not a progress file'],
  ['null', 'this is not a progress file'],
  ['{"format":"logbook-progress","version":2}', 'of version 2'],
  ['{"format":"logbook-progress","version":1,"lessons":{"a/1":{"met":"all"}}}', 'what it says of a/1 is damaged'],
  [
    '{"format":"logbook-progress","version":1,"lessons":{"a/1":{"met":[0],"hintsShown":0,"predictions":{"0":{}}}}}',
    'damaged',
  ],
  [
    '{"format":"logbook-progress","version":1,"lessons":{"a/1":{"met":[0],"hintsShown":0,"predictions":{"0":{"answer":1,"truth":"2"}}}}}',
    'damaged',
  ],
])('refused: %s', (text, message) => {
  expect(() => readProgress(text)).toThrow(message)
})

test('a prediction that an earlier page kept under no number is left out, and the rest is read', () => {
  const predictions = { 0: { answer: 3 }, '-1': { answer: 0, truth: 2 } }
  expect(readProgress(writeProgress({ 'a/1': { ...DONE, predictions } }))).toEqual({
    'a/1': { ...DONE, predictions: { 0: { answer: 3 } } },
  })
})

test('the file says whose it is, when it was saved and what its goals are in words; who reads it needs none of that', () => {
  const from = {
    learner: 'Ana Novák',
    saved: '2026-11-23T01:30:00.000Z',
    goals: { 'a/1': [{ text: 'orders exists', met: true }] },
  }
  const text = writeProgress({ 'a/1': DONE }, from)
  expect(JSON.parse(text)).toMatchObject(from)
  expect(readProgress(text)).toEqual({ 'a/1': DONE })
  expect(fileName(from)).toBe('logbook-progress-Ana-Novák-2026-11-23.json')
  expect(fileName({ ...from, learner: ' ../ ' })).toBe('logbook-progress-2026-11-23.json')
})

test('a file of another version of a lesson is taken over goal by goal', () => {
  const here = new Progress()
  here.change('a/1', { met: [0], asked: { goals: ['new', 'one', 'two'], quizzes: [] } })
  takeOver(here, { 'a/1': { met: [1], hintsShown: 0, predictions: {}, asked: { goals: ['one', 'two'], quizzes: [] } } })
  expect(here.of('a/1').met).toEqual([0, 2])
})

test.each([['one'], { goals: [1], quizzes: [] }, { goals: ['a'] }])('refused: goals named so: %j', (asked) => {
  const lessons = { 'a/1': { ...DONE, asked } }
  expect(() => readProgress(JSON.stringify({ format: 'logbook-progress', version: 1, lessons }))).toThrow('damaged')
})
