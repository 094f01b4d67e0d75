/** How consumers live with their group, seen from the application. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CONFIG, create, lab, Member, poll, rebalances, settle } from '../../sim/group-lab.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { Errors } from '../protocol/errors.ts'
import { Admin } from './admin.ts'
import { KafkaException } from './errors.ts'
import { NetworkClient } from './network-client.ts'
import { OffsetCommits } from './offset-commits.ts'

beforeEach(() => lab.start())
afterEach(() => vi.restoreAllMocks())

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
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
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
  lab.isCut = true
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
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
    await settle(admin.removeMembersFromConsumerGroup('g'))
    await lab.world.scheduler.run(3000)
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

describe('a join that ends when the membership is gone is forgotten', () => {
  test('the member was taken out before it polled', async () => {
    await create('t')
    const member = new Member('a')
    member.consumer.subscribe(['t'], member.listener)
    await settle(member.consumer.poll(0))
    await lab.world.scheduler.run(2000)
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
    await settle(admin.removeMembersFromConsumerGroup('g'))
    await lab.world.scheduler.run(3000)
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
      await lab.world.scheduler.run(2000)
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
  const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
  await settle(admin.createPartitions([['u', { totalCount: 3 }]]))
  await poll(24, leader, other)
  expect([leader.owns, other.owns]).toEqual([
    ['t-0', 't-1'],
    ['u-0', 'u-1', 'u-2'],
  ])
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
