/** Requests to the controller's own listener: those that brokers take too, and the quorum's. Nothing here ends the leader's term. */
import { utf8 } from '../core/base/utf8.ts'
import { ZERO_UUID } from '../core/base/uuid.ts'
import { APIS } from '../core/protocol/apis.ts'
import type { Message } from '../core/protocol/schema.ts'
import { type AnswerCase, atController, type Body, casesOf, NO_TOPIC } from './answer-case.ts'
import { ADMIN_CASES } from './answer-cases-admin.ts'

/** The controller lets these be seen and cannot answer them; what it says to an impossible voter depends on who sends it on. */
const NOT_COMPARED = ['DescribeUserScramCredentials', 'AddRaftVoter']

function isOfController({ api, what }: AnswerCase): boolean {
  const isServed = (APIS[api].request as Message).listeners?.includes('controller') ?? false
  return isServed && !NOT_COMPARED.includes(api) && what !== 'in no time'
}

const METADATA_LOG = '__cluster_metadata'
const inPartition = (partition: Body, { topicName = METADATA_LOG, ...more }: Body & { topicName?: string } = {}) => ({
  topics: [{ topicName, partitions: [{ partitionIndex: 0, ...partition }] }],
  ...more,
})
const voted = (partition: Body, more: Body = {}): Body =>
  inPartition({ replicaId: 1, replicaEpoch: 0, lastOffset: 0, lastOffsetEpoch: 0, ...partition }, more)

const QUORUM: readonly AnswerCase[] = [
  ...casesOf('Vote', {
    'of an older epoch': voted({}),
    'of another cluster': voted({}, { clusterId: 'another' }),
    'for another voter': voted({}, { voterId: 9 }),
    'for this voter': voted({}, { voterId: 1 }),
    'of a topic': voted({}, { topicName: 't' }),
    'of nothing': { topics: [] },
    'of partition 1': voted({ partitionIndex: 1 }),
    'of an epoch below 0': voted({ replicaEpoch: -1 }),
    'by a candidate below 0': voted({ replicaId: -1 }),
    'with an offset below 0': voted({ lastOffset: -1 }),
    'with a last epoch that is not older': voted({ lastOffsetEpoch: 5 }),
  }),
  ...casesOf('BeginQuorumEpoch', {
    'of an older epoch': inPartition({ leaderId: 1, leaderEpoch: 0 }),
    'of another cluster': inPartition({ leaderId: 1, leaderEpoch: 0 }, { clusterId: 'another' }),
    'for another voter': inPartition({ leaderId: 1, leaderEpoch: 0 }, { voterId: 9 }),
    'of a topic': inPartition({ leaderId: 1, leaderEpoch: 0 }, { topicName: 't' }),
    'of nothing': { topics: [] },
  }),
  ...casesOf('EndQuorumEpoch', {
    'of an older epoch': inPartition({ leaderId: 1, leaderEpoch: 0 }),
    'of another cluster': inPartition({ leaderId: 1, leaderEpoch: 0 }, { clusterId: 'another' }),
    'of a topic': inPartition({ leaderId: 1, leaderEpoch: 0 }, { topicName: 't' }),
    'of nothing': { topics: [] },
  }),
  ...casesOf('UpdateRaftVoter', {
    'of another cluster': {
      clusterId: 'another',
      currentLeaderEpoch: 0,
      voterId: 1,
      voterDirectoryId: NO_TOPIC,
      listeners: [{ name: 'CONTROLLER', host: 'localhost', port: 1 }],
    },
    'of an older epoch': {
      clusterId: null,
      currentLeaderEpoch: 0,
      voterId: 1,
      voterDirectoryId: NO_TOPIC,
      listeners: [{ name: 'CONTROLLER', host: 'localhost', port: 1 }],
    },
  }),
]

const METADATA_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'
const fetched = (partition: Body, more: Body = {}): Body => ({
  maxWaitMs: 0,
  minBytes: 0,
  maxBytes: 1,
  sessionEpoch: -1,
  replicaId: -1,
  topics: [
    {
      topic: METADATA_LOG,
      topicId: METADATA_ID,
      partitions: [{ partition: 0, currentLeaderEpoch: -1, fetchOffset: 0, partitionMaxBytes: 1, ...partition }],
    },
  ],
  ...more,
})
const snapshot = (partition: Body, more: Body = {}): Body => ({
  topics: [
    {
      name: METADATA_LOG,
      partitions: [{ partition: 0, currentLeaderEpoch: 0, snapshotId: { endOffset: 7, epoch: 1 }, ...partition }],
    },
  ],
  ...more,
})

const METADATA: readonly AnswerCase[] = [
  ...casesOf('Fetch', {
    'of a topic': fetched({}, { topics: [{ topic: 't', topicId: NO_TOPIC, partitions: [{ partition: 0 }] }] }),
    'of partition 1': fetched({ partition: 1 }),
    'of nothing': fetched({}, { topics: [] }),
    'of another cluster': fetched({ currentLeaderEpoch: 0 }, { clusterId: 'another' }),
    'of an older epoch': fetched({ currentLeaderEpoch: 0 }),
    'without an epoch': fetched({}),
    'below 0': fetched({ fetchOffset: -1 }),
    'with a last epoch below 0': fetched({ lastFetchedEpoch: -1 }),
  }),
  // One of nothing ends Apache's node, and it cannot write down a refusal of others.
  ...casesOf('FetchSnapshot', { 'of another cluster': snapshot({}, { clusterId: 'another' }) }),
]

const assigned = (brokerEpoch: number, directories: readonly Body[]): Body => ({
  brokerId: 1,
  brokerEpoch,
  directories,
})
/** Version 0 of a principal: User, ANONYMOUS, no token. */
const ANONYMOUS = utf8('\0\0\x05User\x0aANONYMOUS\0\0')
const enveloped = (more: Body): Body => ({
  requestData: utf8(''),
  requestPrincipal: ANONYMOUS,
  clientHostAddress: new Uint8Array([127, 0, 0, 1]),
  ...more,
})
const registered = (more: Body): Body => ({
  brokerId: 9,
  clusterId: 'another',
  incarnationId: NO_TOPIC,
  rack: null,
  logDirs: [NO_TOPIC],
  ...more,
})

const BROKERS: readonly AnswerCase[] = [
  ...casesOf('BrokerRegistration', { 'of another cluster': registered({}) }),
  ...casesOf('BrokerHeartbeat', {
    'of nobody': { brokerId: 9, brokerEpoch: 1, currentMetadataOffset: 1 },
    'of an older epoch': { brokerId: 1, brokerEpoch: -1, currentMetadataOffset: 1 },
  }),
  ...casesOf('AllocateProducerIds', {
    'for nobody': { brokerId: 9, brokerEpoch: 1 },
    'of an older epoch': { brokerId: 1, brokerEpoch: -1 },
  }),
  ...casesOf('AlterPartition', {
    'of nothing': { brokerId: 9, brokerEpoch: 1, topics: [] },
    'by nobody': { brokerId: 9, brokerEpoch: 1, topics: [{ topicId: NO_TOPIC, partitions: [] }] },
    'of an older epoch': { brokerId: 1, brokerEpoch: -1, topics: [{ topicId: NO_TOPIC, partitions: [] }] },
  }),
  ...casesOf('AssignReplicasToDirs', {
    'of nobody': { ...assigned(1, []), brokerId: 9 },
    'of an older epoch': assigned(-1, [{ id: NO_TOPIC, topics: [] }]),
  }),
  ...casesOf('ControllerRegistration', {
    'of nobody': { controllerId: 9, incarnationId: ZERO_UUID, listeners: [], features: [] },
  }),
  ...casesOf('Envelope', {
    'nobody’s': enveloped({ requestPrincipal: null }),
    'of a principal that is none': enveloped({ requestPrincipal: utf8('me') }),
    'from no address': enveloped({ clientHostAddress: new Uint8Array(3) }),
    'no request': enveloped({ requestData: utf8('') }),
    'half a request': enveloped({ requestData: utf8('\0\x13\0') }),
    'no such API': enveloped({ requestData: utf8('\x03\xe7\0\0\0\0\0\x01\0\0') }),
    'what is not sent on': enveloped({ requestData: utf8('\0\x03\0\x05\0\0\0\x01\0\0\0\0\0\0\0') }),
    'no such version': enveloped({ requestData: utf8('\0\x13\0\x70\0\0\0\x01\0\0\0') }),
  }),
]

/** What the other side of the node serves. */
const ELSEWHERE: readonly AnswerCase[] = [
  ...casesOf('Vote', { 'to a broker': voted({}) }),
  ...casesOf('BrokerHeartbeat', { 'to a broker': { brokerId: 1, brokerEpoch: 1, currentMetadataOffset: 1 } }),
  ...atController([
    ...casesOf('Metadata', { all: { topics: [] } }),
    ...casesOf('Produce', { nothing: { acks: -1, timeoutMs: 5000, topicData: [] } }),
    ...casesOf('ListGroups', { all: {} }),
    ...casesOf('ListConfigResources', { all: { resourceTypes: [] } }),
  ]),
]

export const CONTROLLER_CASES: readonly AnswerCase[] = [
  ...atController([...ADMIN_CASES.filter(isOfController), ...BROKERS, ...METADATA, ...QUORUM]),
  ...ELSEWHERE,
]
