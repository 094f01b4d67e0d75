import { expect, test } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { INSPECTOR_CLIENT } from '../cluster/inspector.ts'
import { KEPT, MetricsLog } from './metrics-log.ts'

const request = (took: number, more: { apiKey?: number; clientId?: string } = {}) => ({
  id: 1,
  at: 0,
  peer: 'p',
  apiKey: APIS.Produce.key,
  apiVersion: 11,
  clientId: 'c',
  ring: 'programs' as const,
  isOpen: false,
  correlationId: 1,
  requestBytes: 100,
  responseBytes: 50,
  took,
  ...more,
})

test('rates are of the time that went by; each request counts once, the page’s own do not', () => {
  let now = 0
  const metrics = new MetricsLog(() => now)
  metrics.hear(1, [request(-1), request(4), request(7, { clientId: INSPECTOR_CLIENT })])
  metrics.hear(2, [request(8)])
  metrics.hear(1, [request(500, { apiKey: APIS.Fetch.key })])
  metrics.isrChanged()
  now = 2000
  metrics.tick()
  const [sample] = metrics.samples.value
  expect(sample?.brokers.get(1)).toEqual({ requests: 1, bytesIn: 100, bytesOut: 50 })
  expect(sample?.brokers.get(2)).toEqual({ requests: 0.5, bytesIn: 50, bytesOut: 25 })
  expect(sample?.latency).toEqual({ p50: 4, p99: 8 })
  expect(sample?.isrChanges).toBe(1)
  now = 3000
  metrics.tick()
  expect(metrics.samples.value[1]).toMatchObject({ latency: null, isrChanges: 0 })
  expect(metrics.samples.value[1]?.brokers.get(1)?.requests).toBe(0)
})

test('it keeps five minutes', () => {
  let now = 0
  const metrics = new MetricsLog(() => now)
  for (now = 1000; now <= 400_000; now += 1000) metrics.tick()
  expect(metrics.samples.value.length).toBe(KEPT)
  expect(metrics.samples.value.at(-1)?.at).toBe(400_000)
})
