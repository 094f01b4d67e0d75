import { expect, test } from 'vitest'
import type { Admin } from '../../engine/core/client/admin.ts'
import { SimWorld } from '../../engine/sim/env.ts'
import { MemoryDisk } from '../../engine/sim/memory-disk.ts'
import { EMPTY_STATE } from './cluster-state.ts'
import { Inspector } from './inspector.ts'

/** A cluster without topics whose name is told when `tell` is called. */
function cluster() {
  let tell = (_clusterId: string): void => {}
  const described = new Promise<string>((resolve) => {
    tell = resolve
  })
  const admin = {
    describeCluster: async () => ({ clusterId: await described, nodes: [] }),
    listTopics: async () => new Map(),
    describeTopics: () => ({ outcomes: async () => new Map() }),
    listGroups: async () => [],
    describeMetadataQuorum: async () => ({ leaderId: 3 }),
    close: async () => {},
  }
  return { admin: admin as unknown as Admin, tell }
}

test('what a reading of the cluster before finds is not told of the one that came since', async () => {
  const { admin, tell } = cluster()
  const env = new SimWorld(1).env('page', new MemoryDisk(() => 0))
  const inspector = new Inspector(env, async () => admin)
  const reading = inspector.now()
  await new Promise(setImmediate)
  inspector.forget()
  tell('the old one')
  await reading
  expect(inspector.state.value).toBe(EMPTY_STATE)
})
