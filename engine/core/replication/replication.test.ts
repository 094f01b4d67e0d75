/** Replication among brokers: real logs, fetchers and handlers in virtual time; states read as `1* 0-3 hw 3 | 2 0-3 hw 2`. */
import { expect, test } from 'vitest'
import { batch } from '../../sim/partition-bench.ts'
import { ReplicaBench } from '../../sim/replica-bench.ts'

const three = (minIsr = 1) => new ReplicaBench().cluster([1, 2, 3], minIsr)

test('acks=all is answered when all of the ISR have the record on disk', async () => {
  const bench = await three()
  await bench.pass(100)
  expect(await bench.sent(1, 'a')).toBe('at 0')
  expect(bench.replica(1).highWatermark).toBe(1)
  expect(bench.replica(2).durableEndOffset).toBe(1)
  expect(bench.replica(3).durableEndOffset).toBe(1)
  await bench.pass(600)
  expect(bench.state).toBe('1* 0-1 hw 1 | 2 0-1 hw 1 | 3 0-1 hw 1')
})

test('an acknowledgement takes a fetch round, not a wait', async () => {
  const bench = await three()
  await bench.pass(2000)
  const before = bench.world.scheduler.now
  await bench.sent(1, 'a')
  expect(bench.world.scheduler.now - before).toBeLessThan(10)
})

test('while a member of the ISR cannot be reached, acks=all waits and acks=1 does not', async () => {
  const bench = await three()
  await bench.pass(100)
  bench.part(1, 3)
  expect(await bench.sent(1, 'a', { acks: 1 })).toBe('at 0')
  expect(await bench.sent(1, 'b')).toBe('REQUEST_TIMED_OUT')
  expect(bench.state).toBe('1* 0-2 hw 0 | 2 0-2 hw 0 | 3 0-0 hw 0')
})

test('a follower that lags for replica.lag.time.max.ms leaves the ISR, and joins it again when it has caught up', async () => {
  const bench = await three()
  await bench.pass(100)
  bench.part(1, 3)
  const slow = bench.send(1, 'a', { timeoutMs: 60_000 })
  await bench.pass(46_000)
  expect(await slow).toBe('at 0')
  expect(bench.metadata).toBe('1|1,2||')
  bench.heal()
  await bench.pass(3000)
  expect(bench.metadata).toBe('1|1,2,3||')
  expect(bench.state).toBe('1* 0-1 hw 1 | 2 0-1 hw 1 | 3 0-1 hw 1')
})

test('below min.insync.replicas acks=all is refused, acks=1 is taken and not shown to consumers', async () => {
  const bench = await three(2)
  await bench.pass(100)
  for (const id of [2, 3]) {
    bench.kill(id)
    await bench.fence(id)
  }
  expect(await bench.sent(1, 'a')).toBe('NOT_ENOUGH_REPLICAS')
  expect(await bench.sent(1, 'b', { acks: 1 })).toBe('at 0')
  expect(bench.state).toBe('1* 0-1 hw 0 | 2 down | 3 down')
  await bench.start(2)
  await bench.pass(2000)
  expect(bench.metadata).toBe('1|1,2||')
  expect(bench.state).toBe('1* 0-1 hw 1 | 2 0-1 hw 1 | 3 down')
})

test('KIP-101: what a dead leader had and nobody else is cut when it comes back as follower', async () => {
  const bench = await three()
  await bench.pass(100)
  expect(await bench.sent(1, 'a')).toBe('at 0')
  bench.part(1, 2)
  bench.part(1, 3)
  expect(await bench.sent(1, 'lost', { acks: 1 })).toBe('at 1')
  expect(await bench.sent(1, 'lost too', { acks: 1 })).toBe('at 2')
  bench.kill(1)
  await bench.fence(1)
  bench.heal()
  await bench.pass(2000)
  expect(await bench.sent(2, 'b')).toBe('at 1')
  await bench.start(1)
  await bench.pass(3000)
  expect(await bench.values(1)).toBe('a b')
  expect(bench.state).toBe('1 0-2 hw 2 | 2* 0-2 hw 2 | 3 0-2 hw 2')
  expect(bench.metadata).toBe('2|1,2,3||')
})

test('KIP-279: logs that diverged in several epochs become those of the last leader', async () => {
  const bench = await new ReplicaBench({ elr: false }).cluster([1, 2])
  await bench.pass(100)
  await bench.sent(1, 'a')
  await bench.pass(600)
  bench.part(1, 2)
  const takeOver = async (from: number, to: number, value: string) => {
    bench.kill(from)
    await bench.fence(from)
    if (!isUp(bench, to)) await bench.start(to)
    elect(bench, to)
    await bench.publish()
    await bench.sent(to, value, { acks: 1 })
  }
  await bench.sent(1, 'one', { acks: 1 })
  await takeOver(1, 2, 'two')
  await takeOver(2, 1, 'three')
  await takeOver(1, 2, 'four')
  expect(await bench.values(2)).toBe('a two four')
  bench.heal()
  await bench.start(1)
  await bench.pass(3000)
  expect(await bench.values(1)).toBe('a two four')
  expect(bench.state).toBe('1 0-3 hw 3 | 2* 0-3 hw 3')
})

test('a follower below the leader’s log start begins anew there', async () => {
  const bench = await three()
  await bench.pass(100)
  bench.kill(3)
  await bench.fence(3)
  for (const value of ['a', 'b', 'c']) await bench.sent(1, value)
  expect(bench.replica(1).deleteRecordsBefore(2)).toBe(0)
  await bench.pass(1000)
  expect(bench.state).toBe('1* 2-3 hw 3 | 2 2-3 hw 3 | 3 down')
  await bench.start(3)
  await bench.pass(3000)
  expect(bench.state).toBe('1* 2-3 hw 3 | 2 2-3 hw 3 | 3 2-3 hw 3')
  expect(bench.metadata).toBe('1|1,2,3||')
})

test('a follower that begins anew inside a batch takes the whole batch', async () => {
  const bench = await three()
  await bench.pass(100)
  bench.kill(3)
  await bench.fence(3)
  bench.replica(1).append(batch('a', 'b', 'c'), { origin: 'client', requiredAcks: 1 })
  await bench.pass(1000)
  expect(bench.replica(1).deleteRecordsBefore(2)).toBe(0)
  await bench.pass(1000)
  expect(bench.state).toBe('1* 2-3 hw 3 | 2 2-3 hw 3 | 3 down')
  await bench.start(3)
  await bench.pass(3000)
  expect(bench.state).toBe('1* 2-3 hw 3 | 2 2-3 hw 3 | 3 2-3 hw 3')
  expect(
    bench
      .replica(3)
      .log.segments()
      .map(({ baseOffset }) => baseOffset),
  ).toEqual([0])
  expect(bench.metadata).toBe('1|1,2,3||')
})

test('a follower that lost its disk fetches everything anew and then joins the ISR', async () => {
  const bench = await three()
  await bench.pass(100)
  for (const value of ['a', 'b']) await bench.sent(1, value)
  bench.kill(3)
  await bench.fence(3)
  bench.disks.delete(3)
  await bench.start(3)
  await bench.pass(3000)
  expect(await bench.values(3)).toBe('a b')
  expect(bench.metadata).toBe('1|1,2,3||')
})

test('a parked acks=all ends with NOT_LEADER_OR_FOLLOWER when another leads', async () => {
  const bench = await three()
  await bench.pass(100)
  bench.part(1, 2)
  const parked = bench.send(1, 'a', { timeoutMs: 60_000 })
  await bench.pass(100)
  await bench.fence(1)
  expect(await bench.settled(parked)).toBe('NOT_LEADER_OR_FOLLOWER')
})

test('the disk of one follower fails: the others go on', async () => {
  const bench = await three()
  await bench.pass(100)
  const disk = bench.disks.get(3)
  if (disk) disk.faults.failAt = disk.operationCount + 1
  const answer = bench.send(1, 'a', { timeoutMs: 60_000 })
  await bench.pass(1000)
  expect(bench.replica(3).storageFailure).not.toBeNull()
  expect(bench.state).toMatch(/^1\* 0-1 hw 0 \| 2 0-1 hw 0/)
  await bench.fence(3)
  expect(await bench.settled(answer)).toBe('at 0')
})

function isUp(bench: ReplicaBench, id: number): boolean {
  return bench.epochOf(id) >= 0
}

/** Makes a broker leader whatever it has, as an unclean election does. */
function elect(bench: ReplicaBench, id: number): void {
  const topic = bench.controller.image.topic('orders')
  const before = topic?.partitions.get(0)
  if (!topic || !before) throw new Error('no topic')
  const change = {
    leader: id,
    isr: [id],
    leaderEpoch: before.leaderEpoch + 1,
    partitionEpoch: before.partitionEpoch + 1,
  }
  ;(topic.partitions as Map<number, typeof before>).set(0, { ...before, ...change })
}
