/** The files of `~/kafka/config`: the settings of Apache Kafka's own, in our own words. */
import { nodeProperties } from './node-properties.ts'

const SERVER = `# A node that is broker and controller at once (KRaft, combined mode).
# Settings are those of Apache Kafka 4.3.1's config/server.properties.

############################# Roles #############################

# What this process does: broker, controller, or both
process.roles=broker,controller

# Its number in the cluster
node.id=1

# Where the controllers of the quorum are found
controller.quorum.bootstrap.servers=localhost:9093

############################# Listeners #############################

# Addresses it listens on: one for clients, one for the controller quorum
listeners=PLAINTEXT://:9092,CONTROLLER://:9093

# The listener that brokers use among themselves
inter.broker.listener.name=PLAINTEXT

# Addresses that clients and other nodes are told
advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093

# The listener of the controller
controller.listener.names=CONTROLLER

# Security protocol of each listener name
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL

num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600

############################# Log #############################

# Folders for the log files, separated by commas
log.dirs=/tmp/kraft-combined-logs

# Partitions of a topic that is created without saying how many
num.partitions=1

num.recovery.threads.per.data.dir=2

############################# Internal topics #############################

# One node: one copy
offsets.topic.replication.factor=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1

############################# Retention #############################

# Hours after which a segment may be deleted
log.retention.hours=168

# Size at which a new segment begins
log.segment.bytes=1073741824

# How often retention is checked
log.retention.check.interval.ms=300000
`

const PRODUCER = `# Settings for kafka-console-producer.sh --command-config
bootstrap.servers=localhost:9092
compression.type=none
`

const CONSUMER = `# Settings for kafka-console-consumer.sh --command-config
bootstrap.servers=localhost:9092
group.id=test-consumer-group
`

/** File name → content. */
export const CONFIG_FILES: { readonly [name: string]: string } = {
  'server.properties': SERVER,
  ...nodeProperties(),
  'producer.properties': PRODUCER,
  'consumer.properties': CONSUMER,
}
