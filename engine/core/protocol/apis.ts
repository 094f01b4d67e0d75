/** The APIs that our nodes serve or our clients call, by key; the others of 4.3.1 are in apis-beyond.ts, which only who decodes them loads. */
import { Part } from '../base/part.ts'
import { ProduceRequest, ProduceResponse } from './messages/00-produce.ts'
import { FetchRequest, FetchResponse } from './messages/01-fetch.ts'
import { ListOffsetsRequest, ListOffsetsResponse } from './messages/02-list-offsets.ts'
import { MetadataRequest, MetadataResponse } from './messages/03-metadata.ts'
import { OffsetCommitRequest, OffsetCommitResponse } from './messages/08-offset-commit.ts'
import { OffsetFetchRequest, OffsetFetchResponse } from './messages/09-offset-fetch.ts'
import { FindCoordinatorRequest, FindCoordinatorResponse } from './messages/10-find-coordinator.ts'
import { JoinGroupRequest, JoinGroupResponse } from './messages/11-join-group.ts'
import { HeartbeatRequest, HeartbeatResponse } from './messages/12-heartbeat.ts'
import { LeaveGroupRequest, LeaveGroupResponse } from './messages/13-leave-group.ts'
import { SyncGroupRequest, SyncGroupResponse } from './messages/14-sync-group.ts'
import { DescribeGroupsRequest, DescribeGroupsResponse } from './messages/15-describe-groups.ts'
import { ListGroupsRequest, ListGroupsResponse } from './messages/16-list-groups.ts'
import { SaslHandshakeRequest, SaslHandshakeResponse } from './messages/17-sasl-handshake.ts'
import { ApiVersionsRequest, ApiVersionsResponse } from './messages/18-api-versions.ts'
import { CreateTopicsRequest, CreateTopicsResponse } from './messages/19-create-topics.ts'
import { DeleteTopicsRequest, DeleteTopicsResponse } from './messages/20-delete-topics.ts'
import { DeleteRecordsRequest, DeleteRecordsResponse } from './messages/21-delete-records.ts'
import { InitProducerIdRequest, InitProducerIdResponse } from './messages/22-init-producer-id.ts'
import { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from './messages/23-offset-for-leader-epoch.ts'
import { DescribeAclsRequest, DescribeAclsResponse } from './messages/29-describe-acls.ts'
import { CreateAclsRequest, CreateAclsResponse } from './messages/30-create-acls.ts'
import { DeleteAclsRequest, DeleteAclsResponse } from './messages/31-delete-acls.ts'
import { DescribeConfigsRequest, DescribeConfigsResponse } from './messages/32-describe-configs.ts'
import { AlterConfigsRequest, AlterConfigsResponse } from './messages/33-alter-configs.ts'
import { AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse } from './messages/34-alter-replica-log-dirs.ts'
import { DescribeLogDirsRequest, DescribeLogDirsResponse } from './messages/35-describe-log-dirs.ts'
import { SaslAuthenticateRequest, SaslAuthenticateResponse } from './messages/36-sasl-authenticate.ts'
import { CreatePartitionsRequest, CreatePartitionsResponse } from './messages/37-create-partitions.ts'
import { DeleteGroupsRequest, DeleteGroupsResponse } from './messages/42-delete-groups.ts'
import { ElectLeadersRequest, ElectLeadersResponse } from './messages/43-elect-leaders.ts'
import {
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from './messages/44-incremental-alter-configs.ts'
import {
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
} from './messages/45-alter-partition-reassignments.ts'
import {
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from './messages/46-list-partition-reassignments.ts'
import { OffsetDeleteRequest, OffsetDeleteResponse } from './messages/47-offset-delete.ts'
import { DescribeClientQuotasRequest, DescribeClientQuotasResponse } from './messages/48-describe-client-quotas.ts'
import { AlterClientQuotasRequest, AlterClientQuotasResponse } from './messages/49-alter-client-quotas.ts'
import {
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
} from './messages/50-describe-user-scram-credentials.ts'
import { VoteRequest, VoteResponse } from './messages/52-vote.ts'
import { BeginQuorumEpochRequest, BeginQuorumEpochResponse } from './messages/53-begin-quorum-epoch.ts'
import { EndQuorumEpochRequest, EndQuorumEpochResponse } from './messages/54-end-quorum-epoch.ts'
import { DescribeQuorumRequest, DescribeQuorumResponse } from './messages/55-describe-quorum.ts'
import { AlterPartitionRequest, AlterPartitionResponse } from './messages/56-alter-partition.ts'
import { UpdateFeaturesRequest, UpdateFeaturesResponse } from './messages/57-update-features.ts'
import { EnvelopeRequest, EnvelopeResponse } from './messages/58-envelope.ts'
import { FetchSnapshotRequest, FetchSnapshotResponse } from './messages/59-fetch-snapshot.ts'
import { DescribeClusterRequest, DescribeClusterResponse } from './messages/60-describe-cluster.ts'
import { BrokerRegistrationRequest, BrokerRegistrationResponse } from './messages/62-broker-registration.ts'
import { BrokerHeartbeatRequest, BrokerHeartbeatResponse } from './messages/63-broker-heartbeat.ts'
import { UnregisterBrokerRequest, UnregisterBrokerResponse } from './messages/64-unregister-broker.ts'
import { AllocateProducerIdsRequest, AllocateProducerIdsResponse } from './messages/67-allocate-producer-ids.ts'
import {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
} from './messages/68-consumer-group-heartbeat.ts'
import { ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse } from './messages/69-consumer-group-describe.ts'
import { ControllerRegistrationRequest, ControllerRegistrationResponse } from './messages/70-controller-registration.ts'
import { AssignReplicasToDirsRequest, AssignReplicasToDirsResponse } from './messages/73-assign-replicas-to-dirs.ts'
import { ListConfigResourcesRequest, ListConfigResourcesResponse } from './messages/74-list-config-resources.ts'
import {
  DescribeTopicPartitionsRequest,
  DescribeTopicPartitionsResponse,
} from './messages/75-describe-topic-partitions.ts'
import { AddRaftVoterRequest, AddRaftVoterResponse } from './messages/80-add-raft-voter.ts'
import { RemoveRaftVoterRequest, RemoveRaftVoterResponse } from './messages/81-remove-raft-voter.ts'
import { UpdateRaftVoterRequest, UpdateRaftVoterResponse } from './messages/82-update-raft-voter.ts'
import type { Api, VersionRange } from './schema.ts'

export const APIS = {
  Produce: { key: 0, name: 'Produce', request: ProduceRequest, response: ProduceResponse },
  Fetch: { key: 1, name: 'Fetch', request: FetchRequest, response: FetchResponse },
  ListOffsets: { key: 2, name: 'ListOffsets', request: ListOffsetsRequest, response: ListOffsetsResponse },
  Metadata: { key: 3, name: 'Metadata', request: MetadataRequest, response: MetadataResponse },
  OffsetCommit: { key: 8, name: 'OffsetCommit', request: OffsetCommitRequest, response: OffsetCommitResponse },
  OffsetFetch: { key: 9, name: 'OffsetFetch', request: OffsetFetchRequest, response: OffsetFetchResponse },
  FindCoordinator: {
    key: 10,
    name: 'FindCoordinator',
    request: FindCoordinatorRequest,
    response: FindCoordinatorResponse,
  },
  JoinGroup: { key: 11, name: 'JoinGroup', request: JoinGroupRequest, response: JoinGroupResponse },
  Heartbeat: { key: 12, name: 'Heartbeat', request: HeartbeatRequest, response: HeartbeatResponse },
  LeaveGroup: { key: 13, name: 'LeaveGroup', request: LeaveGroupRequest, response: LeaveGroupResponse },
  SyncGroup: { key: 14, name: 'SyncGroup', request: SyncGroupRequest, response: SyncGroupResponse },
  DescribeGroups: { key: 15, name: 'DescribeGroups', request: DescribeGroupsRequest, response: DescribeGroupsResponse },
  ListGroups: { key: 16, name: 'ListGroups', request: ListGroupsRequest, response: ListGroupsResponse },
  SaslHandshake: { key: 17, name: 'SaslHandshake', request: SaslHandshakeRequest, response: SaslHandshakeResponse },
  ApiVersions: { key: 18, name: 'ApiVersions', request: ApiVersionsRequest, response: ApiVersionsResponse },
  CreateTopics: { key: 19, name: 'CreateTopics', request: CreateTopicsRequest, response: CreateTopicsResponse },
  DeleteTopics: { key: 20, name: 'DeleteTopics', request: DeleteTopicsRequest, response: DeleteTopicsResponse },
  DeleteRecords: { key: 21, name: 'DeleteRecords', request: DeleteRecordsRequest, response: DeleteRecordsResponse },
  InitProducerId: { key: 22, name: 'InitProducerId', request: InitProducerIdRequest, response: InitProducerIdResponse },
  OffsetForLeaderEpoch: {
    key: 23,
    name: 'OffsetForLeaderEpoch',
    request: OffsetForLeaderEpochRequest,
    response: OffsetForLeaderEpochResponse,
  },
  DescribeAcls: { key: 29, name: 'DescribeAcls', request: DescribeAclsRequest, response: DescribeAclsResponse },
  CreateAcls: { key: 30, name: 'CreateAcls', request: CreateAclsRequest, response: CreateAclsResponse },
  DeleteAcls: { key: 31, name: 'DeleteAcls', request: DeleteAclsRequest, response: DeleteAclsResponse },
  DescribeConfigs: {
    key: 32,
    name: 'DescribeConfigs',
    request: DescribeConfigsRequest,
    response: DescribeConfigsResponse,
  },
  AlterConfigs: { key: 33, name: 'AlterConfigs', request: AlterConfigsRequest, response: AlterConfigsResponse },
  AlterReplicaLogDirs: {
    key: 34,
    name: 'AlterReplicaLogDirs',
    request: AlterReplicaLogDirsRequest,
    response: AlterReplicaLogDirsResponse,
  },
  DescribeLogDirs: {
    key: 35,
    name: 'DescribeLogDirs',
    request: DescribeLogDirsRequest,
    response: DescribeLogDirsResponse,
  },
  SaslAuthenticate: {
    key: 36,
    name: 'SaslAuthenticate',
    request: SaslAuthenticateRequest,
    response: SaslAuthenticateResponse,
  },
  CreatePartitions: {
    key: 37,
    name: 'CreatePartitions',
    request: CreatePartitionsRequest,
    response: CreatePartitionsResponse,
  },
  DeleteGroups: { key: 42, name: 'DeleteGroups', request: DeleteGroupsRequest, response: DeleteGroupsResponse },
  ElectLeaders: { key: 43, name: 'ElectLeaders', request: ElectLeadersRequest, response: ElectLeadersResponse },
  IncrementalAlterConfigs: {
    key: 44,
    name: 'IncrementalAlterConfigs',
    request: IncrementalAlterConfigsRequest,
    response: IncrementalAlterConfigsResponse,
  },
  AlterPartitionReassignments: {
    key: 45,
    name: 'AlterPartitionReassignments',
    request: AlterPartitionReassignmentsRequest,
    response: AlterPartitionReassignmentsResponse,
  },
  ListPartitionReassignments: {
    key: 46,
    name: 'ListPartitionReassignments',
    request: ListPartitionReassignmentsRequest,
    response: ListPartitionReassignmentsResponse,
  },
  OffsetDelete: { key: 47, name: 'OffsetDelete', request: OffsetDeleteRequest, response: OffsetDeleteResponse },
  DescribeClientQuotas: {
    key: 48,
    name: 'DescribeClientQuotas',
    request: DescribeClientQuotasRequest,
    response: DescribeClientQuotasResponse,
  },
  AlterClientQuotas: {
    key: 49,
    name: 'AlterClientQuotas',
    request: AlterClientQuotasRequest,
    response: AlterClientQuotasResponse,
  },
  DescribeUserScramCredentials: {
    key: 50,
    name: 'DescribeUserScramCredentials',
    request: DescribeUserScramCredentialsRequest,
    response: DescribeUserScramCredentialsResponse,
  },
  Vote: { key: 52, name: 'Vote', request: VoteRequest, response: VoteResponse },
  BeginQuorumEpoch: {
    key: 53,
    name: 'BeginQuorumEpoch',
    request: BeginQuorumEpochRequest,
    response: BeginQuorumEpochResponse,
  },
  EndQuorumEpoch: { key: 54, name: 'EndQuorumEpoch', request: EndQuorumEpochRequest, response: EndQuorumEpochResponse },
  DescribeQuorum: { key: 55, name: 'DescribeQuorum', request: DescribeQuorumRequest, response: DescribeQuorumResponse },
  AlterPartition: { key: 56, name: 'AlterPartition', request: AlterPartitionRequest, response: AlterPartitionResponse },
  UpdateFeatures: { key: 57, name: 'UpdateFeatures', request: UpdateFeaturesRequest, response: UpdateFeaturesResponse },
  Envelope: { key: 58, name: 'Envelope', request: EnvelopeRequest, response: EnvelopeResponse },
  FetchSnapshot: { key: 59, name: 'FetchSnapshot', request: FetchSnapshotRequest, response: FetchSnapshotResponse },
  DescribeCluster: {
    key: 60,
    name: 'DescribeCluster',
    request: DescribeClusterRequest,
    response: DescribeClusterResponse,
  },
  BrokerRegistration: {
    key: 62,
    name: 'BrokerRegistration',
    request: BrokerRegistrationRequest,
    response: BrokerRegistrationResponse,
  },
  BrokerHeartbeat: {
    key: 63,
    name: 'BrokerHeartbeat',
    request: BrokerHeartbeatRequest,
    response: BrokerHeartbeatResponse,
  },
  UnregisterBroker: {
    key: 64,
    name: 'UnregisterBroker',
    request: UnregisterBrokerRequest,
    response: UnregisterBrokerResponse,
  },
  AllocateProducerIds: {
    key: 67,
    name: 'AllocateProducerIds',
    request: AllocateProducerIdsRequest,
    response: AllocateProducerIdsResponse,
  },
  ConsumerGroupHeartbeat: {
    key: 68,
    name: 'ConsumerGroupHeartbeat',
    request: ConsumerGroupHeartbeatRequest,
    response: ConsumerGroupHeartbeatResponse,
  },
  ConsumerGroupDescribe: {
    key: 69,
    name: 'ConsumerGroupDescribe',
    request: ConsumerGroupDescribeRequest,
    response: ConsumerGroupDescribeResponse,
  },
  ControllerRegistration: {
    key: 70,
    name: 'ControllerRegistration',
    request: ControllerRegistrationRequest,
    response: ControllerRegistrationResponse,
  },
  AssignReplicasToDirs: {
    key: 73,
    name: 'AssignReplicasToDirs',
    request: AssignReplicasToDirsRequest,
    response: AssignReplicasToDirsResponse,
  },
  ListConfigResources: {
    key: 74,
    name: 'ListConfigResources',
    request: ListConfigResourcesRequest,
    response: ListConfigResourcesResponse,
  },
  DescribeTopicPartitions: {
    key: 75,
    name: 'DescribeTopicPartitions',
    request: DescribeTopicPartitionsRequest,
    response: DescribeTopicPartitionsResponse,
  },
  AddRaftVoter: { key: 80, name: 'AddRaftVoter', request: AddRaftVoterRequest, response: AddRaftVoterResponse },
  RemoveRaftVoter: {
    key: 81,
    name: 'RemoveRaftVoter',
    request: RemoveRaftVoterRequest,
    response: RemoveRaftVoterResponse,
  },
  UpdateRaftVoter: {
    key: 82,
    name: 'UpdateRaftVoter',
    request: UpdateRaftVoterRequest,
    response: UpdateRaftVoterResponse,
  },
} as const satisfies { readonly [name: string]: Api }

/** `'Produce'`, `'Fetch'` … */
export type ApiName = keyof typeof APIS

const BY_KEY: ReadonlyMap<number, Api> = new Map(Object.values(APIS).map((api) => [api.key, api]))

/** The other APIs of 4.3.1, with their messages. */
export const BEYOND = new Part(async () => {
  const { APIS_BEYOND } = await import('./apis-beyond.ts')
  return new Map<number, Api>(Object.values(APIS_BEYOND).map((api) => [api.key, api]))
})

/** The API of a key, with its messages; undefined for keys that 4.3.1 does not have, and while {@link BEYOND} is not loaded for those in it. */
export function apiOf(key: number): Api | undefined {
  return BY_KEY.get(key) ?? (BEYOND.isLoaded ? BEYOND.now.get(key) : undefined)
}

/** What there is to tell of an API without its messages. */
export interface ApiBrief {
  readonly key: number
  readonly name: string
  readonly versions: VersionRange
  /** Whether brokers serve it, not only controllers. */
  readonly onBrokers: boolean
}

/** Key, name and versions of what is beyond; all of it is asked of brokers. */
const BEYOND_ROWS = [
  [24, 'AddPartitionsToTxn', '0-5'],
  [25, 'AddOffsetsToTxn', '0-4'],
  [26, 'EndTxn', '0-5'],
  [27, 'WriteTxnMarkers', '1-2'],
  [28, 'TxnOffsetCommit', '0-5'],
  [38, 'CreateDelegationToken', '1-3'],
  [39, 'RenewDelegationToken', '1-2'],
  [40, 'ExpireDelegationToken', '1-2'],
  [41, 'DescribeDelegationToken', '1-3'],
  [51, 'AlterUserScramCredentials', '0'],
  [61, 'DescribeProducers', '0'],
  [65, 'DescribeTransactions', '0'],
  [66, 'ListTransactions', '0-2'],
  [71, 'GetTelemetrySubscriptions', '0'],
  [72, 'PushTelemetry', '0'],
  [76, 'ShareGroupHeartbeat', '1'],
  [77, 'ShareGroupDescribe', '1'],
  [78, 'ShareFetch', '1-2'],
  [79, 'ShareAcknowledge', '1-2'],
  [83, 'InitializeShareGroupState', '0'],
  [84, 'ReadShareGroupState', '0'],
  [85, 'WriteShareGroupState', '0-1'],
  [86, 'DeleteShareGroupState', '0'],
  [87, 'ReadShareGroupStateSummary', '0-1'],
  [88, 'StreamsGroupHeartbeat', '0'],
  [89, 'StreamsGroupDescribe', '0'],
  [90, 'DescribeShareGroupOffsets', '0-1'],
  [91, 'AlterShareGroupOffsets', '0'],
  [92, 'DeleteShareGroupOffsets', '0'],
] as const

/** Every API of 4.3.1, by key. */
export const ALL_APIS: ReadonlyMap<number, ApiBrief> = new Map(
  [
    ...[...BY_KEY.values()].map(({ key, name, request: { versions, listeners } }) => {
      return { key, name, versions, onBrokers: listeners?.includes('broker') === true }
    }),
    ...BEYOND_ROWS.map(([key, name, versions]) => ({ key, name, versions, onBrokers: true })),
  ].map((api) => [api.key, api]),
)
