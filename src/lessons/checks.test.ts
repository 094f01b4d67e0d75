import { describe, expect, test } from 'vitest'
import type { ClusterState } from '../cluster/cluster-state.ts'
import type { Check } from './check.ts'
import { evaluate } from './checks.ts'
import type { SeenBatch, SeenRecord, Tally } from './cluster-reader.ts'
import type { Evidence } from './evidence.ts'
import { Headless } from './headless.ts'
import { Past } from './past.ts'
import { ask } from './query.ts'
import { SAYINGS } from './sayings.ts'
import { ZH } from './sayings-zh.ts'

const RECORDS: readonly SeenRecord[] = [
  { partition: 0, offset: 0, key: 'ann', value: '2 lemons' },
  { partition: 1, offset: 0, key: 'bob', value: '1 lime' },
  { partition: 0, offset: 1, key: 'ann', value: '5 figs' },
  { partition: 1, offset: 1, key: null, value: null },
]

const partition = (n: number, isr: readonly number[]) => ({
  topic: 'orders',
  partition: n,
  leader: 1,
  leaderEpoch: 0,
  replicas: [1, 2],
  isr,
  logStartOffset: 0,
  highWatermark: 2,
  copies: new Map(),
  size: 100,
})

const batch = (partition: number, compression: SeenBatch['compression']): SeenBatch => ({
  partition,
  records: partition + 1,
  bytes: 50,
  compression,
})
const BATCHES = [batch(0, 'none'), batch(0, 'zstd'), batch(1, 'zstd')]

const STATE: ClusterState = {
  clusterId: 'c',
  controllerId: 1,
  brokers: [],
  topics: new Map([
    ['orders', { name: 'orders', id: 'i', internal: false, partitions: [partition(0, [1, 2]), partition(1, [1])] }],
  ]),
  groups: [
    {
      id: 'billing',
      state: 'Stable',
      members: [{ memberId: 'm', clientId: 'c', partitions: [{ topic: 'orders', partition: 0 }] }],
      committed: [
        { topic: 'orders', partition: 0, offset: 2 },
        { topic: 'orders', partition: 1, offset: 1 },
      ],
    },
    { id: 'new', state: 'Empty', members: [], committed: [] },
    { id: 'half', state: 'Empty', members: [], committed: [{ topic: 'orders', partition: 0, offset: 2 }] },
  ],
}

let now = 0
const PAST = new Past(() => now)
PAST.ran({ line: 'kafka-topics.sh --create \\\n  --topic orders', status: 0 })
PAST.ran({ line: 'kafka-topics.sh --describe --topic x', status: 1 })
PAST.called({ args: ['bin/kafka-topics.sh', '--create', '--topic=orders'], status: 0 })
PAST.called({ args: ['kafka-topics.sh', '--describe', '--topic', 'x'], status: 1 })
for (const [from, to] of [
  [3, -1],
  [-1, 2],
])
  PAST.happened({ type: 'leader.changed', partition: 'orders-0', from, to, leaderEpoch: 1, nodeId: -1 })
PAST.happened({ type: 'isr.changed', partition: 'orders-1', from: [1, 2], to: [1], nodeId: 1 })
PAST.happened({ type: 'broker.killed', nodeId: 3 })
PAST.happened({ type: 'log.truncated', partition: 'orders-0', from: 15, to: 10, nodeId: 2 })
PAST.happened({ type: 'produce.refused', partition: 'orders-0', error: 'NOT_ENOUGH_REPLICAS', nodeId: 1 })

for (const [nodeId, baseOffset] of [
  [1, 0],
  [1, 5],
  [2, 0],
])
  PAST.happened({ type: 'segment.deleted', partition: 'orders-0', baseOffset, size: 9, nodeId: Number(nodeId) })
PAST.happened({ type: 'log.start.moved', partition: 'orders-0', from: 0, to: 9, nodeId: 1 })
PAST.happened({
  type: 'group.stable',
  group: 'billing',
  generation: 2,
  members: [],
  stoppedMs: 30,
  waited: [{ partition: 'orders-0', ms: 45_000 }],
  nodeId: 2,
})
PAST.happened({
  type: 'group.member.left',
  group: 'billing',
  memberId: 'm-0001',
  clientId: 'm',
  instanceId: null,
  why: 'session timeout',
  nodeId: 2,
})
PAST.happened({ type: 'offsets.expired', group: 'old', partitions: ['orders-0'], removed: true, nodeId: 2 })
PAST.happened({ type: 'clock.jumped', byMs: 2 * 86_400_000, nodeId: -1 })

/** A tally that has heard of the partition. Where batches are enough for it, they hold the records. */
function tallied<T extends Tally>(partition: number, tally: T): T {
  const ofIt = (one: { partition: number }) => one.partition === partition
  for (const record of RECORDS.filter(ofIt)) tally.record?.(record)
  for (const batch of BATCHES.filter(ofIt)) tally.batch?.(batch)
  return tally
}

const EVIDENCE: Evidence = {
  state: STATE,
  past: PAST,
  reader: {
    tally: async (topic, { make, isOf }) =>
      topic === 'orders' ? [0, 1].filter(isOf).map((n) => tallied(n, make())) : [],
    config: async () =>
      new Map([
        ['cleanup.policy', 'compact'],
        ['unclean.leader.election.enable', 'false'],
      ]),
  },
  running: new Set([1]),
  changing: new Set([4]),
  say: SAYINGS,
}

describe('what a check says of this cluster', () => {
  test.each<[Check, boolean, string]>([
    [{ topic: 'orders' }, true, '2 partitions'],
    [{ topic: 'orders', partitions: 3 }, false, '2 partitions'],
    [{ topic: 'other' }, false, 'no topic other'],
    [{ topic: 'other', exists: false }, true, 'no topic other'],
    [{ topic: 'orders', exists: false }, false, 'orders exists'],
    [{ topic: 'orders', isr: 2 }, false, '1 in sync'],
    [{ topic: 'orders', replicas: '>= 2' }, true, '2 partitions, 2 replicas'],
    [{ topic: 'orders', config: { 'cleanup.policy': 'delete' } }, false, 'cleanup.policy=compact'],
    [{ records: { topic: 'orders', count: '>= 4' } }, true, '4 such records'],
    [
      { records: { topic: 'orders', key: 'ann', count: 2, distinct: { partition: 1 } } },
      true,
      '2 such records, 1 partition',
    ],
    [{ records: { topic: 'orders', distinct: { partition: 1 } } }, false, '2 partitions'],
    [{ records: { topic: 'orders', value: '/^\\d+ l/', count: 2 } }, true, '2 such records'],
    [{ records: { topic: 'orders', key: null, value: null } }, true, '1 such record'],
    [{ records: { topic: 'orders', value: 'null' } }, false, '0 such records'],
    [{ offsets: { topic: 'orders', partition: 0, end: '> 2' } }, false, 'offsets 0 to 2'],
    [{ log: { topic: 'orders', bytes: '<= 200', batches: 3 } }, true, '200 bytes, 3 batches'],
    [{ log: { topic: 'orders', partition: 1, bytes: 99 } }, false, '100 bytes'],
    [{ log: { topic: 'orders', partition: 1, compression: 'zstd' } }, true, 'compression zstd'],
    [{ log: { topic: 'orders', compression: 'zstd' } }, false, 'compression none, zstd'],
    [{ log: { topic: 'other', batches: 1 } }, false, 'no topic other'],
    [{ group: 'billing', members: 1, lag: 1 }, true, '1 member, lag 1'],
    [{ group: 'billing', lag: 0 }, false, 'lag 1'],
    [{ group: 'new', lag: 0 }, false, 'nothing committed'],
    [{ group: 'half', lag: 0 }, false, 'lag 2'],
    [{ group: 'half', topic: 'orders', lag: 2 }, true, 'lag 2'],
    [{ group: 'half', topic: 'other', lag: 0 }, false, 'nothing committed'],
    [{ group: '/^bill/', topic: 'orders', committed: 3 }, true, 'committed 3'],
    [{ group: 'nobody' }, false, 'no group nobody'],
    [{ broker: 2 }, false, 'broker 2 is down'],
    [{ broker: 2, up: false }, true, 'broker 2 is down'],
    [{ broker: 4 }, false, 'not yet'],
    [{ broker: 4, up: false }, false, 'not yet'],
    [
      { topic: 'orders', config: { 'unclean.leader.election.enable': false } },
      true,
      '2 partitions, unclean.leader.election.enable=false',
    ],
    [{ ran: '--create +--topic orders' }, true, 'run 1 time'],
    [{ ran: '--describe' }, false, 'it ended with status 1'],
    [{ ran: '--describe', status: 'any' }, true, 'run 1 time'],
    [{ ran: '--alter' }, false, 'not run yet'],
    [{ command: 'kafka-topics.sh --topic orders --create' }, true, 'run 1 time'],
    [{ command: 'kafka-topics.sh --describe' }, false, 'it ended with status 1'],
    [{ command: 'kafka-topics.sh --describe', status: 'any' }, true, 'run 1 time'],
    [{ command: 'kafka-topics.sh --topic x --alter' }, false, 'kafka-topics.sh was run without --alter'],
    [{ command: 'kafka-configs.sh' }, false, 'not run yet'],
    [
      { partition: 'orders-0', leader: 1, isr: [2, 1], epoch: 0 },
      true,
      'orders-0 has leader 1, epoch 0, orders-0: ISR [1, 2]',
    ],
    [{ partition: 'orders-1', isr: [1, 2] }, false, 'orders-1: ISR [1]'],
    [{ partition: 'orders-1', isr: 1, replicas: 2 }, true, '2 replicas, orders-1: ISR [1]'],
    [{ partition: 'orders-1', leader: 'none' }, false, 'orders-1 has leader 1'],
    [{ partition: 'orders-7' }, false, 'no partition orders-7'],
    [{ controller: 1 }, true, 'active controller 1'],
    [{ controller: 'none' }, false, 'active controller 1'],
    [{ happened: 'leader-moved', partition: 'orders-0', from: 3 }, true, 'leader 3 → 2'],
    [{ happened: 'leader-moved', partition: 'orders-1' }, false, 'not yet'],
    [{ happened: 'leader-moved', to: 1 }, false, 'not yet'],
    [{ happened: 'controller-changed' }, false, 'not yet'],
    [{ happened: 'isr-shrank' }, true, 'orders-1: ISR [1]'],
    [{ happened: 'isr-grew' }, false, 'not yet'],
    [{ happened: 'broker-killed' }, true, 'broker 3 is down'],
    [{ happened: 'broker-killed', broker: 2 }, false, 'not yet'],
    [{ happened: 'broker-started' }, false, 'not yet'],
    [{ happened: 'log-truncated', broker: 2 }, true, 'broker 2 cut its log from 15 to 10'],
    [{ happened: 'produce-refused', error: 'NOT_ENOUGH_REPLICAS' }, true, 'NOT_ENOUGH_REPLICAS'],
    [{ happened: 'produce-refused', error: 'MESSAGE_TOO_LARGE' }, false, 'not yet'],
    [{ happened: 'segment-deleted', broker: 1, times: 2 }, true, 'segment 5, 2 times'],
    [{ happened: 'segment-deleted', broker: 2, times: '>= 2' }, false, 'segment 0'],
    [{ happened: 'segment-deleted', partition: 'orders-1' }, false, 'not yet'],
    [{ happened: 'log-start-moved', partition: 'orders-0' }, true, 'log start 0 → 9'],
    [{ happened: 'log-compacted' }, false, 'not yet'],
    [{ happened: 'offsets-expired', group: 'old' }, true, 'no group old'],
    [
      { happened: 'rebalance', group: '/^bill/', stopped: '< 50', waited: '> 44000' },
      true,
      'generation 2: nobody worked for 30 ms, a partition waited up to 45000 ms',
    ],
    [{ happened: 'rebalance', stopped: 0 }, false, 'not yet'],
    [{ happened: 'member-left', group: 'billing', why: 'session timeout' }, true, 'm …0001 is out (session timeout)'],
    [{ happened: 'member-left', why: 'left' }, false, 'not yet'],
    [{ happened: 'group-removed', group: 'new' }, false, 'not yet'],
    [{ happened: 'clock-moved', days: '>= 1' }, true, 'the clock moved by 2 days'],
    [{ happened: 'clock-moved', days: '> 2' }, false, 'not yet'],
    [{ happened: 'fetch-refused' }, false, 'not yet'],
    [{ not: { topic: 'other' } }, true, 'no topic other'],
    [{ all: [{ topic: 'orders' }, { broker: 2 }, { broker: 3 }] }, false, 'broker 2 is down, broker 3 is down'],
    [{ any: [{ broker: 2 }, { topic: 'orders' }] }, true, '2 partitions'],
  ])('%j', async (check, met, now) => {
    expect(await evaluate(check, EVIDENCE)).toEqual({ met, now })
  })
})

test('the question and the check mean the same lag', async () => {
  for (const [id, lag] of [
    ['billing', 1],
    ['half', 2],
    ['new', 4],
  ] as const)
    expect(await ask({ name: 'lag', args: [id, 'orders'] }, EVIDENCE)).toBe(lag)
})

test('what stays must have held for so long, from its last beginning', async () => {
  const check: Check = { stays: { broker: 2 }, for: 10 }
  const met = async (running: number[]) => (await evaluate(check, { ...EVIDENCE, running: new Set(running) })).met
  expect(await met([2])).toBe(false)
  expect(PAST.takeDue()).toBe(10_000)
  now += 9999
  expect(await met([2])).toBe(false)
  expect(await met([])).toBe(false)
  expect(await met([2])).toBe(false)
  now += 9999
  expect(await met([2])).toBe(false)
  now += 1
  expect(await met([2])).toBe(true)
})

test('what comes within a time counts only then', async () => {
  const check: Check = { within: 5, after: { broker: 2, up: false }, comes: { broker: 3 } }
  const look = (running: number[]) => evaluate(check, { ...EVIDENCE, running: new Set(running) })
  expect(await look([2, 3])).toEqual({ met: false, now: 'broker 2 is up' })
  expect(await look([])).toEqual({ met: false, now: 'broker 3 is down' })
  now += 5001
  expect(await look([3])).toEqual({ met: false, now: 'not within 5 s' })
  expect((await look([2])).met).toBe(false)
  now += 3000
  expect((await look([3])).met).toBe(true)
})

test('what is done again may come in time though it was too late at first', async () => {
  const past = new Past(() => now)
  const left = () => past.happened({ type: 'group.member.left', group: 'billing', why: 'left', nodeId: 2 })
  const check: Check = {
    within: 5,
    after: { all: [{ happened: 'member-left', group: 'billing' }, { ran: 'kill' }] },
    comes: { broker: 3 },
  }
  const look = async (running: number[]) =>
    (await evaluate(check, { ...EVIDENCE, past, running: new Set(running) })).met
  past.ran({ line: 'kill %1', status: 0 })
  left()
  expect(await look([])).toBe(false)
  now += 6000
  expect(await look([3])).toBe(false)
  const undo = past.keep()
  left()
  expect(await look([])).toBe(false)
  now += 4000
  expect(await look([3])).toBe(true)
  now += 2000
  past.ran({ line: 'kill %2', status: 0 })
  expect(await look([3])).toBe(true)
  undo()
  now += 6000
  expect(await look([3])).toBe(false)
  left()
  expect(await look([3])).toBe(true)
})

/** All values that there are. */
const VALUES = {
  name: 'values',
  make: () => {
    const values: (string | null)[] = []
    return { values, record: ({ value }: SeenRecord) => values.push(value) }
  },
  isOf: () => true,
}

test('readings at the same time see each record once, later ones what came since, and nothing of a topic that is gone', async () => {
  const cluster = await Headless.start(1)
  const at = '--bootstrap-server localhost:9092'
  const values = async () => {
    const { reader } = cluster.evidence()
    const both = await cluster.settle(Promise.all([reader.tally('t', VALUES), reader.tally('t', VALUES)]))
    return both.map((tallies) => tallies.map(({ values }) => values.join()).join())
  }
  await cluster.run(`printf 'a\\nb\\n' | kafka-console-producer.sh --topic t ${at}`)
  expect(await values()).toEqual(['a,b', 'a,b'])
  await cluster.run(`echo c | kafka-console-producer.sh --topic t ${at}`)
  expect(await values()).toEqual(['a,b,c', 'a,b,c'])
  await cluster.run(`kafka-topics.sh --delete --topic t ${at}`)
  expect(await values()).toEqual(['', ''])
  await cluster.run(`echo d | kafka-console-producer.sh --topic t ${at}`)
  expect(await values()).toEqual(['d', 'd'])
  await cluster.stop()
})

test('two days in a lesson: a consumer at an old offset is refused and begins again at the log start', async () => {
  const cluster = await Headless.start(1)
  const at = '--bootstrap-server localhost:9092'
  const configs = '--config retention.ms=86400000 --config segment.ms=60000'
  await cluster.run(`kafka-topics.sh --create --topic t --partitions 1 --replication-factor 3 ${configs} ${at}`)
  const read = (n: number) =>
    cluster.run(`kafka-console-consumer.sh --topic t --group g --from-beginning --max-messages ${n} ${at}`)
  await cluster.run(`echo a | kafka-console-producer.sh --topic t ${at}`)
  expect((await read(1)).stdout).toBe('a\n')
  const jumped = await cluster.run(
    'echo b | kafka-console-producer.sh --topic t --bootstrap-server localhost:9092; clock +2d; date +%s',
  )
  expect(jumped.stderr).toBe('')
  await cluster.run(`kafka-consumer-groups.sh --reset-offsets --group g --topic t --to-earliest --execute ${at}`)
  await cluster.run(`echo c | kafka-console-producer.sh --topic t ${at}`)
  for (const check of [
    { happened: 'clock-moved', days: 2 },
    { happened: 'segment-deleted', partition: 't-0', broker: 3, times: '>= 1' },
    { offsets: { topic: 't', partition: 0, start: 2, end: 3 } },
  ] as const)
    expect(await cluster.judge(check)).toMatchObject({ met: true })
  expect((await read(1)).stdout).toBe('c\n')
  await cluster.stop()
})

test('what is said in Chinese of several things stands between Chinese semicolons', async () => {
  const { now } = await evaluate({ topic: 'orders', replicas: '>= 2' }, { ...EVIDENCE, say: ZH })
  expect(now).toMatch(/^[^;；]+；[^;；]+$/)
})
