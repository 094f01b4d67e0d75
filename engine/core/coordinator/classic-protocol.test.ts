/** The classic protocol rule by rule (`facts/semantics.md`, 11), where `classic-group.test.ts` does not have it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import type { GroupCoordinatorConfig } from './config.ts'
import { Transcript } from './transcript.ts'

let group: Transcript

async function open(config: Partial<GroupCoordinatorConfig> = {}): Promise<void> {
  const world = new SimWorld(1)
  const env = world.env('c', undefined as never)
  group = await Transcript.open(env, world.scheduler, { initialRebalanceDelayMs: 0, ...config })
}

beforeEach(() => open())

const play = (script: string) => group.play(script)
const last = async (script: string) => (await play(script)).at(-1)

const DAY = 24 * 3_600_000

describe('joining', () => {
  test('a session timeout outside of the range is refused, its ends are not', async () => {
    expect(await play('join a s=5999\njoin a s=1800001')).toEqual([
      '0 a ← INVALID_SESSION_TIMEOUT',
      '0 a ← INVALID_SESSION_TIMEOUT',
    ])
    expect(await play('join a s=6000')).toEqual(['0 a ← gen 1 range leader a [a]'])
  })

  test('a member id that nobody gave out is unknown', async () => {
    expect(await play('join a id=invented')).toEqual(['0 a ← UNKNOWN_MEMBER_ID'])
    await play('join a\nsync a a=t-0')
    expect(await play('join b id=invented')).toEqual(['0 b ← UNKNOWN_MEMBER_ID'])
  })

  test('a dynamic member of v4 and newer gets an id first, a static one is in at once', async () => {
    expect(await play('join a once=1 v=4\njoin b i=two v=5')).toEqual([
      '0 a ← MEMBER_ID_REQUIRED',
      '0 b ← gen 1 range leader b [b]',
    ])
  })

  test('an id that was given out is waited for until its session would end', async () => {
    await play('join b s=60000\nsync b b=t-0\njoin a once=1 s=6000\njoin b s=60000')
    expect(await play('wait 5999')).toEqual([])
    expect(await play('wait 1')).toEqual(['6000 b ← gen 2 range leader b [b]'])
  })

  test('a join of v0 knows no rebalance timeout: its session is it', async () => {
    await play('join a v=0 s=6000 r=60000\nsync a a=t-0\njoin b v=0 s=6000 r=60000')
    expect(await play('beat a\nwait 6000')).toEqual([
      '0 a ← REBALANCE_IN_PROGRESS',
      '6000 b ← gen 2 range leader b [b]',
    ])
  })

  test('the slowest member decides how long a rebalance waits', async () => {
    await play('join a r=20000 s=30000\nsync a a=t-0\njoin b r=10000 s=30000\njoin a r=20000 s=30000')
    await play('sync b\nsync a a=t-0 b=t-1\njoin b r=10000 s=30000 u=new')
    expect(await play('wait 19999')).toEqual([])
    expect(await play('wait 1')).toEqual(['20000 b ← gen 3 range leader b [b]'])
  })

  test('the leader that joins again starts a rebalance, a follower only with other metadata', async () => {
    await play('join a\nsync a a=t-0\njoin b\njoin a\nsync b\nsync a a=t-0 b=t-1')
    expect(await play('join a\nbeat b')).toEqual(['0 b ← REBALANCE_IN_PROGRESS'])
  })

  test('who joins again between join and sync gets the same answer, the leader with the members', async () => {
    await play('join a\nsync a a=t-0\njoin b\njoin a')
    expect(await play('join b\njoin a')).toEqual(['0 b ← gen 2 range leader a []', '0 a ← gen 2 range leader a [a,b]'])
  })

  test('a newcomer between join and sync starts anew: who waits for an assignment is told', async () => {
    await play('join a\nsync a a=t-0\njoin b\njoin a\nsync b')
    expect(await play('join c\nsync a a=t-0')).toEqual(['0 b ← REBALANCE_IN_PROGRESS', '0 a ← REBALANCE_IN_PROGRESS'])
  })
})

describe('the protocol', () => {
  test('of equal votes the first in the order of a Java HashMap wins, whoever came first', async () => {
    for (const [first, second, chosen] of [
      ['range', 'cooperative-sticky', 'range'],
      ['cooperative-sticky', 'range', 'range'],
      ['range', 'sticky', 'sticky'],
      ['roundrobin', 'range', 'range'],
    ]) {
      await open({ initialRebalanceDelayMs: 3000 })
      const [line] = await play(`join a p=${first},${second}\njoin b p=${second},${first}\nwait 6000`)
      expect(line).toBe(`6000 a ← gen 1 ${chosen} leader a [a,b]`)
    }
  })

  test('one that not all support wins no votes; a member that shares none is refused', async () => {
    await play('join a p=sticky,range\nsync a a=t-0')
    expect(await play('join b p=roundrobin v=3')).toEqual(['0 b ← INCONSISTENT_GROUP_PROTOCOL'])
    await play('join b p=roundrobin,range')
    expect(await play('join a p=sticky,range')).toContain('0 a ← gen 2 range leader a [a,b]')
  })

  test('an upgrade in two rounds: both first, then the old one goes', async () => {
    await play('join a p=range\nsync a a=t-0\njoin b p=range\njoin a p=range\nsync b\nsync a a=t-0 b=t-1')
    await play('join a p=cooperative-sticky,range')
    expect(await last('join b p=range')).toBe('0 b ← gen 3 range leader a []')
    await play('sync a a=t-0 b=t-1\nsync b\njoin b p=cooperative-sticky,range')
    expect(await last('join a p=cooperative-sticky,range')).toContain('gen 4 cooperative-sticky')
  })

  test('a rebalance that all members left takes any protocol of its type', async () => {
    await open({ initialRebalanceDelayMs: 3000 })
    expect(await play('join a\nleave a\njoin b p=sticky\njoin c type=connect')).toEqual([
      '0 a ← left NONE',
      '0 a ← UNKNOWN_MEMBER_ID',
      '0 c ← INCONSISTENT_GROUP_PROTOCOL',
    ])
    // A member that came meanwhile prolongs the first rebalance.
    expect(await play('wait 6000')).toEqual(['6000 b ← gen 1 sticky leader b [b]'])
  })

  test('an empty group takes another protocol type', async () => {
    await play('join a\nsync a a=t-0\nleave a')
    expect(await last('join w type=connect p=compatible')).toBe('0 w ← gen 3 compatible leader w [w]')
  })
})

describe('static members', () => {
  beforeEach(() =>
    play('join a i=one\nsync a i=one a=t-0\njoin b i=two\njoin a i=one\nsync b i=two\nsync a i=one a=t-0 b=t-1'),
  )

  test('whatever the old process asks for after the new one came, it is fenced', async () => {
    await play('join a2 i=one\nsync a2 i=one')
    expect(await play('beat a i=one\nsync a i=one\ncommit a t-0=1 i=one\njoin a i=one')).toEqual([
      '0 a ← FENCED_INSTANCE_ID',
      '0 a ← FENCED_INSTANCE_ID',
      '0 a ← FENCED_INSTANCE_ID',
      '0 a ← FENCED_INSTANCE_ID',
    ])
    expect(await play('beat a2 i=one\ncommit a2 t-0=1 i=one')).toEqual(['0 a2 ← NONE', '0 a2 ← NONE'])
  })

  test('a process that waited in join or sync is fenced at once', async () => {
    await play('join b i=two u=x')
    expect(await play('join b2 i=two u=x')).toEqual(['0 b ← FENCED_INSTANCE_ID'])
    expect(await play('join a i=one')).toEqual(['0 b2 ← gen 3 range leader a []', '0 a ← gen 3 range leader a [a,b2]'])
  })

  test('one that is silent for its session is out like any other', async () => {
    expect(await play('wait 6000\nbeat b i=two\nwait 4000\nbeat b i=two')).toEqual([
      '6000 b ← NONE',
      '10000 b ← REBALANCE_IN_PROGRESS',
    ])
    expect(await last('join b i=two')).toBe('10000 b ← gen 3 range leader b [b]')
  })

  test('can be taken out by instance id alone; one that is not there is unknown', async () => {
    expect(await play('leave i=one\nleave i=three\nbeat b i=two')).toEqual([
      '0 i=one ← left NONE',
      '0 i=three ← left UNKNOWN_MEMBER_ID',
      '0 b ← REBALANCE_IN_PROGRESS',
    ])
  })

  test('come back with other protocols: if another one would be chosen there is a rebalance', async () => {
    expect(await play('join a2 i=one p=sticky,range')).toEqual(['0 a2 ← gen 2 range leader a2 [a2,b] skip'])
    await open()
    await play('join a i=one p=range,sticky\nsync a i=one a=t-0')
    expect(await play('join a2 i=one p=sticky,range')).toEqual(['0 a2 ← gen 2 sticky leader a2 [a2]'])
  })

  test('keep their place while the coordinator changes', async () => {
    expect(await play('reload\nbeat a i=one\njoin a2 i=one\nbeat a i=one')).toEqual([
      '0 a ← NONE',
      '0 a2 ← gen 2 range leader a2 [a2,b] skip',
      '0 a ← FENCED_INSTANCE_ID',
    ])
  })
})

describe('offsets', () => {
  test('of topics that a group reads stay, of others they go seven days after their commit', async () => {
    await play('join a t=t s=1800000\nsync a a=t-0\ncommit a t-0=5 other-0=7')
    for (let i = 0; i < 357; i++) await play('wait 1700000\nbeat a')
    expect(await last('fetch')).toMatch(/fetch ← t-0=5$/)
  })

  test('while a group rebalances none go', async () => {
    await play(`join a s=1800000 r=${20 * DAY}\nsync a a=t-0\ncommit a other-0=7\njoin b s=1800000 r=${20 * DAY}`)
    for (let i = 0; i < 400; i++) await play('wait 1700000\nbeat a')
    expect(await last('fetch')).toMatch(/other-0=7$/)
  })

  test('of topics that members read cannot be deleted, others can, and all of an empty group', async () => {
    await play('join a t=t\nsync a a=t-0\ncommit a t-0=5 other-0=7')
    expect(await last('forget t-0 other-0')).toBe('0 forget ← GROUP_SUBSCRIBED_TO_TOPIC,NONE')
    expect(await last('fetch')).toBe('0 fetch ← t-0=5')
    await play('leave a')
    expect(await last('forget t-0')).toBe('0 forget ← NONE')
  })

  test('a group with members cannot be deleted', async () => {
    await play('join a\nsync a a=t-0')
    expect(await last('delete')).toBe('0 group ← NON_EMPTY_GROUP')
  })

  test('a commit of an older generation is refused', async () => {
    await play('join a\nsync a a=t-0\njoin b\njoin a\nsync b\nsync a a=t-0 b=t-1')
    expect(await play('commit a t-0=5 gen=1\ncommit a t-0=6')).toEqual(['0 a ← ILLEGAL_GENERATION', '0 a ← NONE'])
  })
})
