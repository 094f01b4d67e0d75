/** The npm package kafkajs in a worker of its own, as a notebook's cell has it. */
import * as Comlink from 'comlink'
import type * as KafkaJs from 'kafkajs'
import source from '../../../src/notebook/libraries/kafkajs.ts?module'
import { SANDBOX_ENV } from '../../../src/notebook/sandbox/env-key.ts'
import { browserEnv } from '../../host/browser/browser-env.ts'
import { BrowserDisks } from '../../host/browser/disks.ts'
import { PortNetwork } from '../../host/browser/port-network.ts'
import { incompressible, type Throughput } from '../own-client.ts'

export interface KafkaJsWorkerApi {
  connect(network: MessagePort): Promise<void>
  produce(topic: string, count: number, size: number): Promise<Throughput>
  /** From the first record that comes to the last: without the time of the rebalance. */
  consume(topic: string, count: number, size: number): Promise<Throughput>
}

/** Records of one send, and sends under way at once: kafkajs makes no batches of its own. */
const A_SEND = 500
const SENDS = 5

let kafka: KafkaJs.Kafka | undefined

function connected(): KafkaJs.Kafka {
  if (!kafka) throw new Error('connect first')
  return kafka
}

const api: KafkaJsWorkerApi = {
  async connect(network) {
    const env = browserEnv(new BrowserDisks(), new PortNetwork(network), { log: () => {}, event: () => {} })
    Object.defineProperty(globalThis, SANDBOX_ENV, { value: env })
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    const { Kafka } = (await import(/* @vite-ignore */ address)) as typeof KafkaJs
    kafka = new Kafka({ brokers: ['localhost:9092'], clientId: 'bench', logLevel: 1 })
  },

  async produce(topic, count, size) {
    const admin = connected().admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] })
    await admin.disconnect()
    const producer = connected().producer({ createPartitioner: () => () => 0 })
    await producer.connect()
    // The library brought Node's Buffer along; of other arrays kafkajs would send the text.
    const value = Buffer.from(incompressible(size))
    const messages = Array.from({ length: A_SEND }, () => ({ value }))
    let left = Math.ceil(count / A_SEND)
    const started = performance.now()
    const sender = async () => {
      while (left-- > 0) await producer.send({ topic, messages })
    }
    await Promise.all(Array.from({ length: SENDS }, sender))
    const took = performance.now() - started
    await producer.disconnect()
    return throughput(Math.ceil(count / A_SEND) * A_SEND, size, took)
  },

  async consume(topic, count, size) {
    const consumer = connected().consumer({ groupId: `bench-${topic}` })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    let [got, started] = [0, 0]
    const took = await new Promise<number>((resolve, reject) => {
      const eachBatch = async ({ batch }: KafkaJs.EachBatchPayload) => {
        started ||= performance.now()
        got += batch.messages.length
        if (got >= count) resolve(performance.now() - started)
      }
      consumer.run({ eachBatch }).catch(reject)
    })
    await consumer.disconnect()
    return throughput(got, size, took)
  },
}

function throughput(count: number, size: number, ms: number): Throughput {
  return { mbPerSecond: (count * size) / 1e6 / (ms / 1000), recordsPerSecond: count / (ms / 1000), ms }
}

Comlink.expose(api)
