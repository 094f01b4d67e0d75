/** Every script of Kafka 4.3.1's bin folder, and the tools that we have built. */
import { kafkaBrokerApiVersions } from './broker-api-versions.ts'
import { kafkaCluster } from './cluster.ts'
import { kafkaConfigs } from './configs.ts'
import { consoleConsumer } from './console-consumer.ts'
import { consoleProducer } from './console-producer.ts'
import { kafkaConsumerGroups } from './consumer-groups.ts'
import { kafkaConsumerPerfTest } from './consumer-perf-test.ts'
import { kafkaDeleteRecords } from './delete-records.ts'
import { kafkaDumpLog } from './dump-log.ts'
import { kafkaFeatures } from './features.ts'
import { kafkaGetOffsets } from './get-offsets.ts'
import { kafkaGroups } from './groups.ts'
import { kafkaLogDirs } from './log-dirs.ts'
import { kafkaMetadataQuorum } from './metadata-quorum.ts'
import { kafkaProducerPerfTest } from './producer-perf-test.ts'
import { kafkaRunClass } from './run-class.ts'
import { kafkaStorage } from './storage.ts'
import type { Tool } from './tool.ts'
import { kafkaTopics } from './topics.ts'

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
  kafkaLogDirs,
  kafkaMetadataQuorum,
  kafkaProducerPerfTest,
  kafkaRunClass(toolNamed),
  kafkaStorage,
  kafkaTopics,
]

/** All names, without `.sh`. */
const SCRIPTS = [
  'connect-distributed',
  'connect-mirror-maker',
  'connect-plugin-path',
  'connect-standalone',
  'kafka-acls',
  'kafka-broker-api-versions',
  'kafka-client-metrics',
  'kafka-cluster',
  'kafka-configs',
  'kafka-console-consumer',
  'kafka-console-producer',
  'kafka-console-share-consumer',
  'kafka-consumer-groups',
  'kafka-consumer-perf-test',
  'kafka-delegation-tokens',
  'kafka-delete-records',
  'kafka-dump-log',
  'kafka-e2e-latency',
  'kafka-features',
  'kafka-get-offsets',
  'kafka-groups',
  'kafka-jmx',
  'kafka-leader-election',
  'kafka-log-dirs',
  'kafka-metadata-quorum',
  'kafka-metadata-shell',
  'kafka-producer-perf-test',
  'kafka-reassign-partitions',
  'kafka-replica-verification',
  'kafka-run-class',
  'kafka-server-start',
  'kafka-server-stop',
  'kafka-share-consumer-perf-test',
  'kafka-share-groups',
  'kafka-storage',
  'kafka-streams-application-reset',
  'kafka-streams-groups',
  'kafka-topics',
  'kafka-transactions',
  'kafka-verifiable-consumer',
  'kafka-verifiable-producer',
  'kafka-verifiable-share-consumer',
  'trogdor',
] as const

/** kafka-server-start and -stop are the host's: a process of ours is a worker in the page and a Node process elsewhere. */
export const HOST_SCRIPTS: readonly string[] = ['kafka-server-start.sh', 'kafka-server-stop.sh']

/** `kafka-topics.sh` …, all of them. */
export const SCRIPT_NAMES: readonly string[] = SCRIPTS.map((name) => `${name}.sh`)

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
