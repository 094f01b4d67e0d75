/** Reassignments as `replicas|isr|adding|removing|leader epoch`. */
import { expect, test } from 'vitest'
import { createTopics } from './create-topics.ts'
import { alterPartition, electPreferredLeaders, electUncleanLeaders } from './elections.ts'
import { alterPartitionReassignments, listPartitionReassignments } from './reassignments.ts'
import { assignReplicasToDirs } from './replica-dirs.ts'
import { dirOf, TestCluster } from './testing.ts'

/** Five brokers, `orders-0` on the first of them. */
function clusterOf(replicas: number[], configs: Readonly<Record<string, string>> = {}): TestCluster {
  const cluster = new TestCluster()
  for (let id = 1; id <= 5; id++) cluster.start(id)
  const topic = {
    name: 'orders',
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: replicas }],
    configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
  }
  cluster.do(createTopics, { topics: [topic], timeoutMs: 0, validateOnly: false })
  return cluster
}

function move(cluster: TestCluster, replicas: number[] | null, allowReplicationFactorChange = true) {
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas }] }]
  const answer = cluster.do(alterPartitionReassignments, { timeoutMs: 0, allowReplicationFactorChange, topics })
  const { errorCode, errorMessage } = answer.responses?.[0]?.partitions?.[0] ?? {}
  return errorCode ? `${errorCode} ${errorMessage}` : shown(cluster)
}

function shown(cluster: TestCluster): string {
  const found = cluster.image.partition('orders', 0)
  if (!found) return 'none'
  return [found.replicas, found.isr, found.addingReplicas, found.removingReplicas, found.leaderEpoch].join('|')
}

/** The leader reports its ISR; gives the error code. */
function report(cluster: TestCluster, isr: number[]) {
  const topic = cluster.image.topic('orders')
  const partition = topic?.partitions.get(0)
  if (!topic || !partition) throw new Error('no topic')
  const { leader, leaderEpoch, partitionEpoch } = partition
  const alteration = {
    partitionIndex: 0,
    leaderEpoch,
    partitionEpoch,
    leaderRecoveryState: 0,
    newIsr: [],
    newIsrWithEpochs: isr.map((brokerId) => ({ brokerId, brokerEpoch: -1 })),
  }
  const brokerEpoch = cluster.image.brokers.get(leader)?.epoch ?? -1
  const topics = [{ topicId: topic.id, partitions: [alteration] }]
  return cluster.do(alterPartition, { brokerId: leader, brokerEpoch, topics }).topics?.[0]?.partitions?.[0]?.errorCode
}

test('replicas are added first, and the old ones go when the new ones are in sync', () => {
  const cluster = clusterOf([1, 2])
  expect(move(cluster, [1, 3])).toBe('1,3,2|1,2|3|2|0')
  expect(report(cluster, [1, 2, 3])).toBe(0)
  expect(shown(cluster)).toBe('1,3|1,3|||1')
})

test('when the leader is moved away another one leads, and the old one is told so', () => {
  const cluster = clusterOf([1, 2])
  expect(move(cluster, [3, 4])).toBe('3,4,1,2|1,2|3,4|1,2|0')
  expect(report(cluster, [1, 2, 3])).toBe(0)
  expect(shown(cluster)).toBe('3,4,1,2|1,2,3|3,4|1,2|0')
  expect(report(cluster, [1, 2, 3, 4])).toBe(108)
  expect(shown(cluster)).toBe('3,4|3,4|||1')
  expect(cluster.partition('orders')).toBe('3|3,4||')
})

test('fewer replicas: all that stay must be in sync', () => {
  const cluster = clusterOf([1, 2, 3])
  report(cluster, [1, 3])
  expect(move(cluster, [1, 2])).toBe('1,2,3|1,3||3|0')
  expect(report(cluster, [1, 2, 3])).toBe(0)
  expect(shown(cluster)).toBe('1,2|1,2|||1')
})

test('another order is no move', () => {
  const cluster = clusterOf([1, 2])
  expect(move(cluster, [2, 1])).toBe('2,1|1,2|||0')
})

test('a second request takes the place of the first; cancelling gives back what was', () => {
  const cluster = clusterOf([1, 2])
  move(cluster, [3, 4])
  expect(move(cluster, [1, 5])).toBe('1,5,2,3,4|1,2|5|2,3,4|0')
  expect(move(cluster, null)).toBe('1,2,3,4|1,2|||1')
  expect(move(cluster, null)).toBe('85 null')
})

test('what is refused, in Kafka’s words', () => {
  const cluster = clusterOf([1, 2])
  expect(move(cluster, [1, 9])).toBe(
    '39 The manual partition assignment includes broker 9, but no such broker is registered.',
  )
  expect(move(cluster, [1, 1])).toBe('39 The manual partition assignment includes the broker 1 more than once.')
  expect(move(cluster, [])).toBe('39 The manual partition assignment includes an empty replica list.')
  expect(move(cluster, [1, 2, 3], false)).toBe('38 The replication factor is changed from 2 to 3')
  const unknown = [{ name: 'nothing', partitions: [{ partitionIndex: 0, replicas: [1] }] }]
  const request = { timeoutMs: 0, allowReplicationFactorChange: true, topics: unknown }
  expect(cluster.do(alterPartitionReassignments, request).responses?.[0]?.partitions?.[0]).toMatchObject({
    errorCode: 3,
    errorMessage: 'Unable to find a topic named nothing.',
  })
})

test('those under way are listed', () => {
  const cluster = clusterOf([1, 2])
  expect(cluster.do(listPartitionReassignments, { timeoutMs: 0, topics: null }).topics).toEqual([])
  move(cluster, [1, 3])
  const partitions = [{ partitionIndex: 0, replicas: [1, 3, 2], addingReplicas: [3], removingReplicas: [2] }]
  const found = [{ name: 'orders', partitions }]
  expect(cluster.do(listPartitionReassignments, { timeoutMs: 0, topics: null }).topics).toEqual(found)
  const given = [{ name: 'orders', partitionIndexes: [0, 7] }]
  expect(cluster.do(listPartitionReassignments, { timeoutMs: 0, topics: given }).topics).toEqual(found)
})

test('new replicas are in their broker’s only log dir', () => {
  const cluster = clusterOf([1, 2])
  move(cluster, [3, 2])
  expect(cluster.image.partition('orders', 0)?.directories).toEqual([dirOf(3), dirOf(2), dirOf(1)])
})

test('a broker tells in which log dir a replica is', () => {
  const cluster = clusterOf([1, 2])
  const topicId = cluster.image.topic('orders')?.id ?? ''
  const brokerEpoch = cluster.image.brokers.get(2)?.epoch ?? -1
  const partitions = [{ partitionIndex: 0 }, { partitionIndex: 4 }]
  const directories = [{ id: dirOf(7), topics: [{ topicId, partitions }] }]
  const answer = cluster.do(assignReplicasToDirs, { brokerId: 2, brokerEpoch, directories })
  expect(answer.directories?.[0]?.topics?.[0]?.partitions).toEqual([
    { partitionIndex: 0, errorCode: 0 },
    { partitionIndex: 4, errorCode: 3 },
  ])
  expect(cluster.image.partition('orders', 0)?.directories).toEqual([dirOf(1), dirOf(7)])
})

test('the controller gives leadership back to the first replica when that is in sync', () => {
  const cluster = clusterOf([1, 2])
  const epoch = cluster.image.brokers.get(1)?.epoch ?? -1
  cluster.beat(1, epoch, { fence: true })
  expect(cluster.do(electPreferredLeaders, undefined)).toEqual({ again: false })
  expect(cluster.partition('orders')).toBe('2|2||')
  cluster.beat(1, epoch)
  report(cluster, [1, 2])
  cluster.do(electPreferredLeaders, undefined)
  expect(cluster.partition('orders')).toBe('1|1,2||')
})

test.each([
  ['true', '2|2||'],
  ['false', '-1|||1'],
])('unclean.leader.election.enable=%s: a leaderless partition', (allowed, after) => {
  const cluster = clusterOf([1, 2], { 'unclean.leader.election.enable': allowed })
  report(cluster, [1])
  const [one, two] = [1, 2].map((id) => cluster.image.brokers.get(id)?.epoch ?? -1)
  cluster.beat(2, two as number, { fence: true })
  // The leader is killed and its disk is gone: it is not eligible any more.
  cluster.beat(1, one as number, { fence: true })
  cluster.register(1)
  cluster.beat(2, two as number)
  cluster.do(electUncleanLeaders, undefined)
  expect(cluster.partition('orders')).toBe(after)
})
