/** Every script of Kafka 4.3.1's bin folder, apart from the tools: a shell knows the names long before it loads a tool. */

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
