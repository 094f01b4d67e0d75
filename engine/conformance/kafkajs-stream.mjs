// kafkajs: BOOTSTRAP TOPIC (write COUNT | read). Prints `acked VALUE` for each record, or values until it is ended.
import { Kafka, logLevel } from 'kafkajs'

const [bootstrap, topic, what, count] = process.argv.slice(2)
const retry = { retries: 60, initialRetryTime: 100, maxRetryTime: 1000 }
const kafka = new Kafka({ clientId: 'survivor', brokers: bootstrap.split(','), logLevel: logLevel.NOTHING, retry })
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function write() {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, retry })
  await producer.connect()
  // One partition a request: kafkajs 2.2.4 forgets messages of a partition whose leadership moves to a broker that has
  // answered for its other partitions already, and resolves all the same. A key each: without one a retry may go to another
  // partition than the first attempt, whose sequence then belongs to the next record.
  for (let i = 0; i < Number(count); i++) {
    await producer.send({ topic, messages: [{ key: `v${i}`, value: `v${i}` }], acks: -1 }).then(
      () => console.log(`acked v${i}`),
      (error) => console.error(error.message),
    )
    await pause(5)
  }
  await producer.disconnect()
}

async function read() {
  const consumer = kafka.consumer({ groupId: `group-${topic}`, retry })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await consumer.run({ eachMessage: async ({ message }) => console.log(message.value.toString()) })
}

await (what === 'write' ? write() : read())
