/** Handlers that a broker does without until there is a topic. */
import { produce } from './handlers/00-produce.ts'
import { fetch } from './handlers/01-fetch.ts'
import { listOffsets } from './handlers/02-list-offsets.ts'
import { offsetCommit } from './handlers/08-offset-commit.ts'
import { offsetFetch } from './handlers/09-offset-fetch.ts'
import { findCoordinator } from './handlers/10-find-coordinator.ts'
import { joinGroup } from './handlers/11-join-group.ts'
import { heartbeat } from './handlers/12-heartbeat.ts'
import { leaveGroup } from './handlers/13-leave-group.ts'
import { syncGroup } from './handlers/14-sync-group.ts'
import { describeGroups } from './handlers/15-describe-groups.ts'
import { saslHandshake } from './handlers/17-sasl-handshake.ts'
import { deleteRecords } from './handlers/21-delete-records.ts'
import { offsetForLeaderEpoch } from './handlers/23-offset-for-leader-epoch.ts'
import { describeAcls } from './handlers/29-describe-acls.ts'
import { createAcls } from './handlers/30-create-acls.ts'
import { deleteAcls } from './handlers/31-delete-acls.ts'
import { describeConfigs } from './handlers/32-describe-configs.ts'
import { alterConfigs } from './handlers/33-alter-configs.ts'
import { alterReplicaLogDirs } from './handlers/34-alter-replica-log-dirs.ts'
import { saslAuthenticate } from './handlers/36-sasl-authenticate.ts'
import { deleteGroups } from './handlers/42-delete-groups.ts'
import { incrementalAlterConfigs } from './handlers/44-incremental-alter-configs.ts'
import { offsetDelete } from './handlers/47-offset-delete.ts'
import { describeClientQuotas } from './handlers/48-describe-client-quotas.ts'
import { describeUserScramCredentials } from './handlers/50-describe-user-scram-credentials.ts'
import { consumerGroupDescribe } from './handlers/69-consumer-group-describe.ts'
import { listConfigResources } from './handlers/74-list-config-resources.ts'
import { describeTopicPartitions } from './handlers/75-describe-topic-partitions.ts'

/** By API name. */
export const ON_DEMAND = {
  Produce: produce,
  Fetch: fetch,
  ListOffsets: listOffsets,
  OffsetCommit: offsetCommit,
  OffsetFetch: offsetFetch,
  FindCoordinator: findCoordinator,
  JoinGroup: joinGroup,
  Heartbeat: heartbeat,
  LeaveGroup: leaveGroup,
  SyncGroup: syncGroup,
  DescribeGroups: describeGroups,
  DeleteRecords: deleteRecords,
  OffsetForLeaderEpoch: offsetForLeaderEpoch,
  DescribeConfigs: describeConfigs,
  AlterConfigs: alterConfigs,
  AlterReplicaLogDirs: alterReplicaLogDirs,
  DeleteGroups: deleteGroups,
  IncrementalAlterConfigs: incrementalAlterConfigs,
  OffsetDelete: offsetDelete,
  DescribeClientQuotas: describeClientQuotas,
  DescribeUserScramCredentials: describeUserScramCredentials,
  ConsumerGroupDescribe: consumerGroupDescribe,
  ListConfigResources: listConfigResources,
  DescribeTopicPartitions: describeTopicPartitions,
  DescribeAcls: describeAcls,
  CreateAcls: createAcls,
  DeleteAcls: deleteAcls,
  SaslHandshake: saslHandshake,
  SaslAuthenticate: saslAuthenticate,
}
