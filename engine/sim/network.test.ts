import { test } from 'vitest'
import { NETWORK_CASES } from '../core/env/network-acceptance.ts'
import { Suspension, suspendable } from '../core/env/suspendable.ts'
import { SimWorld } from './env.ts'

test.each(NETWORK_CASES)('simulated network: $name', async ({ run }) => {
  const world = new SimWorld(3)
  const server = world.env('server', undefined as never)
  const client = world.env('client', undefined as never)
  await run({
    server: server.network,
    client: client.network,
    settle: () => world.scheduler.run(1),
    killServer: async () => server.kill(),
    dispose: async () => {},
  })
})

test.each(NETWORK_CASES)('a network of processes that can be stopped: $name', async ({ run }) => {
  const world = new SimWorld(3)
  const server = world.env('server', undefined as never)
  const client = world.env('client', undefined as never)
  await run({
    server: suspendable(server, new Suspension()).network,
    client: suspendable(client, new Suspension()).network,
    settle: () => world.scheduler.run(1),
    killServer: async () => server.kill(),
    dispose: async () => {},
  })
})
