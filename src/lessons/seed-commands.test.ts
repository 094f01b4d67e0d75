import { describe, expect, test } from 'vitest'
import { modernEquivalent } from '../../engine/core/tools/modern-equivalent.ts'
import { Headless } from './headless.ts'

describe('commands of old study notes, typed while the broker runs', () => {
  test('starting the broker once more is refused, and the broker that runs goes on', async () => {
    const headless = await Headless.start(7, { brokers: 1 })
    const second = await headless.run('bin/kafka-server-start.sh config/server.properties')
    expect(second.status).toBe(1)
    expect(second.stdout).toContain('Socket server failed to bind to 0.0.0.0:9093: Address already in use')
    expect((await headless.run('jps | grep -c Kafka')).stdout).toBe('1\n')
    const create = await headless.run('bin/kafka-topics.sh --create --topic t --bootstrap-server localhost:9092')
    expect(create.stdout).toBe('Created topic t.\n')
    await headless.stop()
  })

  test('each gets what Kafka 4 or bash answers, those of ZooKeeper times a hint that Kafka 4 takes', async () => {
    const headless = await Headless.start(7, { brokers: 1 })
    for (const [line, answer, hint] of ANSWERS) {
      const { stdout, stderr } = await headless.run(line)
      expect(`${stdout}${stderr}`.split('\n')[0], line).toBe(answer)
      expect(modernEquivalent(line), line).toBe(hint)
    }
    await headless.stop()
  })
})

const NO_ZOOKEEPER =
  'Kafka 4 needs no ZooKeeper: its nodes alone run (jps -lm lists them); kafka-server-start.sh starts one'
const HERE_ALREADY = 'Kafka 4.3.1 is here already: cd ~/kafka'
const SERVER = '--bootstrap-server localhost:9092'

/** A line of the notes, the first line of its answer, and the hint below it. */
const ANSWERS: readonly (readonly [string, string, string | undefined])[] = [
  ['tar -xzf kafka_2.13-2.7.0.tgz', '-bash: tar: command not found', HERE_ALREADY],
  ['ar -xzf kafka_2.13-3.1.0.tgz', '-bash: ar: command not found', HERE_ALREADY],
  ['cd kafka_2.13-3.1.0', '-bash: cd: kafka_2.13-3.1.0: No such file or directory', HERE_ALREADY],
  [
    'sudo yum install java-1.8.0-openjdk-devel',
    '-bash: sudo: command not found',
    'Nothing has to be installed: Kafka 4.3.1 is here, in ~/kafka',
  ],
  [
    'bin/zookeeper-server-start.sh config/zookeeper.properties',
    '-bash: bin/zookeeper-server-start.sh: No such file or directory',
    NO_ZOOKEEPER,
  ],
  ['$ bin/zookeeper-server-start.sh config/zookeeper.properties', '-bash: $: command not found', NO_ZOOKEEPER],
  [`bin/kafka-topics.sh --create --topic quickstart-events ${SERVER}`, 'Created topic quickstart-events.', undefined],
  [
    `bin/kafka-topics.sh --create --topic test ${SERVER} --replication-factor 1 --partitions 1`,
    'Created topic test.',
    undefined,
  ],
  ['cp config/server.properties config/server.properties.bak', '', undefined],
  [
    'bin/kafka-topics.sh --zookeeper 127.0.0.1:2181 -alter --partitions 2 --topic test',
    'zookeeper is not a recognized option',
    `kafka-topics.sh ${SERVER} -alter --partitions 2 --topic test`,
  ],
  [`kafka-topics.sh ${SERVER} -alter --partitions 2 --topic test`, '', undefined],
  [
    '* bin/kafka-topics.sh --list --zookeeper localhost:2181',
    '-bash: bin: command not found',
    `kafka-topics.sh --list ${SERVER}`,
  ],
  [
    'bin/kafka-topics.sh --create --zookeeper localhost:2181 --replication-factor 1 --partitions 6 --topic test // 创建',
    'zookeeper is not a recognized option',
    `kafka-topics.sh --create ${SERVER} --replication-factor 1 --partitions 6 --topic test`,
  ],
  [
    'bin/kafka-topics.sh --describe --zookeeper localhost:2181 --topic test5 //查看具体topic详情',
    'zookeeper is not a recognized option',
    `kafka-topics.sh --describe ${SERVER} --topic test5`,
  ],
  [
    'bin/kafka-console-producer.sh --broker-list localhost:9092 localhost:9093 localhost:9094 --topic test1',
    'broker-list is not a recognized option',
    `kafka-console-producer.sh ${SERVER},localhost:9093,localhost:9094 --topic test1`,
  ],
  [`bin/kafka-topics.sh --list ${SERVER} localhost:9093 //查看所有topic`, 'quickstart-events', undefined],
  [
    'bin/kafka-run-class.sh kafka.tools.GetOffsetShell --broker-list localhost:9092 --topic test',
    'Error: Could not find or load main class kafka.tools.GetOffsetShell',
    `kafka-get-offsets.sh ${SERVER} --topic test`,
  ],
  [`bin/kafka-run-class.sh org.apache.kafka.tools.GetOffsetShell ${SERVER} --topic test`, 'test:0:0', undefined],
  [
    'bin/kafka-topics.sh --alter --zookeeper localhost:2181 --topic my-topic --replication-factor 3 //增加副本集',
    'zookeeper is not a recognized option',
    `kafka-reassign-partitions.sh ${SERVER} --reassignment-json-file FILE --execute`,
  ],
  [
    `bin/kafka-topics.sh --alter ${SERVER} --topic test --replication-factor 3`,
    'Missing required argument "[partitions]"',
    `kafka-reassign-partitions.sh ${SERVER} --reassignment-json-file FILE --execute`,
  ],
  ['cd bin; ./kafka-consumer-groups.sh -bootstrap-server localhost:9092 -list; cd ..', '', undefined],
  [
    `bin/kafka-topics.sh --create ${SERVER} localhost:9093 --replication-factor 3 --partitions 1 --topic test2`,
    'Error while executing topic command : Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered or some brokers have all their log directories cordoned.',
    undefined,
  ],
  [
    `bin/kafka-topics.sh --describe ${SERVER} localhost:9093 --topic test2 //查看具体topic详情`,
    "Error while executing topic command : Topic 'test2' does not exist as expected",
    undefined,
  ],
  ['export JAVA_HOME=/usr/local/jdk/jdk1.8.0_221', '', undefined],
  [
    'sudo systemctl daemon-reload',
    '-bash: sudo: command not found',
    'No systemd here: kafka-server-start.sh -daemon FILE starts a node, kafka-server-stop.sh ends nodes, jps -lm lists them',
  ],
  [
    'rm -rf /tmp/kafka-logs /tmp/zookeeper',
    '',
    'The logs are in the folders that ls -d /tmp/kraft* names; a node is stopped (kafka-server-stop.sh --node-id=1) before its folder is removed',
  ],
  [
    'create /P_node "this is a p_node..."',
    '-bash: create: command not found',
    'Kafka 4 has no ZooKeeper; what its controllers keep: kafka-metadata-quorum.sh --bootstrap-server localhost:9092 describe --status',
  ],
]
