import { expect, test } from 'vitest'
import type { Connection } from '../../core/env/env.ts'
import { encodeRequest, encodeResponse } from '../../core/protocol/frame.ts'
import { WireTap } from './wire-tap.ts'

/** A tap with one connection: requests come in on it, are answered, and it ends. */
async function tapped() {
  const tap = new WireTap({ wall: () => 0, monotonic: () => 0 })
  let accept: (connection: Connection) => void = () => {}
  const network = {
    connect: () => Promise.reject(new Error('nobody is called')),
    listen: async (_host: string, port: number, accepts: typeof accept) => {
      accept = accepts
      return { port, close: async () => {} }
    },
  }
  let receive: (bytes: Uint8Array) => void = () => {}
  let closed = () => {}
  let watched: Connection | undefined
  await tap.around(network).listen('', 1, (connection) => {
    watched = connection
    connection.onData(() => {})
    connection.onClose(() => {})
  })
  accept({
    peer: '127.0.0.1:1',
    unsent: 0,
    onDrained: () => {},
    send: () => {},
    onData: (take) => {
      receive = take
    },
    onClose: (told) => {
      closed = told
    },
    pause: () => {},
    close: () => {},
  })
  let correlationId = 0
  const comes = (frame: Uint8Array) => {
    receive(frame)
    return tap.takeFresh()[0] as NonNullable<ReturnType<typeof tap.takeFresh>[0]>
  }
  const ask = (clientId: string, api: 'LeaveGroup' | 'Heartbeat' = 'LeaveGroup') =>
    comes(encodeRequest(api, 4, { correlationId: correlationId++, clientId }, { groupId: clientId })).id
  const answer = (correlationId: number) => watched?.send(encodeResponse('LeaveGroup', 4, correlationId, {}))
  const askAndAnswer = (clientId: string, api?: 'LeaveGroup' | 'Heartbeat') => {
    const id = ask(clientId, api)
    answer(correlationId - 1)
    tap.takeFresh()
    return id
  }
  return { tap, ask, answer, askAndAnswer, comes, end: () => closed() }
}

test('what nodes ask each other, the page, and clients all the time does not push out what programs do', async () => {
  const { tap, askAndAnswer } = await tapped()
  const console = askAndAnswer('console-producer')
  const early = askAndAnswer('1')
  for (let i = 0; i < 1500; i++) askAndAnswer(i % 2 === 0 ? '2' : 'logbook-page')
  expect(tap.framesOf(early)).toBeUndefined()
  for (let i = 0; i < 1500; i++) askAndAnswer('console-consumer', 'Heartbeat')
  expect(tap.framesOf(console)).toBeDefined()
  for (let i = 0; i < 1000; i++) askAndAnswer('console-consumer')
  expect(tap.framesOf(console)).toBeUndefined()
})

test('a request that waits for its answer is remembered however many come after it', async () => {
  const { tap, ask, answer, askAndAnswer } = await tapped()
  const waiting = ask('console-consumer')
  for (let i = 0; i < 1500; i++) askAndAnswer('console-producer')
  expect(tap.framesOf(waiting)).toBeDefined()
  answer(0)
  expect(tap.takeFresh()).toMatchObject([{ id: waiting, isOpen: false, took: 0 }])
  for (let i = 0; i < 999; i++) askAndAnswer('console-producer')
  expect(tap.framesOf(waiting)).toBeDefined()
  askAndAnswer('console-producer')
  expect(tap.framesOf(waiting)).toBeUndefined()
})

test('no answer comes on a connection that has ended', async () => {
  const { tap, ask, end } = await tapped()
  const waiting = ask('console-consumer')
  end()
  expect(tap.takeFresh()).toMatchObject([{ id: waiting, isOpen: false, took: -1, responseBytes: -1 }])
})

test.each([3, 9])('a Produce v%i with acks=0 waits for nothing', async (version) => {
  const { comes } = await tapped()
  const produce = (acks: number) =>
    comes(encodeRequest('Produce', version, { correlationId: 0, clientId: 'p' }, { transactionalId: 'tx', acks }))
  expect(produce(0)).toMatchObject({ isOpen: false })
  expect(produce(1)).toMatchObject({ isOpen: true })
  expect(produce(-1)).toMatchObject({ isOpen: true })
})

test('an Envelope says for whom a broker asks', async () => {
  const { comes } = await tapped()
  const inner = encodeRequest('DescribeQuorum', 2, { correlationId: 7, clientId: 'logbook-page' }, {})
  const envelope = { requestData: inner.subarray(4), requestPrincipal: null, clientHostAddress: new Uint8Array(4) }
  expect(comes(encodeRequest('Envelope', 0, { correlationId: 0, clientId: '2' }, envelope))).toMatchObject({
    clientId: '2',
    onBehalfOf: 'logbook-page',
  })
})
