import { expect, test } from 'vitest'
import { type ClusterState, EMPTY_STATE, type PartitionState } from '../cluster/cluster-state.ts'
import { changesBetween } from './state-changes.ts'

/** `1/2 [1,2,3]`: leader 1 in epoch 2 with that ISR. */
function state(controllerId: number, partition: string): ClusterState {
  const [, leader, leaderEpoch, isr] = /(-?\d+)\/(\d+) \[(.*)\]/.exec(partition) ?? []
  const orders: PartitionState = {
    topic: 'orders',
    partition: 0,
    leader: Number(leader),
    leaderEpoch: Number(leaderEpoch),
    replicas: [1, 2, 3],
    isr: (isr ?? '').split(',').map(Number),
    logStartOffset: 0,
    highWatermark: 0,
    size: 0,
    copies: new Map(),
  }
  const topics = new Map([['orders', { name: 'orders', id: 'x', internal: false, partitions: [orders] }]])
  return { ...EMPTY_STATE, clusterId: 'c', controllerId, topics }
}

test('nothing happened', () => {
  expect(changesBetween(state(1, '1/0 [1,2,3]'), state(1, '1/0 [3,2,1]'))).toEqual([])
})

test('the first reading of a cluster is no change', () => {
  expect(changesBetween(EMPTY_STATE, state(1, '1/0 [1,2,3]'))).toEqual([])
})

test('a leader died: another leads, the ISR is smaller, another controller is active', () => {
  expect(changesBetween(state(1, '1/0 [1,2,3]'), state(2, '2/1 [2,3]'))).toEqual([
    { type: 'controller.changed', from: 1, to: 2 },
    { type: 'leader.changed', partition: 'orders-0', from: 1, to: 2, leaderEpoch: 1 },
    { type: 'isr.changed', partition: 'orders-0', from: [1, 2, 3], to: [2, 3] },
  ])
})
