// kafkajs: BOOTSTRAP TOPIC. Prints a line for each check.
import { Kafka, logLevel } from 'kafkajs'

const [bootstrap, topic] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'conformance', brokers: [bootstrap], logLevel: logLevel.NOTHING })
const say = (name, problem) => console.log(problem === undefined ? `ok ${name}` : `not ok ${name}: ${problem}`)
const values = (first, count) => Array.from({ length: count }, (_, i) => `v${first + i}`)
const sorted = (list) => [...list].sort().join()

async function produce(first, count) {
  const producer = kafka.producer({ allowAutoTopicCreation: true })
  await producer.connect()
  const messages = values(first, count).map((value) => ({ key: `k${value}`, value }))
  await producer.send({ topic, messages, acks: -1 })
  await producer.disconnect()
}

async function readInGroup(members, wanted, seconds = 30) {
  const got = []
  const owned = new Map()
  const consumers = Array.from({ length: members }, () => kafka.consumer({ groupId: `group-${topic}` }))
  for (const [at, consumer] of consumers.entries()) {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      owned.set(at, (payload.memberAssignment[topic] ?? []).length)
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ eachMessage: async ({ message }) => void got.push(message.value.toString()) })
  }
  const shared = () => owned.size === members && [...owned.values()].every((count) => count > 0)
  const deadline = Date.now() + seconds * 1000
  while (Date.now() < deadline && !(new Set(got).size >= wanted && shared())) await pause(100)
  await pause(500)
  for (const consumer of consumers) await consumer.disconnect()
  return { got, shared: shared() }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

try {
  await produce(0, 100)
  say('produce')
  const { got, shared } = await readInGroup(2, 100)
  const all = sorted(new Set(got)) === sorted(values(0, 100))
  say('consume in a group of two', all && shared ? undefined : `${new Set(got).size} values, shared: ${shared}`)
  await produce(100, 20)
  const rest = (await readInGroup(1, 20)).got
  say('commit and resume', sorted(rest) === sorted(values(100, 20)) ? undefined : `got ${rest.length}`)
} catch (error) {
  say('run', error.message)
}
