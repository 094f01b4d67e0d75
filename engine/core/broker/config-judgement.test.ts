import { expect, test } from 'vitest'
import { judged } from './config-judgement.ts'
import { parseProperties } from './properties.ts'

const SHORT: { readonly [sign: string]: string } = {
  $B: 'process.roles=broker;node.id=1;controller.listener.names=CONTROLLER',
  $C: 'process.roles=broker,controller;node.id=1;controller.listener.names=CONTROLLER',
  $Q: 'controller.quorum.bootstrap.servers=localhost:9093',
}

/** `ok`, or the refusal as Java's toString has it. */
function verdict(shorthand: string): string {
  const text = shorthand.replace(/\$[BCQ]/g, (sign) => SHORT[sign] ?? sign).replaceAll(';', '\n')
  try {
    judged(parseProperties(text))
    return 'ok'
  } catch (error) {
    return String(error).replace(/^org\.apache\.kafka\.common\.config\./, '')
  }
}

/** What `KafkaConfig.fromProps` of 4.3.1 said to the same properties. */
test.each([
  [
    'broker.id=0;listeners=PLAINTEXT://localhost:9092;log.dirs=/tmp/x;zookeeper.connect=localhost:2181',
    'ConfigException: Missing required configuration "process.roles" which has no default value.',
  ],
  [
    'node.id=1;listeners=PLAINTEXT://:9092',
    'ConfigException: Missing required configuration "process.roles" which has no default value.',
  ],
  [
    'process.roles=broker,controller;listeners=PLAINTEXT://:9092',
    'ConfigException: Missing required configuration "node.id" which has no default value.',
  ],
  [
    'process.roles=broker,controller',
    'ConfigException: Missing required configuration "node.id" which has no default value.',
  ],
  [
    'process.roles=;node.id=1',
    "ConfigException: Configuration 'process.roles' must not be empty. Valid values include: [broker, controller]",
  ],
  [
    'process.roles=;node.id=1;controller.listener.names=C',
    "ConfigException: Configuration 'process.roles' must not be empty. Valid values include: [broker, controller]",
  ],
  [
    'process.roles=foo;node.id=1;controller.listener.names=C',
    'ConfigException: Invalid value foo for configuration process.roles: String must be one of: broker, controller',
  ],
  [
    'process.roles=broker,broker;node.id=1;controller.listener.names=C',
    'ConfigException: If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
  ],
  [
    'process.roles=broker,,controller;node.id=1;controller.listener.names=C',
    "ConfigException: Configuration 'process.roles' values must not be empty.",
  ],
  [
    'process.roles=broker,controller;node.id=1',
    'ConfigException: Missing required configuration "controller.listener.names" which has no default value.',
  ],
  [
    'process.roles=broker,controller;controller.listener.names=C',
    'ConfigException: Missing required configuration "node.id" which has no default value.',
  ],
  [
    'process.roles=broker,controller;node.id=-1;controller.listener.names=C',
    'ConfigException: Invalid value -1 for configuration node.id: Value must be at least 0',
  ],
  [
    'process.roles=broker,controller;node.id=abc;controller.listener.names=C',
    'ConfigException: Invalid value abc for configuration broker.id: Not a number of type INT',
  ],
  [
    'process.roles=broker,controller;broker.id=3;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    'ok',
  ],
  [
    'process.roles=broker,controller;broker.id=0;node.id=1;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    'ConfigException: You must set `node.id` to the same value as `broker.id`.',
  ],
  [
    'process.roles=broker,controller;broker.id=-1;node.id=1;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    'ConfigException: You must set `node.id` to the same value as `broker.id`.',
  ],
  [
    'process.roles=broker,controller;node.id=1;controller.listener.names=;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    "ConfigException: Configuration 'controller.listener.names' must not be empty. Valid values include: any non-empty value",
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093',
    'ConfigException: If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092;$Q',
    "java.lang.IllegalArgumentException: requirement failed: controller.listener.names must contain at least one value appearing in the 'listeners' configuration when running the KRaft controller role",
  ],
  [
    'process.roles=broker,controller;node.id=1;controller.listener.names=CONTROLLER,PLAINTEXT;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    'java.lang.IllegalArgumentException: requirement failed: There must be at least one broker advertised listener. Perhaps all listeners appear in controller.listener.names?',
  ],
  [
    'process.roles=broker,controller;node.id=1;controller.listener.names=CONTROLLER,FOO;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    "java.lang.IllegalArgumentException: requirement failed: controller.listener.names must only contain values appearing in the 'listeners' configuration when running the KRaft controller role",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    "java.lang.IllegalArgumentException: requirement failed: controller.listener.names must not contain a value appearing in the 'listeners' configuration when running KRaft with just the broker role",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092',
    'ConfigException: If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092;$Q',
    'java.lang.IllegalArgumentException: requirement failed: The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;listeners=CONTROLLER://:9093',
    'ConfigException: If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q',
    'java.lang.IllegalArgumentException: requirement failed: The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;listeners=CONTROLLER://:9093;advertised.listeners=PLAINTEXT://:9092;$Q',
    'ok',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;advertised.listeners=PLAINTEXT://0.0.0.0:9092;$Q',
    'java.lang.IllegalArgumentException: requirement failed: advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;advertised.listeners=FOO://h:9092;$Q',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[FOO://h:9092]': No security protocol defined for listener FOO",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;advertised.listeners=SSL://h:9092;$Q',
    'java.lang.IllegalArgumentException: requirement failed: inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are SSL',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;advertised.listeners=CONTROLLER://h:9092;$Q',
    'java.lang.IllegalArgumentException: requirement failed: There must be at least one broker advertised listener. Perhaps all listeners appear in controller.listener.names?',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;inter.broker.listener.name=SSL;$Q',
    'java.lang.IllegalArgumentException: requirement failed: inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are PLAINTEXT',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;inter.broker.listener.name=FOO;$Q',
    'ConfigException: Listener with name FOO defined in inter.broker.listener.name not found in listener.security.protocol.map.',
  ],
  [
    '$B;listeners=FOO://:9092;$Q',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[FOO://:9092]': No security protocol defined for listener FOO",
  ],
  ['$B;listeners=FOO;$Q', 'org.apache.kafka.common.KafkaException: Unable to parse a listener name from FOO'],
  [
    '$B;listeners=localhost:9092;$Q',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[localhost:9092]': Unable to parse localhost:9092 to a broker endpoint",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092,PLAINTEXT://:9094;$Q',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[PLAINTEXT://:9092, PLAINTEXT://:9094]': Each listener must have a different name, listeners: [PLAINTEXT://:9092, PLAINTEXT://:9094]",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092,SSL://:9092;$Q',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[PLAINTEXT://:9092, SSL://:9092]': Each listener must have a different port, listeners: [PLAINTEXT://:9092, SSL://:9092]",
  ],
  [
    '$B;listeners=;$Q',
    "ConfigException: Configuration 'listeners' must not be empty. Valid values include: any non-empty value",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;controller.quorum.bootstrap.servers=localhost',
    'ConfigException: Failed to parse host name from localhost for the configuration controller.quorum.bootstrap.servers. Each entry should be in the form "{host}:{port}"',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;controller.quorum.voters=1@localhost:9093',
    "java.lang.IllegalArgumentException: requirement failed: If process.roles contains just the 'broker' role, the node id 1 must not be included in the set of voters controller.quorum.voters=Set(1)",
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;controller.quorum.voters=2@localhost:9093',
    "java.lang.IllegalArgumentException: requirement failed: If process.roles contains the 'controller' role, the node id 1 must be included in the set of voters controller.quorum.voters=Set(2)",
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;controller.quorum.voters=2@localhost',
    'ConfigException: Failed to parse host name from entry 2@localhost for the configuration controller.quorum.voters. Each entry should be in the form `{id}@{host}:{port}`.',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;controller.quorum.voters=localhost:9093',
    'ConfigException: Invalid configuration value for controller.quorum.voters. Each entry should be in the form `{id}@{host}:{port}`.',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;controller.quorum.voters=a@localhost:9093',
    'ConfigException: Failed to parse voter ID as an integer from a',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;num.partitions=0',
    'ConfigException: Invalid value 0 for configuration num.partitions: Value must be at least 1',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;num.partitions=abc',
    'ConfigException: Invalid value abc for configuration num.partitions: Not a number of type INT',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.dirs=',
    "ConfigException: Configuration 'log.dirs' must not be empty. Valid values include: any non-empty value",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.dirs=/a,',
    "ConfigException: Configuration 'log.dirs' values must not be empty.",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.cleanup.policy=foo',
    'ConfigException: Invalid value foo for configuration log.cleanup.policy: String must be one of: compact, delete',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.retention.ms=0',
    'java.lang.IllegalArgumentException: requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to 1',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.retention.hours=0',
    'java.lang.IllegalArgumentException: requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to 1',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;replica.fetch.wait.max.ms=40000',
    'java.lang.IllegalArgumentException: requirement failed: replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;compression.type=foo',
    'ConfigException: Invalid value foo for configuration compression.type: String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;log.message.timestamp.type=foo',
    'ConfigException: Invalid value foo for configuration log.message.timestamp.type: String must be one of: CreateTime, LogAppendTime',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;listener.security.protocol.map=FOO:PLAINTEXT',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[PLAINTEXT://:9092]': No security protocol defined for listener PLAINTEXT",
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;auto.create.topics.enable=yes',
    'ConfigException: Invalid value yes for configuration auto.create.topics.enable: Expected value to be either true or false',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;advertised.listeners=PLAINTEXT://h:9092,CONTROLLER://0.0.0.0:9093;$Q',
    'java.lang.IllegalArgumentException: requirement failed: advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.',
  ],
  [
    '$C;listeners=CONTROLLER://:9093;$Q',
    'java.lang.IllegalArgumentException: requirement failed: There must be at least one broker advertised listener. Perhaps all listeners appear in controller.listener.names?',
  ],
  [
    '$C;$Q',
    "java.lang.IllegalArgumentException: requirement failed: controller.listener.names must contain at least one value appearing in the 'listeners' configuration when running the KRaft controller role",
  ],
  ['$B;$Q', 'ok'],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;min.insync.replicas=0',
    'ConfigException: Invalid value 0 for configuration min.insync.replicas: Value must be at least 1',
  ],
  [
    '$B;listeners=PLAINTEXT://:9092;$Q;default.replication.factor=abc',
    'ConfigException: Invalid value abc for configuration default.replication.factor: Not a number of type INT',
  ],
  ['$B;listeners=PLAINTEXT://:99999;$Q', 'ok'],
  [
    '$B;$Q;advertised.listeners=',
    "ConfigException: Configuration 'advertised.listeners' must not be empty. Valid values include: any non-empty value",
  ],
  [
    '$B;$Q;log.dir=',
    "ConfigException: Configuration 'log.dir' must not be empty. Valid values include: any non-empty value",
  ],
  ['$B;$Q;log.dir=/a,/b', 'ok'],
  [
    '$B;$Q;listeners=PLAINTEXT://:9092;advertised.listeners=PLAINTEXT://h:9092,SSL://h:9094',
    'java.lang.IllegalArgumentException: requirement failed: advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found PLAINTEXT,SSL. The valid options based on the current configuration are PLAINTEXT',
  ],
  [
    '$B;$Q;listeners=PLAINTEXT://:9092;advertised.listeners=PLAINTEXT://h:9092,SSL://h:9092',
    'java.lang.IllegalArgumentException: requirement failed: advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found PLAINTEXT,SSL. The valid options based on the current configuration are PLAINTEXT',
  ],
  [
    '$B;$Q;listeners=PLAINTEXT://:9092,;advertised.listeners=PLAINTEXT://h:9092',
    "ConfigException: Configuration 'listeners' values must not be empty.",
  ],
  ['$B;$Q;listeners=plaintext://:9092', 'ok'],
  [
    '$B;$Q;log.retention.minutes=0',
    'java.lang.IllegalArgumentException: requirement failed: log.retention.ms must be unlimited (-1) or, greater than or equal to 1',
  ],
  ['$B;$Q;log.retention.hours=-1', 'ok'],
  ['$B;$Q;log.retention.hours=-5', 'ok'],
  [
    '$B;$Q;replica.lag.time.max.ms=100',
    'java.lang.IllegalArgumentException: requirement failed: replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR',
  ],
  [
    '$B;$Q;log.cleaner.dedupe.buffer.size=1000',
    'java.lang.IllegalArgumentException: requirement failed: log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.',
  ],
  [
    '$B;$Q;security.inter.broker.protocol=SSL',
    'java.lang.IllegalArgumentException: requirement failed: inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are PLAINTEXT',
  ],
  [
    '$B;$Q;unclean.leader.election.enable=1',
    'ConfigException: Invalid value 1 for configuration unclean.leader.election.enable: Expected value to be either true or false',
  ],
  ['$B;$Q;controller.quorum.voters=', 'ok'],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;controller.quorum.voters=2@localhost:9093;listeners=PLAINTEXT://:9092',
    "java.lang.IllegalArgumentException: requirement failed: If process.roles contains the 'controller' role, the node id 1 must be included in the set of voters controller.quorum.voters=Set(2)",
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;controller.quorum.bootstrap.servers=',
    'ConfigException: If using process.roles, either controller.quorum.bootstrap.servers must contain the set of bootstrap controllers or controller.quorum.voters must contain a parseable set of controllers.',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;broker.id=abc',
    'ConfigException: Invalid value abc for configuration broker.id: Not a number of type INT',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;broker.id=2;node.id=abc',
    'ConfigException: Invalid value abc for configuration node.id: Not a number of type INT',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;broker.id=2;log.retention.ms=0',
    'ConfigException: You must set `node.id` to the same value as `broker.id`.',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;log.retention.ms=0;listeners=FOO',
    'org.apache.kafka.common.KafkaException: Unable to parse a listener name from FOO',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;broker.id=2;listeners=FOO://:1',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[FOO://:1]': No security protocol defined for listener FOO",
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;listeners=PLAINTEXT://:9092;controller.quorum.voters=2@localhost:9093',
    'java.lang.IllegalArgumentException: requirement failed: The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER,FOO;listeners=CONTROLLER://:9092;controller.quorum.voters=1@localhost:9093',
    "java.lang.IllegalArgumentException: requirement failed: controller.listener.names must only contain values appearing in the 'listeners' configuration when running the KRaft controller role",
  ],
  [
    'process.roles=controller;node.id=1;controller.listener.names=CONTROLLER;controller.quorum.voters=1@localhost:9093',
    'java.lang.IllegalArgumentException: requirement failed: The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;listener.security.protocol.map=PLAINTEXT:PLAINTEXT',
    "java.lang.IllegalArgumentException: Error creating broker listeners from '[PLAINTEXT://:9092, CONTROLLER://:9093]': No security protocol defined for listener CONTROLLER",
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:FOO',
    'ConfigException: Invalid security protocol `FOO` defined in listener.security.protocol.map',
  ],
  [
    '$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;group.min.session.timeout.ms=abc',
    'ConfigException: Invalid value abc for configuration group.min.session.timeout.ms: Not a number of type INT',
  ],
  ['$C;listeners=PLAINTEXT://:9092,CONTROLLER://:9093;$Q;foo.bar=1', 'ok'],
])('%s', (properties, said) => {
  expect(verdict(properties)).toBe(said)
})

test('a node that has a broker.id alone has a node.id too', () => {
  const text = `broker.id=3\n${SHORT['$C']}\n${SHORT['$Q']}`.replace('node.id=1;', '').replaceAll(';', '\n')
  const found = judged(parseProperties(`${text}\nlisteners=PLAINTEXT://:9092,CONTROLLER://:9093`))
  expect(found.get('node.id')).toBe('3')
})
