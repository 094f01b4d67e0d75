import { expect, test } from 'vitest'
import type { Connection, Timers } from '../../core/env/env.ts'
import { NETWORK_CASES } from '../../core/env/network-acceptance.ts'
import { LinkedNetwork } from './linked-network.ts'
import type { LinkFault } from './links.ts'

const timers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 30))

test.each(NETWORK_CASES)('TCP with links: $name', async ({ run }) => {
  const network = new LinkedNetwork({ nodeId: 1, timers, announce: () => {} })
  await expect(run({ server: network, client: network, settle, dispose: async () => {} })).resolves.toBeUndefined()
})

/** Node 1 dials node 2; a client dials node 2 as well. */
async function room() {
  const two: LinkedNetwork = new LinkedNetwork({ nodeId: 2, timers, announce: () => {} })
  const one = new LinkedNetwork({ nodeId: 1, timers, announce: (_node, port) => two.isFromNode(port) })
  const client = new LinkedNetwork({ nodeId: 9, timers, announce: () => {} })
  const said: string[] = []
  const ends: Connection[] = []
  const listener = await two.listen('127.0.0.1', 0, (connection) => {
    ends.push(connection)
    connection.onData((bytes) => {
      said.push(`2 hears ${String.fromCharCode(...bytes)}`)
      connection.send(bytes)
    })
    connection.onClose(() => said.push('2 sees it closed'))
  })
  one.setNodes([[listener.port, 2]])
  const dial = async (network: LinkedNetwork, name: string) => {
    const connection = await network.connect('127.0.0.1', listener.port)
    connection.onData((bytes) => said.push(`${name} hears ${String.fromCharCode(...bytes)}`))
    return connection
  }
  const links = (...faults: LinkFault[]) => {
    for (const network of [one, two]) network.setFaults(faults)
  }
  /** What was said since the last time, once nothing more comes. */
  const heard = async () => {
    await settle()
    return said.splice(0)
  }
  return { one, client, dial, links, heard, close: () => listener.close() }
}

const say = (connection: Connection, text: string) => connection.send(new TextEncoder().encode(text))
const cut = (from: LinkFault['from'], to: LinkFault['to']): LinkFault => ({ from, to, cut: true, delayMs: 0 })

test('what is sent over a link that is cut arrives when it is mended, in order', async () => {
  const { one, dial, links, heard } = await room()
  const near = await dial(one, '1')
  links(cut(1, 2))
  say(near, 'a')
  say(near, 'b')
  expect(await heard()).toEqual([])
  links()
  expect((await heard()).join(' ')).toMatch(/^2 hears a(b 1| 2 hears b| 1 hears a)/)
  near.close()
})

test('one way only', async () => {
  const { one, dial, links, heard } = await room()
  const near = await dial(one, '1')
  links(cut(2, 1))
  say(near, 'a')
  expect(await heard()).toEqual(['2 hears a'])
  links()
  expect(await heard()).toEqual(['1 hears a'])
  near.close()
})

test('a cut from clients leaves other nodes alone, and a cut between nodes leaves clients alone', async () => {
  const { one, client, dial, links, heard } = await room()
  const [node, user] = [await dial(one, '1'), await dial(client, 'client')]
  links(cut('clients', 2), cut(2, 'clients'))
  say(node, 'a')
  say(user, 'b')
  expect(await heard()).toEqual(['2 hears a', '1 hears a'])
  links(cut('nodes', 'nodes'))
  expect(await heard()).toEqual(['2 hears b', 'client hears b'])
  say(node, 'c')
  expect(await heard()).toEqual([])
  node.close()
  user.close()
})

test('who dials over a cut link waits until it is mended', async () => {
  const { one, dial, links, heard } = await room()
  links(cut(1, 2))
  let connected = false
  const dialling = dial(one, '1').then((connection) => {
    connected = true
    return connection
  })
  await heard()
  expect(connected).toBe(false)
  links()
  ;(await dialling).close()
  expect(await heard()).toEqual(['2 sees it closed'])
})

test('the end of a connection is not heard over a cut link', async () => {
  const { one, dial, links, heard } = await room()
  const near = await dial(one, '1')
  links(cut(1, 2))
  near.close()
  expect(await heard()).toEqual([])
  links()
  expect(await heard()).toEqual(['2 sees it closed'])
})
