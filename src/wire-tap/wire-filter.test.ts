import { expect, test } from 'vitest'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { wantedBy } from './wire-filter.ts'
import type { WireRequest } from './wire-log.ts'

const request = (changes: Partial<WireRequest>) =>
  ({ apiKey: APIS.Fetch.key, clientId: 'console-Consumer', nodeId: 2, peer: 'tab 1', ...changes }) as WireRequest
const ANY = { api: '', client: '', broker: '' }

test.each([
  [{ client: 'CONSUMER' }, {}, true],
  [{ client: 'producer' }, {}, false],
  [{ client: 'broker 1' }, { clientId: '1' }, true],
  [{ client: 'Tab' }, { clientId: '' }, true],
  [{ broker: '2' }, {}, true],
  [{ broker: '1' }, {}, false],
  [{ api: 'Fetch', broker: '2', client: 'console' }, {}, true],
  [{ api: 'Produce' }, {}, false],
] as const)('%j asks for %j: %s', (wanted, changes, is) => {
  expect(wantedBy({ ...ANY, ...wanted })(request(changes))).toBe(is)
})
