import { expect, test } from 'vitest'
import { EventLog } from '../session/event-log.ts'
import { afterHearing, type SeenReplica, SeenReplicas } from './seen-replicas.ts'

test('a log that grows, is cut, and grows over the cut', () => {
  let seen: SeenReplica | undefined
  const hear = (end: number) => {
    seen = afterHearing(seen, 0, end)
    return [seen.end, seen.reached]
  }
  expect([hear(10), hear(15), hear(10), hear(12), hear(20), hear(20)]).toEqual([
    [10, 10],
    [15, 15],
    [10, 15],
    [12, 15],
    [20, 20],
    [20, 20],
  ])
})

const LOG = { topicId: 'first', name: 'orders-0' }

function heard() {
  const events = new EventLog({ wall: () => 0, monotonic: () => 0 })
  const seen = new SeenReplicas(events)
  const tell = (log: typeof LOG, end: number, since = events.since.peek()) =>
    seen.hear(log, 1, { since, start: 0, end })
  const happens = (type: string, fields: object) =>
    events.hear(1, { log: [], requests: [], answered: 0, events: [{ type, at: 0, partition: LOG.name, ...fields }] })
  const row = (log: typeof LOG) => {
    const { end, reached } = seen.of(log).get(1) ?? { end: -1, reached: -1 }
    return [end, reached]
  }
  return { events, tell, happens, row }
}

test('a cut that nobody looked at is known by what its broker said', () => {
  const { tell, happens, row } = heard()
  happens('log.truncated', { from: 43, to: 5 })
  tell(LOG, 5)
  expect(row(LOG)).toEqual([5, 43])
})

test('a topic that is made again was never cut', () => {
  const { tell, happens, row } = heard()
  tell(LOG, 43)
  happens('log.truncated', { from: 50, to: 43 })
  const again = { ...LOG, topicId: 'second' }
  happens('partition.leading', { leaderEpoch: 0 })
  tell(again, 5)
  expect(row(again)).toEqual([5, 5])
  happens('partition.leading', { leaderEpoch: 1 })
  happens('log.truncated', { from: 9, to: 5 })
  expect(row(again)).toEqual([5, 9])
})

test('what was before the cluster was put back is no cut, nor what was asked before', () => {
  const { events, tell, happens, row } = heard()
  happens('log.truncated', { from: 50, to: 43 })
  tell(LOG, 43)
  const before = events.since.peek()
  events.becameAnother()
  expect(row(LOG)).toEqual([-1, -1])
  tell(LOG, 43, before)
  tell(LOG, 5)
  expect(row(LOG)).toEqual([5, 5])
})
