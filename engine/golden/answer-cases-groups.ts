/** Requests to the group coordinator. */
import { utf8 } from '../core/base/utf8.ts'
import { type AnswerCase, type Body, casesOf, ILLEGAL, type Known } from './answer-case.ts'

const committed =
  (request: Body = {}, partition: Body = {}, topic = 't') =>
  (known: Known): Body => ({
    groupId: 'g',
    topics: [
      {
        name: topic,
        topicId: known.topicId(topic),
        partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: 'here', ...partition }],
      },
    ],
    ...request,
  })

const COMMIT = casesOf('OffsetCommit', {
  'by nobody': committed(),
  'empty group id': committed({ groupId: '' }),
  'a generation of an empty group': committed({ generationIdOrMemberEpoch: 5 }),
  'a member of an empty group': committed({ memberId: 'somebody', generationIdOrMemberEpoch: 1 }),
  'a member without a generation': committed({ memberId: 'somebody' }),
  'a static member': committed({ groupInstanceId: 'static', memberId: 'somebody', generationIdOrMemberEpoch: 1 }),
  'a generation of an unknown group': committed({ groupId: 'new', generationIdOrMemberEpoch: 5 }),
  'unknown topic': committed({}, {}, 'nowhere'),
  'unknown partition': committed({}, { partitionIndex: 99 }),
  'partition below 0': committed({}, { partitionIndex: -1 }),
  'offset -5': committed({}, { partitionIndex: 2, committedOffset: -5 }),
  'metadata that is too long': committed({}, { committedMetadata: 'm'.repeat(4097) }),
  'metadata null': committed({}, { partitionIndex: 1, committedMetadata: null }),
  'a leader epoch': committed({}, { partitionIndex: 1, committedLeaderEpoch: 3 }),
  'no topics': committed({ topics: [] }),
  'a retention time': committed({ retentionTimeMs: 1000 }),
})

const fetched = (groupId: string, topics: readonly Body[] | null, more: Body = {}, group: Body = {}) => {
  const withIds = (known: Known) =>
    topics?.map((topic) => ({ topicId: known.topicId(String(topic['name'])), ...topic })) ?? null
  return (known: Known): Body => ({ groupId, topics, groups: [{ groupId, topics: withIds(known), ...group }], ...more })
}

const T = [{ name: 't', partitionIndexes: [0, 1] }]

const OFFSETS = casesOf('OffsetFetch', {
  two: fetched('g', T),
  all: fetched('g', null),
  stable: fetched('g', T, { requireStable: true }),
  'never committed': fetched('g', [{ name: 'empty', partitionIndexes: [0] }]),
  'unknown group': fetched('nobody', T),
  'all of an unknown group': fetched('nobody', null),
  'empty group id': fetched('', T),
  'unknown topic': fetched('g', [{ name: 'nowhere', partitionIndexes: [0] }]),
  'unknown partition': fetched('g', [{ name: 't', partitionIndexes: [99, -1] }]),
  'no topics': fetched('g', []),
  'by a member that is none': fetched('g', T, {}, { memberId: 'somebody', memberEpoch: 1 }),
})
const OFFSETS_OF_GROUPS = casesOf(
  'OffsetFetch',
  {
    'no groups': { groups: [] },
    'two groups': {
      groups: [
        { groupId: 'g', topics: null },
        { groupId: 'nobody', topics: null },
      ],
    },
    'a group twice': {
      groups: [
        { groupId: 'g', topics: null },
        { groupId: 'g', topics: null },
      ],
    },
  },
  '8+',
)

const found = (key: string, keyType = 0): Body => ({ key, keyType, coordinatorKeys: [key] })
const FIND = casesOf('FindCoordinator', {
  'a group': found('g'),
  empty: found(''),
  'type 9': found('g', 9),
  'type -1': found('g', -1),
})
const FIND_SEVERAL = casesOf(
  'FindCoordinator',
  {
    none: { keyType: 0, coordinatorKeys: [] },
    three: { keyType: 0, coordinatorKeys: ['a', 'b', ''] },
    'one twice': { keyType: 0, coordinatorKeys: ['a', 'a'] },
  },
  '4+',
)
const FIND_SHARE = casesOf('FindCoordinator', { 'share, no key of the form': found('g', 2) })

const SUBSCRIPTION = utf8('\0\0\0\0\0\0\0\0')
const joined =
  (more: Body = {}, group = 'j') =>
  ({ version }: Known): Body => ({
    groupId: `${group}${version}`,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: SUBSCRIPTION }],
    ...more,
  })

const JOIN = casesOf('JoinGroup', {
  'empty group id': (known) => ({ ...joined()(known), groupId: '' }),
  'unknown member of no group': joined({ memberId: 'somebody' }),
  'a session that is too short': joined({ sessionTimeoutMs: 1 }),
  'a session that is too long': joined({ sessionTimeoutMs: 10_000_000 }),
  'a session below 0': joined({ sessionTimeoutMs: -1 }),
  'no protocols': joined({ protocols: [] }),
  'no protocol type': joined({ protocolType: '' }),
  'a member that names itself': joined({ memberId: 'myself', groupInstanceId: 'static' }),
})
/** A group with one member, in each version. */
const JOINED: readonly AnswerCase[] = [
  ...casesOf('JoinGroup', { 'the first of a group': joined() }),
  ...casesOf(
    'JoinGroup',
    { 'with the id that it got': (known) => joined({ memberId: known.memberId(`j${known.version}`) })(known) },
    '4+',
  ),
]

const MEMBERSHIP: readonly AnswerCase[] = [
  ...casesOf('JoinGroup', {
    'another type of protocol': joined({ protocolType: 'connect' }, 'j9-not-'),
    'an unknown member of a group': (known) => ({ ...joined({ memberId: 'somebody' })(known), groupId: 'one' }),
    'a type that the group does not have': (known) => ({
      ...joined({ protocolType: 'connect' })(known),
      groupId: 'one',
    }),
    'a protocol that the group does not have': (known) => ({
      ...joined({ protocols: [{ name: 'other', metadata: SUBSCRIPTION }] })(known),
      groupId: 'one',
    }),
  }),
  ...casesOf('SyncGroup', {
    'empty group id': { groupId: '', generationId: 1, memberId: 'somebody' },
    'unknown group': { groupId: 'nobody', generationId: 1, memberId: 'somebody' },
    'unknown member': { groupId: 'one', generationId: 1, memberId: 'somebody' },
    'another generation': (known) => ({ groupId: 'one', generationId: 7, memberId: known.memberId('one') }),
    'another type': (known) => ({
      groupId: 'one',
      generationId: 1,
      memberId: known.memberId('one'),
      protocolType: 'connect',
      protocolName: 'range',
    }),
    'another protocol': (known) => ({
      groupId: 'one',
      generationId: 1,
      memberId: known.memberId('one'),
      protocolType: 'consumer',
      protocolName: 'sticky',
    }),
    'unknown static member': { groupId: 'one', generationId: 1, memberId: 'somebody', groupInstanceId: 'nobody' },
    'as it should be': (known) => ({
      groupId: 'one',
      generationId: 1,
      memberId: known.memberId('one'),
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId: known.memberId('one'), assignment: utf8('mine') }],
    }),
    'an assignment for somebody unknown': (known) => ({
      groupId: 'one',
      generationId: 1,
      memberId: known.memberId('one'),
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [{ memberId: 'somebody', assignment: utf8('theirs') }],
    }),
  }),
  ...casesOf('Heartbeat', {
    'empty group id': { groupId: '', generationId: 1, memberId: 'somebody' },
    'unknown group': { groupId: 'nobody', generationId: 1, memberId: 'somebody' },
    'unknown member': { groupId: 'one', generationId: 1, memberId: 'somebody' },
    'another generation': (known) => ({ groupId: 'one', generationId: 7, memberId: known.memberId('one') }),
    'as it should be': (known) => ({ groupId: 'one', generationId: 1, memberId: known.memberId('one') }),
    'unknown static member': { groupId: 'one', generationId: 1, memberId: 'somebody', groupInstanceId: 'nobody' },
    'an empty group': { groupId: 'g', generationId: 1, memberId: 'somebody' },
  }),
  ...casesOf('OffsetCommit', {
    'a member': (known) =>
      committed({ groupId: 'one', generationIdOrMemberEpoch: 1, memberId: known.memberId('one') })(known),
    'another generation of a member': (known) =>
      committed({ groupId: 'one', generationIdOrMemberEpoch: 7, memberId: known.memberId('one') })(known),
    'somebody unknown': committed({ groupId: 'one', generationIdOrMemberEpoch: 1, memberId: 'somebody' }),
    'nobody, in a group with members': committed({ groupId: 'one' }),
  }),
  ...casesOf('DescribeGroups', {
    unknown: { groups: ['nobody'] },
    'empty id': { groups: [''] },
    none: { groups: [] },
    'only offsets': { groups: ['g'] },
    'with a member': { groups: ['one'] },
    operations: { groups: ['g'], includeAuthorizedOperations: true },
    'one twice': { groups: ['g', 'g'] },
  }),
  ...casesOf(
    'ListGroups',
    {
      'some state': { statesFilter: ['Stable'] },
      'a state in small letters': { statesFilter: ['stable'] },
      'no such state': { statesFilter: ['Nonsense'] },
      'some type': { statesFilter: ['Stable'], typesFilter: ['classic'] },
      'a type in large letters': { statesFilter: ['Stable'], typesFilter: ['CLASSIC'] },
      'no such type': { statesFilter: ['Stable'], typesFilter: ['nonsense'] },
    },
    '4+',
  ),
  ...casesOf('ConsumerGroupDescribe', {
    unknown: { groupIds: ['nobody'] },
    'empty id': { groupIds: [''] },
    none: { groupIds: [] },
    'a classic group': { groupIds: ['one'] },
    operations: { groupIds: ['g'], includeAuthorizedOperations: true },
  }),
  ...casesOf('OffsetDelete', {
    'unknown group': { groupId: 'nobody', topics: [{ name: 't', partitions: [{ partitionIndex: 0 }] }] },
    'empty group id': { groupId: '', topics: [{ name: 't', partitions: [{ partitionIndex: 0 }] }] },
    'unknown topic': { groupId: 'g', topics: [{ name: 'nowhere', partitions: [{ partitionIndex: 0 }] }] },
    'unknown partition': { groupId: 'g', topics: [{ name: 't', partitions: [{ partitionIndex: 99 }] }] },
    'never committed': { groupId: 'g', topics: [{ name: 'empty', partitions: [{ partitionIndex: 0 }] }] },
    'no topics': { groupId: 'g', topics: [] },
    one: { groupId: 'g', topics: [{ name: 't', partitions: [{ partitionIndex: 2 }] }] },
    'a group with members': { groupId: 'one', topics: [{ name: 't', partitions: [{ partitionIndex: 0 }] }] },
  }),
  ...casesOf('DeleteGroups', {
    none: { groupsNames: [] },
    unknown: { groupsNames: ['nobody'] },
    'empty id': { groupsNames: [''] },
    'with a member': { groupsNames: ['one'] },
    'one twice': { groupsNames: ['nobody', 'nobody'] },
  }),
  ...casesOf('LeaveGroup', {
    'empty group id': { groupId: '', memberId: 'somebody', members: [{ memberId: 'somebody' }] },
    'unknown group': { groupId: 'nobody', memberId: 'somebody', members: [{ memberId: 'somebody' }] },
    'unknown member': { groupId: 'one', memberId: 'somebody', members: [{ memberId: 'somebody' }] },
  }),
  ...casesOf(
    'LeaveGroup',
    {
      nobody: { groupId: 'one', members: [] },
      'unknown static member': { groupId: 'one', members: [{ memberId: '', groupInstanceId: 'nobody' }] },
      'two, of whom one is there': (known) => ({
        groupId: 'one',
        members: [{ memberId: 'somebody' }, { memberId: known.memberId('one') }],
      }),
    },
    '3+',
  ),
]

/** The group of the cases above. */
const ONE: readonly AnswerCase[] = [
  ...casesOf(
    'JoinGroup',
    {
      'group one': (known) => ({
        ...joined({ sessionTimeoutMs: 1_800_000, rebalanceTimeoutMs: 1000 })(known),
        groupId: 'one',
      }),
    },
    '3',
  ),
]

const ILLEGAL_IDS = casesOf('FindCoordinator', { 'illegal as a topic': found(ILLEGAL) })

export const GROUP_CASES: readonly AnswerCase[] = [
  ...FIND,
  ...FIND_SEVERAL,
  ...FIND_SHARE,
  ...ILLEGAL_IDS,
  ...COMMIT,
  ...OFFSETS,
  ...OFFSETS_OF_GROUPS,
  ...JOIN,
  ...JOINED,
  ...ONE,
  ...MEMBERSHIP,
]
