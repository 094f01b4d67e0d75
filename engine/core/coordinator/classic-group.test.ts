import { beforeEach, describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import type { GroupCoordinatorConfig } from './config.ts'
import { Transcript } from './transcript.ts'

let world: SimWorld
let group: Transcript

async function open(config: Partial<GroupCoordinatorConfig> = {}): Promise<void> {
  world = new SimWorld(1)
  group = await Transcript.open(world.env('c', undefined as never), world.scheduler, config)
}

beforeEach(() => open())

const play = (script: string) => group.play(script)

describe('the first rebalance', () => {
  test('waits the initial delay, then the leader gets the members', async () => {
    expect(await play('join a\nwait 2999')).toEqual([])
    expect(await play('wait 1')).toEqual(['3000 a ← gen 1 range leader a [a]'])
    expect(await play('sync a a=all')).toEqual(['3000 a ← assigned all'])
    expect(await play('beat a')).toEqual(['3000 a ← NONE'])
  })

  test('the delay is extended while members come, up to the rebalance timeout', async () => {
    expect(await play('join a r=8000\nwait 2000\njoin b r=8000\nwait 3999')).toEqual([])
    expect(await play('wait 1')).toEqual(['6000 a ← gen 1 range leader a [a,b]', '6000 b ← gen 1 range leader a []'])
    await open()
    const joins = Array.from({ length: 9 }, (_, at) => `join m${at} r=8000\nwait 1000`)
    const answers = await play(joins.join('\n'))
    expect(answers.length).toBe(8)
    expect(answers.at(-1)).toBe('8000 m7 ← gen 1 range leader m0 []')
  })

  test('members of v3 and older are in without a second round', async () => {
    await open({ initialRebalanceDelayMs: 0 })
    expect(await play('join a v=3')).toEqual(['0 a ← gen 1 range leader a [a]'])
  })

  test('an id that was given out and not used goes with the session', async () => {
    expect(await play('join a once=1')).toEqual(['0 a ← MEMBER_ID_REQUIRED'])
    await play('wait 10000')
    expect(await play('join a')).toEqual(['10000 a ← UNKNOWN_MEMBER_ID'])
  })
})

describe('two members', () => {
  beforeEach(async () => {
    await open({ initialRebalanceDelayMs: 0 })
    await play('join a\nsync a a=all\njoin b\njoin a\nsync b\nsync a a=A b=B')
  })

  test('share the work', async () => {
    expect(group.lines).toEqual([
      '0 a ← gen 1 range leader a [a]',
      '0 a ← assigned all',
      '0 a ← gen 2 range leader a [a,b]',
      '0 b ← gen 2 range leader a []',
      '0 b ← assigned B',
      '0 a ← assigned A',
    ])
  })

  test('a follower with unchanged metadata rejoins without a rebalance, with changed ones it starts one', async () => {
    expect(await play('join b')).toEqual(['0 b ← gen 2 range leader a []'])
    expect(await play('join b u=x\nbeat a')).toEqual(['0 a ← REBALANCE_IN_PROGRESS'])
    expect(await play('join a')).toEqual(['0 b ← gen 3 range leader a []', '0 a ← gen 3 range leader a [a,b]'])
  })

  test('a member that is silent for its session is out, the other rebalances', async () => {
    expect(await play('wait 5000\nbeat b\nwait 5000\nbeat b')).toEqual([
      '5000 b ← NONE',
      '10000 b ← REBALANCE_IN_PROGRESS',
    ])
    expect(await play('join b')).toEqual(['10000 b ← gen 3 range leader b [b]'])
    expect(await play('beat a')).toEqual(['10000 a ← UNKNOWN_MEMBER_ID'])
  })

  test('who does not rejoin in time is out', async () => {
    await play('join a')
    expect(await play('beat b\nwait 60000')).toEqual([
      '0 b ← REBALANCE_IN_PROGRESS',
      '10000 a ← gen 3 range leader a [a]',
    ])
  })

  test('a leaving member starts a rebalance, the last one leaves the group empty', async () => {
    expect(await play('leave b\nbeat a\njoin a\nsync a a=all\nleave a')).toEqual([
      '0 b ← left NONE',
      '0 a ← REBALANCE_IN_PROGRESS',
      '0 a ← gen 3 range leader a [a]',
      '0 a ← assigned all',
      '0 a ← left NONE',
    ])
    expect(group.coordinator.listGroups()).toEqual([
      { groupId: 'g', protocolType: 'consumer', state: 'Empty', type: 'classic' },
    ])
    expect(await play('delete\ndelete')).toEqual(['0 group ← NONE', '0 group ← GROUP_ID_NOT_FOUND'])
  })

  test('a member that never syncs is out after the rebalance timeout', async () => {
    await play('join a\njoin b\nsync b')
    for (let at = 0; at < 6; at++) await play('wait 9000\nbeat a\nbeat b')
    expect((await play('wait 6000')).at(-1)).toBe('60000 b ← REBALANCE_IN_PROGRESS')
  })

  test('wrong generations, unknown members, other protocols are refused', async () => {
    expect(
      await play('sync b gen=1\nbeat stranger\nleave stranger\njoin c p=sticky v=3\njoin d type=connect v=3'),
    ).toEqual([
      '0 b ← ILLEGAL_GENERATION',
      '0 stranger ← UNKNOWN_MEMBER_ID',
      '0 stranger ← left UNKNOWN_MEMBER_ID',
      '0 c ← INCONSISTENT_GROUP_PROTOCOL',
      '0 d ← INCONSISTENT_GROUP_PROTOCOL',
    ])
  })

  test('survive a restart of the coordinator with their assignment and a whole session', async () => {
    expect(await play('wait 9000\nbeat a\nreload\nbeat a\nbeat b\nsync b\nwait 9999\nbeat a\nwait 1\nbeat a')).toEqual([
      '9000 a ← NONE',
      '9000 a ← NONE',
      '9000 b ← NONE',
      '9000 b ← assigned B',
      '18999 a ← NONE',
      '19000 a ← REBALANCE_IN_PROGRESS',
    ])
  })
})

describe('protocol selection', () => {
  test('votes for the first that all support', async () => {
    await play('join a p=range,sticky,cooperative\njoin b p=sticky,cooperative\njoin c p=cooperative,sticky\nwait 6000')
    expect(group.lines[0]).toBe('6000 a ← gen 1 sticky leader a [a,b,c]')
  })
})

describe('static members', () => {
  beforeEach(async () => {
    await open({ initialRebalanceDelayMs: 0 })
    await play('join a i=one\nsync a a=all i=one\njoin b i=two\njoin a i=one\nsync b i=two\nsync a a=A b=B i=one')
  })

  test('come back under a new id without a rebalance; the old id is fenced', async () => {
    const before = group.lines.length
    expect(await play('join a2 i=one')).toEqual(['0 a2 ← gen 2 range leader a2 [a2,b] skip'])
    expect(await play('sync a2 i=one')).toEqual(['0 a2 ← assigned A'])
    expect(await play('sync a i=one\nbeat b')).toEqual(['0 a ← FENCED_INSTANCE_ID', '0 b ← NONE'])
    expect(before).toBe(6)
  })

  test('before v9 the answer names the old leader, so that the newcomer does not assign', async () => {
    expect(await play('join a2 i=one v=8')).toEqual(['0 a2 ← gen 2 range leader a []'])
  })

  test('stay through a rebalance that they miss, until their session ends', async () => {
    await play('join b i=two u=x')
    expect(await play('wait 9999')).toEqual([])
    expect(await play('wait 1')).toEqual(['10000 b ← gen 3 range leader b [b]'])
  })

  test('a log that refuses the new id leaves the old one in place', async () => {
    expect(await play('refuse 19\njoin a2 i=one\nrefuse\nsync a i=one')).toEqual([
      '0 a2 ← COORDINATOR_NOT_AVAILABLE',
      '0 a ← assigned A',
    ])
  })
})

describe('offsets', () => {
  beforeEach(() => open({ initialRebalanceDelayMs: 0 }))

  test('only members of this generation commit; from outside only while the group is empty', async () => {
    await play('commit - t-0=1\njoin a\nsync a a=all')
    expect(await play('commit a t-0=5 t-1=6\ncommit - t-0=9\ncommit stranger t-0=9\nfetch t-0 t-1 t-2')).toEqual([
      '0 a ← NONE,NONE',
      '0 - ← UNKNOWN_MEMBER_ID',
      '0 stranger ← UNKNOWN_MEMBER_ID',
      '0 fetch ← t-0=5 t-1=6 t-2=undefined',
    ])
  })

  test('a commit between join and sync is told to wait', async () => {
    expect((await play('join a\ncommit a t-0=5')).at(-1)).toBe('0 a ← REBALANCE_IN_PROGRESS')
  })

  test('are answered only when the log has committed them, and so is who reads them', async () => {
    await play('join a\nsync a a=all')
    expect(await play('hold\ncommit a t-0=5\nfetch t-0\nbeat a')).toEqual(['0 a ← NONE'])
    expect(await play('release')).toEqual(['0 a ← NONE', '0 fetch ← t-0=5'])
  })

  test('that the log refuses are not there', async () => {
    await play('join a\nsync a a=all')
    expect(await play('refuse 19\ncommit a t-0=5\nrefuse\nfetch t-0')).toEqual([
      '0 a ← COORDINATOR_NOT_AVAILABLE',
      '0 fetch ← t-0=undefined',
    ])
  })

  test('keep a member alive', async () => {
    await play('join a\nsync a a=all\nwait 9000\ncommit a t-0=5\nwait 9000')
    expect(await play('beat a')).toEqual(['18000 a ← NONE'])
  })

  test('of an empty group expire seven days after it became empty, and with them the group', async () => {
    await play('join a\nsync a a=all\ncommit a t-0=5\nleave a')
    expect(await play(`wait ${7 * 24 * 3_600_000 - 1}\nfetch`)).toEqual(['604799999 fetch ← t-0=5'])
    expect(await play('wait 600001\nfetch')).toEqual(['605400000 fetch ← '])
    expect(group.coordinator.listGroups()).toEqual([])
  })

  test('of a simple group expire seven days after their commit', async () => {
    await play('commit - t-0=5\nwait 300000000\ncommit - t-1=6')
    expect((await play('wait 305400000\nfetch')).at(-1)).toBe('605400000 fetch ← t-1=6')
  })
})

test('a group that is full refuses newcomers', async () => {
  await open({ maxSize: 1, initialRebalanceDelayMs: 0 })
  await play('join a\nsync a a=all')
  expect(await play('join b v=3')).toEqual(['0 b ← GROUP_MAX_SIZE_REACHED'])
})

test('a coordinator that resigns lets nobody wait, and vouches for nothing that was not committed', async () => {
  await play('hold\ncommit - t-0=5\nrelease\nhold\ncommit - t-0=6\njoin a')
  group.coordinator.resigned(0)
  group.writer.commit()
  await world.scheduler.run(100_000)
  expect(group.lines).toEqual(['0 - ← NONE', '0 - ← NOT_COORDINATOR', '0 a ← NOT_COORDINATOR'])
})

test('a log that cannot be read makes the coordinator unavailable, not loading for ever', async () => {
  group.writer.readAll = async function* () {
    yield new Uint8Array(0)
    throw new Error('disk')
  }
  await expect(group.coordinator.elected(0, 1)).rejects.toThrow('disk')
  expect((await play('join a')).at(-1)).toBe('0 a ← NOT_COORDINATOR')
})
