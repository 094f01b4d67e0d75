import { expect, test } from 'vitest'
import type { BrokerProcess, BrokerState } from '../cluster/processes.ts'
import { EventLog } from './event-log.ts'

function broker(state: BrokerState, roles = 'broker'): BrokerProcess {
  return { nodeId: 2, properties: new Map([['process.roles', roles]]), state }
}

test('what a node that is only a controller does is told as such', () => {
  const log = new EventLog({ wall: () => 0, monotonic: () => 0 })
  log.brokerChanged(broker('running', 'controller'))
  log.brokerChanged(broker('killed', 'controller'))
  log.brokerChanged(broker('running', 'broker,controller'))
  expect(log.events.value.map(({ role }) => role)).toEqual(['controller', 'controller', undefined])
})

test('what was undone is told to the eye, and is nothing that happened', () => {
  const log = new EventLog({ wall: () => 7, monotonic: () => 0 })
  const told: string[] = []
  log.onEvent(({ type }) => told.push(type))
  log.wentBack({ id: 1, kind: 'command', text: 'kafka-topics.sh --create' })
  log.wentBack('lesson')
  log.wentBack('snapshot')
  expect(log.events.value).toEqual([
    { type: 'undone.step', text: 'kafka-topics.sh --create', at: 7, nodeId: -1 },
    { type: 'undone.lesson', at: 7, nodeId: -1 },
    { type: 'undone.snapshot', at: 7, nodeId: -1 },
  ])
  expect(told).toEqual([])
})

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

test('what a broker tells late, whose end an undo was, stands before that; what its next process tells stands after it', () => {
  const log = new EventLog({ wall: () => 20, monotonic: () => 0 })
  const told = () => log.events.value.map(({ type }) => type)
  const tell = (type: string) => log.hear(2, { log: [], requests: [], events: [{ type, at: 9 }] } as never)
  log.brokerChanged(broker('running'))
  log.wentBack('lesson')
  log.brokerPutBack(broker('killed'))
  tell('late')
  log.brokerPutBack(broker('starting'))
  log.brokerPutBack(broker('running'))
  tell('next')
  expect(told()).toEqual(['broker.running', 'late', 'undone.lesson', 'next'])
})

test('what a broker told that was dead before the undo stands before it too', () => {
  const log = new EventLog({ wall: () => 20, monotonic: () => 0 })
  log.brokerChanged(broker('killed'))
  log.wentBack('lesson')
  log.hear(2, { log: [], requests: [], events: [{ type: 'late', at: 9 }] } as never)
  log.brokerChanged(broker('starting'))
  log.brokerChanged(broker('killed'))
  log.hear(2, { log: [], requests: [], events: [{ type: 'next', at: 30 }] } as never)
  expect(log.events.value.map(({ type }) => type)).toEqual([
    'broker.killed',
    'late',
    'undone.lesson',
    'broker.starting',
    'broker.killed',
    'next',
  ])
})
