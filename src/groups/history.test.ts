import { describe, expect, test } from 'vitest'
import type { ClusterEvent } from '../session/event-log.ts'
import { type GroupHistory, heldBy, historiesOf, type Lane, phaseOf } from './history.ts'
import { placed } from './timeline.ts'

const m = (memberId: string, ...partitions: string[]) => ({
  memberId,
  clientId: 'c',
  instanceId: null,
  topics: ['t'],
  partitions,
})

type Told = readonly [type: string, ms: number, fields?: object]

function events(...list: readonly Told[]): ClusterEvent[] {
  return list.map(([type, ms, fields]) => ({
    type: `group.${type}`,
    group: 'g',
    nodeId: 1,
    at: 0,
    heard: ms + 5,
    ms,
    ...fields,
  }))
}

function historyOf(...list: readonly Told[]): GroupHistory {
  return historiesOf(placed(events(...list))).get('g') as GroupHistory
}

const lane = ({ lanes }: GroupHistory, key: string) => lanes.find((one) => one.key === key) as Lane
const stretches = (one: Lane) =>
  one.stretches.map(({ phase, from, to }) => `${phase} ${from - 5}–${to === null ? '' : to - 5}`)
const holds = (one: Lane) =>
  one.holds.map(({ partition, from, to }) => `${partition} ${from - 5}–${to === null ? '' : to - 5}`)

const ALONE: readonly Told[] = [
  ['member.joined', 0, m('a')],
  ['rebalance.began', 0, { generation: 0, reason: 'r' }],
  ['generation.began', 3000, { generation: 1, protocol: 'range', leader: 'a', members: [m('a')] }],
  [
    'stable',
    3010,
    {
      generation: 1,
      protocol: 'range',
      leader: 'a',
      members: [m('a', 't-0', 't-1')],
      tookMs: 3010,
      stoppedMs: 0,
      waited: [],
    },
  ],
]

const SHARED: readonly Told[] = [
  ...ALONE,
  ['member.joined', 10_000, m('b')],
  ['rebalance.began', 10_000, { generation: 1, reason: 'Adding new member' }],
  ['member.rejoined', 12_000, { ...m('a'), gaveUp: ['t-0', 't-1'], keeps: [] }],
  ['generation.began', 12_000, { generation: 2, protocol: 'range', leader: 'a', members: [m('a'), m('b')] }],
  [
    'stable',
    12_040,
    {
      generation: 2,
      protocol: 'range',
      leader: 'a',
      members: [m('a', 't-0'), m('b', 't-1')],
      tookMs: 2040,
      stoppedMs: 40,
      waited: [{ partition: 't-0', ms: 40 }],
    },
  ],
]

describe('lanes', () => {
  test('of an eager rebalance', () => {
    const history = historyOf(...SHARED)
    expect(stretches(lane(history, 'a'))).toEqual([
      'joining 0–3000',
      'syncing 3000–3010',
      'working 3010–10000',
      'revoking 10000–12000',
      'syncing 12000–12040',
      'working 12040–',
    ])
    expect(holds(lane(history, 'a'))).toEqual(['t-0 3010–12000', 't-1 3010–12000', 't-0 12040–'])
    expect(stretches(lane(history, 'b'))).toEqual(['joining 10000–12000', 'syncing 12000–12040', 'working 12040–'])
    expect(history.rebalances.at(-1)).toMatchObject({
      reason: 'Adding new member',
      generation: 2,
      members: 2,
      stoppedMs: 40,
    })
  })

  test('a member that fell silent did nothing since it was last heard of', () => {
    const history = historyOf(...SHARED, [
      'member.left',
      60_000,
      { ...m('b'), why: 'session timeout', silentMs: 45_000, gaveUp: ['t-1'] },
    ])
    const b = lane(history, 'b')
    expect(stretches(b).slice(-2)).toEqual(['working 12040–15000', 'silent 15000–60000'])
    expect([holds(b), phaseOf(b), b.end?.why]).toEqual([['t-1 12040–15000'], undefined, 'session timeout'])
  })

  test('a member that was silent through a whole rebalance', () => {
    const history = historyOf(
      ...SHARED,
      ['rebalance.began', 20_000, { generation: 2, reason: 'r' }],
      ['member.left', 22_000, { ...m('b'), why: 'session timeout', silentMs: 5000, gaveUp: ['t-1'] }],
    )
    expect(stretches(lane(history, 'b')).slice(-2)).toEqual(['working 12040–17000', 'silent 17000–22000'])
  })

  test('a static member keeps its lane', () => {
    const one = { ...m('a1'), instanceId: 'one' }
    const history = historyOf(
      [
        'stable',
        0,
        {
          generation: 1,
          protocol: 'range',
          leader: 'a1',
          members: [{ ...one, partitions: ['t-0'] }],
          tookMs: 0,
          stoppedMs: 0,
          waited: [],
        },
      ],
      ['member.fenced', 5000, { ...one, by: 'a2', silentMs: 2000 }],
      ['member.resumed', 5010, { ...one, memberId: 'a2', partitions: ['t-0'], waited: [] }],
    )
    const found = lane(history, 'one')
    expect(history.lanes.length).toBe(1)
    expect(stretches(found)).toEqual(['working 0–3000', 'silent 3000–5000', 'joining 5000–5010', 'working 5010–'])
    expect([holds(found), found.memberId]).toEqual([['t-0 0–3000', 't-0 5010–'], 'a2'])
  })

  test('a coordinator that took over knows who works on what', () => {
    const history = historyOf([
      'loaded',
      0,
      { generation: 7, protocol: 'sticky', leader: 'a', members: [m('a', 't-0')] },
    ])
    expect([heldBy(lane(history, 'a')), history.generation]).toEqual([['t-0'], 7])
  })

  test('who is not known to the coordinator that took over is out: the cluster was put back to before', () => {
    const history = historyOf(...SHARED, [
      'loaded',
      20_000,
      { generation: 1, protocol: 'range', leader: 'a', members: [m('a', 't-0', 't-1')] },
    ])
    expect([heldBy(lane(history, 'a')), phaseOf(lane(history, 'b'))]).toEqual([['t-0', 't-1'], undefined])
  })
})

describe('rebalances', () => {
  const began = (ms: number, generation: number): Told => ['rebalance.began', ms, { generation, reason: `r${ms}` }]
  const stable = (ms: number, generation: number, ...members: object[]): Told => [
    'stable',
    ms,
    { generation, protocol: 'range', leader: 'a', members, tookMs: 1, stoppedMs: 0, waited: [] },
  ]
  const rows = ({ rebalances }: GroupHistory) =>
    rebalances.map(({ reason, ended, generation, isInterrupted }) =>
      [reason, ended === null ? 'under way' : `${ended - 5}`, isInterrupted ? 'interrupted' : generation].join(' '),
    )

  test('an assignment that goes out after the next one has joined ends the rebalance of its own generation', () => {
    const late = [
      ['member.joined', 0, m('a')],
      began(0, 0),
      ['generation.began', 3000, { generation: 1, protocol: 'range', leader: 'a', members: [m('a')] }],
      ['member.joined', 3014, m('b')],
      began(3014, 1),
      stable(3020, 1, m('a', 't-0', 't-1')),
    ] as const satisfies Told[]
    expect(rows(historyOf(...late))).toEqual(['r0 3020 1', 'r3014 under way 1'])
    expect(phaseOf(lane(historyOf(...late), 'a'))).toBe('revoking')
    expect(rows(historyOf(...late, stable(6000, 2, m('a', 't-0'), m('b', 't-1'))))).toEqual([
      'r0 3020 1',
      'r3014 6000 2',
    ])
  })

  test('one whose assignment never went out was interrupted by the next', () => {
    const twice = historyOf(began(0, 0), began(3014, 1), stable(6000, 2, m('a')))
    expect(rows(twice)).toEqual(['r0 3014 interrupted', 'r3014 6000 2'])
    expect(rows(historyOf(began(0, 0), began(3014, 1), ['empty', 4000, { generation: 2 }]))).toEqual([
      'r0 3014 interrupted',
      'r3014 4000 2',
    ])
  })

  test('a coordinator that takes over has interrupted what the one before had under way', () => {
    const taken: Told = ['loaded', 9000, { generation: 1, protocol: 'range', leader: 'a', members: [m('a')] }]
    expect(rows(historyOf(began(0, 0), taken))).toEqual(['r0 9000 interrupted'])
  })
})

test('a removed group has no history, an empty one no open rebalance', () => {
  expect(historyOf(...ALONE, ['removed', 9000])).toBeUndefined()
  const left = historyOf(
    ...ALONE,
    ['member.left', 9000, { ...m('a'), why: 'left', silentMs: 0, gaveUp: [] }],
    ['rebalance.began', 9000, { generation: 1, reason: 'r' }],
    ['empty', 9000, { generation: 2 }],
  )
  expect([left.generation, left.rebalances.at(-1)?.ended]).toEqual([2, 9005])
})

test('each life of a broker has a clock of its own', () => {
  const first = events(['empty', 1000, { generation: 1 }])
  const second = events(['empty', 10, { generation: 2 }]).map((event) => ({ ...event, heard: 9000 }))
  const start = { type: 'broker.starting', nodeId: 1, at: 0 }
  expect(placed([...first, start, ...second]).map(({ t }) => t)).toEqual([1005, 9000])
})
