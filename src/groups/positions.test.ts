import { expect, test } from 'vitest'
import type { ClusterState, GroupState, PartitionState } from '../cluster/cluster-state.ts'
import { lagOf } from '../cluster/lag.ts'
import { LagLog } from './lag-log.ts'
import { positionsOf } from './positions-of.ts'

const partition = (topic: string, partition: number, [logStartOffset, highWatermark]: readonly [number, number]) =>
  ({ topic, partition, logStartOffset, highWatermark }) as PartitionState

/** A group that has committed to one of two partitions of its topic, and to none of another topic. */
const GROUP = {
  id: 'half',
  members: [],
  committed: [{ topic: 'orders', partition: 0, offset: 10 }],
} as unknown as GroupState
const STATE = {
  groups: [GROUP],
  topics: new Map([
    ['orders', { partitions: [partition('orders', 0, [0, 12]), partition('orders', 1, [5, 25])] }],
    ['other', { partitions: [partition('other', 0, [0, 9])] }],
  ]),
} as unknown as ClusterState

test('a partition in which nothing is committed waits as a whole, as goals count it, though Kafka’s tool has no number for it', () => {
  const positions = positionsOf(GROUP, STATE, undefined)
  expect(positions.map(({ name, committed, lag }) => [name, committed, lag])).toEqual([
    ['orders-0', 10, 2],
    ['orders-1', null, 20],
  ])
  const log = new LagLog()
  log.read(STATE, 0)
  expect(log.of('half')).toEqual([{ t: 0, records: 22 }])
  expect(lagOf(STATE, GROUP.committed)).toBe(22)
})
