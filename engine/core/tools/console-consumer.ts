/** kafka-console-consumer.sh (`ConsoleConsumer`). */
import { KafkaConsumer } from '../client/consumer.ts'
import type { ConsumerRecord } from '../client/consumer-record.ts'
import { TimeoutException, WakeupException } from '../client/errors.ts'
import { type ConsumerSetup, consumerSetup } from './console-consumer-options.ts'
import { javaPattern } from './java-regex.ts'
import { Exit, INTERRUPTED, javaTrace, loggingEnv, type Tool, type ToolIo } from './tool.ts'

const LOGGER = 'org.apache.kafka.tools.consumer.ConsoleConsumer'

const KIP_848 =
  'The consumer rebalance protocol (KIP-848) is production-ready! Set group.protocol=consumer to try it out. See https://kafka.apache.org/documentation/#consumer_rebalance_protocol\n'

type Consumer = KafkaConsumer<Uint8Array, Uint8Array>

export const consoleConsumer: Tool = {
  name: 'kafka-console-consumer.sh',
  handlesInterrupt: true,
  async run(args, io) {
    const setup = await consumerSetup(args, io)
    try {
      await consume(setup, io)
    } catch (error) {
      if (error instanceof Exit) throw error
      log(io, 'Unknown error when running consumer: ')
      io.stderr.write(`${javaTrace(error)}\n`)
      return 1
    }
    return io.interrupt.isInterrupted ? INTERRUPTED : 0
  },
}

function log(io: ToolIo, message: string): void {
  loggingEnv(io).trace.log('ERROR', LOGGER, message)
}

async function consume(setup: ConsumerSetup, io: ToolIo): Promise<void> {
  const consumer: Consumer = new KafkaConsumer<Uint8Array, Uint8Array>(setup.config, loggingEnv(io))
  await consumer.resolve()
  const forget = io.interrupt.onInterrupt(() => consumer.wakeup())
  if (setup.partition === undefined && setup.classicProtocol) io.stderr.write(KIP_848)
  const session = new Session(consumer, setup, io)
  try {
    session.start()
    await session.run().finally(() => session.finish())
  } finally {
    forget()
    await consumer.close()
  }
}

/** Records that came with a poll, handed out one by one as the Java tool does. */
class Session {
  private count = 0
  private pending: ConsumerRecord<Uint8Array, Uint8Array>[] = []
  private readonly timeoutMs: number

  constructor(
    private readonly consumer: Consumer,
    private readonly setup: ConsumerSetup,
    private readonly io: ToolIo,
  ) {
    this.timeoutMs = setup.timeoutMs >= 0 ? setup.timeoutMs : Number.MAX_SAFE_INTEGER
  }

  start(): void {
    const { include, partition, offset } = this.setup
    const topic = this.setup.topic()
    if (topic !== undefined && partition !== undefined) {
      this.consumer.assign([{ topic, partition }])
      this.seek({ topic, partition }, offset)
    } else this.consumer.subscribe(topic !== undefined ? [topic] : javaPattern(include ?? ''))
  }

  private seek(partition: { topic: string; partition: number }, offset: number): void {
    if (offset === -2) this.consumer.seekToBeginning([partition])
    else if (offset === -1) this.consumer.seekToEnd([partition])
    else this.consumer.seek(partition, offset)
  }

  async run(): Promise<void> {
    const max = this.setup.maxMessages()
    while (this.count < max || max === -1) {
      const record = await this.received()
      if (!record) return
      this.count++
      this.print(record)
      if (this.io.stdout.isClosed) {
        this.io.stderr.write('Unable to write to standard out, closing consumer.\n')
        return
      }
    }
  }

  /** The next record; undefined when no more are waited for: ^C, a time that is up, a poll that failed. */
  private async received(): Promise<ConsumerRecord<Uint8Array, Uint8Array> | undefined> {
    try {
      return await this.next()
    } catch (error) {
      if (error instanceof WakeupException) return undefined
      log(this.io, 'Error processing message, terminating consumer process: ')
      this.io.stderr.write(`${javaTrace(error)}\n`)
      return undefined
    }
  }

  private async next(): Promise<ConsumerRecord<Uint8Array, Uint8Array>> {
    const { env } = this.io
    const start = env.clock.monotonic()
    while (this.pending.length === 0) {
      this.pending = [...(await this.consumer.poll(this.timeoutMs))].reverse()
      if (this.pending.length > 0) break
      if (env.clock.monotonic() - start >= this.timeoutMs) throw new TimeoutException(null)
    }
    return this.pending.pop() as ConsumerRecord<Uint8Array, Uint8Array>
  }

  private print(record: ConsumerRecord<Uint8Array, Uint8Array>): void {
    try {
      this.setup.formatter.write(record, this.io.stdout)
    } catch (error) {
      if (!this.setup.skipErrors) throw error
      log(this.io, 'Error processing message, skipping this message: ')
      this.io.stderr.write(`${javaTrace(error)}\n`)
    }
  }

  /** Says how many records there were; those fetched and not printed are given back first, so that the commit is right. */
  async finish(): Promise<void> {
    try {
      this.giveBack()
      await this.consumer.close()
    } finally {
      this.io.stderr.write(`Processed a total of ${this.count} messages\n`)
      if (this.setup.systestEvents) this.io.stdout.write('shutdown_complete\n')
    }
  }

  private giveBack(): void {
    const smallest = new Map<string, ConsumerRecord<Uint8Array, Uint8Array>>()
    for (const record of this.pending) smallest.set(`${record.topic}-${record.partition}`, record)
    const assigned = new Set(this.consumer.assignment().map(({ topic, partition }) => `${topic}-${partition}`))
    for (const [key, { topic, partition, offset }] of smallest) {
      if (assigned.has(key)) this.consumer.seek({ topic, partition }, offset)
    }
  }
}
