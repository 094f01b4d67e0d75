/** How consumers live with their group, seen from the application. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { startOneNode } from '../../sim/one-node.ts'
import { Errors } from '../protocol/errors.ts'
import { Admin } from './admin.ts'
import { KafkaConsumer } from './consumer.ts'
import type { ConsumerRebalanceListener } from './consumer-group.ts'
import { KafkaException } from './errors.ts'
import { NetworkClient } from './network-client.ts'
import { OffsetCommits } from './offset-commits.ts'
import { partitionKey, type TopicPartition } from './topic-partition.ts'

const CONFIG = {
  'bootstrap.servers': 'localhost:9092',
  'group.id': 'g',
  'session.timeout.ms': 6000,
  'heartbeat.interval.ms': 1000,
}

let world: SimWorld
let brokerEnv: ReturnType<SimWorld['env']>
let isCut: boolean

beforeEach(async () => {
  isCut = false
  world = new SimWorld(5, { delay: () => (isCut ? undefined : 0) })
  const disk = new MemoryDisk(() => world.scheduler.now)
  brokerEnv = world.env('node-1', disk)
  await settle(startOneNode(brokerEnv))
})

afterEach(() => vi.restoreAllMocks())

const settle = <T>(promise: Promise<T>): Promise<T> => world.scheduler.until(promise)

async function create(...names: string[]): Promise<void> {
  const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
  await settle(admin.createTopics(names.map((name) => ({ name, numPartitions: 2 }))))
  await settle(admin.close())
}

/** A consumer in a process of its own that notes what its listener is told. */
class Member {
  readonly told: string[] = []
  readonly env: ReturnType<SimWorld['env']>
  readonly consumer: KafkaConsumer

  constructor(name: string, config: Record<string, unknown> = {}) {
    this.env = world.env(name, new MemoryDisk(() => 0))
    this.consumer = new KafkaConsumer({ ...CONFIG, 'client.id': name, ...config }, this.env)
  }

  private note(what: string): (partitions: readonly TopicPartition[]) => void {
    return (partitions) => this.told.push(`${what} ${partitions.map(partitionKey).join(' ') || '–'}`)
  }

  get listener(): ConsumerRebalanceListener {
    const [onPartitionsAssigned, onPartitionsRevoked, onPartitionsLost] = ['assigned', 'revoked', 'lost'].map((what) =>
      this.note(what),
    )
    return { onPartitionsAssigned, onPartitionsRevoked, onPartitionsLost } as ConsumerRebalanceListener
  }

  get owns(): string[] {
    return this.consumer.assignment().map(partitionKey).sort()
  }
}

async function poll(times: number, ...members: readonly Member[]): Promise<void> {
  for (let i = 0; i < times; i++) await settle(Promise.all(members.map(({ consumer }) => consumer.poll(500))))
}

/** What the coordinator told, in short. */
function rebalances(): number {
  return brokerEnv.trace.events.filter(({ type }) => type === 'group.stable').length
}

describe('a pattern', () => {
  test('matches whole names, takes topics in as they come, leaves out what is internal', async () => {
    await create('orders', 'orders-eu', 'reorders')
    const member = new Member('a', { 'metadata.max.age.ms': 2000 })
    member.consumer.subscribe(/orders.*|__.*/, member.listener)
    await poll(6, member)
    expect(member.owns).toEqual(['orders-0', 'orders-1', 'orders-eu-0', 'orders-eu-1'])
    await create('orders-us')
    await poll(12, member)
    expect(member.owns.filter((name) => name.startsWith('orders-us'))).toEqual(['orders-us-0', 'orders-us-1'])
    expect(member.owns.some((name) => name.startsWith('__'))).toBe(false)
  })
})

describe('a static member', () => {
  const one = { 'group.instance.id': 'one' }

  test('that is closed and comes back within its session causes no rebalance', async () => {
    await create('t')
    const [first, other] = [new Member('a', one), new Member('b')]
    for (const { consumer } of [first, other]) consumer.subscribe(['t'])
    await poll(16, first, other)
    const before = { rebalances: rebalances(), owns: first.owns, others: other.owns }
    await settle(first.consumer.close())
    await poll(2, other)
    const again = new Member('a2', one)
    again.consumer.subscribe(['t'])
    await poll(6, again, other)
    expect([rebalances(), again.owns, other.owns]).toEqual([before.rebalances, before.owns, before.others])
  })

  test('whose instance id another process took is told so', async () => {
    await create('t')
    const [first, second] = [new Member('a', one), new Member('a2', one)]
    first.consumer.subscribe(['t'])
    await poll(4, first)
    second.consumer.subscribe(['t'])
    await poll(4, second)
    const error = await settle(poll(8, first).catch((thrown: unknown) => thrown))
    expect(error).toMatchObject({ name: 'FencedInstanceIdException' })
    expect(second.owns).toEqual(['t-0', 't-1'])
  })
})

test('a cooperative member gives up topics that it subscribes to no more before it joins, and only those', async () => {
  await create('t', 'u')
  const member = new Member('a', { 'partition.assignment.strategy': 'cooperative-sticky' })
  member.consumer.subscribe(['t', 'u'], member.listener)
  await poll(6, member)
  const before = rebalances()
  member.consumer.subscribe(['t'], member.listener)
  await poll(12, member)
  expect(member.told.slice(0, 2)).toEqual(['assigned t-0 t-1 u-0 u-1', 'revoked u-0 u-1'])
  expect([member.owns, rebalances() - before]).toEqual([['t-0', 't-1'], 1])
})

test('commits that fail by themselves are told in the words of ConsumerCoordinator', async () => {
  await create('t', 'u')
  const member = new Member('a')
  const told = () =>
    member.env.trace.lines.flatMap((line) => /(?:WARN|ERROR) .*(?=auto-commit).*(?= \()/.exec(line)?.[0] ?? [])
  member.consumer.subscribe(['t'])
  await poll(4, member)
  vi.spyOn(OffsetCommits.prototype, 'commitWithRetries').mockRejectedValue(new KafkaException('the disk is gone'))
  member.consumer.subscribe(['u'])
  await poll(6, member)
  await settle(member.consumer.close())
  const offset = "=OffsetAndMetadata{offset=0, leaderEpoch=null, metadata=''}"
  expect(told()).toEqual([
    'ERROR [Consumer clientId=a, groupId=g] Asynchronous auto-commit of offsets failed: the disk is gone. Will continue to join group.',
    `WARN [Consumer clientId=a, groupId=g] Synchronous auto-commit of offsets {u-1${offset}, u-0${offset}} failed: the disk is gone`,
  ])
})

describe('a member that lost its place', () => {
  for (const strategy of ['range', 'cooperative-sticky'])
    test(`by not polling: its partitions are lost, not revoked, and it comes back (${strategy})`, async () => {
      await create('t')
      const member = new Member('a', { 'max.poll.interval.ms': 8000, 'partition.assignment.strategy': strategy })
      member.consumer.subscribe(['t'], member.listener)
      await poll(4, member)
      await settle(new Promise<void>((resume) => member.env.timers.after(20_000, resume)))
      await poll(6, member)
      expect(member.told).toEqual(['assigned t-0 t-1', 'lost t-0 t-1', 'assigned t-0 t-1'])
    })

  test('taken out by an administrator while it waits for a rebalance: what it kept until then is lost', async () => {
    await create('t')
    const strategy = { 'partition.assignment.strategy': 'cooperative-sticky' }
    const [waiting, idle, newcomer] = ['a', 'b', 'c'].map((name) => new Member(name, strategy)) as [
      Member,
      Member,
      Member,
    ]
    for (const { consumer, listener } of [waiting, idle]) consumer.subscribe(['t'], listener)
    await poll(24, waiting, idle)
    expect([waiting.owns.length, idle.owns.length]).toEqual([1, 1])
    const [owned] = waiting.owns
    newcomer.consumer.subscribe(['t'])
    // One of them does not poll: the rebalance waits for it, and the others with it.
    await poll(6, waiting, newcomer)
    expect(waiting.owns).toEqual([owned])
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    await settle(admin.removeMembersFromConsumerGroup('g'))
    await poll(24, waiting, idle, newcomer)
    expect(waiting.told).toContain(`lost ${owned}`)
    expect([...waiting.owns, ...idle.owns, ...newcomer.owns].sort()).toEqual(['t-0', 't-1'])
  })
})

test('a commit that no coordinator answers does not keep poll busy: it waits', async () => {
  await create('t')
  const member = new Member('a', { 'auto.commit.interval.ms': 100 })
  member.consumer.subscribe(['t'])
  await poll(6, member)
  isCut = true
  let looks = 0
  const { clock } = member.env
  const monotonic = clock.monotonic.bind(clock)
  clock.monotonic = () => {
    if (looks++ > 10_000) throw new Error('poll goes round and round')
    return monotonic()
  }
  await poll(10, member)
  expect(looks).toBeLessThan(1000)
})

describe('a commit', () => {
  const t0 = { topic: 't', partition: 0 }
  const begin = (member: Member) =>
    member.consumer.commitSync([[t0, { offset: 0 }]]).then(
      () => 'committed',
      (error: KafkaException) => String(error),
    )
  /** How a commit of a member ends. */
  const commit = (member: Member) => settle(begin(member))

  test('between two generations is refused without asking the coordinator', async () => {
    await create('t')
    const [waiting, idle] = [new Member('a'), new Member('b')]
    for (const { consumer } of [waiting, idle]) consumer.subscribe(['t'])
    await poll(16, waiting, idle)
    expect(await commit(waiting)).toBe('committed')
    waiting.consumer.enforceRebalance()
    await poll(2, waiting)
    expect(await commit(waiting)).toBe(
      'org.apache.kafka.common.errors.RebalanceInProgressException: Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.',
    )
    await poll(16, waiting, idle)
    expect(await commit(waiting)).toBe('committed')
  })

  test('of a member that was taken out is refused, although the group would take one of no member', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'])
    await poll(6, member)
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    await settle(admin.removeMembersFromConsumerGroup('g'))
    await world.scheduler.run(3000)
    expect(await commit(member)).toBe(
      'org.apache.kafka.clients.consumer.CommitFailedException: Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.',
    )
    await poll(6, member)
    expect(await commit(member)).toBe('committed')
  })

  test('of an older generation that is refused says nothing of the new one', async () => {
    await create('t')
    const member = new Member('a', { 'enable.auto.commit': false })
    member.consumer.subscribe(['t'], member.listener)
    await poll(6, member)
    const late = holdCommits(Errors.UNKNOWN_MEMBER_ID)
    const ended = begin(member)
    member.consumer.enforceRebalance()
    await poll(6, member)
    late()
    expect(await settle(ended)).toContain('CommitFailedException')
    await poll(6, member)
    expect(member.told).toEqual(['assigned t-0 t-1', 'revoked t-0 t-1', 'assigned t-0 t-1'])
  })
})

/** Commits are answered with this error, and only when what it gives is called. */
function holdCommits(errorCode: number): () => void {
  return hold('OffsetCommit', (body) => {
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, errorCode }] }]
    return { ...body, topics }
  })
}

/** Answers of an API come only when what it gives is called. */
function hold(api: string, change = (body: object): object => body): () => void {
  let release: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const { send } = NetworkClient.prototype
  vi.spyOn(NetworkClient.prototype, 'send').mockImplementation(async function (this: NetworkClient, ...args) {
    const answer = await send.apply(this, args)
    if (args[1] !== api) return answer
    await held
    return { ...answer, body: change(answer.body) } as typeof answer
  })
  return release
}

describe('a rebalance listener that throws', () => {
  /** The member's own listener, throwing after it noted that partitions were revoked. */
  const throwing = (member: Member): ConsumerRebalanceListener => {
    const { listener } = member
    const onPartitionsRevoked = (partitions: readonly TopicPartition[]) => {
      void listener.onPartitionsRevoked?.(partitions)
      throw new Error('not now')
    }
    return { ...listener, onPartitionsRevoked }
  }
  const failure = { message: 'User rebalance callback throws an error', cause: { message: 'not now' } }

  test('is told of by poll, and the rebalance goes on (eager)', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], throwing(member))
    await poll(4, member)
    member.consumer.enforceRebalance()
    await expect(poll(1, member)).rejects.toMatchObject(failure)
    await poll(4, member)
    expect(member.told).toEqual(['assigned t-0 t-1', 'revoked t-0 t-1', 'assigned t-0 t-1'])
  })

  test('is told of by poll, and what is revoked goes to the other (cooperative)', async () => {
    await create('t')
    const strategy = { 'partition.assignment.strategy': 'cooperative-sticky' }
    const [one, two] = [new Member('a', strategy), new Member('b', strategy)]
    one.consumer.subscribe(['t'], throwing(one))
    await poll(6, one)
    two.consumer.subscribe(['t'])
    const errors: unknown[] = []
    for (let i = 0; i < 30; i++) {
      const polled = [one, two].map(({ consumer }) => consumer.poll(500).catch((error: unknown) => errors.push(error)))
      await settle(Promise.all(polled))
    }
    expect(errors).toMatchObject([failure])
    expect([one.owns.length, two.owns.length]).toEqual([1, 1])
    expect(one.told.slice(0, 3)).toEqual(['assigned t-0 t-1', expect.stringMatching(/^revoked t-.$/), 'assigned –'])
  })

  test('is told of by close, which leaves the group all the same', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], throwing(member))
    await poll(4, member)
    await expect(settle(member.consumer.close())).rejects.toMatchObject({
      message: 'Failed to close kafka consumer',
      cause: failure,
    })
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    expect((await settle(admin.describeConsumerGroups(['g']))).get('g')).toMatchObject({ state: 'Empty', members: [] })
  })
})

describe('what is given up is told of', () => {
  const LISTENED = ['revoked t-0 t-1']

  test('by unsubscribe, before the group is left', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], member.listener)
    await poll(4, member)
    member.consumer.unsubscribe()
    expect(member.told.slice(1)).toEqual(LISTENED)
    expect(member.owns).toEqual([])
    await world.scheduler.run(1000)
    expect(brokerEnv.trace.events.some(({ type }) => type === 'group.empty')).toBe(true)
  })

  test('as lost where the generation is', async () => {
    await create('t')
    const [one, two] = [new Member('a'), new Member('b', { 'group.id': 'h' })]
    for (const { consumer, listener } of [one, two]) consumer.subscribe(['t'], listener)
    await poll(4, one, two)
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    for (const group of ['g', 'h']) await settle(admin.removeMembersFromConsumerGroup(group))
    await world.scheduler.run(3000)
    one.consumer.unsubscribe()
    await settle(two.consumer.close())
    for (const { told } of [one, two]) expect(told).toEqual(['assigned t-0 t-1', 'lost t-0 t-1'])
  })

  test('to a listener that takes its time, which may still commit', async () => {
    await create('t')
    const member = new Member('a', { 'enable.auto.commit': false })
    const onPartitionsRevoked = async (partitions: readonly TopicPartition[]) => {
      await member.consumer.commitSync(partitions.map((partition) => [partition, { offset: 7 }]))
      await member.listener.onPartitionsRevoked?.(partitions)
    }
    member.consumer.subscribe(['t'], { ...member.listener, onPartitionsRevoked })
    await poll(4, member)
    const leaving = member.consumer.unsubscribe()
    await expect(member.consumer.poll(0)).rejects.toMatchObject({ name: 'ConcurrentModificationException' })
    await settle(Promise.resolve(leaving))
    expect(member.told.slice(1)).toEqual(LISTENED)
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    const offsets = await settle(admin.listConsumerGroupOffsets('g'))
    expect([...offsets].map(([, { offset }]) => offset)).toEqual([7, 7])
    await expect(member.consumer.poll(0)).rejects.toMatchObject({ name: 'IllegalStateException' })
  })

  test('also when the listener throws: the caller learns of it, and nothing is owned any more', async () => {
    await create('t')
    const member = new Member('a')
    const onPartitionsRevoked = () => {
      throw new Error('not now')
    }
    member.consumer.subscribe(['t'], { onPartitionsRevoked })
    await poll(4, member)
    expect(() => member.consumer.unsubscribe()).toThrow('User rebalance callback throws an error')
    expect(member.owns).toEqual([])
  })

  test('by a subscription to nothing', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], member.listener)
    await poll(4, member)
    member.consumer.subscribe([])
    expect(member.told.slice(1)).toEqual(LISTENED)
  })
})

describe('a join that ends when the membership is gone is forgotten', () => {
  test('the member was taken out before it polled', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], member.listener)
    await settle(member.consumer.poll(0))
    await world.scheduler.run(2000)
    const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
    await settle(admin.removeMembersFromConsumerGroup('g'))
    await world.scheduler.run(3000)
    await poll(6, member)
    expect(member.told).toEqual(['assigned t-0 t-1'])
  })

  for (const api of ['JoinGroup', 'SyncGroup', 'nothing'])
    test(`the consumer unsubscribed while it waited for ${api}`, async () => {
      await create('t', 'u')
      const member = new Member('a')
      const release = hold(api)
      member.consumer.subscribe(['t'], member.listener)
      await settle(member.consumer.poll(0))
      await world.scheduler.run(2000)
      member.consumer.unsubscribe()
      member.consumer.subscribe(['u'], member.listener)
      release()
      await poll(24, member)
      expect(member.told).toEqual(['assigned u-0 u-1'])
    })
})

test('the leader sees new partitions of topics that only others subscribe to', async () => {
  await create('t', 'u')
  const fresh = { 'metadata.max.age.ms': 2000 }
  const [leader, other] = [new Member('a', fresh), new Member('b', fresh)]
  leader.consumer.subscribe(['t'])
  await poll(4, leader)
  other.consumer.subscribe(['u'])
  await poll(16, leader, other)
  expect(other.owns).toEqual(['u-0', 'u-1'])
  const admin = new Admin(CONFIG, world.env('admin', new MemoryDisk(() => 0)))
  await settle(admin.createPartitions([['u', { totalCount: 3 }]]))
  await poll(24, leader, other)
  expect([leader.owns, other.owns]).toEqual([
    ['t-0', 't-1'],
    ['u-0', 'u-1', 'u-2'],
  ])
})
