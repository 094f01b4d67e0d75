import { expect, test } from 'vitest'
import { isKeepable, isOldCache } from './versions.ts'

const SCOPE = 'https://host.example/kafka/'

test.each([
  ['GET', 'https://host.example/kafka/assets/page-1.js', true],
  ['GET', 'https://host.example/kafka/?pack=https://x/#/a/b', true],
  ['POST', 'https://host.example/kafka/', false],
  ['GET', 'https://host.example/other/', false],
  ['GET', 'https://packs.example/pack.yaml', false],
  ['GET', 'https://host.example/kafka/watch-events', false],
])('%s %s is answered from the cache: %s', (method, url, kept) => {
  expect(isKeepable({ method, url }, SCOPE)).toBe(kept)
})

test('caches of other pages are left alone', () => {
  expect(['logbook-1', 'logbook-2', 'someone-else'].filter((name) => isOldCache(name, 'logbook-2'))).toEqual([
    'logbook-1',
  ])
})
