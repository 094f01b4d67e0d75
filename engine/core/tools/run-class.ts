/** kafka-run-class.sh: a tool by the name of its Java class. */
import type { Tool } from './tool.ts'

const TOOLS = 'org.apache.kafka.tools'

/** The scripts of classes, as Kafka 4.3.1's bin folder has them. */
const SCRIPTS: { readonly [javaClass: string]: string } = {
  'kafka.admin.ConfigCommand': 'kafka-configs.sh',
  'kafka.tools.StorageTool': 'kafka-storage.sh',
  [`${TOOLS}.AclCommand`]: 'kafka-acls.sh',
  [`${TOOLS}.BrokerApiVersionsCommand`]: 'kafka-broker-api-versions.sh',
  [`${TOOLS}.ClientMetricsCommand`]: 'kafka-client-metrics.sh',
  [`${TOOLS}.ClusterTool`]: 'kafka-cluster.sh',
  [`${TOOLS}.ConsoleProducer`]: 'kafka-console-producer.sh',
  [`${TOOLS}.ConsumerPerformance`]: 'kafka-consumer-perf-test.sh',
  [`${TOOLS}.DelegationTokenCommand`]: 'kafka-delegation-tokens.sh',
  [`${TOOLS}.DeleteRecordsCommand`]: 'kafka-delete-records.sh',
  [`${TOOLS}.DumpLogSegments`]: 'kafka-dump-log.sh',
  [`${TOOLS}.EndToEndLatency`]: 'kafka-e2e-latency.sh',
  [`${TOOLS}.FeatureCommand`]: 'kafka-features.sh',
  [`${TOOLS}.GetOffsetShell`]: 'kafka-get-offsets.sh',
  [`${TOOLS}.GroupsCommand`]: 'kafka-groups.sh',
  [`${TOOLS}.LeaderElectionCommand`]: 'kafka-leader-election.sh',
  [`${TOOLS}.LogDirsCommand`]: 'kafka-log-dirs.sh',
  [`${TOOLS}.MetadataQuorumCommand`]: 'kafka-metadata-quorum.sh',
  [`${TOOLS}.ProducerPerformance`]: 'kafka-producer-perf-test.sh',
  [`${TOOLS}.ReplicaVerificationTool`]: 'kafka-replica-verification.sh',
  [`${TOOLS}.StreamsResetter`]: 'kafka-streams-application-reset.sh',
  [`${TOOLS}.TopicCommand`]: 'kafka-topics.sh',
  [`${TOOLS}.TransactionsCommand`]: 'kafka-transactions.sh',
  [`${TOOLS}.VerifiableConsumer`]: 'kafka-verifiable-consumer.sh',
  [`${TOOLS}.VerifiableProducer`]: 'kafka-verifiable-producer.sh',
  [`${TOOLS}.consumer.ConsoleConsumer`]: 'kafka-console-consumer.sh',
  [`${TOOLS}.consumer.group.ConsumerGroupCommand`]: 'kafka-consumer-groups.sh',
  [`${TOOLS}.reassign.ReassignPartitionsCommand`]: 'kafka-reassign-partitions.sh',
}

const USAGE = 'USAGE: kafka-run-class.sh [-daemon] [-name servicename] [-loggc] classname [opts]\n'

/** Runs the tool of a class; a class that Kafka 4 no longer has is not found, as by Java. */
export function kafkaRunClass(toolNamed: (script: string) => Tool | undefined): Tool {
  return {
    name: 'kafka-run-class.sh',
    async run([javaClass, ...args], io) {
      if (javaClass === undefined) {
        io.stdout.write(USAGE)
        return 1
      }
      const tool = toolNamed(SCRIPTS[javaClass] ?? '')
      if (tool) return tool.run(args, io)
      io.stderr.write(
        `Error: Could not find or load main class ${javaClass}\nCaused by: java.lang.ClassNotFoundException: ${javaClass}\n`,
      )
      return 1
    },
  }
}
