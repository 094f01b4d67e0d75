/** The metadata quorum among whole nodes in virtual time. */
import { expect, test } from 'vitest'
import { ServerBench } from '../../sim/server-bench.ts'

/** What a broker answers about the quorum; the controller that leads is asked through it. */
async function quorumAt(bench: ServerBench, id: number) {
  const { topics } = await bench.asked(id, 'DescribeQuorum', {
    topics: [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }],
  })
  const partition = topics[0]?.partitions[0]
  if (!partition) throw new Error('no answer')
  return partition
}

async function topicsAt(bench: ServerBench, id: number): Promise<string[]> {
  const { topics } = await bench.asked(id, 'Metadata', { topics: null })
  return topics.map(({ name }) => name ?? '').sort()
}

const others = (id: number): [number, number] => [1, 2, 3].filter((one) => one !== id) as [number, number]

test('three nodes elect a leader, and each tells the same of it', async () => {
  const bench = await new ServerBench().three()
  const { leaderId, leaderEpoch, currentVoters } = await quorumAt(bench, 1)
  expect(currentVoters.map(({ replicaId }) => replicaId)).toEqual([1, 2, 3])
  for (const id of [2, 3]) expect(await quorumAt(bench, id)).toMatchObject({ leaderId, leaderEpoch })
})

test.each([1, 2, 3])('the leader is killed, another leads, nothing committed is lost (seed %i)', async (seed) => {
  const bench = await new ServerBench(seed).three()
  await bench.makeTopic('before', [1, 2, 3])
  const { leaderId, leaderEpoch } = await quorumAt(bench, 1)
  bench.kill(leaderId)
  const [one, other] = others(leaderId)
  await bench.pass(6000)
  const after = await quorumAt(bench, one)
  expect(after.leaderId).not.toBe(leaderId)
  expect(after.leaderEpoch).toBeGreaterThan(leaderEpoch)
  await bench.makeTopic('after', [one, other])
  for (const id of [one, other]) expect(await topicsAt(bench, id)).toEqual(['after', 'before'])
  await bench.start(leaderId)
  await bench.pass(1000)
  expect(await topicsAt(bench, leaderId)).toEqual(['after', 'before'])
})

test('a leader that stops hands over: no election timeout passes', async () => {
  const bench = await new ServerBench().three()
  const { leaderId } = await quorumAt(bench, 1)
  await bench.stop(leaderId)
  await bench.pass(100)
  const [one] = others(leaderId)
  expect((await quorumAt(bench, one)).leaderId).not.toBe(leaderId)
  expect(bench.traces.get(one)?.lines.filter((line) => line.includes('to CandidateState')).length).toBeLessThan(2)
})

test('a leader cut off from the others resigns, and what it had not committed is dropped', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('kept', [1, 2, 3])
  const { leaderId } = await quorumAt(bench, 1)
  const [one, other] = others(leaderId)
  bench.part(leaderId, one)
  bench.part(leaderId, other)
  const lost = bench.ask(leaderId, 'CreateTopics', { topics: [{ name: 'lost', numPartitions: 1 }], timeoutMs: 1000 })
  lost.catch(() => {})
  await bench.pass(8000)
  expect(bench.traces.get(leaderId)?.lines.some((line) => line.includes('to ResignedState'))).toBe(true)
  await bench.makeTopic('made-meanwhile', [one, other])
  bench.heal()
  await bench.pass(5000)
  const leaders = await Promise.all([1, 2, 3].map(async (id) => (await quorumAt(bench, id)).leaderId))
  expect(new Set(leaders).size).toBe(1)
  const topics = await topicsAt(bench, one)
  for (const id of [1, 2, 3]) expect(await topicsAt(bench, id)).toEqual(topics)
  expect(topics).toContain('made-meanwhile')
})

test('a follower that was cut off does not disturb the others when it comes back: pre-vote', async () => {
  const bench = await new ServerBench().three()
  const { leaderId, leaderEpoch } = await quorumAt(bench, 1)
  const [cut, other] = others(leaderId)
  bench.part(cut, leaderId)
  bench.part(cut, other)
  await bench.pass(20_000)
  bench.heal()
  await bench.pass(5000)
  expect(await quorumAt(bench, cut)).toMatchObject({ leaderId, leaderEpoch })
})

test('brokers apart from controllers fetch as observers', async () => {
  const bench = await new ServerBench().cluster({
    1: { roles: 'broker' },
    2: { roles: 'broker' },
    11: { roles: 'controller' },
    12: { roles: 'controller' },
    13: { roles: 'controller' },
  })
  await bench.makeTopic('orders', [1, 2])
  const { leaderId, currentVoters, observers } = await quorumAt(bench, 2)
  expect(currentVoters.map(({ replicaId }) => replicaId)).toEqual([11, 12, 13])
  expect(observers.map(({ replicaId }) => replicaId).sort()).toEqual([1, 2])
  bench.kill(leaderId)
  await bench.pass(6000)
  await bench.makeTopic('more', [2, 1])
  for (const id of [1, 2]) expect(await topicsAt(bench, id)).toEqual(['more', 'orders'])
})

test('a voter whose disk is lost gets a snapshot, because the log no longer begins at the start', async () => {
  const bench = await new ServerBench().three({
    'metadata.log.max.record.bytes.between.snapshots': '3000',
    'metadata.max.retention.bytes': '2000',
    'metadata.log.segment.bytes': '8388608',
  })
  const names = Array.from({ length: 10 }, (_, at) => `topic-${at}`)
  for (const name of names) await bench.makeTopic(name, [1, 2, 3])
  await bench.pass(130_000)
  const { leaderId } = await quorumAt(bench, 1)
  const [lost, other] = others(leaderId)
  bench.kill(lost)
  await bench.loseDisk(lost)
  await bench.start(lost)
  await bench.pass(3000)
  expect(bench.traces.get(lost)?.lines.some((line) => line.includes('after downloading snapshot'))).toBe(true)
  expect(await topicsAt(bench, lost)).toEqual(names)
  // And from its own snapshot after a restart; and as a voter that the next leader needs.
  bench.kill(lost)
  await bench.start(lost)
  expect(await topicsAt(bench, lost)).toEqual(names)
  bench.kill(leaderId)
  await bench.pass(6000)
  await bench.makeTopic('last', [lost, other])
  expect(await topicsAt(bench, lost)).toEqual(['last', ...names])
})
