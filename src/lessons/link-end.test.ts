import { expect, test } from 'vitest'
import { endOfLink } from './link-end.ts'

test.each([
  ['02-offsets.md', 'first-events/01-quickstart', { lesson: 'first-events/02-offsets' }],
  ['../partitions/07-keys-decide.md', 'first-events/01-quickstart', { lesson: 'partitions/07-keys-decide' }],
  ['partitions/07-keys-decide.md', '', { lesson: 'partitions/07-keys-decide' }],
  ['../partitions/07-keys-decide.md', '', { lesson: 'partitions/07-keys-decide' }],
  ['#/partitions/07-keys-decide/12', 'a/b', { lesson: 'partitions/07-keys-decide' }],
  ['https://kafka.apache.org/', 'a/b', 'beside'],
  ['//kafka.apache.org/', 'a/b', 'beside'],
  ['mailto:ann@example.com', 'a/b', 'beside'],
  ['#top', 'a/b', 'nowhere'],
  ['', 'a/b', 'nowhere'],
  ['https://[', 'a/b', 'nowhere'],
] as const)('%s in %j', (target, from, end) => {
  expect(endOfLink(target, from)).toEqual(end)
})
