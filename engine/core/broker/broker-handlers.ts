/** The APIs of the broker listeners. */
import { Part } from '../base/part.ts'
import type { ApiName } from '../protocol/apis.ts'
import { FORWARDING_HANDLERS } from './forwarding.ts'
import type { BrokerServices, Handler } from './handler.ts'
import { metadata } from './handlers/03-metadata.ts'
import { type ApiVersionsServices, apiVersions } from './handlers/18-api-versions.ts'
import { initProducerId } from './handlers/22-init-producer-id.ts'
import { whenThere } from './late-handler.ts'
import type { Handlers } from './router.ts'

const OTHERS = new Part(() => import('./handlers-on-demand.ts'))
const TELLERS = new Part(() => import('./telling-handlers.ts'))

type OnDemand = typeof import('./handlers-on-demand.ts').ON_DEMAND
type Telling = typeof import('./telling-handlers.ts').TELLING

function onDemand<N extends ApiName & keyof OnDemand>(name: N): Handler<N> {
  return whenThere(OTHERS, (all) => all.ON_DEMAND[name] as unknown as Handler<N>)
}

function telling<N extends ApiName & keyof Telling>(name: N): Handler<N> {
  return whenThere(TELLERS, (all) => all.TELLING[name] as unknown as Handler<N>)
}

const ON_DEMAND: { readonly [N in keyof OnDemand]: Handler<N> } = {
  Produce: onDemand('Produce'),
  Fetch: onDemand('Fetch'),
  ListOffsets: onDemand('ListOffsets'),
  OffsetCommit: onDemand('OffsetCommit'),
  OffsetFetch: onDemand('OffsetFetch'),
  FindCoordinator: onDemand('FindCoordinator'),
  JoinGroup: onDemand('JoinGroup'),
  Heartbeat: onDemand('Heartbeat'),
  LeaveGroup: onDemand('LeaveGroup'),
  SyncGroup: onDemand('SyncGroup'),
  DescribeGroups: onDemand('DescribeGroups'),
  DeleteRecords: onDemand('DeleteRecords'),
  OffsetForLeaderEpoch: onDemand('OffsetForLeaderEpoch'),
  DescribeConfigs: onDemand('DescribeConfigs'),
  AlterConfigs: onDemand('AlterConfigs'),
  AlterReplicaLogDirs: onDemand('AlterReplicaLogDirs'),
  DeleteGroups: onDemand('DeleteGroups'),
  IncrementalAlterConfigs: onDemand('IncrementalAlterConfigs'),
  OffsetDelete: onDemand('OffsetDelete'),
  DescribeClientQuotas: onDemand('DescribeClientQuotas'),
  DescribeUserScramCredentials: onDemand('DescribeUserScramCredentials'),
  ConsumerGroupDescribe: onDemand('ConsumerGroupDescribe'),
  ListConfigResources: onDemand('ListConfigResources'),
  DescribeTopicPartitions: onDemand('DescribeTopicPartitions'),
  DescribeAcls: onDemand('DescribeAcls'),
  CreateAcls: onDemand('CreateAcls'),
  DeleteAcls: onDemand('DeleteAcls'),
  SaslHandshake: onDemand('SaslHandshake'),
  SaslAuthenticate: onDemand('SaslAuthenticate'),
}

/** By API name; what is not here is not advertised. */
export const BROKER_HANDLERS: Handlers<BrokerServices & ApiVersionsServices> = {
  ...FORWARDING_HANDLERS,
  Metadata: metadata,
  ApiVersions: apiVersions,
  InitProducerId: initProducerId,
  DescribeCluster: telling('DescribeCluster'),
  ListGroups: telling('ListGroups'),
  DescribeLogDirs: telling('DescribeLogDirs'),
  ...ON_DEMAND,
}
