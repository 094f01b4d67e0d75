import { expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { Metadata } from './metadata.ts'
import type { NetworkClient } from './network-client.ts'

const A = 'X19jb25zdW1lcl9vZmZzZQ'
const B = 'YmJiYmJiYmJiYmJiYmJiYg'

/** Metadata after answers that tell of partition 0 of `t`, each `topic id, leader, epoch`: `leader@epoch` after each. */
async function told(...answers: readonly (readonly [id: string, leader: number, epoch: number])[]) {
  const env = new SimWorld(1).env('1', undefined as never)
  const left = [...answers]
  const network = { leastLoaded: () => undefined, setNodes() {}, send: async () => ({ body: answer(left.shift()) }) }
  const options = { retryBackoffMs: 100, retryBackoffMaxMs: 1000, maxAgeMs: 300_000, allowAutoTopicCreation: false }
  const metadata = new Metadata(env, network as unknown as NetworkClient, options)
  const seen: string[] = []
  for (const wanted of answers.map((_, i) => (i % 2 === 0 ? (['t'] as const) : 'all'))) {
    await metadata.refresh(wanted)
    const { leader, leaderEpoch } = metadata.partition('t', 0) ?? { leader: -2, leaderEpoch: -2 }
    seen.push(`${leader}@${leaderEpoch}`)
  }
  return seen
}

function answer([topicId, leaderId, leaderEpoch]: readonly [string, number, number] = [A, -1, -1]) {
  const partition = { partitionIndex: 0, leaderId, leaderEpoch, replicaNodes: [], isrNodes: [], offlineReplicas: [] }
  const topics = [{ errorCode: 0, name: 't', topicId, isInternal: false, partitions: [partition] }]
  return { errorCode: 0, brokers: [], clusterId: 'c', controllerId: 1, topics }
}

test.each([
  [
    'a later epoch wins',
    [
      [A, 1, 0],
      [A, 2, 1],
    ],
    '1@0 2@1',
  ],
  [
    'a broker that is behind is not believed',
    [
      [A, 2, 3],
      [A, 1, 2],
      [A, 1, 2],
    ],
    '2@3 2@3 2@3',
  ],
  [
    'the same epoch is taken as told',
    [
      [A, 2, 3],
      [A, -1, 3],
    ],
    '2@3 -1@3',
  ],
  [
    'the topic was made anew',
    [
      [A, 2, 3],
      [B, 1, 0],
    ],
    '2@3 1@0',
  ],
  [
    'a broker that tells no epochs is believed',
    [
      [A, 2, 3],
      [A, 1, -1],
    ],
    '2@3 1@-1',
  ],
] as const)('%s', async (_, answers, seen) => {
  expect((await told(...answers)).join(' ')).toBe(seen)
})

/** Metadata of a cluster with topics t and u that is believed for 1000 ms. */
function ofTwoTopics() {
  const world = new SimWorld(1)
  const network = {
    leastLoaded: () => undefined,
    setNodes() {},
    send: async (_node: unknown, _api: string, { topics }: { topics: { name: string }[] | null }) => {
      const names = topics?.map(({ name }) => name) ?? ['t', 'u']
      const told = answer([A, 1, 0])
      return { body: { ...told, topics: names.map((name) => ({ ...told.topics[0], name })) } }
    },
  }
  const options = { retryBackoffMs: 100, retryBackoffMaxMs: 1000, maxAgeMs: 1000, allowAutoTopicCreation: false }
  const metadata = new Metadata(world.env('1', undefined as never), network as unknown as NetworkClient, options)
  const old = () => (['t', 'u'] as const).filter((topic) => metadata.needsRefresh([topic])).join()
  return { world, metadata, old }
}

test('an answer about one topic does not make others new again', async () => {
  const { metadata, old } = ofTwoTopics()
  expect([old(), metadata.needsRefresh('all'), metadata.needsRefresh([])]).toEqual(['t,u', true, true])
  await metadata.refresh(['t', 'u'])
  expect([old(), metadata.needsRefresh('all'), metadata.needsRefresh([])]).toEqual(['', true, false])
  metadata.invalidate()
  expect(old()).toBe('t,u')
  await metadata.refresh(['t'])
  expect(old()).toBe('u')
  expect(metadata.needsRefresh(['t', 'u'])).toBe(true)
  await metadata.refresh('all')
  expect([old(), metadata.needsRefresh('all')]).toEqual(['', false])
})

test('each topic has its own age', async () => {
  const { world, metadata, old } = ofTwoTopics()
  await metadata.refresh(['t', 'u'])
  await world.scheduler.run(700)
  await metadata.refresh(['u'])
  await world.scheduler.run(700)
  expect([old(), metadata.needsRefresh([])]).toEqual(['t', false])
  await world.scheduler.run(700)
  expect([old(), metadata.needsRefresh([])]).toEqual(['t,u', true])
})
