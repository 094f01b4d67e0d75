import { beforeEach, expect, test } from 'vitest'
import { shownGroup, shownPartition } from '../session/selection.ts'
import { shownPane, stageView } from '../session/settings.ts'
import type { Check } from './check.ts'
import { whereSeen } from './where-seen.ts'

beforeEach(() => {
  globalThis.requestAnimationFrame = () => 0
  stageView.value = 'metrics'
  shownPane.value = 'lesson'
  shownPartition.value = null
  shownGroup.value = null
})

/** What is shown when the learner asks where a goal is seen. */
function shown(check: Check) {
  whereSeen(check)?.()
  return [stageView.value, shownPartition.value ?? shownGroup.value]
}

test.each<[Check, unknown[]]>([
  [{ topic: 'orders' }, ['cluster', null]],
  [{ records: { topic: 'orders', partition: 2, key: 'a' } }, ['log', { topic: 'orders', partition: 2 }]],
  [{ not: { offsets: { topic: 'orders', partition: 1, end: 3 } } }, ['log', { topic: 'orders', partition: 1 }]],
  [{ all: [{ ran: 'kafka' }, { log: { topic: 'orders' } }] }, ['log', { topic: 'orders', partition: 0 }]],
  [{ group: 'billing', lag: 0 }, ['groups', 'billing']],
  [{ group: '/^console/', members: 1 }, ['groups', null]],
  [{ stays: { partition: 'orders-0', leader: 1 }, for: 3 }, ['cluster', null]],
  [{ ran: 'kafka-topics' }, ['metrics', null]],
])('%j is seen there', (check, where) => {
  expect(shown(check)).toEqual(where)
})
