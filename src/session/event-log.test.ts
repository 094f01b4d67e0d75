import { expect, test } from 'vitest'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import { EventLog } from './event-log.ts'

function broker(state: BrokerState): BrokerProcess {
  return { nodeId: 2, properties: new Map(), state }
}

test('what becomes of a broker again after it was put back is told again, and the way back is not', () => {
  const log = new EventLog({ wall: () => 0, monotonic: () => 0 })
  const told: string[] = []
  log.onEvent(({ type, nodeId }) => told.push(`${type} ${nodeId}`))
  for (const state of ['starting', 'running', 'killed'] as const) log.brokerChanged(broker(state))
  for (const state of ['starting', 'running'] as const) log.brokerPutBack(broker(state))
  log.brokerChanged(broker('running'))
  log.brokerChanged(broker('killed'))
  expect(told).toEqual(['broker.starting 2', 'broker.running 2', 'broker.killed 2', 'broker.killed 2'])
})
