/** kafka-verifiable-consumer.sh (`VerifiableConsumer`): tells of rebalances, records and commits. */
import { KafkaConsumer } from '../client/consumer.ts'
import type { ConsumerRecords } from '../client/consumer-record.ts'
import { clientException, WakeupException } from '../client/errors.ts'
import { PartitionMap, type TopicPartition } from '../client/topic-partition.ts'
import type { Arguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { javaTrace, loggingEnv, messageOf, type ToolIo } from './tool.ts'
import { printEvent, verifiableTool } from './verifiable.ts'

const PARSER: ParserSpec = {
  prog: 'verifiable-consumer',
  description: 'Consumes a topic and prints rebalances, records and commits as lines of JSON.',
  args: [
    { flags: ['--topic'], required: true, help: 'the topic to read' },
    { flags: ['--group-protocol'], metavar: 'GROUP-PROTOCOL', help: 'classic or consumer' },
    {
      flags: ['--group-remote-assignor'],
      metavar: 'GROUP-REMOTE-ASSIGNOR',
      help: "the broker's assignor, for the consumer protocol",
    },
    { flags: ['--group-id'], metavar: 'GROUP-ID', required: true, help: 'the group to join' },
    { flags: ['--group-instance-id'], metavar: 'GROUP-INSTANCE-ID', help: 'a static member of the group' },
    {
      flags: ['--max-messages'],
      metavar: 'MAX-MESSAGES',
      type: 'int',
      help: 'how many records; -1: until it is ended',
    },
    {
      flags: ['--session-timeout'],
      metavar: 'TIMEOUT-MS',
      type: 'int',
      help: 'session timeout in milliseconds, for the classic protocol',
    },
    { flags: ['--verbose'], action: 'true', help: 'print every record' },
    { flags: ['--enable-autocommit'], action: 'true', help: 'commit in the background' },
    { flags: ['--reset-policy'], metavar: 'RESET-POLICY', help: 'earliest, latest or none' },
    {
      flags: ['--assignment-strategy'],
      metavar: 'ASSIGNMENT-STRATEGY',
      help: 'class of the assignor, for the classic protocol',
    },
    { flags: ['--consumer.config'], metavar: 'CONFIG-FILE', help: 'DEPRECATED: use --command-config' },
    { flags: ['--command-config'], metavar: 'CONFIG-FILE', help: 'a properties file for the consumer' },
    {
      flags: ['--bootstrap-server'],
      metavar: 'HOST1:PORT1[,HOST2:PORT2[...]]',
      help: 'REQUIRED: the brokers to connect to',
    },
  ],
  exclusive: [{ flags: ['--bootstrap-server'], required: true }],
}

const RANGE = 'org.apache.kafka.clients.consumer.RangeAssignor'
const LOGGER = 'org.apache.kafka.tools.VerifiableConsumer'

export const kafkaVerifiableConsumer = verifiableTool({
  name: 'kafka-verifiable-consumer.sh',
  parser: PARSER,
  oldConfig: 'consumer.config',
  work(args, properties, io) {
    const config = { 'client.id': clientId(args), ...properties, ...consumerConfig(args) }
    return new Consuming(args, new KafkaConsumer<string, string>(config, loggingEnv(io)), io).run()
  },
})

/** Of the first consumer of a process, as the tool is. */
function clientId(args: Arguments): string {
  return `consumer-${args.get('group-id')}-${args.get('group-instance-id') ?? 1}`
}

function consumerConfig(args: Arguments): Record<string, unknown> {
  const protocol = args.get('group-protocol') ?? 'classic'
  if (!/^(classic|consumer)$/i.test(protocol))
    throw clientException(
      'java.lang.IllegalArgumentException',
      `No enum constant org.apache.kafka.clients.consumer.GroupProtocol.${protocol.toUpperCase()}`,
    )
  const isClassic = protocol.toLowerCase() === 'classic'
  const [instance, session, assignor] = ['group-instance-id', 'session-timeout', 'group-remote-assignor'].map((name) =>
    args.get(name),
  )
  return {
    'bootstrap.servers': args.get('bootstrap-server'),
    'group.id': args.get('group-id'),
    'group.protocol': protocol.toLowerCase(),
    'enable.auto.commit': args.has('enable-autocommit'),
    'auto.offset.reset': args.get('reset-policy') ?? 'earliest',
    ...(instance !== undefined && { 'group.instance.id': instance }),
    ...(isClassic && session !== undefined && { 'session.timeout.ms': session }),
    ...(isClassic && { 'partition.assignment.strategy': args.get('assignment-strategy') ?? RANGE }),
    ...(!isClassic && assignor !== undefined && { 'group.remote.assignor': assignor }),
  }
}

class Consuming {
  private consumed = 0
  private readonly max: number

  constructor(
    private readonly args: Arguments,
    private readonly consumer: KafkaConsumer<string, string>,
    private readonly io: ToolIo,
  ) {
    this.max = args.number('max-messages') ?? -1
  }

  async run(): Promise<void> {
    const { consumer, io } = this
    const forget = io.interrupt.onInterrupt(() => {
      printEvent(io, 'shutdown_requested')
      consumer.wakeup()
    })
    try {
      await this.consume()
    } catch (error) {
      if (!(error instanceof WakeupException)) this.report(error)
    } finally {
      forget()
      await consumer.close()
      printEvent(io, 'shutdown_complete')
    }
    // What the exit of the process prints when nobody had asked for it.
    if (!io.interrupt.isInterrupted) printEvent(io, 'shutdown_requested')
  }

  private report(error: unknown): void {
    const message = 'Error during processing, terminating consumer process: '
    loggingEnv(this.io).trace.log('ERROR', LOGGER, message)
    this.io.stderr.write(`${javaTrace(error)}\n`)
  }

  private async consume(): Promise<void> {
    const { args, consumer, io } = this
    printEvent(io, 'startup_complete')
    const told = (name: string) => (partitions: readonly TopicPartition[]) =>
      printEvent(io, name, { partitions: partitions.map(({ topic, partition }) => ({ topic, partition })) })
    consumer.subscribe([args.get('topic') as string], {
      onPartitionsAssigned: told('partitions_assigned'),
      onPartitionsRevoked: told('partitions_revoked'),
    })
    while (!this.isFinished) {
      const offsets = this.received(await consumer.poll(Number.MAX_SAFE_INTEGER))
      if (!args.has('enable-autocommit')) await this.commit(offsets)
    }
  }

  private get isFinished(): boolean {
    return this.max >= 0 && this.consumed >= this.max
  }

  /** Prints what came; gives the offsets after it. */
  private received(records: ConsumerRecords<string, string>): PartitionMap<number> {
    const { args, io } = this
    const offsets = new PartitionMap<number>()
    const partitions: unknown[] = []
    for (const tp of records.partitions()) {
      const left = this.max < 0 ? Number.POSITIVE_INFINITY : this.max - this.consumed
      const list = records.records(tp).slice(0, left)
      const [first, last] = [list[0], list.at(-1)]
      if (!first || !last) continue
      offsets.set(tp, last.offset + 1)
      const { topic, partition } = tp
      partitions.push({ topic, partition, count: list.length, minOffset: first.offset, maxOffset: last.offset })
      if (args.has('verbose'))
        for (const { key, value, offset } of list)
          printEvent(io, 'record_data', { key, value, topic, partition, offset })
      this.consumed += list.length
      if (this.isFinished) break
    }
    printEvent(io, 'records_consumed', { count: records.count(), partitions })
    return offsets
  }

  private async commit(offsets: PartitionMap<number>): Promise<void> {
    const committed = [...offsets].map(([{ topic, partition }, offset]) => ({ topic, partition, offset }))
    try {
      await this.consumer.commitSync([...offsets].map(([partition, offset]) => [partition, { offset }]))
      printEvent(this.io, 'offsets_committed', { offsets: committed, success: true })
    } catch (error) {
      if (error instanceof WakeupException) throw error
      printEvent(this.io, 'offsets_committed', { offsets: committed, error: messageOf(error), success: false })
    }
  }
}
