/** kafka-verifiable-producer.sh (`VerifiableProducer`): counts up, and tells of every send. */

import { javaDouble } from '../base/java-double.ts'
import { KafkaException } from '../client/errors.ts'
import { KafkaProducer } from '../client/producer.ts'
import type { Arguments } from './argparse.ts'
import type { ParserSpec } from './argparse-spec.ts'
import { Pace } from './pace.ts'
import { loggingEnv, messageOf, type ToolIo } from './tool.ts'
import { printEvent, verifiableTool } from './verifiable.ts'

const PARSER: ParserSpec = {
  prog: 'verifiable-producer',
  description: 'Produces increasing integers to a topic and prints a line of JSON for every send.',
  args: [
    { flags: ['--topic'], required: true, help: 'the topic to send to' },
    {
      flags: ['--max-messages'],
      metavar: 'MAX-MESSAGES',
      type: 'int',
      help: 'how many records; -1: until it is ended',
    },
    { flags: ['--throughput'], type: 'int', help: 'records a second, about; -1: no limit' },
    { flags: ['--acks'], type: 'int', help: 'acks required of each record; default -1: all' },
    { flags: ['--producer.config'], metavar: 'CONFIG-FILE', help: 'DEPRECATED: use --command-config' },
    {
      flags: ['--message-create-time'],
      metavar: 'CREATE-TIME',
      type: 'long',
      help: 'timestamps begin here, in milliseconds',
    },
    { flags: ['--value-prefix'], metavar: 'VALUE-PREFIX', help: 'a number and a dot before each value' },
    {
      flags: ['--repeating-keys'],
      metavar: 'REPEATING-KEYS',
      type: 'int',
      help: 'keys count up to this and begin again',
    },
    { flags: ['--command-config'], metavar: 'CONFIG-FILE', help: 'a properties file for the producer' },
    {
      flags: ['--bootstrap-server'],
      metavar: 'HOST1:PORT1[,HOST2:PORT2[...]]',
      help: 'REQUIRED: the brokers to connect to',
    },
  ],
  exclusive: [{ flags: ['--bootstrap-server'], required: true }],
}

/** Of the first producer of a process, as the tool is. */
const CLIENT_ID = 'producer-1'

export const kafkaVerifiableProducer = verifiableTool({
  name: 'kafka-verifiable-producer.sh',
  parser: PARSER,
  oldConfig: 'producer.config',
  work(args, properties, io) {
    const config = {
      'client.id': CLIENT_ID,
      'bootstrap.servers': args.get('bootstrap-server'),
      'key.serializer': 'string',
      'value.serializer': 'string',
      acks: args.get('acks') ?? '-1',
      retries: 0,
      ...properties,
    }
    return new Producing(args, new KafkaProducer<string | null, string>(config, loggingEnv(io)), io).run()
  },
})

class Producing {
  private sent = 0
  private acked = 0
  private readonly startedAt: number
  private readonly target: number

  constructor(
    private readonly args: Arguments,
    private readonly producer: KafkaProducer<string | null, string>,
    private readonly io: ToolIo,
  ) {
    this.startedAt = io.env.clock.monotonic()
    this.target = args.number('throughput') ?? -1
  }

  async run(): Promise<void> {
    const { args, io, producer } = this
    printEvent(io, 'startup_complete')
    const wanted = args.number('max-messages') ?? -1
    const max = wanted < 0 ? Number.POSITIVE_INFINITY : wanted
    const pace = new Pace(io, this.target)
    for (let index = 0; index < max && !io.interrupt.isInterrupted; index++) {
      this.send(index)
      const wait = producer.whenTaken() ?? pace.after(index + 1)
      if (wait) await wait
    }
    await producer.close()
    printEvent(io, 'shutdown_complete')
    this.summary()
  }

  private send(index: number): void {
    const { args, io } = this
    const topic = args.get('topic') as string
    const prefix = args.get('value-prefix')
    const value = prefix === undefined ? String(index) : `${prefix}.${index}`
    const keys = args.number('repeating-keys')
    const key = keys === undefined ? null : String(index % keys)
    const created = args.number('message-create-time') ?? -1
    const timestamp = created < 0 ? null : created + Math.floor(io.env.clock.monotonic() - this.startedAt)
    this.sent++
    this.producer.send({ topic, key, value, timestamp }).then(
      ({ partition, offset }) => {
        this.acked++
        printEvent(io, 'producer_send_success', { key, value, offset, topic, partition })
      },
      (error: unknown) => {
        const exception = `class ${error instanceof KafkaException ? error.javaClass : 'java.lang.RuntimeException'}`
        printEvent(io, 'producer_send_error', { topic, key, value, exception, message: messageOf(error) })
      },
    )
  }

  private summary(): void {
    const { io, sent, acked, target } = this
    const elapsedMs = Math.max(1, io.env.clock.monotonic() - this.startedAt)
    const average = javaDouble((1000 * acked) / elapsedMs)
    io.stdout.write(
      `{"timestamp":${io.env.clock.wall()},"name":"tool_data","sent":${sent},"acked":${acked},"target_throughput":${target},"avg_throughput":${average}}\n`,
    )
  }
}
