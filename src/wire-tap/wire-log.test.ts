import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import type { TappedRequest } from '../cluster/host-types.ts'
import { INSPECTOR_CLIENT, isOfPage } from '../cluster/inspector.ts'
import { shownRequest } from '../session/selection.ts'
import { WireLog } from './wire-log.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function request(id: number, more: Partial<TappedRequest> = {}): TappedRequest {
  return {
    id,
    at: id,
    peer: '127.0.0.1:1',
    apiKey: APIS.Produce.key,
    apiVersion: 12,
    clientId: 'console-producer',
    ring: 'programs',
    isOpen: false,
    correlationId: id,
    requestBytes: 10,
    responseBytes: 10,
    took: 1,
    ...more,
  }
}

const OPEN = { isOpen: true, took: -1, responseBytes: -1 }
const many = (from: number, count = 1500) => Array.from({ length: count }, (_, i) => request(from + i))

function drawn(wire: WireLog): readonly number[] {
  vi.runAllTimers()
  return wire.requests.value.map(({ id }) => id)
}

test('an open request stays in the list until it is answered, and then as long as any', () => {
  const wire = new WireLog()
  wire.hear(1, [request(1, OPEN), ...many(2)])
  expect(drawn(wire)).toEqual([1, ...many(502, 1000).map(({ id }) => id)])
  wire.hear(1, [request(1)])
  expect(drawn(wire)[0]).toBe(1)
  wire.hear(1, many(5000, 1000))
  expect(drawn(wire)).not.toContain(1)
})

test('neither polls push out what programs do, nor anything what is looked at', () => {
  const wire = new WireLog()
  const poll = (one: TappedRequest): TappedRequest => ({ ...one, ring: 'polls' })
  wire.hear(1, [request(1), poll(request(2)), ...many(3).map(poll)])
  expect(drawn(wire).slice(0, 2)).toEqual([1, 503])
  shownRequest.value = { nodeId: 1, id: 1 }
  wire.hear(1, many(5000))
  expect(drawn(wire)).toContain(1)
  shownRequest.value = null
  wire.hear(1, many(9000))
  expect(drawn(wire)).not.toContain(1)
})

test('what a node that ended had not answered is open no more', () => {
  const wire = new WireLog()
  wire.hear(1, [request(1, OPEN)])
  wire.hear(2, [request(1, OPEN)])
  wire.ended(1)
  drawn(wire)
  expect(wire.requests.value.map(({ nodeId, isOpen }) => [nodeId, isOpen])).toEqual([
    [1, false],
    [2, true],
  ])
})

test('what the page asks changes nothing, and a broker that sends it on is the page all the same', () => {
  const wire = new WireLog()
  const heard: number[] = []
  wire.onAnswered(({ id }) => heard.push(id))
  const sentOn = request(2, { clientId: '2', apiKey: APIS.Envelope.key, onBehalfOf: INSPECTOR_CLIENT })
  expect(wire.hear(1, [request(1, { clientId: INSPECTOR_CLIENT }), sentOn])).toBe(false)
  expect(heard).toEqual([])
  expect(isOfPage(sentOn)).toBe(true)
  expect(isOfPage({ ...sentOn, onBehalfOf: 'admin-1' })).toBe(false)
})
