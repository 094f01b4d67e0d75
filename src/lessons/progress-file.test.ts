import { expect, test } from 'vitest'
import { Progress } from './progress.ts'
import { readProgress, takeOver, writeProgress } from './progress-file.ts'

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
