import { afterAll, beforeAll, expect, test } from 'vitest'
import { Headless } from './headless.ts'

let headless: Headless

beforeAll(async () => {
  headless = await Headless.start(7, { brokers: 1 })
})
afterAll(() => headless.stop())

const SERVER = '--bootstrap-server localhost:9092'
const NO_ADMIN = 'org.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient\n'
const CONFIG = 'org.apache.kafka.common.config.ConfigException'
const INVALID = `Caused by: ${CONFIG}: Invalid url in bootstrap.servers: localhost\n`
const NO_ROLES = `Exception in thread "main" ${CONFIG}: Missing required configuration "process.roles" which has no default value.\n`

/** What the tools of 4.3.1 said, but for the frames of their stacks. */
test.each([
  [
    'kafka-topics.sh --list --bootstrap-server localhost',
    `Failed to create new KafkaAdminClient\n${NO_ADMIN}${INVALID}\n`,
  ],
  [
    'kafka-metadata-quorum.sh --bootstrap-server localhost describe --status',
    `Failed to create new KafkaAdminClient\n${NO_ADMIN}${INVALID}\n`,
  ],
  [
    'kafka-consumer-groups.sh --list --bootstrap-server localhost',
    `\nError: Executing consumer group command failed due to Failed to create new KafkaAdminClient\n${NO_ADMIN}${INVALID}`,
  ],
  [
    'kafka-configs.sh --describe --all --topic t --bootstrap-server localhost',
    `Error while executing config command with args '--describe --all --topic t --bootstrap-server localhost'\n${NO_ADMIN}${INVALID}`,
  ],
  [
    'kafka-console-consumer.sh --topic t --bootstrap-server localhost',
    `org.apache.kafka.common.KafkaException: Failed to construct kafka consumer\n${INVALID}`,
  ],
  [
    `kafka-topics.sh --create --topic t --partitions abc ${SERVER}`,
    'joptsimple.OptionArgumentConversionException: Cannot parse argument \'abc\' of option partitions\nCaused by: joptsimple.internal.ReflectionException: java.lang.NumberFormatException: For input string: "abc"\nCaused by: java.lang.NumberFormatException: For input string: "abc"\n (org.apache.kafka.tools.TopicCommand)\n',
  ],
  [
    `kafka-reassign-partitions.sh ${SERVER} --reassignment-json-file FILE --execute`,
    'Error: Unable to read file FILE\njava.io.IOException: Unable to read file FILE\nCaused by: java.nio.file.NoSuchFileException: FILE\n\n',
  ],
  [
    `kafka-consumer-groups.sh --describe --group nosuch ${SERVER}`,
    '\nError: Executing consumer group command failed due to org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.\njava.util.concurrent.ExecutionException: org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.\nCaused by: org.apache.kafka.common.errors.GroupIdNotFoundException: Group nosuch not found.\n',
  ],
  ['kafka-console-producer.sh --topic t', 'Error while validating the bootstrap address\n\nOption  '],
  ['echo broker.id=0 > z; echo listeners=PLAINTEXT://:9092 >> z; kafka-storage.sh format -t abc -c z', NO_ROLES],
  ['kafka-producer-perf-test.sh --topic t', 'kafka-producer-perf-test: error: argument --throughput is required\n'],
  [
    'kafka-producer-perf-test.sh --throughput 1',
    'kafka-producer-perf-test: error: argument --num-records is required\n',
  ],
  ['kafka-storage.sh format', 'kafka-storage: error: argument --cluster-id/-t is required\n'],
  ['kafka-storage.sh info -c z', NO_ROLES],
  ['kafka-server-start.sh z', `ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\n${NO_ROLES.slice(27)}`],
])('%s', async (line, said) => {
  const { stdout, stderr } = await headless.run(line)
  expect(stdout + stderr).toContain(said)
})

test('a folder that has been formatted is seen at once', async () => {
  await headless.run('kafka-storage.sh format -t abc -c config/server-5.properties')
  const { stdout } = await headless.run('ls /tmp; cat /tmp/kraft-logs-5/meta.properties')
  expect(stdout).toContain('kraft-logs-5\n')
  expect(stdout).toContain('node.id=5\n')
})
