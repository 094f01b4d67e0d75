/** Three whole nodes in virtual time. */
import { expect, test } from 'vitest'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { ServerBench } from '../../sim/server-bench.ts'
import { Admin } from '../client/admin.ts'
import { KafkaConsumer } from '../client/consumer.ts'

test('three nodes replicate, and every broker knows it', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  expect(await bench.sent(1, 'orders', 'a')).toBe('at 0')
  for (const id of [1, 2, 3]) expect(await bench.partition(id, 'orders')).toBe('1/1,2,3')
  expect(await bench.sent(2, 'orders', 'a')).toBe('NOT_LEADER_OR_FOLLOWER')
})

test('the leader is killed while acks=all is produced: all that was acknowledged is there, once', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  const acknowledged: string[] = []
  let leader = 1
  let stop = false
  const produce = async () => {
    for (let n = 0; !stop; n++) {
      const answer = await bench.send(leader, 'orders', `v${n}`)
      if (answer.startsWith('at')) acknowledged.push(`v${n}`)
    }
  }
  const producing = produce()
  await bench.pass(50)
  bench.kill(1)
  leader = 2
  await bench.pass(20_000)
  expect(await bench.partition(2, 'orders')).toBe('2/2,3')
  await bench.start(1)
  await bench.pass(3000)
  stop = true
  await bench.settled(producing)
  expect(await bench.partition(3, 'orders')).toBe('2/1,2,3')
  await bench.pass(1000)
  const found = await bench.read(2, 'orders')
  expect(acknowledged.length).toBeGreaterThan(10)
  expect(found.filter((value) => acknowledged.includes(value))).toEqual(acknowledged)
  for (const id of [1, 3]) expect(await bench.read(id, 'orders')).toEqual(found)
})

test('a controlled shutdown moves the leader first: nothing fails over by a timeout', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  await bench.sent(1, 'orders', 'a')
  const before = bench.world.scheduler.now
  await bench.stop(1)
  expect(bench.world.scheduler.now - before).toBeLessThan(5000)
  expect(await bench.partition(2, 'orders')).toBe('2/2,3')
  expect(await bench.sent(2, 'orders', 'b')).toBe('at 1')
  await bench.start(1)
  await bench.pass(2000)
  expect(await bench.partition(2, 'orders')).toBe('2/1,2,3')
})

test('with controllers apart two of three brokers may die, and the survivor serves', async () => {
  const nodes = { 1: { roles: 'broker' }, 2: { roles: 'broker' }, 3: { roles: 'broker' }, 4: { roles: 'controller' } }
  const bench = await new ServerBench().cluster(nodes)
  await bench.makeTopic('orders', [1, 2, 3])
  expect(await bench.sent(1, 'orders', 'a')).toBe('at 0')
  bench.kill(1)
  bench.kill(2)
  await bench.pass(25_000)
  expect(await bench.partition(3, 'orders')).toBe('3/3')
  expect(await bench.sent(3, 'orders', 'b')).toBe('at 1')
  expect(await bench.read(3, 'orders')).toEqual(['a', 'b'])
})

test('a broker that comes back with another, empty disk does not win: the last one that had all does', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2])
  await bench.sent(1, 'orders', 'a')
  bench.kill(2)
  await bench.pass(15_000)
  expect(await bench.sent(1, 'orders', 'b')).toBe('at 1')
  bench.kill(1)
  await bench.loseDisk(2)
  await bench.pass(15_000)
  await bench.start(2)
  await bench.pass(15_000)
  expect(await bench.partition(3, 'orders')).toBe('-1/')
  await bench.start(1)
  await bench.pass(5000)
  expect(await bench.partition(3, 'orders')).toBe('1/1,2')
  expect(await bench.read(2, 'orders')).toEqual(['a', 'b'])
})

test('replicas move to another broker, and the old one deletes its log', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2])
  await bench.sent(1, 'orders', 'a')
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, replicas: [3, 2] }] }]
  const answer = await bench.asked(1, 'AlterPartitionReassignments', { timeoutMs: 1000, topics })
  expect(answer.responses[0]?.partitions[0]).toMatchObject({ errorCode: 0 })
  await bench.pass(3000)
  expect(await bench.partition(1, 'orders')).toMatch(/^[23]\/2,3$/)
  expect(await bench.read(3, 'orders')).toEqual(['a'])
  expect((await bench.asked(2, 'ListPartitionReassignments', { timeoutMs: 1000, topics: null })).topics).toEqual([])
  await expect(bench.read(1, 'orders')).rejects.toThrow('NOT_LEADER_OR_FOLLOWER')
})

test('consumers in a rack are sent to the replica there, which follows the high watermark at once (KIP-392)', async () => {
  const selector = 'org.apache.kafka.common.replica.RackAwareReplicaSelector'
  const inRack = (rack: string) => ({ properties: { 'broker.rack': rack, 'replica.selector.class': selector } })
  const bench = await new ServerBench().cluster({ 1: inRack('a'), 2: inRack('b'), 3: inRack('c') })
  await bench.makeTopic('orders', [1, 2, 3])
  await bench.sent(1, 'orders', 'a')
  await bench.pass(1000)
  const preferred = async (rackId: string) => {
    const topics = [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }]
    const { responses } = await bench.asked(1, 'Fetch', { maxWaitMs: 0, minBytes: 1, rackId, topics }, 11)
    return responses[0]?.partitions[0]?.preferredReadReplica
  }
  expect(await preferred('b')).toBe(2)
  expect(await preferred('c')).toBe(3)
  expect(await preferred('a')).toBe(-1)
  expect(await preferred('elsewhere')).toBe(-1)
  await bench.sent(1, 'orders', 'b')
  await bench.pass(10)
  expect(await bench.read(3, 'orders')).toEqual(['a', 'b'])
})

test('a consumer goes to the replica in its rack, and back to the leader when that broker is gone', async () => {
  const selector = 'org.apache.kafka.common.replica.RackAwareReplicaSelector'
  const inRack = (rack: string) => ({ properties: { 'broker.rack': rack, 'replica.selector.class': selector } })
  const bench = await new ServerBench().cluster({ 1: inRack('a'), 2: inRack('b'), 3: inRack('c') })
  await bench.makeTopic('orders', [1, 2, 3])
  await bench.sent(1, 'orders', 'a')
  const config = { 'bootstrap.servers': 'localhost:9001', 'client.rack': 'b', 'auto.offset.reset': 'earliest' }
  const consumer = new KafkaConsumer(config, bench.world.env('consumer', new MemoryDisk()))
  consumer.assign([{ topic: 'orders', partition: 0 }])
  const next = async () => {
    for (let polls = 0; polls < 40; polls++)
      for (const { value } of await bench.settled(consumer.poll(500))) return value
    return 'nothing came'
  }
  expect(await next()).toBe('a')
  bench.kill(2)
  await bench.pass(15_000)
  await bench.sent(1, 'orders', 'b')
  expect(await next()).toBe('b')
})

test('committed offsets move with their coordinator', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  const find = async (at: number) => {
    const found = await bench.asked(at, 'FindCoordinator', { keyType: 0, coordinatorKeys: ['group'] })
    return found.coordinators[0]
  }
  await find(1)
  await bench.pass(2000)
  const first = (await find(1))?.nodeId ?? -1
  const partitions = [{ partitionIndex: 0, committedOffset: 7 }]
  const commit = { groupId: 'group', topics: [{ name: 'orders', partitions }] }
  const { topics } = await bench.asked(first, 'OffsetCommit', commit, 8)
  expect(topics[0]?.partitions[0]?.errorCode).toBe(0)
  bench.kill(first)
  await bench.pass(20_000)
  const other = first === 1 ? 2 : 1
  const second = (await find(other))?.nodeId ?? -1
  expect([1, 2, 3].filter((id) => id !== first)).toContain(second)
  const wanted = { groups: [{ groupId: 'group', topics: [{ name: 'orders', partitionIndexes: [0] }] }] }
  const fetched = await bench.asked(second, 'OffsetFetch', wanted, 8)
  expect(fetched.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(7)
})

test('an ISR that fell below min.insync.replicas refuses acks=all until a member is back', async () => {
  const bench = await new ServerBench().cluster({
    1: {},
    2: {},
    3: {},
    4: { roles: 'controller' },
    5: { roles: 'controller' },
  })
  await bench.makeTopic('orders', [1, 2, 3], { 'min.insync.replicas': '2' })
  await bench.sent(1, 'orders', 'a')
  bench.kill(2)
  await bench.pass(20_000)
  bench.kill(3)
  await bench.pass(20_000)
  expect(await bench.sent(1, 'orders', 'b')).toBe('NOT_ENOUGH_REPLICAS')
  const { topics } = await bench.asked(1, 'DescribeTopicPartitions', {
    topics: [{ name: 'orders' }],
    responsePartitionLimit: 10,
  })
  const described = topics[0]?.partitions[0]
  expect([described?.isrNodes, described?.eligibleLeaderReplicas, described?.offlineReplicas]).toEqual([
    [1],
    [3],
    [2, 3],
  ])
  await bench.start(3)
  await bench.pass(3000)
  expect(await bench.sent(1, 'orders', 'c')).toBe('at 1')
})

test('all nodes are killed at once and start with their machine: all serve again, and what was acknowledged is there', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  await bench.sent(1, 'orders', 'a')
  for (const id of [1, 2, 3]) bench.kill(id)
  const before = bench.world.scheduler.now
  await bench.startAll([1, 2, 3])
  expect(bench.world.scheduler.now - before).toBeLessThan(4000)
  await bench.pass(2000)
  expect(await bench.partition(1, 'orders')).toMatch(/^[123]\/1,2,3$/)
  for (const id of [1, 2, 3]) expect(await bench.read(id, 'orders')).toEqual(['a'])
})

test('a leader that comes back with an empty disk before anybody missed it does not lead by the metadata of before', async () => {
  const nodes = { 1: { roles: 'broker' }, 2: { roles: 'broker' }, 3: { roles: 'broker' }, 4: { roles: 'controller' } }
  const bench = await new ServerBench().cluster(nodes)
  await bench.makeTopic('orders', [1, 2, 3])
  await bench.sent(1, 'orders', 'a')
  await bench.pass(500)
  bench.kill(4)
  bench.kill(1)
  await bench.loseDisk(1)
  await bench.start(4)
  await bench.start(1)
  await bench.pass(5000)
  expect(await bench.partition(2, 'orders')).toMatch(/^[23]\/1,2,3$/)
  for (const id of [1, 2, 3]) expect(await bench.read(id, 'orders')).toEqual(['a'])
})

test('a node whose disk runs full while it starts does not start: it ends', async () => {
  const bench = await new ServerBench().three()
  await bench.makeTopic('orders', [1, 2, 3])
  bench.kill(3)
  await bench.makeTopic('more', [1, 2])
  const disk = bench.diskOf(3)
  disk.faults.capacity = disk.used() + 500
  await expect(bench.start(3)).rejects.toThrow('no room is left')
})

test.each([1, 2, 3])(
  'node %d is frozen: what is asked of the controller is asked elsewhere once one has waited in vain',
  async (frozen) => {
    const bench = await new ServerBench(frozen).three()
    bench.freeze(frozen)
    for (let round = 0; round < 4; round++) {
      const env = bench.world.env(`admin-${round}`, new MemoryDisk())
      const admin = new Admin({ 'bootstrap.servers': 'localhost:9001,localhost:9002,localhost:9003' }, env)
      await bench.settled(admin.createTopics([{ name: `t${round}`, numPartitions: 1 }]))
      await admin.close()
    }
  },
)
