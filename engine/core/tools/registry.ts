/** The tools that we have built, by the names of Kafka's scripts. */
import { kafkaBrokerApiVersions } from './broker-api-versions.ts'
import { kafkaCluster } from './cluster.ts'
import { kafkaConfigs } from './configs.ts'
import { consoleConsumer } from './console-consumer.ts'
import { consoleProducer } from './console-producer.ts'
import { kafkaConsumerGroups } from './consumer-groups.ts'
import { kafkaConsumerPerfTest } from './consumer-perf-test.ts'
import { kafkaDeleteRecords } from './delete-records.ts'
import { kafkaDumpLog } from './dump-log.ts'
import { kafkaE2eLatency } from './e2e-latency.ts'
import { kafkaFeatures } from './features.ts'
import { kafkaGetOffsets } from './get-offsets.ts'
import { kafkaGroups } from './groups.ts'
import { kafkaLeaderElection } from './leader-election.ts'
import { kafkaLogDirs } from './log-dirs.ts'
import { kafkaMetadataQuorum } from './metadata-quorum.ts'
import { kafkaMetadataShell } from './metadata-shell.ts'
import { kafkaProducerPerfTest } from './producer-perf-test.ts'
import { kafkaReassignPartitions } from './reassign-partitions.ts'
import { kafkaReplicaVerification } from './replica-verification.ts'
import { kafkaRunClass } from './run-class.ts'
import { HOST_SCRIPTS, SCRIPT_NAMES } from './script-names.ts'
import { kafkaStorage } from './storage.ts'
import type { Tool } from './tool.ts'
import { kafkaTopics } from './topics.ts'
import { kafkaVerifiableConsumer } from './verifiable-consumer.ts'
import { kafkaVerifiableProducer } from './verifiable-producer.ts'

const BUILT: readonly Tool[] = [
  consoleConsumer,
  consoleProducer,
  kafkaBrokerApiVersions,
  kafkaCluster,
  kafkaConfigs,
  kafkaConsumerGroups,
  kafkaConsumerPerfTest,
  kafkaDeleteRecords,
  kafkaDumpLog,
  kafkaFeatures,
  kafkaGetOffsets,
  kafkaGroups,
  kafkaLeaderElection,
  kafkaLogDirs,
  kafkaMetadataQuorum,
  kafkaMetadataShell,
  kafkaProducerPerfTest,
  kafkaReassignPartitions,
  kafkaRunClass(toolNamed),
  kafkaStorage,
  kafkaTopics,
  kafkaE2eLatency,
  kafkaVerifiableConsumer,
  kafkaVerifiableProducer,
  kafkaReplicaVerification,
]

/** The tool of a script name (with or without `.sh`, with or without folders before it); undefined: there is no such script. */
export function toolNamed(name: string): Tool | undefined {
  const script = name.replace(/^.*\//, '').replace(/(\.sh)?$/, '.sh')
  const built = BUILT.find((tool) => tool.name === script)
  if (built || !SCRIPT_NAMES.includes(script) || HOST_SCRIPTS.includes(script)) return built
  return notBuilt(script)
}

/** Says honestly that it does nothing yet. */
function notBuilt(name: string): Tool {
  return {
    name,
    async run(_args, io) {
      io.stderr.write(`${name}: not built yet. Logbook does not have this tool so far.\n`)
      return 1
    },
  }
}
