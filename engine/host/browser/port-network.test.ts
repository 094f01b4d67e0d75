import { describe, expect, test } from 'vitest'
import { NETWORK_CASES } from '../../core/env/network-acceptance.ts'
import { GOOD_LINK, type LinkState, PortNetwork } from './port-network.ts'
import { PortSwitch } from './port-switch.ts'

test.each(NETWORK_CASES)('MessagePort network: $name', async ({ run }) => {
  const hub = new PortSwitch()
  const server = hub.plug('server')
  const client = hub.plug('client')
  await run({
    server: new PortNetwork(server.port),
    client: new PortNetwork(client.port),
    settle,
    killServer: async () => server.unplug(),
    dispose: async () => {},
  })
  server.port.close()
  client.port.close()
  server.unplug()
  client.unplug()
})

/** Turns of the event loop: each gives what the ports brought, however long the machine did something else. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('links between contexts', () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

  async function connected() {
    const hub = new PortSwitch()
    const a = hub.plug('a')
    const b = hub.plug('b')
    const atA: number[] = []
    const atB: number[] = []
    await new PortNetwork(b.port).listen('localhost', 9, (connection) => {
      connection.onData((bytes) => {
        atB.push(...bytes)
        connection.send(bytes)
      })
    })
    const client = new PortNetwork(a.port)
    const connection = await client.connect('localhost', 9)
    connection.onData((bytes) => atA.push(...bytes))
    const done = () => {
      for (const { port, unplug } of [a, b]) {
        port.close()
        unplug()
      }
    }
    return { hub, client, connection, atA, atB, done }
  }

  const oneWay =
    (lost: string) =>
    (from: string, to: string): LinkState => ({ cut: `${from}>${to}` === lost, delayMs: 0 })

  /** Polls until so many bytes are there; a test that never gets them times out. */
  const until = async (bytes: readonly number[], count: number) => {
    while (bytes.length < count) await pause(1)
  }

  test('cut both ways: nothing arrives; it does when the link is back', async () => {
    const { hub, connection, atA, atB, done } = await connected()
    hub.setLinks(() => ({ cut: true, delayMs: 0 }))
    await pause(5)
    connection.send(new Uint8Array([1, 2]))
    await pause(10)
    expect([atA, atB]).toEqual([[], []])
    hub.setLinks(() => GOOD_LINK)
    await until(atA, 2)
    expect([atA, atB]).toEqual([
      [1, 2],
      [1, 2],
    ])
    done()
  })

  test('cut one way: requests arrive, answers do not', async () => {
    const { hub, connection, atA, atB, done } = await connected()
    hub.setLinks(oneWay('b>a'))
    await pause(5)
    connection.send(new Uint8Array([7]))
    await until(atB, 1)
    await pause(5)
    expect([atA, atB]).toEqual([[], [7]])
    done()
  })

  test('who connects over a cut link waits until it is back', async () => {
    const { hub, client, done } = await connected()
    hub.setLinks(oneWay('a>b'))
    let open = false
    const connecting = client.connect('localhost', 9).then(() => (open = true))
    await pause(10)
    expect(open).toBe(false)
    hub.setLinks(() => GOOD_LINK)
    await connecting
    done()
  })

  test('what is on a slow link is not overtaken when the link gets well', async () => {
    const { hub, connection, atB, done } = await connected()
    hub.setLinks(() => ({ cut: false, delayMs: 20 }))
    await pause(5)
    for (const one of [1, 2, 3]) connection.send(new Uint8Array([one]))
    hub.setLinks(() => GOOD_LINK)
    connection.send(new Uint8Array([4]))
    await until(atB, 4)
    expect(atB).toEqual([1, 2, 3, 4])
    done()
  })
})

describe('what a context may', () => {
  async function served(rights: Parameters<PortSwitch['plug']>[1]) {
    const hub = new PortSwitch()
    const peers: string[] = []
    const server = hub.plug('server')
    const client = hub.plug('client', rights, (peer) => peers.push(peer))
    const accepted: string[] = []
    await new PortNetwork(server.port).listen('localhost', 9, (connection) => void accepted.push(connection.peer))
    const end = () => {
      for (const { port, unplug } of [server, client]) {
        port.close()
        unplug()
      }
    }
    return { network: new PortNetwork(client.port), peers, accepted, end }
  }

  test('it is told under which address the other end sees each of its connections', async () => {
    const { network, peers, accepted, end } = await served({ mayListen: false })
    const { local } = await network.connect('localhost', 9)
    await network.connect('localhost', 9)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(peers).toHaveLength(2)
    expect(local).toBe(peers[0])
    expect(accepted).toEqual(peers)
    end()
  })

  test('so many connections at once, and others when one of them has ended', async () => {
    const { network, end } = await served({ mayListen: false, mostConnections: 2 })
    const first = await network.connect('localhost', 9)
    await network.connect('localhost', 9)
    await expect(network.connect('localhost', 9)).rejects.toThrow('Too many open files')
    first.close()
    await network.connect('localhost', 9)
    await expect(network.listen('localhost', 10, () => {})).rejects.toThrow('Permission denied')
    end()
  })

  test('who floods the switch is unplugged: its connections end for the others', async () => {
    const { network, accepted, end } = await served({ mayListen: false, mostASecond: 50 })
    const settled: string[] = []
    for (let i = 0; i < 60; i++) void network.connect('localhost', 8).catch(() => settled.push('refused'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(settled).toHaveLength(50)
    void network.connect('localhost', 9)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(accepted).toEqual([])
    end()
  })
})

describe('a context whose code is hostile', () => {
  const turns = async () => {
    for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  test.each([null, undefined, 7, {}, { type: 'connect', id: 1, host: {}, port: 9 }, { type: 'toString' }])(
    'is unplugged when it sends %j',
    async (junk) => {
      const hub = new PortSwitch()
      const good = hub.plug('good')
      const bad = hub.plug('bad')
      const listener = new PortNetwork(good.port).listen('', 9, () => {})
      bad.port.postMessage(junk)
      await listener
      bad.port.postMessage({ type: 'listen', id: 1, port: 10 })
      await turns()
      expect([hub.isTaken(9), hub.isTaken(10)]).toEqual([true, false])
      good.unplug()
      good.port.close()
    },
  )

  test('does not end what is between others', async () => {
    const hub = new PortSwitch()
    const [server, client, bad] = ['server', 'client', 'bad'].map((name) => hub.plug(name)) as [Plug, Plug, Plug]
    await new PortNetwork(server.port).listen('', 9, () => {})
    const connection = await new PortNetwork(client.port).connect('localhost', 9)
    for (let id = 0; id < 10; id++) bad.port.postMessage({ type: 'ended', connection: id })
    await turns()
    let isClosed = false
    connection.onClose(() => (isClosed = true))
    server.unplug()
    await turns()
    expect(isClosed).toBe(true)
    for (const { port, unplug } of [server, client, bad]) {
      port.close()
      unplug()
    }
  })
})

type Plug = ReturnType<PortSwitch['plug']>
