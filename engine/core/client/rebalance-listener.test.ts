/** What a rebalance listener is told, and what becomes of what it throws. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CONFIG, create, lab, Member, poll, settle } from '../../sim/group-lab.ts'
import { MemoryDisk } from '../../sim/memory-disk.ts'
import { Admin } from './admin.ts'
import type { ConsumerRebalanceListener } from './consumer-group.ts'
import type { TopicPartition } from './topic-partition.ts'

beforeEach(() => lab.start())
afterEach(() => vi.restoreAllMocks())

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
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
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
    await lab.world.scheduler.run(1000)
    expect(lab.brokerEnv.trace.events.some(({ type }) => type === 'group.empty')).toBe(true)
  })

  test('as lost where the generation is', async () => {
    await create('t')
    const [one, two] = [new Member('a'), new Member('b', { 'group.id': 'h' })]
    for (const { consumer, listener } of [one, two]) consumer.subscribe(['t'], listener)
    await poll(4, one, two)
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
    for (const group of ['g', 'h']) await settle(admin.removeMembersFromConsumerGroup(group))
    await lab.world.scheduler.run(3000)
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
    const admin = new Admin(CONFIG, lab.world.env('admin', new MemoryDisk(() => 0)))
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
