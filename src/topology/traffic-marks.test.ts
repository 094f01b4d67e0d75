import { expect, test } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import type { WireRequest } from '../wire-tap/wire-log.ts'
import { TrafficMarks, WINDOW_MS } from './traffic-marks.ts'

const request = (at: number, apiKey: number = APIS.Produce.key) => ({ at, apiKey }) as WireRequest

test('marks of one telling lie as far apart as the requests came, whatever the cluster’s clock says', () => {
  const marks = new TrafficMarks()
  const inAWeek = 7 * 86_400_000
  marks.came([request(inAWeek), request(inAWeek + 60), request(inAWeek + 100, APIS.Vote.key)], 5000)
  expect(marks.of('produce', 5000)).toEqual([4900, 4960])
  expect(marks.of('nodes', 5000)).toEqual([5000])
  expect(marks.of('fetch', 5000)).toEqual([])
})

test('a mark is gone when it has crossed the strip', () => {
  const marks = new TrafficMarks()
  marks.came([request(0)], 0)
  marks.came([request(100)], 100)
  expect(marks.of('produce', WINDOW_MS)).toEqual([0, 100])
  expect(marks.of('produce', WINDOW_MS + 1)).toEqual([100])
})

test('thousands a second are no more marks than a strip can show', () => {
  const marks = new TrafficMarks()
  for (let now = 0; now < 4000; now += 100)
    marks.came(
      Array.from({ length: 500 }, (_, i) => request(now + i / 5)),
      now,
    )
  expect(marks.of('produce', 4000).length).toBeLessThan(200)
})
