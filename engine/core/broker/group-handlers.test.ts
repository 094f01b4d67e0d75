/** The life of a group through the handlers, in every version of every API: what is answered can be encoded, and says what 4.3.1 said (golden wire). */
import { beforeEach, describe, expect, test } from 'vitest'
import { SimWorld } from '../../sim/env.ts'
import { utf8 } from '../base/utf8.ts'
import { ZERO_UUID } from '../base/uuid.ts'
import { GROUP_COORDINATOR_DEFAULTS } from '../coordinator/config.ts'
import { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import { MemoryWriter } from '../coordinator/memory-writer.ts'
import { ClusterImage } from '../metadata/image.ts'
import type { ApiName } from '../protocol/apis.ts'
import { decodeResponse, encodeResponse, type RequestOf, type ResponseOf } from '../protocol/frame.ts'
import type { BrokerServices, Handler, RequestContext } from './handler.ts'
import { offsetCommit } from './handlers/08-offset-commit.ts'
import { offsetFetch } from './handlers/09-offset-fetch.ts'
import { findCoordinator } from './handlers/10-find-coordinator.ts'
import { joinGroup } from './handlers/11-join-group.ts'
import { heartbeat } from './handlers/12-heartbeat.ts'
import { leaveGroup } from './handlers/13-leave-group.ts'
import { syncGroup } from './handlers/14-sync-group.ts'
import { describeGroups } from './handlers/15-describe-groups.ts'
import { listGroups } from './handlers/16-list-groups.ts'
import { deleteGroups } from './handlers/42-delete-groups.ts'
import { offsetDelete } from './handlers/47-offset-delete.ts'
import { consumerGroupDescribe } from './handlers/69-consumer-group-describe.ts'

const ERR1 = 'y9DfpeKfRbS5w6nUKXMj_A'

let services: BrokerServices
let world: SimWorld

function topic(name: string, id: string) {
  const partition = {
    replicas: [1],
    directories: [],
    isr: [1],
    removingReplicas: [],
    addingReplicas: [],
    elr: [],
    lastKnownElr: [],
    leader: 1,
    leaderRecoveryState: 0,
    leaderEpoch: 0,
    partitionEpoch: 0,
  }
  return { name, id, partitions: new Map([0, 1, 2].map((index) => [index, partition])) }
}

beforeEach(async () => {
  world = new SimWorld(1)
  const env = world.env('1', undefined as never)
  const config = { ...GROUP_COORDINATOR_DEFAULTS, initialRebalanceDelayMs: 0 }
  const groupCoordinator = new GroupCoordinator(env, config, new MemoryWriter(), () => 1)
  await groupCoordinator.elected(0, 0)
  const image = new ClusterImage()
  for (const one of [topic('err1', ERR1), topic('__consumer_offsets', 'X19jb25zdW1lcl9vZmZzZQ')]) {
    image.topicIds.set(one.name, one.id)
    image.topicsById.set(one.id, one)
  }
  image.brokers.set(1, {
    id: 1,
    epoch: 1,
    incarnationId: ZERO_UUID,
    listeners: [{ name: 'PLAINTEXT', host: '127.0.0.1', port: 22092, securityProtocol: 0 }],
    features: [],
    rack: null,
    fenced: false,
    inControlledShutdown: false,
    logDirs: [],
    cordonedLogDirs: [],
  })
  services = { env, groupCoordinator, image } as unknown as BrokerServices
})

/** Asks a handler and gives the answer as a client of that version reads it. */
async function ask<N extends ApiName>(
  name: N,
  handler: Handler<N>,
  version: number,
  request: RequestOf<N>,
): Promise<ResponseOf<N>> {
  const context: RequestContext = {
    header: { apiKey: 0, apiVersion: version, correlationId: 1, clientId: 'crafted' },
    version,
    clientId: 'crafted',
    clientHost: '/127.0.0.1',
    listener: 'PLAINTEXT',
    role: 'broker',
    connection: { id: 1, closed: false },
  }
  const answer = await world.scheduler.until(Promise.resolve(handler(context, request, services)))
  if (answer === null) throw new Error('no answer')
  return decodeResponse(name, version, encodeResponse(name, version, 1, answer).subarray(4)).body
}

function joining(memberId: string): RequestOf<'JoinGroup'> {
  return {
    groupId: 'eg',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: new Uint8Array([0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]) }],
    reason: null,
  }
}

/** Joins and syncs a single member in these versions; gives its id. */
async function stable(version = 9): Promise<string> {
  const first = await ask('JoinGroup', joinGroup, version, joining(''))
  if (version >= 4) await ask('JoinGroup', joinGroup, version, joining(first.memberId))
  await sync(first.memberId, 5)
  return first.memberId
}

function sync(memberId: string, version: number) {
  return ask('SyncGroup', syncGroup, version, {
    groupId: 'eg',
    generationId: 1,
    memberId,
    groupInstanceId: null,
    protocolType: version >= 5 ? 'consumer' : null,
    protocolName: version >= 5 ? 'range' : null,
    assignments: [{ memberId, assignment: utf8('all') }],
  })
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

describe.each(range(0, 9))('JoinGroup v%d', (version) => {
  test('lets a member in', async () => {
    const first = await ask('JoinGroup', joinGroup, version, joining(''))
    expect(first).toMatchObject({ errorCode: version >= 4 ? 79 : 0 })
    const joined = version >= 4 ? await ask('JoinGroup', joinGroup, version, joining(first.memberId)) : first
    expect(joined.memberId).toMatch(/^crafted-[0-9a-f-]{36}$/)
    expect(joined).toMatchObject({
      errorCode: 0,
      generationId: 1,
      protocolType: version >= 7 ? 'consumer' : null,
      protocolName: 'range',
      leader: joined.memberId,
      skipAssignment: false,
      members: [{ memberId: joined.memberId }],
    })
  })

  test('refuses an empty group id and a short session', async () => {
    const refused = { generationId: -1, protocolType: null, protocolName: version >= 7 ? null : '', leader: '' }
    const noGroup = await ask('JoinGroup', joinGroup, version, { ...joining(''), groupId: '' })
    expect(noGroup).toMatchObject({ ...refused, errorCode: 24 })
    const short = await ask('JoinGroup', joinGroup, version, { ...joining(''), sessionTimeoutMs: 10 })
    expect(short).toMatchObject({ ...refused, errorCode: 26 })
  })
})

test.each(range(0, 5))('SyncGroup v%d', async (version) => {
  const memberId = await stable()
  expect(await sync(memberId, version)).toMatchObject({
    errorCode: 0,
    protocolType: version >= 5 ? 'consumer' : null,
    assignment: utf8('all'),
  })
  expect(await sync('m', version)).toMatchObject({ errorCode: 25, protocolName: null, assignment: new Uint8Array() })
})

test.each(range(0, 4))('Heartbeat v%d', async (version) => {
  const memberId = await stable()
  const beat = (generationId: number, id: string) =>
    ask('Heartbeat', heartbeat, version, { groupId: 'eg', generationId, memberId: id, groupInstanceId: null })
  expect(await beat(1, memberId)).toMatchObject({ errorCode: 0 })
  expect(await beat(10, memberId)).toMatchObject({ errorCode: 22 })
  expect(await beat(1, 'm')).toMatchObject({ errorCode: 25 })
})

test.each(range(0, 5))('LeaveGroup v%d', async (version) => {
  const memberId = await stable()
  const leave = (groupId: string, id: string) =>
    ask('LeaveGroup', leaveGroup, version, {
      groupId,
      memberId: version < 3 ? id : '',
      members: version < 3 ? [] : [{ memberId: id, groupInstanceId: null, reason: null }],
    })
  const left = (errorCode: number, id: string) =>
    version < 3 ? { errorCode, members: [] } : { errorCode: 0, members: [{ memberId: id, errorCode }] }
  expect(await leave('nogroup', 'm')).toMatchObject(left(25, 'm'))
  expect(await leave('eg', memberId)).toMatchObject(left(0, memberId))
})

test.each(range(2, 10))('OffsetCommit v%d', async (version) => {
  const memberId = await stable()
  const commit = (generation: number, metadata: string, topicId = ERR1) =>
    ask('OffsetCommit', offsetCommit, version, {
      groupId: 'eg',
      generationIdOrMemberEpoch: generation,
      memberId,
      groupInstanceId: null,
      retentionTimeMs: -1,
      topics: [
        {
          name: version < 10 ? 'err1' : '',
          topicId: version < 10 ? ZERO_UUID : topicId,
          partitions: [
            { partitionIndex: 0, committedOffset: 3, committedLeaderEpoch: -1, committedMetadata: metadata },
            { partitionIndex: 1, committedOffset: 4, committedLeaderEpoch: -1, committedMetadata: null },
          ],
        },
      ],
    }).then(({ topics }) => topics[0]?.partitions.map(({ errorCode }) => errorCode))
  expect(await commit(1, '')).toEqual([0, 0])
  expect(await commit(4, '')).toEqual([22, 22])
  expect(await commit(1, 'm'.repeat(4097))).toEqual([12, 0])
  if (version >= 10) expect(await commit(1, '', 'AAAAAAAAAAAAAAAAAAAAPQ')).toEqual([100, 100])
})

test.each(range(1, 10))('OffsetFetch v%d', async (version) => {
  const commit = { groupId: 'eg', generation: -1, memberId: '', groupInstanceId: null, retentionTimeMs: -1, version: 9 }
  const place = { topic: 'err1', topicId: ERR1, partition: 0, offset: 3, leaderEpoch: -1, metadata: 'meta' }
  await services.groupCoordinator.commitOffsets({ ...commit, partitions: [place] })
  const one = { name: version < 10 ? 'err1' : '', topicId: version < 10 ? ZERO_UUID : ERR1, partitionIndexes: [0, 2] }
  const fetchOffsets = async (all: boolean) => {
    const group = { groupId: 'eg', memberId: null, memberEpoch: -1, topics: all ? null : [one] }
    const answer = await ask('OffsetFetch', offsetFetch, version, {
      groupId: version < 8 ? 'eg' : '',
      topics: version >= 8 ? [] : all ? null : [one],
      groups: version >= 8 ? [group] : [],
      requireStable: false,
    })
    const topics = version >= 8 ? answer.groups[0]?.topics : answer.topics
    return topics?.[0]?.partitions.map((got) => `${got.partitionIndex}=${got.committedOffset} ${got.metadata}`)
  }
  expect(await fetchOffsets(false)).toEqual(['0=3 meta', '2=-1 '])
  if (version >= 2) expect(await fetchOffsets(true)).toEqual(['0=3 meta'])
})

test.each(range(0, 6))('FindCoordinator v%d', async (version) => {
  const find = (keyType: number) => {
    const key = version < 4 ? { key: 'g', keyType, coordinatorKeys: [] } : { key: '', keyType, coordinatorKeys: ['g'] }
    return ask('FindCoordinator', findCoordinator, version, key)
  }
  const first = (answer: ResponseOf<'FindCoordinator'>) => (version < 4 ? answer : answer.coordinators[0])
  const message = version >= 4 || version === 0 ? '' : 'NONE'
  const found = { errorCode: 0, nodeId: 1, host: '127.0.0.1', port: 22092, errorMessage: message }
  expect(first(await find(0))).toMatchObject(found)
  if (version > 0) expect(first(await find(7))).toMatchObject({ errorCode: 42, nodeId: -1, host: '', port: -1 })
  if (version > 0) expect(first(await find(1))).toMatchObject({ errorCode: 15, nodeId: -1 })
})

test.each(range(0, 6))('DescribeGroups v%d', async (version) => {
  const memberId = await stable()
  const { groups } = await ask('DescribeGroups', describeGroups, version, {
    groups: ['eg', 'nosuch'],
    includeAuthorizedOperations: version >= 4,
  })
  const operations = version >= 4 ? 3400 : -2147483648
  expect(groups[0]).toMatchObject({
    errorCode: 0,
    groupState: 'Stable',
    protocolType: 'consumer',
    protocolData: 'range',
    members: [{ memberId, clientId: 'crafted', clientHost: '/127.0.0.1', memberAssignment: utf8('all') }],
    authorizedOperations: operations,
  })
  expect(groups[1]).toMatchObject(
    version >= 6
      ? {
          errorCode: 69,
          errorMessage: 'Group nosuch not found.',
          groupState: 'Dead',
          authorizedOperations: -2147483648,
        }
      : { errorCode: 0, groupState: 'Dead', authorizedOperations: operations },
  )
})

test.each(range(0, 5))('ListGroups v%d', async (version) => {
  await stable()
  const list = async (statesFilter: string[], typesFilter: string[]) =>
    (await ask('ListGroups', listGroups, version, { statesFilter, typesFilter })).groups
  const state = version >= 4 ? 'Stable' : ''
  const type = version >= 5 ? 'classic' : ''
  expect(await list([], [])).toMatchObject([
    { groupId: 'eg', protocolType: 'consumer', groupState: state, groupType: type },
  ])
  if (version >= 4) expect(await list(['empty'], [])).toEqual([])
  if (version >= 5) expect(await list(['stable'], ['Classic', 'consumer'])).toHaveLength(1)
  if (version >= 5) expect(await list([], ['share'])).toEqual([])
})

test.each(range(0, 2))('DeleteGroups v%d', async (version) => {
  await stable()
  const { results } = await ask('DeleteGroups', deleteGroups, version, { groupsNames: ['eg', 'nosuch'] })
  expect(results).toEqual([
    { groupId: 'eg', errorCode: 68 },
    { groupId: 'nosuch', errorCode: 69 },
  ])
})

test('OffsetDelete', async () => {
  const del = (groupId: string) =>
    ask('OffsetDelete', offsetDelete, 0, {
      groupId,
      topics: [{ name: 'err1', partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }],
    })
  expect(await del('nosuch')).toMatchObject({ errorCode: 69, topics: [] })
  await stable()
  expect((await del('eg')).topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([3, 0])
})

test.each([0, 1])('ConsumerGroupDescribe v%d', async (version) => {
  await stable()
  const request = { groupIds: ['eg', 'nosuch'], includeAuthorizedOperations: false }
  const { groups } = await ask('ConsumerGroupDescribe', consumerGroupDescribe, version, request)
  expect(groups).toMatchObject([
    { errorCode: 69, errorMessage: 'Group eg is not a consumer group.', groupState: '' },
    { errorCode: 69, errorMessage: 'Group nosuch not found.' },
  ])
})
