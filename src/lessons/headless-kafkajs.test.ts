import { beforeAll, expect, test } from 'vitest'
import { bundledKafkajs } from '../notebook/bundled.ts'
import type { Check } from './check.ts'
import { Headless } from './headless.ts'
import { provideKafkajs } from './headless-cell.ts'

beforeAll(() => provideKafkajs(bundledKafkajs))

const PRODUCER = `import { Kafka, Partitioners } from 'kafkajs'
const kafka = new Kafka({ clientId: 'cell', brokers: ['localhost:9092'] })
const admin = kafka.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic: 'orders', numPartitions: 3, replicationFactor: 3 }] })
await admin.disconnect()
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true })
await producer.connect()
await producer.send({ topic: 'orders', compression: 1, messages: [{ key: 'dan', value: 'a' }, { key: 'ann', value: Buffer.from('b') }] })
await producer.disconnect()`

const CONSUMER = `import { Kafka } from 'kafkajs'
import { TopicPartition } from 'kafka-clients'
const began = Date.now()
const kafka = new Kafka({ brokers: ['localhost:9092'] })
const consumer = kafka.consumer({ groupId: 'books' })
await consumer.connect()
await consumer.subscribe({ topic: 'orders', fromBeginning: true })
let read = 0
await consumer.run({ eachMessage: async () => void read++ })
for (let waited = 0; read < 2 && waited < 60; waited++) await new Promise((go) => setTimeout(go, 1000))
await consumer.disconnect()
if (read !== 2) throw new Error('read ' + read + ' in ' + (Date.now() - began) + ' ms')`

async function isMet(cluster: Headless, check: Check): Promise<boolean> {
  return (await cluster.judge(check)).met
}

test('cells with kafkajs run in proofs: admin, producer, consumer, in the proof’s own time', async () => {
  const cluster = await Headless.start(1)
  await cluster.runCell(PRODUCER)
  expect(await isMet(cluster, { records: { topic: 'orders', count: 2, distinct: { value: 2 } } })).toBe(true)
  await cluster.runCell(CONSUMER)
  expect(await isMet(cluster, { group: 'books', topic: 'orders', lag: 0, members: 0 })).toBe(true)
  await cluster.stop()
  expect(Object.hasOwn(globalThis, Symbol.for('logbook.env'))).toBe(false)
})

test('a cell that throws is a fault of the proof; brokers that are gone make kafkajs give up in virtual time', async () => {
  const cluster = await Headless.start(1)
  await cluster.run('pkill -9 -f server')
  await expect(cluster.runCell(PRODUCER)).rejects.toThrow(/Connection error|ECONNREFUSED/)
})
