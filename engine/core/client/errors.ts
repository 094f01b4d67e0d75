/** Exceptions in the Java client's words: what a learner reads in the documentation is what is thrown here. */
import { type ErrorName, Errors, errorName } from '../protocol/errors.ts'

/** Package of most exceptions that stand for a broker's error code. */
const ERRORS_PACKAGE = 'org.apache.kafka.common.errors'

/** `[Java class, message, 'retriable'?]` of an error code (4.3.1 `Errors.java`). */
type Row = readonly [javaClass: string, message: string, retriable?: 'retriable']

const R = 'retriable'

const ROWS: { readonly [N in ErrorName]?: Row } = {
  UNKNOWN_SERVER_ERROR: [
    'UnknownServerException',
    'The server experienced an unexpected error when processing the request.',
  ],
  OFFSET_OUT_OF_RANGE: [
    'OffsetOutOfRangeException',
    'The requested offset is not within the range of offsets maintained by the server.',
  ],
  CORRUPT_MESSAGE: [
    'CorruptRecordException',
    'This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.',
    R,
  ],
  UNKNOWN_TOPIC_OR_PARTITION: [
    'UnknownTopicOrPartitionException',
    'This server does not host this topic-partition.',
    R,
  ],
  INVALID_FETCH_SIZE: ['InvalidFetchSizeException', 'The requested fetch size is invalid.'],
  LEADER_NOT_AVAILABLE: [
    'LeaderNotAvailableException',
    'There is no leader for this topic-partition as we are in the middle of a leadership election.',
    R,
  ],
  NOT_LEADER_OR_FOLLOWER: [
    'NotLeaderOrFollowerException',
    'For requests intended only for the leader, this error indicates that the broker is not the current leader. For requests intended for any replica, this error indicates that the broker is not a replica of the topic partition.',
    R,
  ],
  REQUEST_TIMED_OUT: ['TimeoutException', 'The request timed out.', R],
  BROKER_NOT_AVAILABLE: ['BrokerNotAvailableException', 'The broker is not available.'],
  REPLICA_NOT_AVAILABLE: [
    'ReplicaNotAvailableException',
    'The replica is not available for the requested topic-partition. Produce/Fetch requests and other requests intended only for the leader or follower return NOT_LEADER_OR_FOLLOWER if the broker is not a replica of the topic-partition.',
    R,
  ],
  MESSAGE_TOO_LARGE: [
    'RecordTooLargeException',
    'The request included a message larger than the max message size the server will accept.',
  ],
  STALE_CONTROLLER_EPOCH: ['ControllerMovedException', 'The controller moved to another broker.'],
  OFFSET_METADATA_TOO_LARGE: ['OffsetMetadataTooLarge', 'The metadata field of the offset request was too large.'],
  NETWORK_EXCEPTION: ['NetworkException', 'The server disconnected before a response was received.', R],
  COORDINATOR_LOAD_IN_PROGRESS: [
    'CoordinatorLoadInProgressException',
    "The coordinator is loading and hence can't process requests.",
    R,
  ],
  COORDINATOR_NOT_AVAILABLE: ['CoordinatorNotAvailableException', 'The coordinator is not available.', R],
  NOT_COORDINATOR: ['NotCoordinatorException', 'This is not the correct coordinator.', R],
  INVALID_TOPIC_EXCEPTION: [
    'InvalidTopicException',
    'The request attempted to perform an operation on an invalid topic.',
  ],
  RECORD_LIST_TOO_LARGE: [
    'RecordBatchTooLargeException',
    'The request included message batch larger than the configured segment size on the server.',
  ],
  NOT_ENOUGH_REPLICAS: [
    'NotEnoughReplicasException',
    'Messages are rejected since there are fewer in-sync replicas than required.',
    R,
  ],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [
    'NotEnoughReplicasAfterAppendException',
    'Messages are written to the log, but to fewer in-sync replicas than required.',
    R,
  ],
  INVALID_REQUIRED_ACKS: [
    'InvalidRequiredAcksException',
    'Produce request specified an invalid value for required acks.',
  ],
  ILLEGAL_GENERATION: ['IllegalGenerationException', 'Specified group generation id is not valid.'],
  INCONSISTENT_GROUP_PROTOCOL: [
    'InconsistentGroupProtocolException',
    "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
  ],
  INVALID_GROUP_ID: ['InvalidGroupIdException', 'The group id is invalid.'],
  UNKNOWN_MEMBER_ID: ['UnknownMemberIdException', 'The coordinator is not aware of this member.'],
  INVALID_SESSION_TIMEOUT: [
    'InvalidSessionTimeoutException',
    'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
  ],
  REBALANCE_IN_PROGRESS: ['RebalanceInProgressException', 'The group is rebalancing, so a rejoin is needed.'],
  INVALID_COMMIT_OFFSET_SIZE: ['InvalidCommitOffsetSizeException', 'The committing offset data size is not valid.'],
  TOPIC_AUTHORIZATION_FAILED: ['TopicAuthorizationException', 'Topic authorization failed.'],
  GROUP_AUTHORIZATION_FAILED: ['GroupAuthorizationException', 'Group authorization failed.'],
  CLUSTER_AUTHORIZATION_FAILED: ['ClusterAuthorizationException', 'Cluster authorization failed.'],
  INVALID_TIMESTAMP: ['InvalidTimestampException', 'The timestamp of the message is out of acceptable range.'],
  UNSUPPORTED_VERSION: ['UnsupportedVersionException', 'The version of API is not supported.'],
  TOPIC_ALREADY_EXISTS: ['TopicExistsException', 'Topic with this name already exists.'],
  INVALID_PARTITIONS: ['InvalidPartitionsException', 'Number of partitions is below 1.'],
  INVALID_REPLICATION_FACTOR: [
    'InvalidReplicationFactorException',
    'Replication factor is below 1 or larger than the number of available brokers.',
  ],
  INVALID_REPLICA_ASSIGNMENT: ['InvalidReplicaAssignmentException', 'Replica assignment is invalid.'],
  INVALID_CONFIG: ['InvalidConfigurationException', 'Configuration is invalid.'],
  NOT_CONTROLLER: ['NotControllerException', 'This is not the correct controller for this cluster.', R],
  INVALID_REQUEST: [
    'InvalidRequestException',
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ],
  UNSUPPORTED_FOR_MESSAGE_FORMAT: [
    'UnsupportedForMessageFormatException',
    'The message format version on the broker does not support the request.',
  ],
  POLICY_VIOLATION: ['PolicyViolationException', 'Request parameters do not satisfy the configured policy.'],
  OUT_OF_ORDER_SEQUENCE_NUMBER: ['OutOfOrderSequenceException', 'The broker received an out of order sequence number.'],
  DUPLICATE_SEQUENCE_NUMBER: ['DuplicateSequenceException', 'The broker received a duplicate sequence number.'],
  INVALID_PRODUCER_EPOCH: ['InvalidProducerEpochException', 'Producer attempted to produce with an old epoch.'],
  INVALID_TXN_STATE: [
    'InvalidTxnStateException',
    'The producer attempted a transactional operation in an invalid state.',
  ],
  INVALID_PRODUCER_ID_MAPPING: [
    'InvalidPidMappingException',
    'The producer attempted to use a producer id which is not currently assigned to its transactional id.',
  ],
  INVALID_TRANSACTION_TIMEOUT: [
    'InvalidTxnTimeoutException',
    'The transaction timeout is larger than the maximum value allowed by the broker (as configured by transaction.max.timeout.ms).',
  ],
  CONCURRENT_TRANSACTIONS: [
    'ConcurrentTransactionsException',
    'The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing.',
    R,
  ],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [
    'TransactionalIdAuthorizationException',
    'Transactional Id authorization failed.',
  ],
  SECURITY_DISABLED: ['SecurityDisabledException', 'Security features are disabled.'],
  OPERATION_NOT_ATTEMPTED: [
    'OperationNotAttemptedException',
    'The broker did not attempt to execute this operation. This may happen for batched RPCs where some operations in the batch failed, causing the broker to respond without trying the rest.',
  ],
  KAFKA_STORAGE_ERROR: ['KafkaStorageException', 'Disk error when trying to access log file on the disk.', R],
  LOG_DIR_NOT_FOUND: ['LogDirNotFoundException', 'The user-specified log directory is not found in the broker config.'],
  UNKNOWN_PRODUCER_ID: [
    'UnknownProducerIdException',
    'The broker could not locate the producer metadata associated with the producerId in question.',
  ],
  REASSIGNMENT_IN_PROGRESS: ['ReassignmentInProgressException', 'A partition reassignment is in progress.'],
  NON_EMPTY_GROUP: ['GroupNotEmptyException', 'The group is not empty.'],
  GROUP_ID_NOT_FOUND: ['GroupIdNotFoundException', 'The group id does not exist.'],
  FETCH_SESSION_ID_NOT_FOUND: ['FetchSessionIdNotFoundException', 'The fetch session ID was not found.', R],
  INVALID_FETCH_SESSION_EPOCH: ['InvalidFetchSessionEpochException', 'The fetch session epoch is invalid.', R],
  LISTENER_NOT_FOUND: [
    'ListenerNotFoundException',
    'There is no listener on the leader broker that matches the listener on which metadata request was processed.',
    R,
  ],
  TOPIC_DELETION_DISABLED: ['TopicDeletionDisabledException', 'Topic deletion is disabled.'],
  FENCED_LEADER_EPOCH: [
    'FencedLeaderEpochException',
    'The leader epoch in the request is older than the epoch on the broker.',
    R,
  ],
  UNKNOWN_LEADER_EPOCH: [
    'UnknownLeaderEpochException',
    'The leader epoch in the request is newer than the epoch on the broker.',
    R,
  ],
  UNSUPPORTED_COMPRESSION_TYPE: [
    'UnsupportedCompressionTypeException',
    'The requesting client does not support the compression type of given partition.',
  ],
  STALE_BROKER_EPOCH: ['StaleBrokerEpochException', 'Broker epoch has changed.'],
  OFFSET_NOT_AVAILABLE: [
    'OffsetNotAvailableException',
    'The leader high watermark has not caught up from a recent leader election so the offsets cannot be guaranteed to be monotonically increasing.',
    R,
  ],
  MEMBER_ID_REQUIRED: [
    'MemberIdRequiredException',
    'The group member needs to have a valid member id before actually entering a consumer group.',
  ],
  PREFERRED_LEADER_NOT_AVAILABLE: [
    'PreferredLeaderNotAvailableException',
    'The preferred leader was not available.',
    R,
  ],
  GROUP_MAX_SIZE_REACHED: ['GroupMaxSizeReachedException', 'The group has reached its maximum size.'],
  FENCED_INSTANCE_ID: [
    'FencedInstanceIdException',
    'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.',
  ],
  ELIGIBLE_LEADERS_NOT_AVAILABLE: [
    'EligibleLeadersNotAvailableException',
    'Eligible topic partition leaders are not available.',
    R,
  ],
  ELECTION_NOT_NEEDED: ['ElectionNotNeededException', 'Leader election not needed for topic partition.'],
  NO_REASSIGNMENT_IN_PROGRESS: ['NoReassignmentInProgressException', 'No partition reassignment is in progress.'],
  GROUP_SUBSCRIBED_TO_TOPIC: [
    'GroupSubscribedToTopicException',
    'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
  ],
  INVALID_RECORD: [
    'InvalidRecordException',
    'This record has failed the validation on broker and hence will be rejected.',
  ],
  UNSTABLE_OFFSET_COMMIT: ['UnstableOffsetCommitException', 'There are unstable offsets that need to be cleared.', R],
  THROTTLING_QUOTA_EXCEEDED: ['ThrottlingQuotaExceededException', 'The throttling quota has been exceeded.', R],
  PRODUCER_FENCED: [
    'ProducerFencedException',
    'There is a newer producer with the same transactionalId which fences the current one.',
  ],
  RESOURCE_NOT_FOUND: ['ResourceNotFoundException', 'A request illegally referred to a resource that does not exist.'],
  DUPLICATE_RESOURCE: ['DuplicateResourceException', 'A request illegally referred to the same resource twice.'],
  INVALID_UPDATE_VERSION: ['InvalidUpdateVersionException', 'Given update version was invalid.'],
  FEATURE_UPDATE_FAILED: [
    'FeatureUpdateFailedException',
    'Unable to update finalized features due to an unexpected server error.',
  ],
  UNKNOWN_TOPIC_ID: ['UnknownTopicIdException', 'This server does not host this topic ID.', R],
  BROKER_ID_NOT_REGISTERED: ['BrokerIdNotRegisteredException', 'The given broker ID was not registered.'],
  INCONSISTENT_TOPIC_ID: [
    'InconsistentTopicIdException',
    "The log's topic ID did not match the topic ID in the request.",
    R,
  ],
  TRANSACTIONAL_ID_NOT_FOUND: ['TransactionalIdNotFoundException', 'The transactionalId could not be found.'],
  FETCH_SESSION_TOPIC_ID_ERROR: [
    'FetchSessionTopicIdException',
    'The fetch session encountered inconsistent topic ID usage.',
    R,
  ],
  FENCED_MEMBER_EPOCH: [
    'FencedMemberEpochException',
    'The member epoch is fenced by the group coordinator. The member must abandon all its partitions and rejoin.',
  ],
  UNRELEASED_INSTANCE_ID: [
    'UnreleasedInstanceIdException',
    'The instance ID is still used by another member in the consumer group. That member must leave first.',
  ],
  UNSUPPORTED_ASSIGNOR: [
    'UnsupportedAssignorException',
    'The assignor or its version range is not supported by the consumer group.',
  ],
  STALE_MEMBER_EPOCH: [
    'StaleMemberEpochException',
    'The member epoch is stale. The member must retry after receiving its updated member epoch via the ConsumerGroupHeartbeat API.',
  ],
  TRANSACTION_ABORTABLE: [
    'TransactionAbortableException',
    'The server encountered an error with the transaction. The client can abort the transaction to continue using this transactional ID.',
  ],
  INVALID_REGULAR_EXPRESSION: ['InvalidRegularExpression', 'The regular expression is not valid.'],
  REBOOTSTRAP_REQUIRED: [
    'RebootstrapRequiredException',
    'Client metadata is stale. The client should rebootstrap to obtain new metadata.',
  ],
}

/** Errors after which the client asks for new metadata before it tries again. */
const STALE_METADATA = new Set<number>([
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.LEADER_NOT_AVAILABLE,
  Errors.NOT_LEADER_OR_FOLLOWER,
  Errors.REPLICA_NOT_AVAILABLE,
  Errors.LISTENER_NOT_FOUND,
  Errors.FENCED_LEADER_EPOCH,
  Errors.UNKNOWN_LEADER_EPOCH,
  Errors.KAFKA_STORAGE_ERROR,
  Errors.UNKNOWN_TOPIC_ID,
  Errors.INCONSISTENT_TOPIC_ID,
  Errors.NETWORK_EXCEPTION,
  Errors.PREFERRED_LEADER_NOT_AVAILABLE,
  Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE,
])

/**
 * Every failure of the client. `name` is the short Java class name (`TopicExistsException`), so that
 * `error.name === 'TopicExistsException'` works across bundles; `javaClass` is the full one.
 */
export class KafkaException extends Error {
  readonly javaClass: string
  /** The broker's error code; 0 for failures that no broker named. */
  readonly code: number
  /** The same request may succeed when tried again. */
  readonly retriable: boolean
  private readonly hasMessage: boolean

  /** A message of null is none at all, which Java's toString shows otherwise than an empty one. */
  constructor(
    message: string | null,
    about: { javaClass?: string; code?: number; retriable?: boolean; cause?: unknown } = {},
  ) {
    super(message ?? '', about.cause === undefined ? undefined : { cause: about.cause })
    this.hasMessage = message !== null
    this.javaClass = about.javaClass ?? 'org.apache.kafka.common.KafkaException'
    this.name = this.javaClass.slice(this.javaClass.lastIndexOf('.') + 1)
    this.code = about.code ?? Errors.NONE
    this.retriable = about.retriable ?? false
  }

  /** As Java's `Throwable.toString` has it: `org.apache…TopicExistsException: Topic 'x' already exists.` */
  override toString(): string {
    return this.hasMessage ? `${this.javaClass}: ${this.message}` : this.javaClass
  }
}

/** Thrown out of `poll` and other waiting calls after `wakeup()`. */
export class WakeupException extends KafkaException {
  constructor() {
    super(null, { javaClass: `${ERRORS_PACKAGE}.WakeupException` })
  }
}

/** Something did not happen in the time that was given to it. */
export class TimeoutException extends KafkaException {
  constructor(message: string | null) {
    super(message, { javaClass: `${ERRORS_PACKAGE}.TimeoutException`, code: Errors.REQUEST_TIMED_OUT, retriable: true })
  }
}

/** The connection broke with the request under way. */
export class DisconnectException extends KafkaException {
  constructor(message: string | null = null) {
    super(message, {
      javaClass: `${ERRORS_PACKAGE}.DisconnectException`,
      code: Errors.NETWORK_EXCEPTION,
      retriable: true,
    })
  }
}

/** A configuration that the client refuses. */
export class ConfigException extends KafkaException {
  constructor(message: string) {
    super(message, { javaClass: 'org.apache.kafka.common.config.ConfigException' })
  }
}

/** A call that the client's state does not allow, as Java's own exception of that name. */
export class IllegalStateException extends KafkaException {
  constructor(message: string) {
    super(message, { javaClass: 'java.lang.IllegalStateException' })
  }
}

/** An argument that cannot be, as Java's own exception of that name. */
export class IllegalArgumentException extends KafkaException {
  constructor(message: string) {
    super(message, { javaClass: 'java.lang.IllegalArgumentException' })
  }
}

/** The exception for a code that a broker answered; `message` null or absent: the code's own text. */
export function exceptionOf(code: number, message?: string | null): KafkaException {
  const name = errorName(code)
  const [javaClass, text, retriable] = ROWS[name] ?? ['UnknownServerException', errorName(code)]
  return new KafkaException(message ?? text, {
    javaClass: `${ERRORS_PACKAGE}.${javaClass}`,
    code,
    retriable: retriable === R,
  })
}

/** An exception of Kafka's errors package that stands for no code, such as `CommitFailedException`. */
export function clientException(javaClass: string, message: string): KafkaException {
  return new KafkaException(message, { javaClass })
}

export function isRetriable(error: unknown): boolean {
  return error instanceof KafkaException && error.retriable
}

/** Whether a code says that what the client knows of topics and leaders is out of date. */
export function saysMetadataIsStale(code: number): boolean {
  return STALE_METADATA.has(code)
}
