import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import type { Connection } from '../env/env.ts'
import { APIS } from '../protocol/apis.ts'
import { encodeRequest } from '../protocol/frame.ts'
import { ServerConnection } from './connection.ts'
import type { Router } from './router.ts'

/** A connection whose other end reads only when it is told to, and the requests that were served of it. */
function unread() {
  const served: number[] = []
  let closed = 0
  let receive: (bytes: Uint8Array) => void = () => {}
  let drained = () => {}
  let paused = false
  const connection = {
    peer: 'client:1',
    unsent: 0,
    send: (...parts: readonly Uint8Array[]) => {
      connection.unsent += parts.reduce((sum, { length }) => sum + length, 0)
    },
    onDrained: (heard: () => void) => (drained = heard),
    onData: (given: typeof receive) => (receive = given),
    onClose: () => {},
    pause: (now: boolean) => (paused = now),
    close: () => void closed++,
  } satisfies Connection
  const answer = { errorCode: 0, groups: [{ groupId: 'g'.repeat(30_000), protocolType: '' }] }
  const route = () => ({
    api: APIS.ListGroups,
    handle: ({ header }: { header: { correlationId: number } }) => {
      served.push(header.correlationId)
      return answer
    },
  })
  new ServerConnection(connection, {
    env: new SimWorld(1).env('node', new MemoryDisk()),
    id: 1,
    listener: 'PLAINTEXT',
    router: { route, role: 'broker' } as unknown as Router,
    maxRequestBytes: 10_000_000,
    maxIdleMs: 60_000,
    onClose: () => {},
    enabled: () => true,
  }).start()
  const ask = (correlationId: number, version = 0, body = {}) =>
    receive(encodeRequest('ListGroups', version, { correlationId, clientId: 'c' }, body))
  const reads = () => {
    connection.unsent = 0
    drained()
  }
  return { served, ask, reads, isPaused: () => paused, isClosed: () => closed > 0 }
}

test('a client that does not read its answers is not served until it does: what waits for it is bounded', () => {
  const { served, ask, reads, isPaused } = unread()
  for (let id = 0; id < 100; id++) ask(id)
  // Answers of 30,000 bytes: the 35th makes more than 1 MiB.
  expect(served).toHaveLength(35)
  expect(isPaused()).toBe(true)
  reads()
  expect(served).toHaveLength(70)
  reads()
  expect(served).toEqual(Array.from({ length: 100 }, (_, id) => id))
  expect(isPaused()).toBe(false)
})

test.each([
  [500_000, false],
  [500_001, true],
])('a request of %i names, of a byte each: refused %s', (names, refused) => {
  const { served, ask, isClosed } = unread()
  ask(1, 4, { statesFilter: new Array(names).fill('') })
  expect([served.length === 0, isClosed()]).toEqual([refused, refused])
})
