import { beforeEach, describe, expect, test } from 'vitest'
import { type SimEnv, SimWorld } from '../../sim/env.ts'
import type { TraceEvent } from '../env/env.ts'
import { Transcript } from './transcript.ts'

let env: SimEnv
let group: Transcript

beforeEach(async () => {
  const world = new SimWorld(1)
  env = world.env('c', undefined as never)
  group = await Transcript.open(env, world.scheduler, { initialRebalanceDelayMs: 0 })
})

/** What is told while the script runs, a line each: time, event, then what of it matters here. */
async function told(script: string): Promise<string[]> {
  const from = env.trace.events.length
  await group.play(script)
  return env.trace.events
    .slice(from)
    .filter(({ type }) => type.startsWith('group.'))
    .map(lineOf)
}

function lineOf(event: TraceEvent): string {
  const fields = SHOWN.flatMap((name) => (event[name] == null ? [] : [[name, event[name]] as const]))
  return [event['ms'], event.type.slice('group.'.length), ...fields.map(textOf)].join(' ')
}

const SHOWN = [
  'generation',
  'memberId',
  'by',
  'instanceId',
  'why',
  'request',
  'error',
  'members',
  'gaveUp',
  'silentMs',
  'tookMs',
  'stoppedMs',
  'waited',
]

function textOf([name, value]: readonly [string, unknown]): string {
  if (name === 'memberId' || name === 'by') return `${name === 'by' ? 'by ' : ''}${group.nameOf(String(value))}`
  if (name === 'generation') return `gen ${value}`
  if (!Array.isArray(value)) return name.endsWith('Ms') ? `${name} ${value}` : String(value)
  return value.length === 0 ? `${name} –` : `${name} ${value.map(itemOf).join('+')}`
}

function itemOf(
  item: string | { memberId: string; partitions?: string[] } | { partition: string; ms: number },
): string {
  if (typeof item === 'string') return item
  if ('partition' in item) return `${item.partition}:${item.ms}`
  return `${group.nameOf(item.memberId)}[${item.partitions ?? ''}]`
}

test('the first member: a generation, and nobody who waited', async () => {
  expect(await told('join a\nsync a a=t-0+t-1')).toEqual([
    '0 member.joined a',
    '0 rebalance.began gen 0',
    '0 generation.began gen 1 members a[]',
    '0 stable gen 1 members a[t-0,t-1] tookMs 0 stoppedMs 0 waited –',
  ])
})

describe('eager members', () => {
  beforeEach(() => told('join a\nsync a a=t-0+t-1'))

  test('give up all when they join again: from then until the assignment nobody works', async () => {
    expect(await told('join b\nwait 200\njoin a\nwait 30\nsync b\nsync a a=t-0 b=t-1')).toEqual([
      '0 member.joined b',
      '0 rebalance.began gen 1',
      '200 member.rejoined a gaveUp t-0+t-1',
      '200 generation.began gen 2 members a[]+b[]',
      '230 stable gen 2 members a[t-0]+b[t-1] tookMs 230 stoppedMs 30 waited t-0:30+t-1:30',
    ])
  })

  test('one that leaves is missed at once, one that fell silent since it was last heard', async () => {
    await told('join b\njoin a\nsync b\nsync a a=t-0 b=t-1')
    expect(await told('wait 6000\nbeat b\nwait 4000\nbeat b\nwait 1\njoin b\nsync b b=t-0+t-1')).toEqual([
      '10000 member.left a session timeout gaveUp t-0 silentMs 10000',
      '10000 rebalance.began gen 2',
      '10001 member.rejoined b gaveUp t-1',
      '10001 generation.began gen 3 members b[]',
      '10001 stable gen 3 members b[t-0,t-1] tookMs 1 stoppedMs 0 waited t-0:10001+t-1:0',
    ])
    expect(await told('wait 500\nleave b')).toEqual([
      '10501 member.left b left gaveUp t-0+t-1 silentMs 500',
      '10501 rebalance.began gen 3',
      '10501 empty gen 4',
    ])
    expect((await told('wait 60000\njoin c\nsync c c=t-0')).at(-1)).toContain('stoppedMs 0 waited –')
  })

  test('one that is not back in time is out', async () => {
    await told('join b r=5000 s=30000\njoin a r=5000 s=30000\nsync b\nsync a a=t-0 b=t-1\njoin a r=5000 s=30000')
    expect(await told('wait 5000')).toContain('5000 member.left b rebalance timeout gaveUp t-1 silentMs 5000')
  })
})

test('cooperative members keep on working: only what moves waits', async () => {
  await told('join a p=cooperative-sticky\nsync a a=t-0+t-1')
  expect(
    await told(
      'join b p=cooperative-sticky\nwait 100\njoin a p=cooperative-sticky o=t-0+t-1\nwait 10\nsync b\nsync a a=t-0',
    ),
  ).toContain('110 stable gen 2 members a[t-0]+b[] tookMs 110 stoppedMs 0 waited –')
  const second = await told(
    'wait 5\njoin a p=cooperative-sticky o=t-0\nwait 20\njoin b p=cooperative-sticky\nsync b\nsync a a=t-0 b=t-1',
  )
  expect(second.at(-1)).toBe('135 stable gen 3 members a[t-0]+b[t-1] tookMs 20 stoppedMs 0 waited t-1:25')
})

test('a static member that comes back fences the old one; its partitions waited, the others did not', async () => {
  await told('join a i=one\nsync a i=one a=t-0\njoin b\njoin a i=one\nsync b\nsync a i=one a=t-0 b=t-1')
  expect(await told('wait 3000\nbeat b\njoin a2 i=one\nsync a2 i=one\nbeat a i=one')).toEqual([
    '3000 member.fenced a by a2 one silentMs 3000',
    '3000 member.resumed a2 one waited t-0:3000',
    '3000 refused a one Heartbeat FENCED_INSTANCE_ID',
  ])
})

test('who is told that it is not what it believes to be', async () => {
  await told('join a\nsync a a=t-0')
  expect(await told('beat a gen=7\ncommit stranger t-0=1\nbeat a')).toEqual([
    '0 refused a Heartbeat ILLEGAL_GENERATION',
    '0 refused stranger OffsetCommit UNKNOWN_MEMBER_ID',
  ])
})

test('a coordinator that takes over tells who is there; a deleted group is gone', async () => {
  await told('join a\nsync a a=t-0')
  expect(await told('wait 100\nreload')).toEqual(['100 loaded gen 1 members a[t-0]'])
  expect((await told('leave a\ndelete')).at(-1)).toBe('100 removed')
})

test('a follower that asks before the assignment is committed waits with the others', async () => {
  await told('join a\nsync a a=t-0\njoin b\njoin a\nhold')
  expect(await told('sync a a=t-0 b=t-1\nwait 10\nsync b\nwait 30')).toEqual([])
  expect(await told('release')).toEqual(['40 stable gen 2 members a[t-0]+b[t-1] tookMs 40 stoppedMs 40 waited t-0:40'])
})

test('an assignment counts when it is committed', async () => {
  await told('join a\nsync a a=t-0\njoin b\njoin a\nhold')
  expect(await told('sync b\nsync a a=t-0 b=t-1\nwait 40')).toEqual([])
  expect(await told('release')).toEqual(['40 stable gen 2 members a[t-0]+b[t-1] tookMs 40 stoppedMs 40 waited t-0:40'])
})
