import { expect, test } from 'vitest'
import type { Connection, Network, Timers, TraceEvent } from '../env/env.ts'
import { errorName } from '../protocol/errors.ts'
import { decodeResponse, encodeRequest, encodeResponse, peekHeader } from '../protocol/frame.ts'
import { parseRule, type SetRule } from './rule.ts'
import { WireFaults } from './wire-faults.ts'

/** A broker that answers every request at once, one client that talks to it, and rules at its door. */
async function room(...texts: readonly string[]) {
  const told: TraceEvent[] = []
  const due: { readonly ms: number; readonly run: () => void }[] = []
  const timers: Timers = {
    after(ms, run) {
      due.push({ ms, run })
      return { cancel: () => {} }
    },
  }
  const lost: number[] = []
  const faults = new WireFaults({
    broker: 1,
    timers,
    topicName: (id) => (id === ORDERS ? 'orders' : undefined),
    event: (event) => void told.push(event),
    lost: (_peer, correlationId) => void lost.push(correlationId),
  })
  const rules = texts.map((text, i): SetRule => ({ ...parseRule(text.split(' ')), id: i + 1, seen: 0, hits: 0 }))
  await faults.setRules(rules)
  const broker: number[] = []
  const client: string[] = []
  let deliver: (bytes: Uint8Array) => void = () => {}
  const ends: Connection = {
    peer: 'client:1',
    unsent: 0,
    onDrained: () => {},
    send: (...parts) => void client.push(answerText(parts)),
    onData: (receive) => (deliver = receive),
    onClose: () => {},
    pause: () => {},
    close: () => void client.push('closed'),
  }
  const network: Network = {
    connect: () => Promise.reject(new Error('nobody')),
    async listen(_host, port, accept) {
      accept(ends)
      return { port, close: async () => {} }
    },
  }
  await faults.around(network).listen('', 0, (connection) =>
    connection.onData((bytes) => {
      const { correlationId, apiKey } = peekHeader(bytes.subarray(4))
      broker.push(correlationId)
      if (apiKey === 18) connection.send(encodeResponse('ApiVersions', 0, correlationId, {}))
      else connection.send(encodeResponse('Produce', VERSION, correlationId, ANSWER))
    }),
  )
  const produce = (correlationId: number, topicId = ORDERS) =>
    deliver(encodeRequest('Produce', VERSION, { correlationId, clientId: 'shop' }, body(topicId)))
  const pass = () => {
    for (const { run } of due.splice(0)) run()
  }
  return { produce, broker, client, told, lost, pass, rules, faults }
}

const VERSION = 13
const ORDERS = 'AAAAAAAAQACAAAAAAAAAAQ'
const OTHERS = 'AAAAAAAAQACAAAAAAAAAAg'
const ANSWER = { responses: [{ partitionResponses: [{ index: 0, baseOffset: 5 }] }] }
const body = (topicId: string) => ({ acks: -1, topicData: [{ topicId, partitionData: [{ index: 0 }] }] })

/** `7: 5` for an answer with an offset, `7: NOT_LEADER_OR_FOLLOWER`. */
function answerText(parts: readonly Uint8Array[]): string {
  const { correlationId, body } = decodeResponse('Produce', VERSION, (parts[0] as Uint8Array).subarray(4))
  const { errorCode, baseOffset } = body.responses[0]?.partitionResponses[0] ?? { errorCode: -1, baseOffset: -1 }
  return `${correlationId}: ${errorCode === 0 ? baseOffset : errorName(errorCode)}`
}

test('without a rule everything goes by', async () => {
  const { produce, broker, client, told } = await room()
  produce(1)
  produce(2)
  expect([broker, client, told]).toEqual([[1, 2], ['1: 5', '2: 5'], []])
})

test('a dropped answer: the broker has handled it, and is not heard on this connection again', async () => {
  const { produce, broker, client, lost } = await room('Produce drop --nth 2')
  for (const one of [1, 2, 3]) produce(one)
  expect([broker, client, lost]).toEqual([[1, 2, 3], ['1: 5'], [2]])
})

test('an error instead: the broker never sees the request, and the answers keep their order', async () => {
  const { produce, client, told } = await room('Produce answer NOT_LEADER_OR_FOLLOWER --nth 3 --topic orders')
  for (const one of [1, 2, 3, 4]) produce(one)
  expect(client).toEqual(['1: 5', '2: 5', '3: NOT_LEADER_OR_FOLLOWER', '4: 5'])
  expect(told.map(({ type, seen, hits }) => [type, seen, hits])).toEqual([
    ['fault.passed', 1, 0],
    ['fault.passed', 2, 0],
    ['fault.hit', 3, 1],
  ])
})

test('closed before: not handled; closed after: handled, and not answered', async () => {
  const before = await room('Produce close before')
  before.produce(1)
  expect([before.broker, before.client]).toEqual([[], ['closed']])
  const after = await room('Produce close after')
  after.produce(1)
  expect([after.broker, after.client, after.lost]).toEqual([[1], ['closed'], [1]])
})

test('delayed: what comes behind it waits too', async () => {
  const { produce, broker, client, pass } = await room('Produce delay 10s')
  for (const one of [1, 2]) produce(one)
  expect(broker).toEqual([])
  pass()
  expect([broker, client]).toEqual([
    [1, 2],
    ['1: 5', '2: 5'],
  ])
})

test.each([
  ['Produce drop --topic others', 'another topic'],
  ['Produce drop --broker 2', 'another broker'],
  ['Produce drop --client sho', 'another client'],
  ['Fetch drop', 'another request'],
])('%s: %s is not hit', async (text) => {
  const { produce, client } = await room(text)
  produce(1)
  produce(2, OTHERS)
  expect(client).toEqual(['1: 5', '2: 5'])
})

test.each(['--client shop', '--client s*p', '--client *', '--broker 1', '--topic orders'])(
  '%s is hit',
  async (which) => {
    const { produce, client } = await room(`Produce close before ${which}`)
    produce(1)
    expect(client).toEqual(['closed'])
  },
)

test('as often as it says, then no more', async () => {
  const { produce, client } = await room('Produce answer REQUEST_TIMED_OUT --times 2')
  for (const one of [1, 2, 3]) produce(one)
  expect(client).toEqual(['1: REQUEST_TIMED_OUT', '2: REQUEST_TIMED_OUT', '3: 5'])
})

test('rules that were taken away stay away, however fast one follows the other', async () => {
  const { produce, client, told, rules, faults } = await room('Produce drop --times all')
  const counted = faults.setRules(rules.map((rule) => ({ ...rule, seen: 1, hits: 1 })))
  await Promise.all([counted, faults.setRules([])])
  produce(1)
  expect([client, told]).toEqual([['1: 5'], []])
})
