import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'
import type { WireRequest } from './wire-log.ts'

const request = (nodeId: number, at: number) => ({ nodeId, at }) as WireRequest
const timesOf = (requests: readonly WireRequest[]) => inOrder(requests).map(({ at }) => at)

test('requests of several brokers, each of which tells by itself, stand in the order in which they came', () => {
  expect(timesOf([request(1, 775), request(1, 790), request(2, 776), request(3, 777), request(2, 790)])).toEqual([
    775, 776, 777, 790, 790,
  ])
  expect(inOrder([request(2, 790), request(1, 790)]).map(({ nodeId }) => nodeId)).toEqual([2, 1])
})

test('one that waited for its answer stands where it came', () => {
  expect(timesOf([request(1, 5000), request(1, 5001), request(1, 1000)])).toEqual([1000, 5000, 5001])
})

test('what came after the clock was put back stands behind what came before', () => {
  const day = 86_400_000
  expect(timesOf([request(1, day), request(2, day + 2), request(1, 105), request(2, 103), request(2, 110)])).toEqual([
    day,
    day + 2,
    105,
    103,
    110,
  ])
})
