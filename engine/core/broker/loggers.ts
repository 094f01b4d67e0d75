/** The loggers of a process and their levels, which can be changed while it runs (`org.apache.kafka.server.logger.LoggingController`, KIP-412). */
import type { Trace } from '../env/env.ts'

/** As log4j names them, the loudest last. */
export const LOG_LEVELS = ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export const ROOT_LOGGER = 'root'

/** Java lists a class's logger once the class is loaded; a started node of 4.3.1 has loaded these that have to do with what runs here, too. */
const CLASSES = [
  'kafka.log.LogCleaner',
  'kafka.log.LogManager',
  'kafka.network.ConnectionQuotas',
  'kafka.network.DataPlaneAcceptor',
  'kafka.network.Processor',
  'kafka.network.RequestChannel$',
  'kafka.network.SocketServer',
  'kafka.request.logger',
  'kafka.server.BrokerServer',
  'kafka.server.ConfigAdminManager',
  'kafka.server.ControllerApis',
  'kafka.server.ControllerServer',
  'kafka.server.KafkaApis',
  'kafka.server.KafkaRaftServer',
  'kafka.server.KafkaRequestHandler',
  'kafka.server.ReplicaManager',
  'kafka.server.SharedServer',
  'kafka.server.metadata.BrokerMetadataPublisher',
  'org.apache.kafka.controller.BrokerHeartbeatManager',
  'org.apache.kafka.controller.ClientQuotaControlManager',
  'org.apache.kafka.controller.ClusterControlManager',
  'org.apache.kafka.controller.ConfigurationControlManager',
  'org.apache.kafka.controller.FeatureControlManager',
  'org.apache.kafka.controller.ProducerIdControlManager',
  'org.apache.kafka.controller.QuorumController',
  'org.apache.kafka.controller.ReplicationControlManager',
  'org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime',
  'org.apache.kafka.coordinator.group.GroupCoordinatorService',
  'org.apache.kafka.image.loader.MetadataLoader',
  'org.apache.kafka.image.publisher.SnapshotGenerator',
  'org.apache.kafka.metadata.properties.MetaPropertiesEnsemble',
  'org.apache.kafka.raft.KafkaRaftClient',
  'org.apache.kafka.raft.LeaderState',
  'org.apache.kafka.raft.QuorumState',
  'org.apache.kafka.server.AssignmentsManager',
  'org.apache.kafka.server.BrokerLifecycleManager',
  'org.apache.kafka.server.FetchSessionCacheShard',
  'org.apache.kafka.server.purgatory.DelayedOperationPurgatory',
  'org.apache.kafka.storage.internals.epoch.LeaderEpochFileCache',
  'org.apache.kafka.storage.internals.log.Cleaner',
  'org.apache.kafka.storage.internals.log.LocalLog',
  'org.apache.kafka.storage.internals.log.LogCleaner',
  'org.apache.kafka.storage.internals.log.LogDirFailureChannel',
  'org.apache.kafka.storage.internals.log.LogLoader',
  'org.apache.kafka.storage.internals.log.LogSegment',
  'org.apache.kafka.storage.internals.log.ProducerStateManager',
  'org.apache.kafka.storage.internals.log.UnifiedLog',
  'state.change.logger',
]

const CLASS_NAME = /^(kafka|org\.apache\.kafka)\.(\w+\.)*[A-Z][\w$]*$/

export class Loggers {
  /** Set by name; a logger without a level has that of the longest name before a dot that has one, in the end the root's. */
  private readonly levels = new Map<string, LogLevel>()
  private readonly seen = new Set(CLASSES)
  /** Lets through what is as grave as its logger wants it. */
  readonly trace: Trace

  constructor(
    trace: Trace,
    private readonly rootLevel: LogLevel,
  ) {
    this.levels.set(ROOT_LOGGER, rootLevel)
    this.trace = {
      log: (level, logger, message) => {
        this.seen.add(logger)
        if (LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(this.levelOf(logger))) trace.log(level, logger, message)
      },
      event: (event) => trace.event(event),
    }
  }

  /** Each logger that may speak, has spoken or been set, with its level in force, by name. */
  all(): readonly (readonly [name: string, level: LogLevel])[] {
    const names = [...new Set([...this.levels.keys(), ...this.seen])].sort()
    return names.map((name) => [name, this.levelOf(name)])
  }

  levelOf(logger: string): LogLevel {
    for (let name = logger; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const level = this.levels.get(name)
      if (level) return level
    }
    return this.levels.get(ROOT_LOGGER) ?? this.rootLevel
  }

  /** Why the changes are refused, in Kafka's words; null when they are not. A null level takes the logger's own away. */
  refusal(changes: ReadonlyMap<string, string | null>): string | null {
    for (const [name, level] of changes) {
      if (!this.exists(name)) return `Logger ${name} does not exist!`
      if (level === null && name === ROOT_LOGGER) return 'Removing the log level of the root logger is not allowed'
      if (level !== null && !isLevel(level)) {
        const valid = [...LOG_LEVELS].sort().join(', ')
        return `Cannot set the log level of ${name} to ${level} as it is not a supported log level. Valid log levels are ${valid}`
      }
    }
    return null
  }

  /** Sets what {@link refusal} has no objection to. */
  change(changes: ReadonlyMap<string, string | null>): void {
    for (const [name, level] of changes) {
      if (level === null) this.levels.delete(name)
      else if (isLevel(level)) this.levels.set(name, level)
    }
  }

  /** Java makes a class's logger when it loads the class; here any class of Kafka's is taken to be loaded. */
  private exists(name: string): boolean {
    return this.levels.has(name) || this.seen.has(name) || CLASS_NAME.test(name)
  }
}

function isLevel(text: string): text is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(text)
}
