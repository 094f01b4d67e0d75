import { expect, test } from 'vitest'
import { direct, isKeepable, isOldCache } from './versions.ts'

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

test('what came by way of another address is kept as if it had not, whole', async () => {
  const headers = { 'content-type': 'text/html' }
  const followed = Object.defineProperty(new Response('<p>1</p>', { status: 203, headers }), 'redirected', {
    value: true,
  })
  const kept = await direct(followed)
  expect(kept.redirected).toBe(false)
  expect([kept.status, kept.headers.get('content-type'), await kept.text()]).toEqual([203, 'text/html', '<p>1</p>'])
})

test('what was had from its own address is kept as it is', async () => {
  const response = new Response('')
  expect(await direct(response)).toBe(response)
})
