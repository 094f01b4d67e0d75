import net from 'node:net'
import { expect, test } from 'vitest'
import { NETWORK_CASES } from '../../core/env/network-acceptance.ts'
import { TcpConnection, tcpNetwork } from './tcp-network.ts'

test.each(NETWORK_CASES)('TCP: $name', async ({ run }) => {
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 30))
  await expect(
    run({ server: tcpNetwork, client: tcpNetwork, settle, dispose: async () => {} }),
  ).resolves.toBeUndefined()
})

test.each([
  ['a few bytes wait for the end of the turn, so that all of it leaves in one system call', 100, 1],
  ['what is much leaves at once: the other end works on it meanwhile', 16 * 1024, 2],
])('%s', async (_name, length, systemCalls) => {
  let calls = 0
  const done = (_data: unknown, next: () => void) => {
    calls++
    next()
  }
  const socket = Object.assign(new net.Socket(), {
    _writev: done,
    _write: (chunk: unknown, _encoding: unknown, next: () => void) => done(chunk, next),
  })
  const connection = new TcpConnection(socket)
  connection.send(new Uint8Array(length), new Uint8Array(4))
  connection.send(new Uint8Array(length), new Uint8Array(4))
  await new Promise(setImmediate)
  expect(calls).toBe(systemCalls)
})
