import { expect, test } from 'vitest'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Check } from './check.ts'
import { touchedBy } from './touched.ts'

const state = {
  topics: new Map(['logs', 'accounts', 'rides', 'moved', 'others'].map((name) => [name, {}])),
  groups: [{ id: 'workers' }],
} as unknown as ClusterState

test('what a reset deletes is every topic that goals name in any way, and those the lesson began with', () => {
  const checks: Check[] = [
    { log: { topic: 'logs', batches: 1 } },
    {
      any: [
        { partition: 'rides-0', leader: 2 },
        { happened: 'leader-moved', partition: 'moved-12' },
      ],
    },
    { happened: 'group-removed', group: 'workers' },
    { happened: 'leader-moved', partition: 'gone-0' },
  ]
  const goals = checks.map((check, line) => ({ line, html: '', check }))
  const start = { brokers: 3, topics: { accounts: {} } }
  expect(touchedBy({ start, goals }, state)).toEqual({
    topics: ['logs', 'rides', 'moved', 'accounts'],
    groups: ['workers'],
  })
})
