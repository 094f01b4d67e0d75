/** Records of __cluster_metadata (facts/metadata-records.md). */
import {
  array,
  bool,
  bytes,
  float64,
  type Infer,
  int8,
  int16,
  int32,
  int64,
  message,
  string,
  struct,
  uint16,
  uuid,
} from '../schema.ts'

/** Metadata record, type 0. Versions 0-4, flexible 0+. */
export const RegisterBrokerRecord = message({
  name: 'RegisterBrokerRecord',
  apiKey: 0,
  versions: '0-4',
  flexible: '0+',
  fields: {
    brokerId: int32(),
    isMigratingZkBroker: bool({ versions: '2+' }),
    incarnationId: uuid(),
    brokerEpoch: int64(),
    endPoints: array(
      struct({
        name: string(),
        host: string(),
        port: uint16(),
        securityProtocol: int16(),
      }),
    ),
    features: array(
      struct({
        name: string(),
        minSupportedVersion: int16(),
        maxSupportedVersion: int16(),
      }),
    ),
    rack: string({ nullable: '0+' }),
    fenced: bool({ default: true }),
    inControlledShutdown: bool({ versions: '1+' }),
    logDirs: array(uuid(), { versions: '3+', tag: 0 }),
    cordonedLogDirs: array(uuid(), { versions: '4+', nullable: '4+', tag: 1, default: null }),
  },
})
export type RegisterBrokerRecord = Infer<typeof RegisterBrokerRecord>

/** Metadata record, type 1. Versions 0, flexible 0+. */
export const UnregisterBrokerRecord = message({
  name: 'UnregisterBrokerRecord',
  apiKey: 1,
  versions: '0',
  flexible: '0+',
  fields: {
    brokerId: int32(),
    brokerEpoch: int64(),
  },
})
export type UnregisterBrokerRecord = Infer<typeof UnregisterBrokerRecord>

/** Metadata record, type 2. Versions 0, flexible 0+. */
export const TopicRecord = message({
  name: 'TopicRecord',
  apiKey: 2,
  versions: '0',
  flexible: '0+',
  fields: {
    name: string(),
    topicId: uuid(),
  },
})
export type TopicRecord = Infer<typeof TopicRecord>

/** Metadata record, type 3. Versions 0-2, flexible 0+. */
export const PartitionRecord = message({
  name: 'PartitionRecord',
  apiKey: 3,
  versions: '0-2',
  flexible: '0+',
  fields: {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    replicas: array(int32()),
    isr: array(int32()),
    removingReplicas: array(int32()),
    addingReplicas: array(int32()),
    leader: int32({ default: -1 }),
    leaderRecoveryState: int8({ tag: 0 }),
    leaderEpoch: int32({ default: -1 }),
    partitionEpoch: int32({ default: -1 }),
    directories: array(uuid(), { versions: '1+' }),
    eligibleLeaderReplicas: array(int32(), { versions: '2+', nullable: '2+', tag: 1, default: null }),
    lastKnownElr: array(int32(), { versions: '2+', nullable: '2+', tag: 2, default: null }),
  },
})
export type PartitionRecord = Infer<typeof PartitionRecord>

/** Metadata record, type 4. Versions 0, flexible 0+. */
export const ConfigRecord = message({
  name: 'ConfigRecord',
  apiKey: 4,
  versions: '0',
  flexible: '0+',
  fields: {
    resourceType: int8(),
    resourceName: string(),
    name: string(),
    value: string({ nullable: '0+' }),
  },
})
export type ConfigRecord = Infer<typeof ConfigRecord>

/** Metadata record, type 5. Versions 0-2, flexible 0+. */
export const PartitionChangeRecord = message({
  name: 'PartitionChangeRecord',
  apiKey: 5,
  versions: '0-2',
  flexible: '0+',
  fields: {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    isr: array(int32(), { nullable: '0+', tag: 0, default: null }),
    leader: int32({ tag: 1, default: -2 }),
    replicas: array(int32(), { nullable: '0+', tag: 2, default: null }),
    removingReplicas: array(int32(), { nullable: '0+', tag: 3, default: null }),
    addingReplicas: array(int32(), { nullable: '0+', tag: 4, default: null }),
    leaderRecoveryState: int8({ tag: 5, default: -1 }),
    directories: array(uuid(), { versions: '1+', nullable: '1+', tag: 8, default: null }),
    eligibleLeaderReplicas: array(int32(), { versions: '2+', nullable: '2+', tag: 6, default: null }),
    lastKnownElr: array(int32(), { versions: '2+', nullable: '2+', tag: 7, default: null }),
  },
})
export type PartitionChangeRecord = Infer<typeof PartitionChangeRecord>

/** Metadata record, type 7. Versions 0, flexible 0+. */
export const FenceBrokerRecord = message({
  name: 'FenceBrokerRecord',
  apiKey: 7,
  versions: '0',
  flexible: '0+',
  fields: {
    id: int32(),
    epoch: int64(),
  },
})
export type FenceBrokerRecord = Infer<typeof FenceBrokerRecord>

/** Metadata record, type 8. Versions 0, flexible 0+. */
export const UnfenceBrokerRecord = message({
  name: 'UnfenceBrokerRecord',
  apiKey: 8,
  versions: '0',
  flexible: '0+',
  fields: {
    id: int32(),
    epoch: int64(),
  },
})
export type UnfenceBrokerRecord = Infer<typeof UnfenceBrokerRecord>

/** Metadata record, type 9. Versions 0, flexible 0+. */
export const RemoveTopicRecord = message({
  name: 'RemoveTopicRecord',
  apiKey: 9,
  versions: '0',
  flexible: '0+',
  fields: {
    topicId: uuid(),
  },
})
export type RemoveTopicRecord = Infer<typeof RemoveTopicRecord>

/** Metadata record, type 10. Versions 0, flexible 0+. */
export const DelegationTokenRecord = message({
  name: 'DelegationTokenRecord',
  apiKey: 10,
  versions: '0',
  flexible: '0+',
  fields: {
    owner: string(),
    requester: string(),
    renewers: array(string()),
    issueTimestamp: int64(),
    maxTimestamp: int64(),
    expirationTimestamp: int64(),
    tokenId: string(),
  },
})
export type DelegationTokenRecord = Infer<typeof DelegationTokenRecord>

/** Metadata record, type 11. Versions 0, flexible 0+. */
export const UserScramCredentialRecord = message({
  name: 'UserScramCredentialRecord',
  apiKey: 11,
  versions: '0',
  flexible: '0+',
  fields: {
    name: string(),
    mechanism: int8(),
    salt: bytes(),
    storedKey: bytes(),
    serverKey: bytes(),
    iterations: int32(),
  },
})
export type UserScramCredentialRecord = Infer<typeof UserScramCredentialRecord>

/** Metadata record, type 12. Versions 0, flexible 0+. */
export const FeatureLevelRecord = message({
  name: 'FeatureLevelRecord',
  apiKey: 12,
  versions: '0',
  flexible: '0+',
  fields: {
    name: string(),
    featureLevel: int16(),
  },
})
export type FeatureLevelRecord = Infer<typeof FeatureLevelRecord>

/** Metadata record, type 14. Versions 0, flexible 0+. */
export const ClientQuotaRecord = message({
  name: 'ClientQuotaRecord',
  apiKey: 14,
  versions: '0',
  flexible: '0+',
  fields: {
    entity: array(
      struct({
        entityType: string(),
        entityName: string({ nullable: '0+' }),
      }),
    ),
    key: string(),
    value: float64(),
    remove: bool(),
  },
})
export type ClientQuotaRecord = Infer<typeof ClientQuotaRecord>

/** Metadata record, type 15. Versions 0, flexible 0+. */
export const ProducerIdsRecord = message({
  name: 'ProducerIdsRecord',
  apiKey: 15,
  versions: '0',
  flexible: '0+',
  fields: {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    nextProducerId: int64(),
  },
})
export type ProducerIdsRecord = Infer<typeof ProducerIdsRecord>

/** Metadata record, type 17. Versions 0-3, flexible 0+. */
export const BrokerRegistrationChangeRecord = message({
  name: 'BrokerRegistrationChangeRecord',
  apiKey: 17,
  versions: '0-3',
  flexible: '0+',
  fields: {
    brokerId: int32(),
    brokerEpoch: int64(),
    fenced: int8({ tag: 0 }),
    inControlledShutdown: int8({ versions: '1+', tag: 1 }),
    logDirs: array(uuid(), { versions: '2+', tag: 2 }),
    cordonedLogDirs: array(uuid(), { versions: '3+', nullable: '3+', tag: 3, default: null }),
  },
})
export type BrokerRegistrationChangeRecord = Infer<typeof BrokerRegistrationChangeRecord>

/** Metadata record, type 18. Versions 0, flexible 0+. */
export const AccessControlEntryRecord = message({
  name: 'AccessControlEntryRecord',
  apiKey: 18,
  versions: '0',
  flexible: '0+',
  fields: {
    id: uuid(),
    resourceType: int8(),
    resourceName: string(),
    patternType: int8(),
    principal: string(),
    host: string(),
    operation: int8(),
    permissionType: int8(),
  },
})
export type AccessControlEntryRecord = Infer<typeof AccessControlEntryRecord>

/** Metadata record, type 19. Versions 0, flexible 0+. */
export const RemoveAccessControlEntryRecord = message({
  name: 'RemoveAccessControlEntryRecord',
  apiKey: 19,
  versions: '0',
  flexible: '0+',
  fields: {
    id: uuid(),
  },
})
export type RemoveAccessControlEntryRecord = Infer<typeof RemoveAccessControlEntryRecord>

/** Metadata record, type 20. Versions 0, flexible 0+. */
export const NoOpRecord = message({
  name: 'NoOpRecord',
  apiKey: 20,
  versions: '0',
  flexible: '0+',
  fields: {},
})
export type NoOpRecord = Infer<typeof NoOpRecord>

/** Metadata record, type 21. Versions 0, flexible 0+. */
export const ZkMigrationStateRecord = message({
  name: 'ZkMigrationStateRecord',
  apiKey: 21,
  versions: '0',
  flexible: '0+',
  fields: {
    zkMigrationState: int8(),
  },
})
export type ZkMigrationStateRecord = Infer<typeof ZkMigrationStateRecord>

/** Metadata record, type 22. Versions 0, flexible 0+. */
export const RemoveUserScramCredentialRecord = message({
  name: 'RemoveUserScramCredentialRecord',
  apiKey: 22,
  versions: '0',
  flexible: '0+',
  fields: {
    name: string(),
    mechanism: int8(),
  },
})
export type RemoveUserScramCredentialRecord = Infer<typeof RemoveUserScramCredentialRecord>

/** Metadata record, type 23. Versions 0, flexible 0+. */
export const BeginTransactionRecord = message({
  name: 'BeginTransactionRecord',
  apiKey: 23,
  versions: '0',
  flexible: '0+',
  fields: {
    name: string({ nullable: '0+', tag: 0, default: null }),
  },
})
export type BeginTransactionRecord = Infer<typeof BeginTransactionRecord>

/** Metadata record, type 24. Versions 0, flexible 0+. */
export const EndTransactionRecord = message({
  name: 'EndTransactionRecord',
  apiKey: 24,
  versions: '0',
  flexible: '0+',
  fields: {},
})
export type EndTransactionRecord = Infer<typeof EndTransactionRecord>

/** Metadata record, type 25. Versions 0, flexible 0+. */
export const AbortTransactionRecord = message({
  name: 'AbortTransactionRecord',
  apiKey: 25,
  versions: '0',
  flexible: '0+',
  fields: {
    reason: string({ nullable: '0+', tag: 0, default: null }),
  },
})
export type AbortTransactionRecord = Infer<typeof AbortTransactionRecord>

/** Metadata record, type 26. Versions 0, flexible 0+. */
export const RemoveDelegationTokenRecord = message({
  name: 'RemoveDelegationTokenRecord',
  apiKey: 26,
  versions: '0',
  flexible: '0+',
  fields: {
    tokenId: string(),
  },
})
export type RemoveDelegationTokenRecord = Infer<typeof RemoveDelegationTokenRecord>

/** Metadata record, type 27. Versions 0, flexible 0+. */
export const RegisterControllerRecord = message({
  name: 'RegisterControllerRecord',
  apiKey: 27,
  versions: '0',
  flexible: '0+',
  fields: {
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: bool(),
    endPoints: array(
      struct({
        name: string(),
        host: string(),
        port: uint16(),
        securityProtocol: int16(),
      }),
    ),
    features: array(
      struct({
        name: string(),
        minSupportedVersion: int16(),
        maxSupportedVersion: int16(),
      }),
    ),
  },
})
export type RegisterControllerRecord = Infer<typeof RegisterControllerRecord>

/** Metadata record, type 28. Versions 0, flexible 0+. */
export const ClearElrRecord = message({
  name: 'ClearElrRecord',
  apiKey: 28,
  versions: '0',
  flexible: '0+',
  fields: {
    topicName: string(),
  },
})
export type ClearElrRecord = Infer<typeof ClearElrRecord>
