import { beforeEach, describe, expect, test } from 'vitest'
import { type ClusterState, EMPTY_STATE } from '../cluster/cluster-state.ts'
import type { PastEvent } from './past.ts'
import { Returning } from './returning.ts'

/** A picture of the cluster: one partition, on these nodes. */
function picture(replicas: readonly number[], isr: readonly number[]): ClusterState {
  const partition = { topic: 'orders', partition: 0, replicas, isr }
  return { ...EMPTY_STATE, clusterId: 'c', topics: new Map([['orders', { partitions: [partition] }]]) } as never
}

const isr = (from: readonly number[], to: readonly number[], nodeId = -1): PastEvent => ({
  type: 'isr.changed',
  nodeId,
  partition: 'orders-0',
  from,
  to,
})
const broker = (nodeId: number, what: string): PastEvent => ({ type: `broker.${what}`, nodeId })

describe('replicas that come back because the page was opened', () => {
  let returning: Returning
  const hear = (...events: PastEvent[]) => events.map((event) => returning.isOnly(event))
  beforeEach(() => {
    returning = new Returning()
    hear(broker(1, 'starting'), broker(2, 'starting'), broker(3, 'starting'))
  })

  test('are nothing that happened, whoever tells of it, and when', () => {
    expect(hear(isr([1], [1, 2], 1))).toEqual([true])
    returning.saw(picture([1, 2, 3], [1, 2]))
    expect(hear(isr([1], [1, 2], 1), isr([1, 2], [1, 2, 3], 1), isr([1, 2], [1, 2, 3]))).toEqual([true, true, true])
  })

  test('but one that goes afterwards, and comes again, is', () => {
    returning.saw(picture([1, 2, 3], [1, 2, 3]))
    expect(hear(isr([1, 2, 3], [1, 2]), isr([1, 2], [1, 2, 3]))).toEqual([false, false])
  })

  test('and so is one whose node was killed and started before it had come', () => {
    returning.saw(picture([1, 2, 3], [1, 2]))
    hear(broker(3, 'killed'), broker(3, 'starting'))
    expect(hear(isr([1, 2], [1, 2, 3]))).toEqual([false])
  })

  test('and a replica that the partition gets', () => {
    returning.saw(picture([1, 2], [1, 2]))
    expect(hear(isr([1, 2], [1, 2, 3]))).toEqual([false])
  })

  test('after an undo, which starts no node, what comes is what the learner brings about', () => {
    returning.saw(picture([1, 2, 3], [1, 2, 3]))
    returning.saw(EMPTY_STATE)
    returning.saw(picture([1, 2, 3], [1, 2]))
    expect(hear(isr([1, 2], [1, 2, 3]))).toEqual([false])
  })

  test('other events are let by', () => {
    expect(hear(broker(1, 'running'), { type: 'fault.hit', nodeId: 1 })).toEqual([false, false])
  })
})
