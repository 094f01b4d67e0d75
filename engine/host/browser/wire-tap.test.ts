import { expect, test } from 'vitest'
import type { Connection } from '../../core/env/env.ts'
import { encodeRequest } from '../../core/protocol/frame.ts'
import { WireTap } from './wire-tap.ts'

/** A tap with one connection; `ask` lets a request come in on it. */
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
  await tap.around(network).listen('', 1, (connection) => connection.onData(() => {}))
  accept({
    peer: '127.0.0.1:1',
    send: () => {},
    onData: (take) => {
      receive = take
    },
    onClose: () => {},
    pause: () => {},
    close: () => {},
  })
  let correlationId = 0
  const ask = (clientId: string) => {
    receive(encodeRequest('Heartbeat', 4, { correlationId: correlationId++, clientId }, { groupId: clientId }))
    return tap.takeFresh()[0]?.id ?? -1
  }
  return { tap, ask }
}

test('what nodes ask each other, and the page, does not push out what programs ask', async () => {
  const { tap, ask } = await tapped()
  const console = ask('console-producer')
  const early = ask('1')
  for (let i = 0; i < 1500; i++) ask(i % 2 === 0 ? '2' : 'logbook-page')
  expect(tap.framesOf(early)).toBeUndefined()
  expect(tap.framesOf(console)).toBeDefined()
  for (let i = 0; i < 1000; i++) ask('console-consumer')
  expect(tap.framesOf(console)).toBeUndefined()
})
