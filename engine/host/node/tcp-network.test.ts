import { expect, test } from 'vitest'
import { NETWORK_CASES } from '../../core/env/network-acceptance.ts'
import { tcpNetwork } from './tcp-network.ts'

test.each(NETWORK_CASES)('TCP: $name', async ({ run }) => {
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 30))
  await expect(
    run({ server: tcpNetwork, client: tcpNetwork, settle, dispose: async () => {} }),
  ).resolves.toBeUndefined()
})
