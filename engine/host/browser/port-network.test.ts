import { test } from 'vitest'
import { NETWORK_CASES } from '../../core/env/network-acceptance.ts'
import { PortNetwork } from './port-network.ts'
import { PortSwitch } from './port-switch.ts'

test.each(NETWORK_CASES)('MessagePort network: $name', async ({ run }) => {
  const hub = new PortSwitch()
  const server = hub.plug('server')
  const client = hub.plug('client')
  await run({
    server: new PortNetwork(server.port),
    client: new PortNetwork(client.port),
    settle: () => new Promise((resolve) => setTimeout(resolve, 5)),
    killServer: async () => server.unplug(),
    dispose: async () => {},
  })
  server.port.close()
  client.port.close()
  server.unplug()
  client.unplug()
})
