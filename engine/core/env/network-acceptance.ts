import { type Connection, type Network, NetworkError } from './env.ts'

/** One network of an adapter: two processes on it, and a way to let pending deliveries happen. */
export interface NetworkUnderTest {
  readonly server: Network
  readonly client: Network
  /** Resolves when what was sent has had time to arrive. */
  settle(): Promise<void>
  /** Kills the server's process, as `kill -9` would. Absent where the adapter cannot in one process. */
  killServer?(): Promise<void>
  dispose(): Promise<void>
}

export interface NetworkCase {
  readonly name: string
  run(net: NetworkUnderTest): Promise<void>
}

class Wrong extends Error {}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Wrong(what)
}

async function rejectsWithNetworkError(
  promise: Promise<unknown>,
  what: string,
  kind: NetworkError['kind'] = 'unreachable',
): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  must(error instanceof NetworkError, `${what} rejects with NetworkError, not ${String(error)}`)
  must((error as NetworkError).kind === kind, `${what} says ${kind}, not ${(error as NetworkError).kind}`)
}

/** What a connection received so far, and whether it was closed. */
function record(connection: Connection): { bytes: number[]; closed: number } {
  const seen = { bytes: [] as number[], closed: 0 }
  connection.onData((chunk) => seen.bytes.push(...chunk))
  connection.onClose(() => seen.closed++)
  return seen
}

async function pair(net: NetworkUnderTest): Promise<{ near: Connection; far: Connection; close: () => Promise<void> }> {
  let far: Connection | undefined
  const listener = await net.server.listen('127.0.0.1', 0, (connection) => {
    far = connection
  })
  const near = await net.client.connect('127.0.0.1', listener.port)
  await net.settle()
  must(far !== undefined, 'the listener was given the connection')
  return { near, far: far as Connection, close: () => listener.close() }
}

/** The acceptance suite of the Network port: every adapter passes all of it. */
export const NETWORK_CASES: readonly NetworkCase[] = [
  {
    name: 'bytes arrive whole and in order, both ways',
    async run(net) {
      const { near, far, close } = await pair(net)
      const atFar = record(far)
      const atNear = record(near)
      for (let i = 0; i < 50; i++) near.send(new Uint8Array([i, i]))
      far.send(new Uint8Array([1, 2, 3]))
      await net.settle()
      must(atFar.bytes.length === 100 && atFar.bytes.every((byte, i) => byte === i >> 1), 'near → far in order')
      must(atNear.bytes.join() === '1,2,3', 'far → near')
      near.close()
      await close()
    },
  },
  {
    name: 'several parts sent at once arrive as one after the other',
    async run(net) {
      const { near, far, close } = await pair(net)
      const seen = record(far)
      near.send(new Uint8Array([1, 2]), new Uint8Array([3]), new Uint8Array([9, 4, 5, 9]).subarray(1, 3))
      near.send(new Uint8Array([6]))
      await net.settle()
      must(seen.bytes.join() === '1,2,3,4,5,6', `all bytes in order, got ${seen.bytes.join()}`)
      near.close()
      await close()
    },
  },
  {
    name: 'what arrived is the receiver’s own: what it writes there, the sender does not see',
    async run(net) {
      const { near, far, close } = await pair(net)
      far.onData((chunk) => void chunk.fill(0))
      const sent = new Uint8Array([1, 2, 3])
      const parts = [new Uint8Array([4]), new Uint8Array([5])]
      near.send(sent)
      near.send(...parts)
      await net.settle()
      must(`${sent} ${parts}` === '1,2,3 4,5', `the sender’s arrays are as they were, got ${sent} ${parts}`)
      near.close()
      await close()
    },
  },
  {
    name: 'a big chunk arrives',
    async run(net) {
      const { near, far, close } = await pair(net)
      let got = 0
      far.onData((chunk) => {
        got += chunk.length
      })
      near.send(new Uint8Array(3_000_000).fill(7))
      for (let i = 0; i < 50 && got < 3_000_000; i++) await net.settle()
      must(got === 3_000_000, `3,000,000 bytes arrived, got ${got}`)
      near.close()
      await close()
    },
  },
  {
    name: 'what came before onData is kept',
    async run(net) {
      const { near, far, close } = await pair(net)
      near.send(new Uint8Array([5]))
      const seen = record(far)
      await net.settle()
      must(seen.bytes.join() === '5', 'kept')
      near.close()
      await close()
    },
  },
  {
    name: 'close is seen once by the other end, after the data',
    async run(net) {
      const { near, far, close } = await pair(net)
      const seen = record(far)
      near.send(new Uint8Array([9]))
      near.close()
      near.send(new Uint8Array([8]))
      for (let i = 0; i < 20 && seen.closed === 0; i++) await net.settle()
      must(seen.bytes.join() === '9', 'data before the end, none after')
      must(seen.closed === 1, 'closed once')
      await close()
    },
  },
  {
    name: 'a paused connection gives nothing until it is resumed',
    async run(net) {
      const { near, far, close } = await pair(net)
      const seen = record(far)
      far.pause(true)
      near.send(new Uint8Array([1]))
      await net.settle()
      must(seen.bytes.length === 0, 'nothing while paused')
      far.pause(false)
      for (let i = 0; i < 20 && seen.bytes.length === 0; i++) await net.settle()
      must(seen.bytes.join() === '1', 'all of it afterwards')
      near.close()
      await close()
    },
  },
  {
    name: 'what the other end does not read stays unsent, and the sender hears when it has gone',
    async run(net) {
      const { near, far, close } = await pair(net)
      let drained = 0
      let got = 0
      near.onDrained(() => drained++)
      far.pause(true)
      far.onData((chunk) => {
        got += chunk.length
      })
      // More than kernels hold.
      for (let sent = 0; sent < 16; sent++) near.send(new Uint8Array(1_000_000))
      await net.settle()
      must(near.unsent > 4_000_000, `most of 16 MB waits, not ${near.unsent} bytes`)
      must(drained === 0 && got === 0, 'nothing is said to have gone')
      far.pause(false)
      for (let i = 0; i < 200 && (got < 16_000_000 || drained === 0); i++) await net.settle()
      must(got === 16_000_000 && drained > 0, `all arrives, and is told: ${got} bytes, ${drained} times`)
      must(near.unsent < 1_000_000, `little is unsent then, not ${near.unsent} bytes`)
      near.close()
      await close()
    },
  },
  {
    name: 'a port is taken once, and free again after close',
    async run(net) {
      const first = await net.server.listen('127.0.0.1', 0, () => {})
      await rejectsWithNetworkError(
        net.server.listen('127.0.0.1', first.port, () => {}),
        'a second listen',
      )
      await first.close()
      await net.settle()
      const again = await net.server.listen('127.0.0.1', first.port, () => {})
      await again.close()
    },
  },
  {
    name: 'nobody listens: refused',
    async run(net) {
      const listener = await net.server.listen('127.0.0.1', 0, () => {})
      await listener.close()
      await net.settle()
      await rejectsWithNetworkError(net.client.connect('127.0.0.1', listener.port), 'connect')
    },
  },
  {
    name: 'a host that is not there: refused as unknown',
    async run(net) {
      // A name that no network may have (RFC 6761).
      await rejectsWithNetworkError(net.client.connect('no-such-host.invalid', 9092), 'connect', 'unknown-host')
    },
  },
  {
    name: 'a killed process closes its connections and frees its ports',
    async run(net) {
      if (!net.killServer) return
      const { near } = await pair(net)
      const seen = record(near)
      await net.killServer()
      for (let i = 0; i < 20 && seen.closed === 0; i++) await net.settle()
      must(seen.closed === 1, 'the other end sees the close')
    },
  },
]
